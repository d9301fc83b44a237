package cli

import (
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/shared/settings"
	"farvault/simulator"
	"farvault/simulator/backup/resource"
	"farvault/simulator/cloudtrail"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

const (
	manager = "999988887777"
	central = "111122223333"
	member  = "222233334444"
	region  = "eu-west-1"
)

// town is a simulated organization in which every precondition holds, and a member with one backup by a key of its own.
type town struct {
	*simulator.World
	t   testing.TB
	h   deployment
	key string // ARN of the workload's key

	only []string // accounts that the doctor looks at; none: all in scope
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{World: simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), manager, "o-a1b2c3d4e5"), t: t}
	w.h.deployed = chain.Deployment{OrganizationID: "o-a1b2c3d4e5", ManagementAccountID: manager, CentralAccountID: central, HomeRegion: region, Partition: "aws",
		CentralBusARN: "arn:aws:events:eu-west-1:111122223333:event-bus/farvault"}
	w.h.records = ledger.NewMemory()
	w.Organizations.AddAccount(central, "backup", "")
	w.Organizations.AddAccount(member, "payments-prod", "")
	w.Organizations.EnableServiceAccess(proof.BackupService)
	w.Organizations.Delegate(central, proof.BackupService)
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.CloudTrail.PutTrail(manager, cloudtrail.Trail{Name: "organization", HomeRegion: "us-east-1", IsMultiRegionTrail: true, IsLogging: true})
	w.people()
	deployed(t, w.World)
	w.IAM.PropagationDelay = 0
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.settle()
	_, err := backup.NewFromConfig(w.administrator(central)).PutBackupVaultLockConfiguration(t.Context(), &backup.PutBackupVaultLockConfigurationInput{
		BackupVaultName: aws.String("farvault"), MinRetentionDays: aws.Int64(1)})
	w.must(err)
	return w
}

// people makes the roles that the templates make.
func (w *town) people() {
	everything := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + central + `:root"},"Action":"sts:AssumeRole"}]}`)
	for _, account := range []string{manager, member} {
		for _, name := range []string{chain.ProvisionerRole, chain.ReaderRole} {
			w.IAM.PutRole(account, iam.Role{Name: name, Path: chain.RolePath, Trust: trust, Inline: everything})
		}
		w.IAM.PutManagedPolicy(account, org.IAM("aws", account, "policy"+chain.RolePath+chain.BoundaryPolicy), everything["all"])
	}
	w.IAM.PutRole(central, iam.Role{Name: chain.ProvisionRole, Path: chain.RolePath, Trust: policy.Trust("lambda.amazonaws.com"), Inline: everything})
	w.IAM.PutRole(central, iam.Role{Name: chain.ForwarderRole, Path: chain.RolePath, Trust: policy.Trust("events.amazonaws.com"), Inline: everything})
}

// settle provisions both accounts, and lets the day's backup run.
func (w *town) settle() {
	w.h.settings = settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: "farvault"}, LocalVault: settings.Vault{BackupVaultName: "farvault-local"}, OptIn: []string{"EBS"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "daily",
			Rules:          []settings.BackupRule{{RuleName: "noon", ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: settings.Lifecycle{DeleteAfterDays: 35}}},
			Selection:      settings.Selection{SelectionName: "daily", TagKey: "backup", TagValue: "daily"},
		}},
	}
	w.h.config = w.as(w.h.deployed.RoleARN(central, chain.ProvisionRole))
	w.h.world = cloud.New(w.h.config, w.h.deployed, "farvault")
	for _, id := range []string{central, member} {
		desired := chain.Desire(w.h.settings, w.h.deployed, org.Account{ID: id, State: org.Active})
		seen, err := w.h.world.Provisioner().Observe(w.t.Context(), desired)
		w.must(err)
		_, err = w.h.world.Provisioner().Apply(w.t.Context(), chain.Diff(desired, seen))
		w.must(err)
	}
	w.Lock()
	shared := policy.VaultKey("aws", member)
	shared.Statement = append(shared.Statement, policy.KeyCopyStatement(central, "aws"))
	w.key = w.KMS.CreateKeyFor(member, region, &shared, nil)
	w.Backup.AddResource(member, region, resource.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}, KMSKeyARN: w.key})
	w.Unlock()
	w.Advance(6 * time.Hour)
}

// as is a configuration of somebody by a role.
func (w *town) as(roleARN string) aws.Config {
	w.Lock()
	defer w.Unlock()
	return quick(w.Config(w.Mint(kernel.RoleSession(roleARN, "farvault")), region))
}

func (w *town) administrator(account string) aws.Config {
	return quick(w.Administrator(account, region))
}

// quick tries again without waiting, and leaves no connection open.
func quick(c aws.Config) aws.Config {
	c.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) { tr.DisableKeepAlives = true })
	c.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
	return c
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
