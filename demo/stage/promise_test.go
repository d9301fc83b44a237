package stage_test

import (
	"os"
	"strings"
	"testing"

	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// reach is one call that whoever has taken farvault-provisioner over may try.
type reach struct {
	action, resource string
	with             []string // condition keys and values, one after the other
	promise          string   // what SECURITY.md's table of promises has, where the shipped policies allow it; empty: they refuse it
}

// owned is a resource that has the ownership tag; tagging asks to give it.
var (
	owned   = []string{"aws:ResourceTag/" + chain.OwnerTag, chain.OwnerValue}
	tagging = []string{"aws:RequestTag/" + chain.OwnerTag, chain.OwnerValue}
	bounded = []string{"iam:PermissionsBoundary", "arn:aws:iam::" + victim + ":policy/farvault/farvault-boundary"}
)

// reaches are what was tried against the shipped policies. A promise stands where AWS has no condition key that could say it: a
// plan, a selection and the opt-in have none of their own, StartCopyJob neither.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
// A rule's state and a key policy's text are no condition keys.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
// The trust that a role is made with is none.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
var reaches = func() map[string]reach {
	const (
		of   = ":eu-west-1:" + victim + ":"
		key  = "arn:aws:kms" + of + "key/1234abcd-12ab-34cd-56ef-1234567890ab"
		plan = "arn:aws:backup" + of + "backup-plan:1234"
		role = "arn:aws:iam::" + victim + ":role/"
		rule = "arn:aws:events" + of + "rule/farvault-forward"

		vault = "arn:aws:backup" + of + "backup-vault:farvault-local"
		point = "arn:aws:ec2:eu-west-1::snapshot/snap-1"
	)
	join := func(all ...[]string) (keys []string) {
		for _, some := range all {
			keys = append(keys, some...)
		}
		return keys
	}
	named := []string{"kms:ResourceAliases", chain.KeyAlias}
	return map[string]reach{
		"the tag for a foreign key":            {"kms:TagResource", key, tagging, "`kms:TagResource`"},
		"another tag for a foreign key":        {"kms:TagResource", key, []string{"aws:RequestTag/team", "x"}, ""},
		"the policy of a key that it tagged":   {"kms:PutKeyPolicy", key, owned, ""},
		"the alias for a foreign key":          {"kms:CreateAlias", key, nil, ""},
		"the policy of farvault's key":         {"kms:PutKeyPolicy", key, join(owned, named), "`kms:PutKeyPolicy`"},
		"its policy without the lockout check": {"kms:PutKeyPolicy", key, join(owned, named, []string{"kms:BypassPolicyLockoutSafetyCheck", "true"}), ""},
		"a grant for people":                   {"kms:CreateGrant", key, []string{"kms:GrantIsForAWSResource", "false"}, ""},
		"the end of a key":                     {"kms:ScheduleKeyDeletion", key, owned, ""},
		"a key switched off":                   {"kms:DisableKey", key, owned, ""},
		"the tag for a foreign plan":           {"backup:TagResource", plan, tagging, "`backup:TagResource`"},
		"another tag for a foreign plan":       {"backup:TagResource", plan, []string{"aws:RequestTag/team", "x"}, ""},
		"a foreign plan's rules":               {"backup:UpdateBackupPlan", plan, nil, ""},
		"farvault's plan's rules":              {"backup:UpdateBackupPlan", plan, owned, "`backup:UpdateBackupPlan`"},
		"a plan of any rules":                  {"backup:CreateBackupPlan", plan, tagging, "`backup:CreateBackupPlan`"},
		"the end of a plan":                    {"backup:DeleteBackupPlan", plan, owned, ""},
		"a foreign plan's selection":           {"backup:DeleteBackupSelection", plan, nil, ""},
		"the last selection":                   {"backup:DeleteBackupSelection", plan, owned, "`backup:DeleteBackupSelection`"},
		"the types switched off":               {"backup:UpdateRegionSettings", "*", nil, "`backup:UpdateRegionSettings`"},
		"the organization's switches":          {"backup:UpdateGlobalSettings", "*", nil, ""},
		"the rule switched off by PutRule":     {"events:PutRule", rule, nil, "`events:PutRule`"},
		"the rule switched off":                {"events:DisableRule", rule, nil, ""},
		"the rule's target taken away":         {"events:RemoveTargets", rule, nil, ""},
		"the rule to another bus":              {"events:PutTargets", rule, []string{"events:TargetArn", "arn:aws:events:eu-west-1:" + attacker + ":event-bus/x"}, ""},
		"another rule":                         {"events:PutRule", rule + "2", nil, ""},
		"the policy of a foreign vault":        {"backup:PutBackupVaultAccessPolicy", "arn:aws:backup" + of + "backup-vault:farvaults-of-somebody-else", nil, ""},
		"the policy of another vault":          {"backup:PutBackupVaultAccessPolicy", "arn:aws:backup" + of + "backup-vault:Default", owned, ""},
		"the policy of farvault's vault":       {"backup:PutBackupVaultAccessPolicy", vault, owned, "`backup:PutBackupVaultAccessPolicy`"},
		"the policy of the central vault":      {"backup:PutBackupVaultAccessPolicy", strings.Replace(vault, victim, stage.CentralID, 1), owned, ""},
		"the end of a vault":                   {"backup:DeleteBackupVault", vault, owned, ""},
		"a copy that soon ends":                {"backup:StartCopyJob", point, nil, "`backup:StartCopyJob`"},
		"the end of a recovery point":          {"backup:DeleteRecoveryPoint", point, owned, ""},
		"a recovery point's retention":         {"backup:UpdateRecoveryPointLifecycle", point, owned, ""},
		"a recovery point without its backups": {"backup:DisassociateRecoveryPoint", point, owned, ""},
		"a lock":                               {"backup:PutBackupVaultLockConfiguration", vault, owned, ""},
		"no lock":                              {"backup:DeleteBackupVaultLockConfiguration", vault, owned, ""},
		"a restore":                            {"backup:StartRestoreJob", point, owned, ""},
		"whom the backup role trusts":          {"iam:UpdateAssumeRolePolicy", role + "farvault/farvault-backup", nil, ""},
		"whom the forwarder trusts":            {"iam:UpdateAssumeRolePolicy", role + "farvault/farvault-event-forwarder", nil, "`iam:UpdateAssumeRolePolicy`"},
		"whom itself trusts":                   {"iam:UpdateAssumeRolePolicy", role + "farvault/farvault-provisioner", nil, ""},
		"another role":                         {"sts:AssumeRole", role + "farvault/farvault-backup", nil, ""},
		"a role with any trust":                {"iam:CreateRole", role + "farvault/farvault-backup", bounded, "`iam:CreateRole`"},
		"a role without the boundary":          {"iam:CreateRole", role + "farvault/farvault-backup", nil, ""},
		"a role of another name":               {"iam:CreateRole", role + "farvault/mine", bounded, ""},
		"no boundary":                          {"iam:DeleteRolePermissionsBoundary", role + "farvault/farvault-backup", nil, ""},
		"another boundary":                     {"iam:PutRolePermissionsBoundary", role + "farvault/farvault-backup", nil, ""},
		"administration for the backup role":   {"iam:AttachRolePolicy", role + "farvault/farvault-backup", join(bounded, []string{"iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"}), ""},
		"an inline policy for the backup role": {"iam:PutRolePolicy", role + "farvault/farvault-backup", bounded, ""},
		"an inline policy for itself":          {"iam:PutRolePolicy", role + "farvault/farvault-provisioner", bounded, ""},
		"any inline policy of the forwarder":   {"iam:PutRolePolicy", role + "farvault/farvault-event-forwarder", bounded, "`iam:PutRolePolicy`"},
		"the backup role for a machine":        {"iam:PassRole", role + "farvault/farvault-backup", []string{"iam:PassedToService", "ec2.amazonaws.com"}, ""},
		"another role for AWS Backup":          {"iam:PassRole", role + "administrator", []string{"iam:PassedToService", "backup.amazonaws.com"}, ""},
		"people":                               {"iam:CreateUser", "arn:aws:iam::" + victim + ":user/x", nil, ""},
		"the backup role gone":                 {"iam:DeleteRole", role + "farvault/farvault-backup", nil, ""},
	}
}()

// Whoever has taken farvault-provisioner over is refused, by the shipped policies and AWS's rules of evaluation, or
// SECURITY.md says that the code and not the policy keeps it. What the parameter RepairBackupRoleTrust adds is off as it is shipped.
func TestWhatTheProvisionersPoliciesLeaveToTheCode(t *testing.T) {
	t.Parallel()
	s, _ := deployedStage(t)
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "## What the code promises and IAM cannot")
	if table, _, _ = strings.Cut(table, "\n## "); !found {
		t.Fatal("SECURITY.md has no table of promises")
	}
	caller := kernel.RoleSession(role(t, s, victim, chain.ProvisionerRole), "attacker")
	s.World.Lock()
	identity, boundary := s.World.IAM.Policies(caller)
	s.World.Unlock()
	for i := range identity {
		identity[i] = policy.New(withoutRepairs(identity[i].Statement)...)
	}
	for what, r := range reaches {
		context := map[string][]string{}
		for i := 0; i < len(r.with); i += 2 {
			context[r.with[i]] = []string{r.with[i+1]}
		}
		v := policy.Evaluate(policy.Request{Principal: caller.ARN, PrincipalAccount: victim, ResourceAccount: victim, Action: r.action, Resource: r.resource,
			Context: context}, policy.Set{Identity: identity, PermissionsBoundary: boundary, Resource: delegated(r)})
		switch {
		case v.Decision == policy.Allowed && r.promise == "":
			t.Errorf("%s: %s on %s is allowed by %s", what, r.action, r.resource, v.By)
		case v.Decision != policy.Allowed && r.promise != "":
			t.Errorf("%s: %s is refused (%s): the promise can go", what, r.action, v.By)
		case !strings.Contains(table, r.promise):
			t.Errorf("%s: SECURITY.md's table lacks %s", what, r.promise)
		}
	}
}

// delegated is a key's policy that leaves all to IAM, as that of another team's key does; of nothing else IAM asks it.
func delegated(r reach) *policy.Document {
	if !strings.HasPrefix(r.action, "kms:") {
		return nil
	}
	d := policy.New(policy.Statement{Effect: policy.Allow, Principal: policy.MustParse(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + victim + `"},"Action":"kms:*","Resource":"*"}]}`).Statement[0].Principal,
		Action: policy.Values{"kms:*"}, Resource: policy.Values{"*"}})
	return &d
}

func withoutRepairs(all []policy.Statement) (some []policy.Statement) {
	for _, st := range all {
		if st.Sid != "TrustBackupRole" {
			some = append(some, st)
		}
	}
	return some
}
