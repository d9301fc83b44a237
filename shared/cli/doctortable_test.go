package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	iamsdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// broken is each precondition that can be taken away, and the one name under which the doctor must say so, with part of the reason.
var broken = map[string]struct {
	take func(*town)
	want string
	why  string
}{
	"nothing":                 {func(*town) {}, "", ""},
	"trusted access":          {func(w *town) { w.Organizations.DisableServiceAccess(proof.BackupService) }, proof.TrustedAccess, "no trusted access"},
	"the switch":              {func(w *town) { w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false") }, proof.CrossAccountBackup, "no copy leaves its account"},
	"the trail":               {func(w *town) { w.CloudTrail.RemoveTrail(manager, "organization") }, proof.CloudTrailTrail, "gets no event when an account joins"},
	"the organization's role": {func(w *town) { w.trustNobody(manager, chain.ReaderRole) }, proof.ReadOrganization, "enter account " + manager},
	"a name in the settings":  {func(w *town) { w.h.settings.Scope.ExcludeAccounts = []string{"000000000001"} }, proof.SettingsName, "Scope.ExcludeAccounts[0] names 000000000001"},
	"the provisioner's role":  {func(w *town) { w.trustNobody(member, chain.ProvisionerRole) }, proof.EnterAccount, "enter account " + member},
	"a suspended account":     {func(w *town) { w.Organizations.SetState(member, org.Suspended) }, proof.ActiveAccount, "SUSPENDED"},
	"the local vault's policy": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(member)).PutBackupVaultAccessPolicy(w.t.Context(), &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault-local"),
			Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}]}`)})
		w.must(err)
	}, proof.NextCopies, "1 copy of eu-west-1 will fail from"},
	"an SCP":                          {(*town).noCopies, proof.ControlPolicies, "backup:CopyIntoBackupVault by NoCopies (p-"},
	"a boundary":                      {(*town).boundary, proof.Boundary, "it keeps farvault-backup from backup:CopyIntoBackupVault"},
	"too many vaults":                 {(*town).vaults, proof.QuotaVaults, "302 backup vaults"},
	"a full vault":                    {func(w *town) { w.Backup.AgeVault(central, region, "farvault", 999_000) }, proof.QuotaRecoveryPoints, "99900"},
	"too many plans":                  {(*town).plans, proof.QuotaPlans, "301 backup plans"},
	"the workload's key":              {func(w *town) { w.KMS.PutPolicyFor(w.key, policy.VaultKey("aws", member)) }, proof.WorkloadKey, ""},
	"the workload's key's state":      {func(w *town) { w.KMS.SetState(w.key, "Disabled") }, proof.WorkloadKey, ""},
	"the central service-linked role": {func(w *town) { w.IAM.RemoveRole(central, "AWSServiceRoleForBackup") }, "service-linked role AWSServiceRoleForBackup in 111122223333", "is missing"},
	"the central key":                 {func(w *town) { w.disableKey(central) }, "KMS key alias/farvault in 111122223333/eu-west-1", "disabled the key"},
	"the central vault":               {func(w *town) { w.dropVault(central, "farvault") }, "backup vault farvault in 111122223333/eu-west-1", "is missing"},
	"what protects the central vault": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(central)).DeleteBackupVaultLockConfiguration(w.t.Context(), &backup.DeleteBackupVaultLockConfigurationInput{BackupVaultName: aws.String("farvault")})
		w.must(err)
	}, proof.VaultProtection, "nothing protects the backups in vault farvault"},
	"the central vault's policy": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(central)).DeleteBackupVaultAccessPolicy(w.t.Context(), &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault")})
		w.must(err)
	}, "vault access policy farvault in 111122223333/eu-west-1", "is missing"},
	"the central rule": {func(w *town) { w.disableRule(central) }, "event rule farvault-forward in 111122223333/eu-west-1", "DISABLED"},
	"the service-linked role": {func(w *town) {
		w.dropVault(member, "farvault-local") // which shows that the role is there
		w.IAM.RemoveRole(member, "AWSServiceRoleForBackup")
	}, "service-linked role AWSServiceRoleForBackup in 222233334444", "is missing"},
	"the key":   {func(w *town) { w.disableKey(member) }, "KMS key alias/farvault in 222233334444/eu-west-1", "disabled the key"},
	"the vault": {func(w *town) { w.dropVault(member, "farvault-local") }, "backup vault farvault-local in 222233334444/eu-west-1", "is missing"},
	"the opt-in": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(member)).UpdateRegionSettings(w.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EBS": false}})
		w.must(err)
	}, "service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1", "EBS: now false, should be true"},
	"the backup role's policies": {func(w *town) {
		_, err := iamsdk.NewFromConfig(w.administrator(member)).DetachRolePolicy(w.t.Context(), &iamsdk.DetachRolePolicyInput{
			RoleName: aws.String(chain.BackupRole), PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup")})
		w.must(err)
	}, "role farvault-backup in 222233334444", "AttachedManagedPolicies"},
	"the forwarding role's policy": {func(w *town) {
		_, err := iamsdk.NewFromConfig(w.administrator(member)).DeleteRolePolicy(w.t.Context(), &iamsdk.DeleteRolePolicyInput{RoleName: aws.String(chain.ForwarderRole), PolicyName: aws.String(chain.ForwarderPolicy)})
		w.must(err)
	}, "role farvault-event-forwarder in 222233334444", "RolePolicy"},
	"the rule":      {func(w *town) { w.disableRule(member) }, "event rule farvault-forward in 222233334444/eu-west-1", "DISABLED"},
	"the selection": {func(w *town) { w.dropSelection() }, "backup selection daily/daily in 222233334444/eu-west-1", "is missing"},
	"the plan": {func(w *town) {
		_, err := backup.NewFromConfig(w.administrator(member)).DeleteBackupPlan(w.t.Context(), &backup.DeleteBackupPlanInput{BackupPlanId: w.dropSelection()})
		w.must(err)
	}, "backup plan daily in 222233334444/eu-west-1", "is missing"},
}

func (w *town) trustNobody(account, role string) {
	_, err := iamsdk.NewFromConfig(w.administrator(account)).UpdateAssumeRolePolicy(w.t.Context(), &iamsdk.UpdateAssumeRolePolicyInput{
		RoleName: aws.String(role), PolicyDocument: aws.String(policy.Trust("ec2.amazonaws.com").String())})
	w.must(err)
}

func (w *town) noCopies() {
	w.Organizations.AttachSCP(member, "NoCopies", `{"Version":"2012-10-17","Statement":[{"Sid":"NoCopies","Effect":"Deny","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)
}

// boundary gives the roles a boundary of the organization's own, which the settings know and which forbids copies.
func (w *town) boundary() {
	w.h.settings.PermissionsBoundary = "platform/boundary"
	arn := chain.BoundaryARN(w.h.settings, w.h.deployed, member)
	w.IAM.PutManagedPolicy(member, arn, policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["backup:*","kms:*","tag:*","events:*"],"Resource":"*"},{"Effect":"Deny","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`))
	for _, role := range []string{chain.BackupRole, chain.ForwarderRole} {
		_, err := iamsdk.NewFromConfig(w.administrator(member)).PutRolePermissionsBoundary(w.t.Context(), &iamsdk.PutRolePermissionsBoundaryInput{RoleName: &role, PermissionsBoundary: &arn})
		w.must(err)
	}
}

// vaults gives every account a central vault of its own, and the organization more accounts than an account has vaults; the central account alone is looked at.
func (w *town) vaults() {
	w.h.settings.CentralVault.BackupVaultName = "farvault-{account}"
	for i := range 300 {
		w.Organizations.AddAccount(fmt.Sprintf("%012d", 500000000000+i), "another", "")
	}
	w.only = []string{central}
}

// plans are as many as AWS allows, none of them farvault's.
func (w *town) plans() {
	client, plan := backup.NewFromConfig(w.Administrator(member, region)), w.dropSelection() // one connection for all of the calls
	_, err := client.DeleteBackupPlan(w.t.Context(), &backup.DeleteBackupPlanInput{BackupPlanId: plan})
	w.must(err)
	for i := range 300 {
		_, err := client.CreateBackupPlan(w.t.Context(), &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String(fmt.Sprintf("another-%d", i)),
			Rules: []types.BackupRuleInput{{RuleName: aws.String("daily"), TargetBackupVaultName: aws.String("farvault-local")}}}})
		w.must(err)
	}
}

func (w *town) disableKey(account string) {
	client := kms.NewFromConfig(w.administrator(account))
	key, err := client.DescribeKey(w.t.Context(), &kms.DescribeKeyInput{KeyId: aws.String(chain.KeyAlias)})
	w.must(err)
	_, err = client.DisableKey(w.t.Context(), &kms.DisableKeyInput{KeyId: key.KeyMetadata.KeyId})
	w.must(err)
}

func (w *town) disableRule(account string) {
	_, err := eventbridge.NewFromConfig(w.administrator(account)).DisableRule(w.t.Context(), &eventbridge.DisableRuleInput{Name: aws.String(chain.ForwardingRule)})
	w.must(err)
}

// dropVault deletes a vault, and before it what it holds.
func (w *town) dropVault(account, name string) {
	// what is locked cannot be emptied
	_, _ = backup.NewFromConfig(w.administrator(account)).DeleteBackupVaultLockConfiguration(w.t.Context(), &backup.DeleteBackupVaultLockConfigurationInput{BackupVaultName: aws.String(name)})
	client := backup.NewFromConfig(w.administrator(account))
	points, err := client.ListRecoveryPointsByBackupVault(w.t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: &name})
	w.must(err)
	for _, p := range points.RecoveryPoints {
		_, err = client.DeleteRecoveryPoint(w.t.Context(), &backup.DeleteRecoveryPointInput{BackupVaultName: &name, RecoveryPointArn: p.RecoveryPointArn})
		w.must(err)
	}
	_, err = client.DeleteBackupVault(w.t.Context(), &backup.DeleteBackupVaultInput{BackupVaultName: &name})
	w.must(err)
}

