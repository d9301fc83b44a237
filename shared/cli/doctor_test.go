package cli

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	iamsdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
	"farvault/shared/simulator"
	"farvault/shared/simulator/backup/resource"
	"farvault/shared/simulator/cloudtrail"
	"farvault/shared/simulator/iam"
	"farvault/shared/simulator/kernel"
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
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{World: simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), manager, "o-a1b2c3d4e5"), t: t}
	w.h.place = chain.Place{OrganizationID: "o-a1b2c3d4e5", ManagementAccountID: manager, CentralAccountID: central, HomeRegion: region, Partition: "aws",
		CentralBusARN: "arn:aws:events:eu-west-1:111122223333:event-bus/farvault"}
	w.Organizations.AddAccount(central, "backup", "")
	w.Organizations.AddAccount(member, "payments-prod", "")
	w.Organizations.EnableServiceAccess(chain.BackupService)
	w.Organizations.Delegate(central, chain.BackupService)
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.CloudTrail.PutTrail(manager, cloudtrail.Trail{Name: "organization", HomeRegion: "us-east-1", IsMultiRegionTrail: true, IsLogging: true})
	w.people()
	w.IAM.PropagationDelay = 0
	if err := w.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.settle()
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
	w.h.wishes = settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: "farvault"}, LocalVault: settings.Vault{BackupVaultName: "farvault-local"}, OptIn: []string{"EBS"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "daily",
			Rules:          []settings.BackupRule{{RuleName: "noon", ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: settings.Lifecycle{DeleteAfterDays: 35}}},
			Selection:      settings.Selection{SelectionName: "daily", TagKey: "backup", TagValue: "daily"},
		}},
	}
	w.h.config = w.as(w.h.place.RoleARN(central, chain.ProvisionRole))
	w.h.world = cloud.New(w.h.config, w.h.place, "farvault")
	for _, id := range []string{central, member} {
		desired := chain.Desire(w.h.wishes, w.h.place, org.Account{ID: id, State: org.Active})
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

// broken is each precondition that can be taken away, and the one name under which the doctor must say so.
var broken = map[string]struct {
	take func(*town)
	want string
}{
	"nothing":                 {func(*town) {}, ""},
	"the switch":              {func(w *town) { w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false") }, chain.CrossAccountBackup},
	"the organization's role": {func(w *town) { w.trustNobody(manager, chain.ReaderRole) }, chain.ReadOrganization},
	"the provisioner's role":  {func(w *town) { w.trustNobody(member, chain.ProvisionerRole) }, chain.EnterAccount},
	"a suspended account":     {func(w *town) { w.Organizations.SetState(member, org.Suspended) }, chain.ActiveAccount},
	"an SCP": {func(w *town) {
		w.Organizations.AttachSCP(member, "NoCopies", `{"Version":"2012-10-17","Statement":[{"Sid":"NoCopies","Effect":"Deny","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)
	}, chain.ControlPolicies},
	"the workload's key":         {func(w *town) { w.KMS.PutPolicyFor(w.key, policy.VaultKey("aws", member)) }, chain.WorkloadKey},
	"the workload's key's state": {func(w *town) { w.KMS.SetState(w.key, "Disabled") }, chain.WorkloadKey},
	"the central vault's policy": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(central)).DeleteBackupVaultAccessPolicy(w.t.Context(), &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault")})
		w.must(err)
	}, "vault access policy farvault in 111122223333/eu-west-1"},
	"the opt-in": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(member)).UpdateRegionSettings(w.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": false}})
		w.must(err)
	}, "service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1"},
	"the backup role's policies": {func(w *town) {
		_, err := iamsdk.NewFromConfig(w.administrator(member)).DetachRolePolicy(w.t.Context(), &iamsdk.DetachRolePolicyInput{
			RoleName: aws.String(chain.BackupRole), PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup")})
		w.must(err)
	}, "role farvault-backup in 222233334444"},
	"the rule": {func(w *town) {
		_, err := eventbridge.NewFromConfig(w.administrator(member)).DisableRule(w.t.Context(), &eventbridge.DisableRuleInput{Name: aws.String(chain.ForwardingRule)})
		w.must(err)
	}, "event rule farvault-forward in 222233334444/eu-west-1"},
	"the plan": {func(w *town) {
		client := backup.NewFromConfig(w.administrator(member))
		plans, err := client.ListBackupPlans(w.t.Context(), &backup.ListBackupPlansInput{})
		w.must(err)
		plan := plans.BackupPlansList[0].BackupPlanId
		selections, err := client.ListBackupSelections(w.t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: plan})
		w.must(err)
		_, err = client.DeleteBackupSelection(w.t.Context(), &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: selections.BackupSelectionsList[0].SelectionId})
		w.must(err)
		_, err = client.DeleteBackupPlan(w.t.Context(), &backup.DeleteBackupPlanInput{BackupPlanId: plan})
		w.must(err)
	}, "backup plan daily in 222233334444/eu-west-1"},
}

func (w *town) trustNobody(account, role string) {
	_, err := iamsdk.NewFromConfig(w.administrator(account)).UpdateAssumeRolePolicy(w.t.Context(), &iamsdk.UpdateAssumeRolePolicyInput{
		RoleName: aws.String(role), PolicyDocument: aws.String(policy.Trust("ec2.amazonaws.com").String())})
	w.must(err)
}

func TestDoctorNamesExactlyWhatIsBroken(t *testing.T) {
	t.Parallel()
	for name, b := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			b.take(w)
			// Another process, which has entered no account before.
			w.h.world = cloud.New(w.h.config, w.h.place, "farvault")
			all, err := w.h.examine(t.Context(), nil)
			w.must(err)
			var failing, want []string
			for _, p := range all {
				if p.Outcome == chain.Fail {
					name, _, _ := strings.Cut(p.Name, " arn:")
					failing = append(failing, name)
					if p.Why == "" {
						t.Errorf("%s says not why", p.Name)
					}
				}
			}
			if b.want != "" {
				want = []string{b.want}
			}
			if diff := cmp.Diff(want, failing); diff != "" {
				t.Errorf("failing (-want +got):\n%s%v", diff, all)
			}
		})
	}
}

// TestFixOrganization switches all on in an organization that has nothing on.
func TestFixOrganization(t *testing.T) {
	t.Parallel()
	w := &town{World: simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), manager, "o-a1b2c3d4e5"), t: t}
	w.h.place = chain.Place{OrganizationID: "o-a1b2c3d4e5", ManagementAccountID: manager, CentralAccountID: central, HomeRegion: region, Partition: "aws"}
	w.Organizations.AddAccount(central, "backup", "")
	w.people()
	w.must(w.Listen("127.0.0.1:0"))
	t.Cleanup(func() { _ = w.Close() })
	w.h.config = w.as(w.h.place.RoleARN(central, chain.ProvisionRole))
	w.h.world = cloud.New(w.h.config, w.h.place, "farvault")
	for i, p := range w.h.organization(t.Context()) {
		if p.Outcome != chain.Fail || p.Command == "" {
			t.Errorf("before: %v", p)
		}
		w.must(cloud.FixOrganization(t.Context(), w.administrator(manager), w.h.place, p.Name))
		if after := w.h.organization(t.Context())[i]; after.Outcome != chain.Pass {
			t.Errorf("after: %v", after)
		}
	}
	if err := cloud.FixOrganization(t.Context(), w.administrator(manager), w.h.place, chain.WorkloadKey); err == nil {
		t.Error("a workload's key was fixed")
	}
}
