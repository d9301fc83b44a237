package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/check"
)

// The files that the cases change a piece of. As they stand they get no finding.
const (
	plan = planAlone + handedOn // another template selects

	planAlone = `Resources:
  Plan:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: daily
        BackupPlanRule:
          - RuleName: noon
            TargetBackupVault: local
            ScheduleExpression: cron(0 12 * * ? *)
            StartWindowMinutes: 60
            CompletionWindowMinutes: 180
            Lifecycle:
              DeleteAfterDays: 35
            CopyActions:
              - DestinationBackupVaultArn: arn:aws:backup:eu-west-1:444455556666:backup-vault:central
                Lifecycle: {DeleteAfterDays: 35}
`
	selection = `Resources:
  Selection:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: !Ref Plan
      BackupSelection:
        SelectionName: tagged
        IamRoleArn: !GetAtt Role.Arn
        ListOfTags:
          - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}
`
	vault = `Resources:
  Vault:
    Type: AWS::Backup::BackupVault
    Properties:
      BackupVaultName: central
      EncryptionKeyArn: arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab
      AccessPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: backup:CopyIntoBackupVault
            Resource: "*"
            Condition: {StringEquals: {aws:PrincipalOrgID: o-exampleorgid}}
`
	keyPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*",
     "Condition": {"StringEquals": {"kms:ViaService": "backup.eu-west-1.amazonaws.com"}}}
  ]
}
`
	identityPolicy = `{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["backup:StartCopyJob", "backup:Describe*", "s3:GetObject"], "Resource": "*"}
  ]
}
`
	jsonTemplate = `{
  "Resources": {
    "Vault": {
      "Type": "AWS::Backup::BackupVault",
      "Properties": {"BackupVaultName": "central"}
    }
  }
}
`
	backupPolicy = `{
  "plans": {
    "Daily": {
      "rules": {
        "Noon": {
          "schedule_expression": {"@@assign": "cron(0 12 ? * * *)"},
          "target_backup_vault_name": {"@@assign": "local"},
          "lifecycle": {"delete_after_days": {"@@assign": "35"}},
          "copy_actions": {"arn:aws:backup:us-east-1:444455556666:backup-vault:central": {
            "target_backup_vault_arn": {"@@assign": "arn:aws:backup:us-east-1:444455556666:backup-vault:central"}}}
        }
      }
    }
  }
}
`
	ownSettings = `BackupPlans:
  - BackupPlanName: daily
    Rules:
      - RuleName: noon
        Lifecycle:
          DeleteAfterDays: 35
    Selection: {TagKey: backup, TagValue: daily}
`
)

// another is a rule more in the plan, before the one that is there.
func another(name, schedule, days string) string {
	return "BackupPlanRule:\n" + strings.NewReplacer("NAME", name, "SCHEDULE", schedule, "DAYS", days).Replace(`          - RuleName: NAME
            TargetBackupVault: local
            ScheduleExpression: SCHEDULE
            StartWindowMinutes: 60
            Lifecycle: {DeleteAfterDays: DAYS}
            CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:eu-west-1:444455556666:backup-vault:central"}]`)
}

const (
	rules     = "BackupPlanRule:"
	end       = "              DeleteAfterDays: 35\n"
	copies    = "            CopyActions:\n              - DestinationBackupVaultArn: arn:aws:backup:eu-west-1:444455556666:backup-vault:central\n                Lifecycle: {DeleteAfterDays: 35}\n"
	cron      = "cron(0 12 * * ? *)"
	tagged    = "SelectionName: tagged"
	everyone  = `Principal: "*"`
	copyInto  = "Action: backup:CopyIntoBackupVault"
	condition = "            Condition: {StringEquals: {aws:PrincipalOrgID: o-exampleorgid}}\n"
	encrypted = "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	policyKey = "      AccessPolicy:\n"
)

// TestRuleCases changes a piece of a file that is right, and expects what is found then:
// "line:column severity rule", the fix of the first of them below it.
func TestRuleCases(t *testing.T) {
	t.Parallel()
	found := map[check.RuleID]bool{}
	for name, tt := range ruleCases {
		name = strings.ReplaceAll(name, " ", "_")
		if strings.Count(tt.file, tt.old) < 1 {
			t.Fatalf("%s: %q is not in the file", name, tt.old)
		}
		extension := ".yaml"
		if strings.HasPrefix(tt.file, "{") {
			extension = ".json"
		}
		findings := check.Run(check.File{Name: name + extension, Text: []byte(strings.Replace(tt.file, tt.old, tt.new, 1))})
		var got []string
		for _, f := range findings {
			found[f.Rule] = true
			got = append(got, fmt.Sprintf("%d:%d %s %s", f.Line, f.Column, f.Severity, f.Rule))
			if f.Message == "" || strings.Contains(f.Message, "%!") {
				t.Errorf("%s: message %q", name, f.Message)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s\n%s", name, diff, told(findings))
		}
		if tt.fix != "" && (len(findings) == 0 || findings[0].Fix != tt.fix) {
			t.Errorf("%s: want the fix\n%s\ngot\n%s", name, tt.fix, told(findings))
		}
	}
	for _, r := range check.Rules() {
		if !found[r.ID] && r.ID != check.DestinationVault { // which takes two files: TestAVaultThatIsCopiedToAdmitsCopies
			t.Errorf("no case finds %s", r.ID)
		}
	}
}

func elevenRules() string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "          - {RuleName: r%d, TargetBackupVault: local, ScheduleExpression: !Ref S, Lifecycle: {DeleteAfterDays: 35}, CopyActions: !Ref C}\n", i)
	}
	return b.String()
}

func sixCopies() string {
	return strings.Repeat("              - DestinationBackupVaultArn: !Ref Central\n", 5)
}

func thirtyTags() string {
	return strings.Repeat("          - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}\n", 30)
}

func wildcards() string {
	return strings.Repeat("          - arn:aws:ec2:*:*:volume/*\n", 31)
}
