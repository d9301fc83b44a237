package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// firstHour are the faults that a new user met, in the order in which they hurt. A row asks a product for the law that
// the fault broke, by nothing but its command line; the answer is empty, or says how the law is broken. Also names the
// tests that hold the same law from within.
var firstHour = []struct {
	id, law string
	ask     func(*trial) string
	also    []string
}{
	{"A1", "In another Region than the home Region a command does nothing and names the cause.", askAnotherRegion,
		[]string{"TestACommandFindsItsDeploymentFirst"}},
	{"A2", "With the management account's credentials a command does nothing and says whose they are.", askManagement,
		[]string{"TestACommandFindsItsDeploymentFirst"}},
	{"A3", "An operator whom the roles do not admit is told which parameter lacks them.", askOperator, nil},
	{"A4", "Nobody is woken for what has been put right since.", askPutRight, nil},
	{"A5", "What farvault repairs itself wakes nobody.", askOwnRepair, nil},
	{"A6", "The shipped settings protect a DynamoDB table with the plan's tag.", askTable, nil},
	{"A7", "A key without an alias can be found by the message.", askKeyID, nil},
	{"A8", "The documents show the statement that is sent.", askDocuments, []string{"TestTheStatementsInDocumentsAreSufficient"}},
	{"A9", "The breaker's override has an owner and a reason.", askOverride, nil},
	{"A10", "Who could not look ends otherwise than who found something.", askExit,
		[]string{"TestExitStatusTellsWrongUseFromWhatCouldNotBeLookedAt"}},
	{"A11", "An account that is not there is told.", askNobody, []string{"TestExitStatusTellsWrongUseFromWhatCouldNotBeLookedAt"}},
	{"A12", "The doctor of a deployment by the README finds nothing wrong once a message has been sent.", askFirstDoctor, nil},
	{"A13", "A job that went well has no unknown failure.", askWell, nil},
	{"A14", "doctor has a line for all that passes, and the SDK says nothing.", askManyLines, nil},
	{"A15", "Numbers and dates are those of the story.", askNumbers, nil},
	{"A16", "A mute takes days.", askDays, nil},
	{"A17", "Help marks what is required, and an error names its command.", askHelp, nil},
	{"A18", "The commands that the simulator prints work with either version of aws.", askPrinted, nil},
}

// begun is when the simulated world begins.
var begun = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

func askAnotherRegion(r *trial) string {
	r.simulate()
	status, says := r.types([]string{"AWS_REGION=us-east-1"}, "chain apply --account "+tryMember, r.yes...)
	elsewhere := r.as(tryMember)
	elsewhere.Region = "us-east-1"
	vaults, err := backup.NewFromConfig(elsewhere).ListBackupVaults(r.Context(), &backup.ListBackupVaultsInput{})
	r.must(err)
	switch {
	case len(vaults.BackupVaultList) > 0:
		return fmt.Sprintf("a vault is made in us-east-1: %s", last(says))
	case status != 2 || !strings.Contains(says, "eu-west-1"):
		return fmt.Sprintf("status %d: %s", status, last(says))
	}
	return ""
}

func askManagement(r *trial) string {
	r.simulate()
	status, says := r.types([]string{"AWS_ACCESS_KEY_ID=" + tryManagement}, "doctor")
	if status != 2 || !strings.Contains(says, "management account") || strings.Contains(says, "chain apply") {
		return fmt.Sprintf("status %d: %s", status, last(says))
	}
	return ""
}

// session makes a role of the central account that may do everything, and assumes it.
func (r *trial) session(role string) aws.Credentials {
	r.Helper()
	central := iam.NewFromConfig(r.as(tryCentral))
	_, err := central.CreateRole(r.Context(), &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + tryCentral + `:root"},"Action":"sts:AssumeRole"}]}`)})
	r.must(err)
	_, err = central.PutRolePolicy(r.Context(), &iam.PutRolePolicyInput{RoleName: &role, PolicyName: aws.String("all"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)})
	r.must(err)
	out, err := sts.NewFromConfig(r.as(tryCentral)).AssumeRole(r.Context(), &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + tryCentral + ":role/" + role), RoleSessionName: aws.String("ana")})
	r.must(err)
	c := out.Credentials
	return aws.Credentials{AccessKeyID: *c.AccessKeyId, SecretAccessKey: *c.SecretAccessKey, SessionToken: *c.SessionToken}
}

