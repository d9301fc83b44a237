package stage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/policy"
	sim "farvault/simulator/backup"
	"farvault/simulator/iam"
)

// spreads is the time in which AWS Backup cannot use a new role yet.
const spreads = 5 * time.Minute

// Furnish gives two members what they have before farvault comes: the first a plan of its own that backs up one file
// system and copies it nowhere, and a volume whose key lets nobody outside the account use it; both what farvault's
// plan will select, and the second what nobody has asked to back up.
func (s *Stage) Furnish(ctx context.Context, owner, second string) error {
	key, err := kms.NewFromConfig(s.World.Administrator(owner, HomeRegion)).CreateKey(ctx, &kms.CreateKeyInput{
		Description: aws.String("orders"),
	})
	if err != nil {
		return fmt.Errorf("make the key of account %s: %w", owner, err)
	}
	if err := s.ownPlan(ctx, owner); err != nil {
		return fmt.Errorf("make the plan of account %s: %w", owner, err)
	}
	s.manage(owner, second)
	daily := map[string]string{"backup": "daily"}
	both := map[string]string{"backup": "daily", "nightly": "yes"}
	s.World.Lock()
	defer s.World.Unlock()
	add := func(account string, r sim.Resource) { s.World.Backup.AddResource(account, HomeRegion, r) }
	add(owner, sim.Resource{Type: "EBS", Tags: daily})
	add(owner, sim.Resource{Type: "EBS", Tags: daily, KMSKeyARN: *key.KeyMetadata.Arn})
	add(owner, sim.Resource{Type: "EFS", Tags: both})
	add(second, sim.Resource{Type: "RDS", Tags: daily})
	add(second, sim.Resource{Type: "S3", Tags: daily})
	add(second, sim.Resource{Type: "EBS", Tags: map[string]string{"team": "research"}})
	return nil
}

// manage makes the role by which the management account administers accounts that it has created.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
func (s *Stage) manage(accounts ...string) {
	s.World.Lock()
	defer s.World.Unlock()
	for _, account := range accounts {
		s.World.IAM.PutRole(account, iam.Role{
			Name: "OrganizationAccountAccessRole",
			Inline: map[string]policy.Document{"AdministratorAccess": policy.New(policy.Statement{
				Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"},
			})},
			Trust: policy.New(policy.Statement{
				Effect: policy.Allow, Action: policy.Values{"sts:AssumeRole"},
				Principal: policy.Principal{"AWS": {"arn:aws:iam::" + ManagementID + ":root"}},
			}),
		})
	}
}

// ownPlan is a plan with a role, a vault and a selection of the account's own, at two in the morning.
func (s *Stage) ownPlan(ctx context.Context, account string) error {
	const name, role = "nightly", "own-backup"
	s.World.Lock()
	s.World.IAM.PutRole(account, iam.Role{
		Name: role, Trust: policy.Trust("backup.amazonaws.com"),
		Attached: []string{"arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"},
	})
	s.World.Unlock()
	s.World.Advance(spreads)
	client := backup.NewFromConfig(s.World.Administrator(account, HomeRegion))
	if _, err := client.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{
		BackupVaultName: aws.String(name),
	}); err != nil {
		return err
	}
	if _, err := client.UpdateRegionSettings(ctx, &backup.UpdateRegionSettingsInput{
		ResourceTypeOptInPreference: map[string]bool{"EFS": true},
	}); err != nil {
		return err
	}
	plan, err := client.CreateBackupPlan(ctx, &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{
		BackupPlanName: aws.String(name),
		Rules: []types.BackupRuleInput{{
			RuleName: aws.String(name), TargetBackupVaultName: aws.String(name),
			ScheduleExpression: aws.String("cron(0 2 * * ? *)"), StartWindowMinutes: aws.Int64(60),
			Lifecycle: &types.Lifecycle{DeleteAfterDays: aws.Int64(30)},
		}},
	}})
	if err != nil {
		return err
	}
	_, err = client.CreateBackupSelection(ctx, &backup.CreateBackupSelectionInput{
		BackupPlanId: plan.BackupPlanId,
		BackupSelection: &types.BackupSelection{
			SelectionName: aws.String(name), IamRoleArn: aws.String("arn:aws:iam::" + account + ":role/" + role),
			ListOfTags: []types.Condition{{
				ConditionType: types.ConditionTypeStringequals,
				ConditionKey:  aws.String(name), ConditionValue: aws.String("yes"),
			}},
		},
	})
	return err
}

// MemberIDs are the cast's ids, as people read them.
func MemberIDs() string {
	var ids []string
	for _, m := range Members {
		ids = append(ids, m.ID)
	}
	return strings.Join(ids, ", ")
}

// Included are the members of the cast that the settings name; the StackSet of a pilot has stacks in them alone.
func Included(accounts []string) (ids []string) {
	for _, m := range Members {
		if slices.Contains(accounts, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}
