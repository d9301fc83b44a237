package cloud_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// adopting are the wishes, with leave to take over all that a member has under farvault's names.
func adopting() settings.Settings {
	s := wishes
	for _, kind := range settings.AdoptableKinds() {
		for _, name := range settings.AdoptableNames(s, kind) {
			s.Adopt = append(s.Adopt, settings.Adoption{Kind: kind, Name: name, Accounts: []string{member}})
		}
	}
	return s
}

// handmade is what somebody has made of the kinds that may be adopted: change makes it worth something to them.
type handmade struct {
	keyPolicy   *string
	roleTrust   policy.Document
	rolePath    string
	unbounded   bool
	lock        *backup.PutBackupVaultLockConfigurationInput
	rules       []types.BackupRuleInput
	selection   *types.Conditions
	otherTarget bool
	plainVault  bool // by the AWS managed key
	secondPlan  bool
}

func asFarvaultWould() handmade {
	return handmade{
		roleTrust: policy.Trust("backup.amazonaws.com"), rolePath: chain.RolePath, selection: tagged("daily"),
		rules: []types.BackupRuleInput{{RuleName: aws.String("DailyEBSBackup"), TargetBackupVaultName: aws.String("farvault-local"),
			ScheduleExpression: aws.String("cron(0 1 * * ? *)"), Lifecycle: lifecycle(30, 120)}},
	}
}

// make makes key, alias, vault, role, plan, selection and rule under farvault's names, none with its tag.
func (m handmade) make(h hand) {
	key, err := h.kms.CreateKey(h.ctx, &kms.CreateKeyInput{Policy: m.keyPolicy})
	must(h.t, err)
	_, err = h.kms.CreateAlias(h.ctx, &kms.CreateAliasInput{AliasName: aws.String(chain.KeyAlias), TargetKeyId: key.KeyMetadata.KeyId})
	must(h.t, err)
	vault := &backup.CreateBackupVaultInput{BackupVaultName: aws.String("farvault-local"), EncryptionKeyArn: key.KeyMetadata.Arn}
	if m.plainVault {
		vault.EncryptionKeyArn = nil
	}
	_, err = h.backup.CreateBackupVault(h.ctx, vault)
	must(h.t, err)
	if m.lock != nil {
		_, err = h.backup.PutBackupVaultLockConfiguration(h.ctx, m.lock)
		must(h.t, err)
	}
	m.makeRole(h)
	m.makePlan(h)
	if m.secondPlan {
		m.rules[0].StartWindowMinutes = aws.Int64(60) // AWS refuses a plan that is the same
		m.makePlan(h)
	}
	_, err = h.events.PutRule(h.ctx, &eventbridge.PutRuleInput{Name: aws.String(chain.ForwardingRule), EventPattern: aws.String(`{"source":["aws.ec2"]}`)})
	must(h.t, err)
	if m.otherTarget {
		_, err = h.events.PutTargets(h.ctx, &eventbridge.PutTargetsInput{Rule: aws.String(chain.ForwardingRule),
			Targets: []eventtypes.Target{{Id: aws.String("mine"), Arn: aws.String("arn:aws:sqs:eu-west-1:" + member + ":mine")}}})
		must(h.t, err)
	}
}