// dropSelection deletes the member's one selection, and answers its plan's id.
func (w *town) dropSelection() *string {
	client := backup.NewFromConfig(w.administrator(member))
	plans, err := client.ListBackupPlans(w.t.Context(), &backup.ListBackupPlansInput{})
	w.must(err)
	plan := plans.BackupPlansList[0].BackupPlanId
	selections, err := client.ListBackupSelections(w.t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: plan})
	w.must(err)
	_, err = client.DeleteBackupSelection(w.t.Context(), &backup.DeleteBackupSelectionInput{BackupPlanId: plan, SelectionId: selections.BackupSelectionsList[0].SelectionId})
	w.must(err)
	return plan
}

// doctor is what `farvault doctor --json` prints, in another process, which has entered no account before.
func (w *town) doctor() []proof.Precondition {
	w.t.Helper()
	w.h.world = cloud.New(w.h.config, w.h.deployed, "farvault")
	var out bytes.Buffer
	if err := (doctorCommand{JSON: true, Account: w.only}).report(w.t.Context(), Streams{Out: &out}, w.h); err != nil && !errors.Is(err, found) {
		w.t.Fatal(err)
	}
	var all []proof.Precondition
	for decoder := json.NewDecoder(&out); decoder.More(); {
		var p proof.Precondition
		w.must(decoder.Decode(&p))
		all = append(all, p)
	}
	return all
}

