package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
)

func lookVault(ctx context.Context, s *session, want chain.BackupVault, _ view) (*chain.Found, error) {
	client := s.in(want.Region).backup
	entry, err := findVault(ctx, client, want.Name)
	if err != nil || entry == nil {
		return nil, translate("list backup vaults for "+want.Ref().String(), err)
	}
	tagged, err := backupTags(ctx, client, entry.BackupVaultArn)
	if err != nil {
		return nil, translate("read tags of "+want.Ref().String(), err)
	}
	vault := want
	vault.ARN, vault.KeyARN = aws.ToString(entry.BackupVaultArn), keyOf(entry)
	vault.Type, vault.State = typeOf(entry), string(entry.VaultState)
	vault.Lock = readLock(entry)
	return &chain.Found{Link: vault, Owned: owned(tagged)}, nil
}

// findVault lists vaults until it meets the name; nil where there is none. DescribeBackupVault would answer
// AccessDenied for a vault that is missing, and so could not tell missing from hidden.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
func findVault(ctx context.Context, client *backup.Client, name string) (*types.BackupVaultListMember, error) {
	pages := backup.NewListBackupVaultsPaginator(client, &backup.ListBackupVaultsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range page.BackupVaultList {
			if aws.ToString(v.BackupVaultName) == name {
				return &v, nil
			}
		}
	}
	return nil, nil
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
	return &chain.VaultLock{MinRetentionDays: aws.ToInt64(v.MinRetentionDays), MaxRetentionDays: aws.ToInt64(v.MaxRetentionDays)}
}

// keyOf is the ARN of the key that encrypts a vault; empty for one that AWS owns, which is nobody's to look at.
func keyOf(v *types.BackupVaultListMember) string {
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
	if e.want.Type == chain.AirGappedVault {
		return writeAirGappedVault(ctx, s, e.want)
	}
	vault := e.want
	vault.Lock = nil
	var keyARN *string // left out AWS takes its own key, aws/backup
	if !vault.AWSManagedKey {
		found, _ := known(vault.Key())
		arn := chain.KeyARN(found.Link)
		if arn == "" {
			return vault, fmt.Errorf("create %s: its %s is not there", vault.Ref(), vault.Key())
		}
		keyARN = aws.String(arn)
	}
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