func askOperator(r *trial) string {
	r.simulate()
	session := r.session("Platform")
	_, says := r.types([]string{"AWS_ACCESS_KEY_ID=" + session.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + session.SecretAccessKey, "AWS_SESSION_TOKEN=" + session.SessionToken}, "doctor")
	if !strings.Contains(says, "OperatorPrincipalArns") || strings.Contains(says, "cannot be entered for some minutes") {
		return first(says)
	}
	return ""
}

// closed makes a volume whose key, which has no alias, only its own account may use; it gives the key's id.
func (r *trial) closed() string {
	r.Helper()
	key, err := kms.NewFromConfig(r.as(tryMember)).CreateKey(r.Context(), &kms.CreateKeyInput{})
	r.must(err)
	r.order("resources", `{"account":"`+tryMember+`","region":"eu-west-1","type":"EBS","tags":{"backup":"daily"},"kmsKeyArn":"`+*key.KeyMetadata.Arn+`"}`)
	return *key.KeyMetadata.KeyId
}

func askPutRight(r *trial) string {
	r.simulate()
	id := r.closed()
	r.waits(6 * time.Hour) // the copy at noon has failed
	open := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::` + tryMember +
		`:root","arn:aws:iam::` + tryCentral + `:root"]},"Action":"kms:*","Resource":"*"}]}`
	_, err := kms.NewFromConfig(r.as(tryMember)).PutKeyPolicy(r.Context(), &kms.PutKeyPolicyInput{KeyId: &id, Policy: &open})
	r.must(err)
	r.waits(30 * time.Hour)
	told := r.mail(begun)
	if len(reds(told)) == 0 {
		r.Fatalf("nobody was told of the failure: %q", told)
	}
	return strings.Join(reds(r.mail(begun.Add(7*time.Hour))), "; ")
}

