package cloud

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/policy"
	"farvault/shared/selftest"
)

// everywhere are Regions that every account has from the beginning, by partition: enough to find one that is not
// protected and to compare what they know.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var everywhere = map[string][]string{
	"aws": {
		"eu-north-1", "ca-central-1", "sa-east-1", "ap-southeast-2", "us-east-1", "us-west-1", "us-west-2", "eu-west-1",
		"eu-central-1", "ap-northeast-1",
	},
	"aws-us-gov": {"us-gov-west-1", "us-gov-east-1"},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
}

// optional are Regions that an account has to enable.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
var optional = map[string][]string{"aws": {"af-south-1", "ap-east-1", "me-south-1", "eu-south-1"}}

// unprotected is the first Region that every account has, that is not protected and that no policy closes, with its
// settings.
func (s survey) unprotected(ctx context.Context) (string, *backup.DescribeRegionSettingsOutput, error) {
	err := fmt.Errorf("every Region that is looked at is protected")
	for _, region := range everywhere[s.cloud.deployment.Partition] {
		if slices.Contains(s.scope.Protected, region) || region == s.scope.Region {
			continue
		}
		var described *backup.DescribeRegionSettingsOutput
		described, err = s.member.in(region).backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
		if err == nil {
			return region, described, nil
		}
		err = translate("describe the settings of "+region, err)
	}
	return "", nil, err
}

// virgin reads what the member is set to in a Region in which nobody should have set anything.
func (s survey) virgin(ctx context.Context) (selftest.Virgin, error) {
	region, described, err := s.unprotected(ctx)
	if err != nil {
		return selftest.Virgin{}, err
	}
	vaults, err := s.member.in(region).vaults(ctx)
	if err != nil {
		return selftest.Virgin{}, translate("list vaults in "+region, err)
	}
	v := selftest.Virgin{Region: region}
	for _, name := range slices.Sorted(maps.Keys(described.ResourceTypeOptInPreference)) {
		if described.ResourceTypeOptInPreference[name] {
			v.OptedIn = append(v.OptedIn, name)
		}
	}
	for _, vault := range vaults {
		v.Vaults = append(v.Vaults, aws.ToString(vault.BackupVaultName))
	}
	set, err := s.history(ctx, s.member, region, "UpdateRegionSettings")
	if err != nil {
		v.Unsure = err.Error()
	}
	v.Set = len(set) > 0
	return v, nil
}

// lists asks for lists that should be empty, and leaves out those that are not. The SDK keeps [] and what is left out
// apart: an empty slice, and nil.
func (s survey) lists(ctx context.Context) ([]selftest.List, error) {
	region, _, err := s.unprotected(ctx)
	if err != nil {
		return nil, err
	}
	client := s.member.in(region).backup
	var found []selftest.List
	note := func(call string, length int, left bool) {
		if length == 0 {
			found = append(found, selftest.List{Call: call, Left: left})
		}
	}
	plans, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
	if err != nil {
		return nil, translate("list backup plans in "+region, err)
	}
	note("ListBackupPlans", len(plans.BackupPlansList), plans.BackupPlansList == nil)
	vaults, err := client.ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
	if err != nil {
		return nil, translate("list vaults in "+region, err)
	}
	note("ListBackupVaults", len(vaults.BackupVaultList), vaults.BackupVaultList == nil)
	backups, err := client.ListBackupJobs(ctx, &backup.ListBackupJobsInput{})
	if err != nil {
		return nil, translate("list backup jobs in "+region, err)
	}
	note("ListBackupJobs", len(backups.BackupJobs), backups.BackupJobs == nil)
	copies, err := client.ListCopyJobs(ctx, &backup.ListCopyJobsInput{})
	if err != nil {
		return nil, translate("list copy jobs in "+region, err)
	}
	note("ListCopyJobs", len(copies.CopyJobs), copies.CopyJobs == nil)
	return found, nil
}

// types are those that Regions know. A Region that does not answer, for an SCP closes it, is left out.
func (s survey) types(ctx context.Context) ([]selftest.Region, error) {
	var found []selftest.Region
	var last error
	for _, region := range everywhere[s.cloud.deployment.Partition] {
		described, err := s.member.in(region).backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
		if err != nil {
			last = translate("describe the settings of "+region, err)
			continue
		}
		types := slices.Sorted(maps.Keys(described.ResourceTypeOptInPreference))
		found = append(found, selftest.Region{Name: region, Types: types})
	}
	if len(found) == 0 {
		return nil, firstError(last, fmt.Errorf("no Region is known of partition %s", s.cloud.deployment.Partition))
	}
	return found, nil
}

// disabled asks Regions that are off unless they were enabled, for one that refuses.
func (s survey) disabled(ctx context.Context) (selftest.Refusal, error) {
	for _, region := range optional[s.cloud.deployment.Partition] {
		_, err := s.member.in(region).backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
		if err == nil || hasCode(err, deniedCodes...) { // enabled, or closed by a policy
			continue
		}
		return whyRefused(region, err)
	}
	return selftest.Refusal{}, fmt.Errorf("the Regions that are looked at are enabled, or closed by a policy")
}

// managedKeys are the policies of the member's AWS managed keys.
func (s survey) managedKeys(ctx context.Context) ([]selftest.KeyPolicy, error) {
	client := s.member.in(s.scope.Region).kms
	var found []selftest.KeyPolicy
	pages := kms.NewListAliasesPaginator(client, &kms.ListAliasesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list aliases of account "+s.member.account, err)
		}
		for _, a := range page.Aliases {
			name := aws.ToString(a.AliasName)
			if !strings.HasPrefix(name, "alias/aws/") || aws.ToString(a.TargetKeyId) == "" { // AWS lists unused ones too
				continue
			}
			out, err := client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: a.TargetKeyId, PolicyName: aws.String("default")})
			if err != nil {
				return nil, translate("read the key policy of "+name, err)
			}
			document, err := policy.Parse(aws.ToString(out.Policy))
			if err != nil {
				return nil, unreadable("the key policy of "+name, err)
			}
			found = append(found, selftest.KeyPolicy{Alias: name, Policy: document})
		}
	}
	return found, nil
}