func (m handmade) makeRole(h hand) {
	input := &iam.CreateRoleInput{RoleName: aws.String(chain.BackupRole), Path: aws.String(m.rolePath), AssumeRolePolicyDocument: aws.String(m.roleTrust.String()),
		PermissionsBoundary: aws.String(org.IAM("aws", member, "policy"+chain.RolePath+chain.BoundaryPolicy))}
	if m.unbounded {
		input.PermissionsBoundary = nil
	}
	_, err := h.iam.CreateRole(h.ctx, input)
	must(h.t, err)
	_, err = h.iam.AttachRolePolicy(h.ctx, &iam.AttachRolePolicyInput{RoleName: input.RoleName, PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup")})
	must(h.t, err)
}

func (m handmade) makePlan(h hand) {
	plan, err := h.backup.CreateBackupPlan(h.ctx, &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{BackupPlanName: aws.String("CrossAccountBackupPlan"), Rules: m.rules}})
	must(h.t, err)
	_, err = h.backup.CreateBackupSelection(h.ctx, &backup.CreateBackupSelectionInput{BackupPlanId: plan.BackupPlanId, BackupSelection: &types.BackupSelection{
		SelectionName: aws.String("daily"), IamRoleArn: aws.String(org.IAM("aws", member, "role"+m.rolePath+chain.BackupRole)), Resources: []string{"*"}, Conditions: m.selection}})
	must(h.t, err)
}

// kinds are the kinds of links that a change of this operation is about.
func kinds(changes []chain.Change, op chain.Op) []chain.Kind {
	var out []chain.Kind
	for _, c := range changes {
		if c.Op == op {
			out = append(out, c.Ref.Kind)
		}
	}
	return out
}

// runSet is one run of a new process on a member by these wishes.
func (w *world) runSet(t *testing.T, s settings.Settings, watch *wire) (chain.ChangeSet, error) {
	t.Helper()
	c := cloud.New(w.config(watch), place, "farvault-provision")
	account, err := c.Organization().Account(t.Context(), member)
	must(t, err)
	set, _, err := reconcileChain(t.Context(), c, chain.Desire(s, place, account))
	return set, err
}

// What is named in the settings, and loses nothing, is tagged and brought to be as desired in one run. Nothing new is made beside it.
func TestAdoptionTakesOverWhatIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	asFarvaultWould().make(w.hand(t, member))
	before := w.inventory(member)
	set, err := w.runSet(t, adopting(), &wire{})
	must(t, err)
	want := []chain.Kind{chain.KindRole, chain.KindKey, chain.KindBackupVault, chain.KindEventRule, chain.KindBackupPlan}
	if diff := cmp.Diff(want, kinds(set.Changes, chain.Adopt)); diff != "" || len(set.Held()) > 0 {
		t.Errorf("adopted (-want +got):\n%s%s", diff, chaintest.Text(set))
	}
	if diff := cmp.Diff(before, w.inventory(member)); diff != "" {
		t.Errorf("what stands in the account (-before +after):\n%s", diff)
	}
	watch := &wire{}
	if set, err := w.runSet(t, wishes, watch); err != nil || !set.Empty() || len(watch.writes) > 0 {
		t.Errorf("as desired and farvault's own, whether named or not: %v, %v, wrote %v", chaintest.Text(set), err, watch.writes)
	}
}

// Each wish of somebody's that adopting would take away keeps the thing theirs, and is shown with what would be lost.
func TestAdoptionTakesNothingAway(t *testing.T) {
	t.Parallel()
	shared := policy.VaultKey("aws", member)
	shared.Statement = append(shared.Statement, policy.KeyCopyStatement("444455556666", "aws"))
	tests := map[string]struct {
		change func(*handmade)
		kind   chain.Kind
		told   string
	}{
		"a statement of a key's policy": {func(m *handmade) { m.keyPolicy = aws.String(shared.String()) }, chain.KindKey,
			"the settings let farvault adopt it, but its policy has statements that would be taken away; take them out if nobody needs them: KeyPolicy AllowBackupCopy: want (none), got {"},
		"a lock": {func(m *handmade) {
			m.lock = &backup.PutBackupVaultLockConfigurationInput{BackupVaultName: aws.String("farvault-local"), MinRetentionDays: aws.Int64(7)}
		}, chain.KindBackupVault, "the vault is locked; write the same LockConfiguration into the settings, so that the rules are held to it: LockConfiguration: want (none), got retention 7 to any days"},
		"another key": {func(m *handmade) { m.plainVault = true }, chain.KindBackupVault, "a vault's key cannot be changed"},
		"whom a role trusts": {func(m *handmade) {
			other := policy.Trust("ec2.amazonaws.com").Statement[0]
			other.Sid = "Mine"
			m.roleTrust.Statement = append(m.roleTrust.Statement, other)
		}, chain.KindRole,
			"its policy has statements that would be taken away"},
		"a role's path":                 {func(m *handmade) { m.rolePath = "/" }, chain.KindRole, "IAM cannot move a role to another path: Path: want /farvault/, got /"},
		"a role without boundary":       {func(m *handmade) { m.unbounded = true }, chain.KindRole, "PermissionsBoundary: want"},
		"a rule of a plan":              {func(m *handmade) { m.rules[0].RuleName = aws.String("mine") }, chain.KindBackupPlan, "two rules back everything up twice"},
		"a longer retention":            {func(m *handmade) { m.rules[0].Lifecycle = lifecycle(30, 400) }, chain.KindBackupPlan, "keep backups for a shorter time"},
		"a selection that picks more":   {func(m *handmade) { m.selection = tagged("weekly") }, chain.KindBackupPlan, "picks otherwise"},
		"a second plan of the name":     {func(m *handmade) { m.secondPlan = true }, chain.KindBackupPlan, "a second plan of the same name"},
		"what other targets of it hear": {func(m *handmade) { m.otherTarget = true }, chain.KindEventRule, "the rule has targets of somebody else's (mine)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			m := asFarvaultWould()
			tt.change(&m)
			m.make(w.hand(t, member))
			for range 2 {
				set, err := w.runSet(t, adopting(), &wire{})
				must(t, err)
				i := slices.IndexFunc(set.Changes, func(c chain.Change) bool { return c.Op == chain.Conflict && c.Ref.Kind == tt.kind })
				if i < 0 || !strings.Contains(chaintest.Lines(set.Changes)[i], tt.told) {
					t.Fatalf("told\n%swant a conflict of the %s that says %q", chaintest.Text(set), tt.kind, tt.told)
				}
			}
		})
	}
}

