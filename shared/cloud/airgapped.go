package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
)

// writeAirGappedVault makes a logically air-gapped vault, with farvault's key or, without an ARN, one that AWS owns. It
// is there at once, and of use some minutes later.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLogicallyAirGappedBackupVault.html
func writeAirGappedVault(
	ctx context.Context,
	s *session,
	vault chain.BackupVault,
	keyARN *string,
) (chain.BackupVault, error) {
	made, err := s.in(
		vault.Region,
	).backup.CreateLogicallyAirGappedBackupVault(
		ctx,
		&backup.CreateLogicallyAirGappedBackupVaultInput{
			BackupVaultName:  aws.String(vault.Name),
			EncryptionKeyArn: keyARN,
			MinRetentionDays: aws.Int64(vault.Lock.MinRetentionDays),
			MaxRetentionDays: aws.Int64(vault.Lock.MaxRetentionDays),
			BackupVaultTags:  ownerTags(),
			CreatorRequestId: aws.String(chain.Token(vault.Ref().String())),
		},
	)
	if err != nil {
		return vault, translate("create "+vault.Ref().String(), err)
	}
	vault.ARN, vault.State = aws.ToString(made.BackupVaultArn), string(made.VaultState)
	vault.KeyARN = aws.ToString(keyARN)
	return vault, nil
}

// beingMade reports whether a vault is not yet of use.
func beingMade(vault chain.Link) bool {
	v, ok := vault.(chain.BackupVault)
	return ok && v.State == chain.VaultCreating
}

func notMadeYet(doing string) error {
	return NotReady{
		Why: "a new logically air-gapped vault takes one to three minutes",
		Err: fmt.Errorf("%s: the vault is in state %s", doing, chain.VaultCreating),
	}
}
