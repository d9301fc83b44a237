package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/policy"
	"farvault/shared/settings"
	"farvault/simulator/iam"
)

// entered are wishes that are brought to members through the management account.
func entered() settings.Settings {
	s := wishes
	s.Entry.RoleName = settings.EntryRoles[0]
	return s
}

// gated is a world in whose members there is no role of farvault's, but the administrator's that AWS made.
func gated(t testing.TB) *world {
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	everything := map[string]policy.Document{"all": policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})}
	trust := func(account string) policy.Document {
		return policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:root"},"Action":"sts:AssumeRole"}]}`)
	}
	w.IAM.PutRole(manager, iam.Role{Name: chain.EntryRole, Path: chain.RolePath, Trust: trust(central), Inline: everything})
	w.IAM.PutRole(member, iam.Role{Name: settings.EntryRoles[0], Path: "/", Trust: trust(manager), Inline: everything})
	w.IAM.PutRole(member, iam.Role{Name: chain.ProvisionerRole, Path: chain.RolePath, Trust: trust("000000000000"), Inline: everything})
	return w
}

// through reconciles the member by a door, and answers the changes that were found and those that were made.
func (w *world) through(ctx context.Context, door cloud.EntryRole) (set chain.ChangeSet, made int, err error) {
	p := cloud.New(w.config(&wire{}), place, "farvault").ProvisionerBy(door)
	account, err := cloud.New(w.config(&wire{}), place, "farvault").Organization().Account(ctx, member)
	must(w.t, err)
	seen, err := p.Observe(ctx, chain.Desire(entered(), place, account))
	if err != nil {
		return set, 0, err
	}
	set = chain.Diff(chain.Desire(entered(), place, account), seen)
	result, err := p.Apply(ctx, set)
	return set, len(result.Applied), err
}

// The session policy suffices: an account is brought to its chain from nothing, and a second run finds it so.
func TestTheSessionPolicySuffices(t *testing.T) {
	t.Parallel()
	w := gated(t)
	door := cloud.EntryRoleOf(place, entered().Entry)
	if _, made, err := w.through(t.Context(), door); err != nil || made < 9 {
		t.Fatalf("made %d: %v", made, err)
	}
	if set, _, err := w.through(t.Context(), door); err != nil || !set.Empty() {
		t.Errorf("then there is still %s%v", chaintest.Text(set), err)
	}
}

// unneeded are the actions without which an account is prepared all the same, each with what wants it.
var unneeded = map[string]string{
	"kms:PutKeyPolicy":                  "a key whose policy somebody replaced",
	"kms:Get*":                          "the key's policy and rotation, on the second look",
	"backup:Get*":                       "the plan and the selection, on the second look",
	"backup:StartCopyJob":               "a mend",
	"backup:DeleteBackupSelection":      "a selection that was replaced",
	"backup:UpdateBackupPlan":           "a plan that somebody changed",
	"backup:PutBackupVaultAccessPolicy": "LocalVault.DenyDeletion",
	"kms:Describe*":                     "the key, on the second look",
	"backup:TagResource":                "AWS asks for it where a vault or a plan is made with tags; the simulator asks for the two actions alone",
	"iam:ListAtt*":                      "the backup role's policies, on the second look",
	"events:List*":                      "the rule's targets, on the second look",
	"tag:Get*":                          "all tags at one call; without it each service is asked",
}

// It has nothing to spare: without any one action the account is not prepared, or the action is there for a reason.
func TestTheSessionPolicyHasNothingToSpare(t *testing.T) {
	t.Parallel()
	whole := chain.SessionPolicy(place, member)
	for i, statement := range whole.Statement {
		for j, action := range statement.Action {
			t.Run(fmt.Sprintf("%d %s", i, strings.ReplaceAll(action, ":", "-")), func(t *testing.T) {
				t.Parallel()
				less := policy.New(slices.Clone(whole.Statement)...)
				less.Statement[i].Action = slices.Delete(slices.Clone(statement.Action), j, j+1)
				if len(less.Statement[i].Action) == 0 {
					less.Statement = slices.Delete(less.Statement, i, i+1)
				}
				door := cloud.EntryRoleOf(place, entered().Entry)
				door.SessionPolicy = func(string) policy.Document { return less }
				set, made, err := gated(t).through(t.Context(), door)
				done := err == nil && made == len(set.Changes)
				if why := unneeded[action]; done != (why != "") {
					t.Errorf("without it the account is prepared: %t (%v), and the reason is %q", done, err, why)
				}
			})
		}
	}
}

// The administrator's other rights are out of reach, and without the setting's role nobody is let in.
func TestTheSessionPolicyHoldsTheAdministrator(t *testing.T) {
	t.Parallel()
	document := chain.SessionPolicy(place, member)
	all := policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})
	const role = "arn:aws:iam::" + member + ":role/"
	for action, resource := range map[string]string{
		"backup:DeleteRecoveryPoint": "*", "backup:DeleteBackupVault": "*", "backup:StartRestoreJob": "*", "backup:PutBackupVaultLockConfiguration": "*",
		"kms:Decrypt": "*", "kms:ScheduleKeyDeletion": "*", "kms:DisableKey": "*", "kms:CreateGrant": "*", "s3:GetObject": "*", "sts:AssumeRole": role + "any",
		"iam:CreateUser": "*", "iam:DeleteRole": role + "farvault/farvault-backup", "iam:CreateRole": role + "any", "iam:UpdateAssumeRolePolicy": role + "farvault/farvault-backup", "iam:PassRole": role + "farvault/farvault-reader",
		"iam:PutRolePolicy": role + "farvault/farvault-backup", "iam:AttachRolePolicy": role + "farvault/farvault-backup", "events:PutRule": "arn:aws:events:eu-west-1:" + member + ":rule/other",
	} {
		v := policy.Evaluate(policy.Request{Principal: "arn:aws:sts::" + member + ":assumed-role/" + settings.EntryRoles[0] + "/farvault-provision",
			PrincipalAccount: member, ResourceAccount: member, Action: action, Resource: resource,
			Context: map[string][]string{"iam:PolicyARN": {"arn:aws:iam::aws:policy/AdministratorAccess"}}},
			policy.Set{Identity: []policy.Document{all}, Session: &document})
		if v.Decision == policy.Allowed {
			t.Errorf("%s on %s is allowed", action, resource)
		}
	}
	shut := gated(t)
	shut.IAM.PutRole(manager, iam.Role{Name: chain.EntryRole, Path: chain.RolePath, Trust: policy.Trust("lambda.amazonaws.com")})
	_, _, err := shut.through(t.Context(), cloud.EntryRoleOf(place, entered().Entry))
	if waits := (cloud.NotReady{}); !errors.As(err, &waits) || !waits.NotEntered() {
		t.Errorf("entering through a role that is not there ends with %v", err)
	}
}

// STS takes no more than 2,048 characters, in any partition.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func TestTheSessionPolicyFits(t *testing.T) {
	t.Parallel()
	for _, partition := range []string{"aws", "aws-cn", "aws-us-gov"} {
		p := place
		p.Partition = partition
		if n := len(chain.SessionPolicy(p, member).String()); n > 2048 {
			t.Errorf("in %s it has %d characters", partition, n)
		}
	}
}