// An adoption names one kind, one name and its accounts: another account's thing of that name stays somebody else's.
func TestAdoptionIsOfWhatIsNamedAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	asFarvaultWould().make(w.hand(t, member))
	s := wishes
	s.Adopt = []settings.Adoption{
		{Kind: "role", Name: chain.BackupRole, Accounts: []string{settings.EveryAccount}},
		{Kind: "backup plan", Name: "CrossAccountBackupPlan", Accounts: []string{"333344445555"}},
		{Kind: "event rule", Name: "another", Accounts: []string{member}},
	}
	set, err := w.runSet(t, s, &wire{})
	must(t, err)
	if diff := cmp.Diff([]chain.Kind{chain.KindRole}, kinds(set.Changes, chain.Adopt)); diff != "" {
		t.Errorf("adopted (-want +got):\n%s", diff)
	}
	want := []chain.Kind{chain.KindKey, chain.KindBackupVault, chain.KindEventRule, chain.KindBackupPlan}
	if diff := cmp.Diff(want, kinds(set.Changes, chain.Conflict)); diff != "" {
		t.Errorf("in conflict (-want +got):\n%s", diff)
	}
}

// An adoption that is killed before or after any of its writes is carried on by the next run.
func TestKillAtEveryWriteOfAnAdoption(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	asFarvaultWould().make(w.hand(t, member))
	whole := &wire{}
	_, err := w.runSet(t, adopting(), whole)
	must(t, err)
	want := w.inventory(member)
	for at := 1; at <= len(whole.writes); at++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%02d %s/after %t", at, whole.writes[at-1], after), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.IAM.PropagationDelay = 0
				asFarvaultWould().make(w.hand(t, member))
				if _, err := w.runSet(t, adopting(), &wire{killAt: at, after: after}); !errors.Is(err, errKilled) {
					t.Fatalf("killed, yet the run says %v", err)
				}
				w.Advance(time.Minute)
				if set, err := w.runSet(t, adopting(), &wire{}); err != nil || len(set.Held()) > 0 {
					t.Errorf("the next run: %v, %s", err, chaintest.Text(set))
				}
				if set, err := w.runSet(t, adopting(), &wire{}); err != nil || !set.Empty() {
					t.Errorf("not converged: %v, %s", err, chaintest.Text(set))
				}
				if diff := cmp.Diff(want, w.inventory(member)); diff != "" {
					t.Errorf("what stands in the account (-want +got):\n%s", diff)
				}
			})
		}
	}
}
