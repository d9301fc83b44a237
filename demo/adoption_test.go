package demo

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

// adoptAll lets farvault take over all that it makes in every account.
const adoptAll = `
  - {Kind: KMS key, Name: alias/farvault, Accounts: ["*"]}
  - {Kind: backup vault, Name: farvault-local, Accounts: ["*"]}
  - {Kind: backup plan, Name: CrossAccountBackupPlan, Accounts: ["*"]}
  - {Kind: role, Name: farvault-backup, Accounts: ["*"]}
  - {Kind: event rule, Name: farvault-forward, Accounts: ["*"]}
`

// TestAdoptionIsWithinTheRolesOfTheTemplates gives everything of farvault's in a member another owner, and takes the provisioner out of
// the key's policy, as if somebody else had made it: the daily sweep has it adopted by the roles of the templates alone, though a tag counts in KMS's policies late.
func TestAdoptionIsWithinTheRolesOfTheTemplates(t *testing.T) {
	t.Parallel()
	files := deployed(t)
	text := string(files["infra/settings.yaml"].Data)
	if !strings.Contains(text, "\nAdopt: []\n") {
		t.Fatal("the shipped settings adopt something")
	}
	files["infra/settings.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(text, "\nAdopt: []\n", "\nAdopt:"+adoptAll, 1))}
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, step := range story[:2] {
		if err := step.play(s, t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	things := thingsOf(t, s)
	things.disown()
	s.world.Advance(25 * time.Hour)
	things.owned()
}

// things are what farvault made in the newcomer, in the hands of its administrator.
type things struct {
	*testing.T
	backup            *backup.Client
	kms               *kms.Client
	iam               *iam.Client
	events            *eventbridge.Client
	vault, plan, rule *string
	key               *string
}

func thingsOf(t *testing.T, s *stage) things {
	config := s.world.Administrator(newcomerID, homeRegion)
	th := things{T: t, backup: backup.NewFromConfig(config), kms: kms.NewFromConfig(config), iam: iam.NewFromConfig(config), events: eventbridge.NewFromConfig(config)}
	vaults, err := th.backup.ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
	th.must(err)
	plans, err := th.backup.ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
	th.must(err)
	rule, err := th.events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String(chain.ForwardingRule)})
	th.must(err)
	th.vault, th.key = vaults.BackupVaultList[0].BackupVaultArn, vaults.BackupVaultList[0].EncryptionKeyArn
	th.plan, th.rule = plans.BackupPlansList[0].BackupPlanArn, rule.Arn
	return th
}

func (th things) must(err error) {
	th.Helper()
	if err != nil {
		th.Fatal(err)
	}
}

// disown gives all of it another owner, and the key a policy that knows nobody of farvault's.
func (th things) disown() {
	const other = "another-tool"
	for _, arn := range []*string{th.vault, th.plan} {
		_, err := th.backup.TagResource(th.Context(), &backup.TagResourceInput{ResourceArn: arn, Tags: map[string]string{chain.OwnerTag: other}})
		th.must(err)
	}
	_, err := th.iam.TagRole(th.Context(), &iam.TagRoleInput{RoleName: aws.String(chain.BackupRole), Tags: []iamtypes.Tag{{Key: aws.String(chain.OwnerTag), Value: aws.String(other)}}})
	th.must(err)
	_, err = th.events.TagResource(th.Context(), &eventbridge.TagResourceInput{ResourceARN: th.rule, Tags: []eventtypes.Tag{{Key: aws.String(chain.OwnerTag), Value: aws.String(other)}}})
	th.must(err)
	_, err = th.kms.TagResource(th.Context(), &kms.TagResourceInput{KeyId: th.key, Tags: []kmstypes.Tag{{TagKey: aws.String(chain.OwnerTag), TagValue: aws.String(other)}}})
	th.must(err)
	_, err = th.kms.PutKeyPolicy(th.Context(), &kms.PutKeyPolicyInput{KeyId: th.key, Policy: aws.String(policy.VaultKey("aws", newcomerID).String())})
	th.must(err)
}

func (th things) owned() {
	for _, arn := range []*string{th.vault, th.plan} {
		tags, err := th.backup.ListTags(th.Context(), &backup.ListTagsInput{ResourceArn: arn})
		th.must(err)
		if tags.Tags[chain.OwnerTag] != chain.OwnerValue {
			th.Errorf("%s is not farvault's", *arn)
		}
	}
	role, err := th.iam.GetRole(th.Context(), &iam.GetRoleInput{RoleName: aws.String(chain.BackupRole)})
	th.must(err)
	rule, err := th.events.ListTagsForResource(th.Context(), &eventbridge.ListTagsForResourceInput{ResourceARN: th.rule})
	th.must(err)
	key, err := th.kms.ListResourceTags(th.Context(), &kms.ListResourceTagsInput{KeyId: th.key})
	th.must(err)
	if *role.Role.Tags[0].Value != chain.OwnerValue || *rule.Tags[0].Value != chain.OwnerValue || *key.Tags[0].TagValue != chain.OwnerValue {
		th.Errorf("tags of the role %v, the rule %v, the key %v", role.Role.Tags, rule.Tags, key.Tags)
	}
	document, err := th.kms.GetKeyPolicy(th.Context(), &kms.GetKeyPolicyInput{KeyId: th.key})
	th.must(err)
	if !strings.Contains(*document.Policy, chain.ProvisionerRole) {
		th.Errorf("the key's policy is not farvault's: %s", *document.Policy)
	}
}
