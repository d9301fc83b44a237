package trial

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/demo/stage"
	"farvault/shared/org"
	"farvault/shared/policy"
	sim "farvault/simulator/backup"
	"farvault/simulator/eventbridge"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/schedule"
)

// Resource is something that a plan backs up.
type Resource struct {
	Account, ARN, Type string
	Key                string    // ARN of the workload's key that encrypts it; empty: none that copies need
	Since              time.Time // tagged since
	Gone               time.Time // or untagged, or its account left; zero: it still counts
}

func (w *World) backups(account string) *backup.Client {
	return backup.NewFromConfig(w.World.Administrator(account, stage.HomeRegion))
}

func (w *World) keys(account string) *kms.Client {
	return kms.NewFromConfig(w.World.Administrator(account, stage.HomeRegion))
}

func (w *World) organization() *organizations.Client {
	return organizations.NewFromConfig(w.World.Administrator(stage.ManagementID, stage.GlobalRegion))
}

// tags are those of the first plan.
func (w *World) tags() map[string]string {
	s := w.Settings.BackupPlans[0].Selection
	return map[string]string{s.TagKey: s.TagValue}
}

// Tag puts a resource of a type into an account, tagged for the first plan. EBS and RDS get a key that copies can use.
func (w *World) Tag(ctx context.Context, account, kind string) (*Resource, error) {
	r := &Resource{Account: account, Type: kind, Since: w.Now()}
	if kind == "EBS" || kind == "RDS" {
		made, err := w.keys(account).CreateKey(ctx, &kms.CreateKeyInput{
			Policy: aws.String(keyPolicy(account, policy.KeyCopyStatement(stage.CentralID, "aws"))),
		})
		if err != nil {
			return nil, fmt.Errorf("make the key of %s in %s: %w", kind, account, err)
		}
		r.Key = aws.ToString(made.KeyMetadata.Arn)
	}
	w.locked(func() {
		r.ARN = w.World.Backup.AddResource(
			account, stage.HomeRegion, sim.Resource{Type: kind, Tags: w.tags(), KMSKeyARN: r.Key},
		)
	})
	w.resources = append(w.resources, r)
	w.Say("people in %s tag %s", account, r.ARN)
	return r, nil
}

// keyPolicy is what a key's account gives it, and what else it says.
func keyPolicy(account string, more ...policy.Statement) string {
	d := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` +
		org.IAM("aws", account, "root") + `"},"Action":"kms:*","Resource":"*"}]}`)
	d.Statement = append(d.Statement, more...)
	return d.String()
}

// CloseKey takes the central account out of the policy of a resource's key; OpenKey lets it in again.
func (w *World) CloseKey(ctx context.Context, r *Resource) error {
	w.Say("people in %s close the key of %s", r.Account, r.ARN)
	return w.putKey(ctx, r)
}

// OpenKey is what the message about CloseKey asks for.
func (w *World) OpenKey(ctx context.Context, r *Resource) error {
	w.Say("people in %s open the key of %s", r.Account, r.ARN)
	return w.putKey(ctx, r, policy.KeyCopyStatement(stage.CentralID, "aws"))
}

func (w *World) putKey(ctx context.Context, r *Resource, more ...policy.Statement) error {
	_, err := w.keys(r.Account).PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{
		KeyId: &r.Key, PolicyName: aws.String("default"), Policy: aws.String(keyPolicy(r.Account, more...)),
	})
	return err
}

var everything = policy.MustParse(
	`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
)

// breakGlass is somebody who has entered an account by the role that the shipped settings let through the vaults'
// Deny.
func (w *World) breakGlass(account string) aws.Config {
	const role = "farvault-break-glass"
	w.World.Lock()
	defer w.World.Unlock()
	w.World.IAM.PutRole(account, iam.Role{Name: role, Inline: map[string]policy.Document{"everything": everything}})
	caller := kernel.RoleSession(org.IAM("aws", account, "role/"+role), "alice")
	return w.World.Config(w.World.Mint(caller), stage.HomeRegion)
}

// ShutVault replaces the policy of the central vault by one that lets no member in.
func (w *World) ShutVault(ctx context.Context) error {
	w.Say("somebody in the central account shuts the vault")
	shut := `{"Version":"2012-10-17","Statement":[{"Sid":"OwnPeopleOnly","Effect":"Allow","Principal":{"AWS":"` +
		org.IAM("aws", stage.CentralID, "root") + `"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`
	_, err := backup.NewFromConfig(w.breakGlass(stage.CentralID)).PutBackupVaultAccessPolicy(
		ctx,
		&backup.PutBackupVaultAccessPolicyInput{BackupVaultName: &w.Settings.CentralVault.BackupVaultName, Policy: &shut},
	)
	return err
}

// Create makes an account in the organization, as a person does.
func (w *World) Create(ctx context.Context, name string) error {
	w.Say("people create the account %s", name)
	_, err := w.organization().CreateAccount(ctx, &organizations.CreateAccountInput{
		AccountName: &name, Email: aws.String(name + "@example.com"),
	})
	return err
}

// NextRun is when the first plan's first rule is due next.
func (w *World) NextRun() time.Time {
	rule := w.Settings.BackupPlans[0].Rules[0]
	next, err := schedule.Next(rule.ScheduleExpression, rule.ScheduleExpressionTimezone, w.Now())
	if err != nil {
		panic(fmt.Sprintf("trial: rule %s: %v", rule.RuleName, err)) // the settings were checked
	}
	return next
}

// Deliver says how often each event of AWS arrives, by its detail type; nil: once.
func (w *World) Deliver(times func(detailType string) int) {
	w.locked(func() {
		w.World.EventBridge.Deliveries = nil
		if times != nil {
			w.World.EventBridge.Deliveries = func(e eventbridge.Event) int { return times(e.DetailType) }
		}
	})
}
