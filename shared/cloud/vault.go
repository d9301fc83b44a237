package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
)

func observeVault(ctx context.Context, s *session, want chain.BackupVault, _ view) (*chain.Found, error) {
	all, err := s.in(want.Region).vaults(ctx)
	entry := vaultNamed(all, want.Name)
	if err != nil || entry == nil {
		return nil, translate("list backup vaults for "+want.Ref().String(), err)
	}
	tagged, err := s.in(want.Region).backupTags(ctx, entry.BackupVaultArn)
	if err != nil {
		return nil, translate("read tags of "+want.Ref().String(), err)
	}
	vault := want
	vault.ARN, vault.KeyARN = aws.ToString(entry.BackupVaultArn), vaultKeyARN(entry)
	vault.Type, vault.State = typeOf(entry), string(entry.VaultState)
	vault.Lock = readLock(entry)
	return &chain.Found{
		Link:      vault,
		Owned:     owned(tagged),
		ManagedBy: chain.ManagerOf(chain.KindBackupVault, want.Name, tagged),
	}, nil
}

func adoptVault(ctx context.Context, s *session, vault chain.BackupVault) error {
	return tagBackup(ctx, s.in(vault.Region).backup, vault.ARN, vault.Ref())
}

// tagBackup gives a vault or plan the owner's tag.
func tagBackup(ctx context.Context, client *backup.Client, arn string, ref chain.Ref) error {
	_, err := client.TagResource(ctx, &backup.TagResourceInput{ResourceArn: aws.String(arn), Tags: ownerTags()})
	return translate("tag "+ref.String(), err)
}

// listVaults are all vaults of the account in the Region. DescribeBackupVault would answer AccessDenied for a vault
// that is missing, and so could not tell missing from hidden.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
func listVaults(ctx context.Context, client *backup.Client) ([]types.BackupVaultListMember, error) {
	var all []types.BackupVaultListMember
	pages := backup.NewListBackupVaultsPaginator(client, &backup.ListBackupVaultsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, page.BackupVaultList...)
	}
	return all, nil
}

// findVault is the vault of a name; nil where there is none.
func findVault(ctx context.Context, client *backup.Client, name string) (*types.BackupVaultListMember, error) {
	all, err := listVaults(ctx, client)
	return vaultNamed(all, name), err
}

func vaultNamed(all []types.BackupVaultListMember, name string) *types.BackupVaultListMember {
	for _, v := range all {
		if aws.ToString(v.BackupVaultName) == name {
			return &v
		}
	}
	return nil
}

// backupTags are the tags of a vault or plan, with others' at one call.
func (r *regional) backupTags(ctx context.Context, arn *string) (map[string]string, error) {
	return r.tagsOf(ctx, aws.ToString(arn), func() (map[string]string, error) { return backupTags(ctx, r.backup, arn) })
}

// backupTags are the tags of a vault or plan.
func backupTags(ctx context.Context, client *backup.Client, arn *string) (map[string]string, error) {
	tags := map[string]string{}
	pages := backup.NewListTagsPaginator(client, &backup.ListTagsInput{ResourceArn: arn})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for k, v := range page.Tags {
			tags[k] = v
		}
	}
	return tags, nil
}

func readLock(v *types.BackupVaultListMember) *chain.VaultLock {
	if !aws.ToBool(v.Locked) {
		return nil
	}
	return &chain.VaultLock{
		MinRetentionDays: aws.ToInt64(v.MinRetentionDays),
		MaxRetentionDays: aws.ToInt64(v.MaxRetentionDays),
	}
}

// vaultKeyARN is the ARN of the key that encrypts a vault; empty for one that AWS owns, which is nobody's to look at.
func vaultKeyARN(v *types.BackupVaultListMember) string {
	if v.EncryptionKeyType == types.EncryptionKeyTypeAwsOwnedKmsKey {
		return ""
	}
	return aws.ToString(v.EncryptionKeyArn)
}

// typeOf is a vault's type, which AWS leaves out in Regions that have but one.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-view
func typeOf(v *types.BackupVaultListMember) string {
	if v.VaultType == "" {
		return chain.StandardVault
	}
	return string(v.VaultType)
}

func writeVault(ctx context.Context, s *session, e edit[chain.BackupVault], known view) (chain.BackupVault, error) {
	vault := e.want
	gapped := vault.Type == chain.AirGappedVault
	var keyARN *string // left out AWS takes its own key, aws/backup, or of an air-gapped vault one that it owns
	if !vault.AWSManagedKey && (!gapped || vault.CustomerKey) {
		found, _ := known(vault.Key())
		arn := chain.KeyARN(found.Link)
		if arn == "" {
			return vault, fmt.Errorf("create %s: its %s is not there", vault.Ref(), vault.Key())
		}
		keyARN = aws.String(arn)
	}
	if gapped {
		return writeAirGappedVault(ctx, s, vault, keyARN)
	}
	vault.Lock = nil
	made, err := s.in(vault.Region).backup.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{
		BackupVaultName:  aws.String(vault.Name),
		EncryptionKeyArn: keyARN,
		BackupVaultTags:  ownerTags(),
		CreatorRequestId: aws.String(chain.Token(vault.Ref().String())),
	})
	if err != nil {
		return vault, translate("create "+vault.Ref().String(), err)
	}
	vault.ARN, vault.KeyARN = aws.ToString(made.BackupVaultArn), aws.ToString(keyARN)
	return vault, nil
}
