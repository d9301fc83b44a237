package wiring_test

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"farvault/shared/policy"
)

// implied are actions that no call in the code is named after, each with what asks for it.
var implied = map[string]string{
	"cloudtrail:DescribeTrails":    "cloud.trails, without the SDK's client",
	"cloudtrail:GetEventSelectors": "cloud.trails, without the SDK's client",
	"cloudtrail:GetTrailStatus":    "cloud.trails, without the SDK's client",
	"backup-storage:MountCapsule":  "CreateBackupVault: https://repost.aws/knowledge-center/backup-vault-access-denied",
	"backup:TagResource":           "CreateBackupVault and CreateBackupPlan with tags",
	"events:PutEvents":             "EventBridge, by the forwarding role in the management account",
	"events:TagResource":           "PutRule with tags",
	"iam:PassRole":                 "CreateBackupSelection, StartCopyJob, PutTargets",
	"iam:TagRole":                  "CreateRole with tags",
	"kms:CreateGrant":              "CreateBackupVault",
	"kms:Decrypt":                  "queues, topics and table with a customer managed key; CreateBackupVault",
	"kms:GenerateDataKey":          "queues and topics with a customer managed key; CreateBackupVault",
	"kms:RetireGrant":              "CreateBackupVault",
	"kms:TagResource":              "CreateKey with tags",
	"lambda:InvokeFunction":        "EventBridge Scheduler",
	"logs:CreateLogStream":         "Lambda's log",
	"logs:PutLogEvents":            "Lambda's log",
	"sqs:DeleteMessage":            "Lambda's poller",
	"sqs:GetQueueAttributes":       "Lambda's poller",
	"sqs:ReceiveMessage":           "Lambda's poller",
	"sts:AssumeRole":               "the SDK's credentials for another account's role",
}

// prefixes are those of IAM actions where the SDK's packages have another name.
var prefixes = map[string]string{"eventbridge": "events", "resourcegroupstaggingapi": "tag"}

// renamed are operations whose IAM action has another name.
var renamed = map[string]string{
	"sqs:SendMessageBatch": "sqs:SendMessage",
}

// byPeople are calls that no function makes: the command makes them with its user's own credentials.
var byPeople = map[string]string{
	"organizations:DescribeOrganization":   "cloud.Discover",
	"events:DescribeEventBus":              "cloud.Discover",
	"backup:DescribeBackupVault":           "cloud.Survey",
	"backup:UpdateGlobalSettings":          "cloud.FixOrganization",
	"organizations:EnableAWSServiceAccess": "cloud.FixOrganization",
	"events:DisableRule":                   "cloud.Withdraw",
	"sns:ListSubscriptionsByTopic":         "cloud.Subscriptions",
}

var calls = regexp.MustCompile(`\b(backup|dynamodb|eventbridge|iam|kms|organizations|resourcegroupstaggingapi|secretsmanager|sns|sqs)\.([A-Z][A-Za-z]+)Input\{`)

// called are the IAM actions of every AWS call in the effects' code.
func called(t *testing.T) map[string]bool {
	t.Helper()
	actions := map[string]bool{}
	for _, folder := range []string{"cloud", "ledger", "notify"} {
		files, err := filepath.Glob("../" + folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range queries.FindAllStringSubmatch(string(code), -1) {
				actions[cmp.Or(m[1], "rds")+":"+m[2]] = true
			}
			for _, m := range calls.FindAllStringSubmatch(string(code), -1) {
				action := cmp.Or(prefixes[m[1]], m[1]) + ":" + m[2]
				if name, other := renamed[action]; other {
					action = name
				}
				actions[action] = byPeople[action] == ""
			}
		}
	}
	if len(actions) < 30 {
		t.Fatalf("found only %d calls: the search has gone wrong", len(actions))
	}
	return actions
}

// queries are the calls that go without an SDK's client: query of a service, listRDS of RDS.
var queries = regexp.MustCompile(`(?:query\(ctx, config, "(\w+)"|listRDS\(ctx, config), "(\w+)"`)

// TestWhatIsCalledIsGrantedAndNothingElse holds the roles of the three templates, taken together, to the code.
func TestWhatIsCalledIsGrantedAndNothingElse(t *testing.T) {
	t.Parallel()
	needed := called(t)
	for action := range implied {
		needed[action] = true
	}
	granted := map[string]bool{}
	const keeper = "arn:aws:iam::111122223333:role/keeper"
	for _, action := range slices.Concat(policy.KeyKeeperStatement(keeper).Action, policy.KeyReplicatorStatement(keeper).Action) {
		granted[action] = true // by the policies of the keys that farvault makes
	}
	for _, file := range templateFiles {
		for _, s := range statements(t, file) {
			if s.kind != "identity" || s.fields["Effect"] != "Allow" {
				continue
			}
			for _, action := range s.actions() {
				granted[action] = true
				if !needed[action] {
					t.Errorf("%s allows %s, which nothing calls", s.in, action)
				}
			}
		}
	}
	for action, need := range needed {
		if need && !granted[action] {
			t.Errorf("the code calls %s, which no role allows", action)
		}
	}
}
