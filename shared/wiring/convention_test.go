package wiring_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestParametersAskForLittleAndExplainThemselves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, file string) {
		parameters, names := readTemplate(t, file).section("Parameters")
		asked := 0
		for _, name := range names {
			p := parameters[name]
			if description, _ := p["Description"].(string); description == "" {
				t.Errorf("%s has no Description", name)
			}
			if _, ok := p["Default"]; !ok {
				asked++
			}
			if p["Type"] == "String" && p["AllowedPattern"] == nil {
				t.Errorf("%s has no AllowedPattern", name)
			}
			if p["AllowedPattern"] != nil && p["ConstraintDescription"] == nil {
				t.Errorf("%s has no ConstraintDescription", name)
			}
		}
		if asked > 3 {
			t.Errorf("%d parameters have no Default, at most 3 may", asked)
		}
	})
}

func TestEveryParameterIsGroupedAndLabeled(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, file string) {
		tpl := readTemplate(t, file)
		_, names := tpl.section("Parameters")
		metadata := mapping(mapping(tpl["Metadata"])["AWS::CloudFormation::Interface"])
		var grouped []string
		for _, group := range list(metadata["ParameterGroups"]) {
			for _, name := range list(mapping(group)["Parameters"]) {
				grouped = append(grouped, name.(string))
			}
		}
		slices.Sort(grouped)
		if !slices.Equal(grouped, names) {
			t.Errorf("the groups hold %v, the parameters are %v", grouped, names)
		}
		for _, name := range names {
			if mapping(metadata["ParameterLabels"])[name] == nil {
				t.Errorf("%s has no label", name)
			}
		}
	})
}

func TestEveryStatementHasItsOwnSid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, file string) {
		seen := map[string]bool{}
		for _, s := range statements(t, file) {
			sid, _ := s.fields["Sid"].(string)
			// A role's policies are read together, so a Sid is unique in the role.
			key := strings.Join(strings.Fields(s.in)[:2], " ") + " " + sid
			if sid == "" || seen[key] {
				t.Errorf("%s: Sid %q is missing or there twice", s.in, sid)
			}
			seen[key] = true
		}
	})
}

func TestWhatHoldsDataStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, file string) {
		tpl := readTemplate(t, file)
		for _, kind := range []string{"AWS::KMS::Key", "AWS::DynamoDB::Table"} {
			for _, r := range tpl.resources(kind) {
				for _, policy := range []string{"DeletionPolicy", "UpdateReplacePolicy"} {
					if r.attributes[policy] != "Retain" {
						t.Errorf("%s has %s %v, want Retain", r.id, policy, r.attributes[policy])
					}
				}
			}
		}
	})
}

// deletes are the only words of deletion that an Allow may hold.
var deletes = map[string]string{
	"sqs:DeleteMessage":            "Lambda takes a message that is done off the queue",
	"backup:DeleteBackupSelection": "a selection cannot be changed, only replaced",
	"events:DeleteRule":            "AWS Backup's own rules for S3, in the boundary",
}

func TestNothingIsAllowedToDestroy(t *testing.T) {
	t.Parallel()
	destructive := []string{"Delete", "Schedule", "Disable", "Disassociate", "Lock", "Remove", "Bypass", "Untag", "Stop"}
	each(t, func(t *testing.T, file string) {
		for _, s := range statements(t, file) {
			for _, action := range s.actions() {
				_, operation, _ := strings.Cut(action, ":")
				bad := slices.ContainsFunc(destructive, func(word string) bool { return strings.HasPrefix(operation, word) })
				if s.fields["Effect"] == "Allow" && s.kind == "identity" && bad && deletes[action] == "" {
					t.Errorf("%s allows %s", s.in, action)
				}
				if s.fields["Effect"] == "Allow" && s.kind == "identity" && strings.Contains(action, "*") {
					t.Errorf("%s allows %s: name the actions", s.in, action)
				}
			}
		}
	})
}

// neverDone is denied to whatever writes: the functions and the provisioner.
var neverDone = []string{
	"backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint",
	"backup:DisassociateRecoveryPoint", "backup:DisassociateRecoveryPointFromParent", "backup:PutBackupVaultLockConfiguration",
	"backup:StartRestoreJob", "backup:UpdateRecoveryPointLifecycle", "iam:CreateAccessKey", "iam:CreateLoginProfile",
	"iam:CreateUser", "iam:Delete*", "kms:CreateGrant", "kms:DisableKey", "kms:ScheduleKeyDeletion",
}

func TestDestructionIsDeniedExplicitly(t *testing.T) {
	t.Parallel()
	for file, where := range map[string]string{"template.yaml": "template.yaml NeverPolicy", "infra/member.yaml": "infra/member.yaml ProvisionerRole never"} {
		var denied []string
		for _, s := range statements(t, file) {
			if s.in == where && s.fields["Effect"] == "Deny" {
				denied = append(denied, s.actions()...)
			}
		}
		for _, action := range neverDone {
			if !slices.Contains(denied, action) {
				t.Errorf("%s does not deny %s", where, action)
			}
		}
	}
	tpl := readTemplate(t, "template.yaml")
	for _, name := range []string{"ProvisionRole", "AlertRole", "SweepRole", "SlackRole"} {
		for _, r := range tpl.resources("AWS::IAM::Role") {
			if r.id == name && !slices.ContainsFunc(list(r.properties["ManagedPolicyArns"]), func(v any) bool { return target(v) == "NeverPolicy" }) {
				t.Errorf("%s lacks NeverPolicy", name)
			}
		}
	}
}

// number is a property that is written as a number; -1 where it is none.
func number(v any) int {
	n, err := strconv.Atoi(strings.TrimSpace(asText(v)))
	if err != nil {
		return -1
	}
	return n
}

func asText(v any) string { s, _ := v.(string); return s }
