package backup_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/policy"
	"farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const (
	management = "999988887777"
	central    = "111122223333"
	member     = "222233334444"
	outsider   = "555566667777"
	region     = "eu-west-1"

	backupRole   = "arn:aws:iam::222233334444:role/farvault/backup"
	linkedRole   = "arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
	centralVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:central"
	localVault   = "arn:aws:backup:eu-west-1:222233334444:backup-vault:local"
	forBackup    = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"

	organizationOnly = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}}`
)

var trustBackup = policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}}`)

// event is what AWS Backup emitted.
type event struct {
	At                                  time.Time
	Account, Region, Source, DetailType string
	Resources                           []string
	Detail                              map[string]any
}

// world is an organization whose member copies its backups into the central
// account's vault; everything that a copy needs is there.
type world struct {
	wiretest.Server
	*kernel.Kernel
	t             *testing.T
	organizations *organizations.Service
	iam           *iam.Service
	kms           *kms.Service
	backup        *backup.Service
	events        []event

	volume, fileSystem              string // ARNs
	volumeKey, localKey, centralKey string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := &world{Kernel: k, t: t, organizations: organizations.New(k, management, "o-a1b2c3d4e5"), iam: iam.New(k), kms: kms.New(k)}
	k.IAM, k.Organization = w.iam, w.organizations
	w.organizations.AddAccount(central, "backup", "")
	w.organizations.AddAccount(member, "payments-prod", "")
	w.backup = backup.New(k, w.organizations, w.iam, w.kms)
	w.backup.Emit = w.record
	w.Server = wiretest.Serve(t, k, w.backup)
	w.furnish()
	return w
}

func (w *world) record(account, region, source, detailType string, resources []string, detail any) {
	text, err := json.Marshal(detail)
	if err != nil {
		w.t.Fatal(err)
	}
	e := event{At: w.Clock.Now(), Account: account, Region: region, Source: source, DetailType: detailType, Resources: resources}
	if err := json.Unmarshal(text, &e.Detail); err != nil {
		w.t.Fatal(err)
	}
	w.events = append(w.events, e)
}

// furnish makes roles, keys, vaults, settings and resources, and waits until the role has spread.
func (w *world) furnish() {
	w.t.Helper()
	w.iam.ServiceLinkedRole(central, "backup.amazonaws.com")
	w.role(iam.Role{Name: "backup", Attached: []string{forBackup}})
	w.centralKey = w.kms.CreateKeyFor(central, region, nil, nil)
	w.localKey, w.volumeKey = w.shared(), w.shared()
	w.backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.backup.OptIn(member, region, "EBS", "EFS", "RDS", "DynamoDB")
	w.volume = w.backup.AddResource(member, region, backup.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}, KMSKeyARN: w.volumeKey})
	w.fileSystem = w.backup.AddResource(member, region, backup.Resource{Type: "EFS", Tags: map[string]string{"backup": "daily"}})
	w.createVault(central, "central", w.centralKey)
	w.createVault(member, "local", w.localKey)
	w.putPolicy(organizationOnly)
	w.Advance(time.Minute)
}

// role makes a role of the member that trusts AWS Backup unless it says otherwise.
func (w *world) role(r iam.Role) {
	r.Path = "/farvault/"
	if r.Trust.Statement == nil {
		r.Trust = trustBackup
	}
	w.iam.PutRole(member, r)
}

// shared makes a key of the member that the central account may use.
func (w *world) shared() string {
	document := policy.MustParse(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},"Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:DescribeKey","kms:Decrypt","kms:ListGrants","kms:ReEncryptFrom","kms:GenerateDataKeyWithoutPlaintext","kms:CreateGrant"],"Resource":"*"}]}`)
	return w.kms.CreateKeyFor(member, region, &document, nil)
}

// as is the SDK client of an account's administrator.
func (w *world) as(account string) *sdk.Client {
	return sdk.NewFromConfig(w.Administrator(account, region))
}

// by is the SDK client of a role session of the member that has one inline policy.
func (w *world) by(name, document string) *sdk.Client {
	w.role(iam.Role{Name: name, Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+member+":role/farvault/"+name, region))
}

func (w *world) createVault(account, name, key string) {
	w.t.Helper()
	_, err := w.as(account).CreateBackupVault(context.Background(), &sdk.CreateBackupVaultInput{BackupVaultName: &name, EncryptionKeyArn: &key})
	w.must(err)
}

func (w *world) putPolicy(document string) {
	w.t.Helper()
	_, err := w.as(central).PutBackupVaultAccessPolicy(context.Background(), &sdk.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("central"), Policy: &document})
	w.must(err)
}

// dailyRule backs up at noon, and copies into the central vault.
func dailyRule() types.BackupRuleInput {
	return types.BackupRuleInput{
		RuleName: aws.String("Daily"), TargetBackupVaultName: aws.String("local"), ScheduleExpression: aws.String("cron(0 12 * * ? *)"),
		Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(35)},
		CopyActions: []types.CopyAction{{
			DestinationBackupVaultArn: aws.String(centralVault),
			Lifecycle:                 &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(30), DeleteAfterDays: aws.Int64(120)},
		}},
	}
}

// plan makes a plan of the rules in the member, and selects by tag.
func (w *world) plan(rules ...types.BackupRuleInput) (planID string) {
	w.t.Helper()
	plan, err := w.as(member).CreateBackupPlan(context.Background(), &sdk.CreateBackupPlanInput{
		BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("plan"), Rules: rules},
	})
	w.must(err)
	w.selection(*plan.BackupPlanId, byTag())
	return *plan.BackupPlanId
}

func byTag() *types.BackupSelection {
	return &types.BackupSelection{
		SelectionName: aws.String("daily"), IamRoleArn: aws.String(backupRole), Resources: []string{"*"},
		Conditions: &types.Conditions{StringEquals: []types.ConditionParameter{{ConditionKey: aws.String("aws:ResourceTag/backup"), ConditionValue: aws.String("daily")}}},
	}
}

func (w *world) selection(planID string, s *types.BackupSelection) {
	w.t.Helper()
	_, err := w.as(member).CreateBackupSelection(context.Background(), &sdk.CreateBackupSelectionInput{BackupPlanId: &planID, BackupSelection: s})
	w.must(err)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// backups and copies are the member's jobs, newest first.
func (w *world) backups() []types.BackupJob {
	w.t.Helper()
	out, err := w.as(member).ListBackupJobs(context.Background(), &sdk.ListBackupJobsInput{})
	w.must(err)
	return out.BackupJobs
}

func (w *world) copies() []types.CopyJob {
	w.t.Helper()
	out, err := w.as(member).ListCopyJobs(context.Background(), &sdk.ListCopyJobsInput{})
	w.must(err)
	return out.CopyJobs
}

// seen are the events of a detail-type.
func (w *world) seen(detailType string) []event {
	var found []event
	for _, e := range w.events {
		if e.DetailType == detailType {
			found = append(found, e)
		}
	}
	return found
}