func askOwnRepair(r *trial) string {
	r.simulate()
	r.order("resources", `{"account":"`+tryMember+`","region":"eu-west-1","type":"EBS","tags":{"backup":"daily"}}`)
	r.waits(3*time.Hour + 56*time.Minute) // 12:06: the backup is being made
	keeper := r.as(tryCentral)
	keeper.Credentials = credentials.StaticCredentialsProvider{Value: r.session("farvault-break-glass")}
	_, err := backup.NewFromConfig(keeper).PutBackupVaultAccessPolicy(r.Context(), &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String("farvault"),
		Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + tryCentral +
			`:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)})
	r.must(err)
	r.waits(2 * time.Hour)
	told := r.mail(begun.Add(4 * time.Hour))
	if len(told) == 0 {
		r.Fatal("nobody was told of the repair")
	}
	return strings.Join(reds(told), "; ")
}

func askTable(r *trial) string {
	r.simulate()
	r.order("resources", `{"account":"`+tryMember+`","region":"eu-west-1","type":"DynamoDB","tags":{"backup":"daily"}}`)
	r.waits(28 * time.Hour)
	return strings.Join(reds(r.mail(begun)), "; ")
}

func askKeyID(r *trial) string {
	r.simulate()
	id := r.closed()
	r.waits(6 * time.Hour)
	told := strings.Join(r.mail(begun), "\n")
	if !strings.Contains(told, "RED") {
		r.Fatalf("nobody was told of the failure: %s", told)
	}
	if !strings.Contains(told, id) {
		return "no message has the key's id; they have " + regexp.MustCompile(`(?i)key [0-9a-f]{8}\S*`).FindString(told)
	}
	return ""
}

// askDocuments reads the page of all messages: the actions that the central account needs of a key.
func askDocuments(r *trial) string {
	pages, err := filepath.Glob(filepath.Join(r.source, "shared", "*", "MESSAGES.md"))
	r.must(err)
	if len(pages) != 1 {
		r.Fatalf("MESSAGES.md: %q", pages)
	}
	text, err := os.ReadFile(pages[0])
	r.must(err)
	if !strings.Contains(string(text), "kms:DescribeKey") {
		r.Fatal("MESSAGES.md shows no statement for a key")
	}
	if !strings.Contains(string(text), "kms:ReEncryptFrom") {
		return "MESSAGES.md shows a statement without kms:ReEncryptFrom"
	}
	return ""
}

func askOverride(r *trial) string {
	r.simulate()
	status, says := r.types(nil, "breaker allow --for 1h", append(r.yes, "--reason", "", "--owner", "")...)
	if status != 2 {
		return fmt.Sprintf("status %d: %s", status, last(says))
	}
	return ""
}

func askExit(r *trial) string {
	r.simulate()
	var wrong []string
	for what, pairs := range map[string][]string{
		"no credentials": {"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="},
		"no network":     {"AWS_ENDPOINT_URL=http://127.0.0.1:1"},
	} {
		if status, _ := r.types(pairs, "alerts list"); status != 3 {
			wrong = append(wrong, fmt.Sprintf("%s: status %d", what, status))
		}
	}
	return strings.Join(wrong, "; ")
}

func askNobody(r *trial) string {
	r.simulate()
	status, says := r.types(nil, "doctor --account 123456789012")
	if status != 2 || !strings.Contains(says, "123456789012") {
		return fmt.Sprintf("status %d: %s", status, last(says))
	}
	return ""
}

func askFirstDoctor(r *trial) string {
	r.simulate()
	r.waits(24 * time.Hour) // the first digest has reached Slack
	status, says := r.types(nil, "doctor")
	if status != 0 || strings.Contains(says, "FAIL") {
		return fmt.Sprintf("status %d: %s", status, regexp.MustCompile(`(?m)^FAIL.*`).FindString(says))
	}
	return ""
}

func askWell(r *trial) string {
	r.simulate()
	r.order("resources", `{"account":"`+tryMember+`","region":"eu-west-1","type":"EBS","tags":{"backup":"daily"}}`)
	r.waits(6 * time.Hour)
	jobs, err := backup.NewFromConfig(r.as(tryMember)).ListBackupJobs(r.Context(), &backup.ListBackupJobsInput{})
	r.must(err)
	if len(jobs.BackupJobs) == 0 {
		r.Fatal("no backup was made")
	}
	_, says := r.types(nil, "explain --live backup-job --account "+tryMember+" "+*jobs.BackupJobs[0].BackupJobId)
	if !strings.Contains(says, "COMPLETED") {
		r.Fatalf("the job's state is not said: %s", says)
	}
	if strings.Contains(says, "unknown") {
		return regexp.MustCompile(`.*unknown.*`).FindString(says)
	}
	return ""
}

func askManyLines(r *trial) string {
	r.simulate()
	_, says := r.types(nil, "doctor")
	if n := len(regexp.MustCompile(`(?m)^PASS`).FindAllString(says, -1)); n != 1 || strings.Contains(says, "SDK ") {
		return fmt.Sprintf("%d lines of what passes in %d accounts", n, 4)
	}
	return ""
}

// askNumbers reads the story's last line against the story, and the record of an account that was never read.
func askNumbers(r *trial) string {
	_, says := r.types(nil, "demo")
	made := 0
	for _, m := range regexp.MustCompile(`(?m) (\d+) links? made`).FindAllStringSubmatch(says[:strings.LastIndex(says, "links made")], -1) {
		var n int
		r.must(json.Unmarshal([]byte(m[1]), &n))
		made += n
	}
	r.simulate()
	_, status := r.types(nil, "status --json")
	var wrong []string
	if sum := regexp.MustCompile(`(\d+) links made`).FindAllStringSubmatch(says, -1); len(sum) == 0 || sum[len(sum)-1][1] != fmt.Sprint(made) {
		wrong = append(wrong, fmt.Sprintf("the story makes %d links, and ends with %s", made, last(says)))
	}
	if strings.Contains(status, "0001-01-01") {
		wrong = append(wrong, "an account that was never read has the date 0001-01-01")
	}
	return strings.Join(wrong, "; ")
}

func askDays(r *trial) string {
	r.simulate()
	status, says := r.types(nil, "alerts mute --for 3d --cause backup-role-gone --owner ana --reason move", r.yes...)
	if status != 0 {
		return fmt.Sprintf("status %d: %s", status, first(says))
	}
	return ""
}

func askHelp(r *trial) string {
	_, help := r.types(nil, "alerts mute --help")
	_, wrong := r.types(nil, "chain diff --acount 1")
	switch {
	case !strings.Contains(help, "Required."):
		return "alerts mute --help marks nothing as required"
	case !strings.Contains(wrong, "farvault chain diff --help"):
		return last(wrong)
	}
	return ""
}

func askPrinted(r *trial) string {
	r.simulate()
	if !strings.Contains(r.begun, "AWS_REGION=") {
		r.Fatalf("it prints no environment: %s", r.begun)
	}
	if !strings.Contains(r.begun, "AWS_DEFAULT_REGION=") {
		return "no AWS_DEFAULT_REGION, the only one that version 1 reads"
	}
	return ""
}

// first and last are those lines of what a command says.
func first(says string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(says), "\n")
	return line
}

func last(says string) string {
	lines := strings.Split(strings.TrimSpace(says), "\n")
	return lines[len(lines)-1]
}
