package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// KeyFault is a key that backups are encrypted by and that copies cannot use.
type KeyFault struct {
	KeyARN string
	Why    string
	Paste  string // the statement to add, or the command to run; empty where nothing helps
}

// WorkloadKeys reads every key that recovery points in the account's local vault are encrypted by, and lists those that
// a copy to the destination cannot use. farvault owns none of them but its own.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html#copy-encryption
func (r *Reader) WorkloadKeys(
	ctx context.Context,
	account org.Account,
	region, vault, destinationARN string,
) ([]KeyFault, error) {
	s, err := r.cloud.enter(ctx, account.ID, chain.ReaderRole)
	if err != nil {
		return nil, err
	}
	// Asked for what is in it, AWS answers AccessDenied for a vault that is missing, as for one that is hidden.
	if there, err := findVault(ctx, s.in(region).backup, vault); err != nil || there == nil {
		return nil, translate("list backup vaults in "+account.ID+"/"+region, err)
	}
	var faults []KeyFault
	seen := map[string]bool{}
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(
		s.in(region).backup,
		&backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String(vault)},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return faults, translate("list recovery points of "+vault+" in "+account.ID+"/"+region, err)
		}
		for _, point := range page.RecoveryPoints {
			keyARN, kind := aws.ToString(point.EncryptionKeyArn), aws.ToString(point.ResourceType)
			if keyARN == "" || seen[keyARN+kind] {
				continue
			}
			seen[keyARN+kind] = true
			fault, err := r.keyFault(ctx, account, keyARN, proof.CopyAttempt{
				ResourceARN: aws.ToString(
					point.ResourceArn,
				),
				ResourceType:        kind,
				RecoveryPointARN:    aws.ToString(point.RecoveryPointArn),
				SourceAccount:       account.ID,
				Region:              region,
				SourceVaultARN:      aws.ToString(point.BackupVaultArn),
				DestinationVaultARN: destinationARN,
			})
			if err != nil {
				return faults, err
			}
			if fault.Why != "" {
				faults = append(faults, fault)
			}
		}
	}
	return faults, nil
}

func (r *Reader) keyFault(
	ctx context.Context,
	account org.Account,
	keyARN string,
	attempt proof.CopyAttempt,
) (KeyFault, error) {
	key, err := r.key(ctx, keyARN)
	if err != nil {
		return KeyFault{}, err
	}
	central, err := r.organization.Account(ctx, r.cloud.deployment.CentralAccountID)
	if err != nil {
		return KeyFault{}, err
	}
	why, paste := proof.SourceKeyFault(proof.Facts{
		Copy:               attempt,
		Organization:       proof.Known(r.cloud.deployment.OrganizationID),
		SourceAccount:      proof.Known(account),
		DestinationAccount: proof.Known(central),
		RecoveryPoint: proof.Known(
			proof.RecoveryPoint{Exists: true, EncryptionKeyARN: keyARN},
		),
		SourceKey: proof.Known(key),
	})
	return KeyFault{KeyARN: keyARN, Why: why, Paste: paste}, nil
}