// name is a precondition's without the ARN of what it is about.
func name(p proof.Precondition) string {
	plain, _, _ := strings.Cut(p.Name, " arn:")
	return plain
}

func TestDoctorNamesExactlyWhatIsBroken(t *testing.T) {
	t.Parallel()
	for title, b := range broken {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			b.take(w)
			all := w.doctor()
			var failing, want []string
			for _, p := range all {
				if p.Outcome != proof.Fail {
					continue
				}
				failing = append(failing, name(p))
				if p.Why == "" || !strings.Contains(p.Why, b.why) {
					t.Errorf("%s: %q, want %q in it", p.Name, p.Why, b.why)
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

// Every precondition that doctor knows, by name or as a link of a chain, is one that the table breaks.
func TestEveryPreconditionIsBrokenOnce(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	known := map[string]bool{}
	for _, name := range proof.PreconditionNames {
		known[name] = true
	}
	for _, account := range []string{central, member} {
		for _, link := range chain.Desire(w.h.settings, w.h.deployed, org.Account{ID: account, State: org.Active}).Links {
			known[link.Ref().String()] = true
		}
	}
	for _, p := range w.doctor() {
		if !known[name(p)] {
			t.Errorf("doctor tells of %s, which is no link and not among chain.PreconditionNames", p.Name)
		}
	}
	tested := map[string]bool{}
	for _, b := range broken {
		if b.want != "" {
			tested[b.want] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(known)), slices.Sorted(maps.Keys(tested))); diff != "" {
		t.Errorf("preconditions (-known +broken):\n%s", diff)
	}
}
