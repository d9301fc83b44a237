package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

func observeVaultAccessPolicy(
	ctx context.Context,
	s *session,
	want chain.VaultAccessPolicy,
	seen view,
) (*chain.Found, error) {
	vault, there := seen(want.BackupVault())
	if !there {
		return nil, nil
	}
	document, err := vaultPolicy(ctx, s.in(want.Region).backup, want.Vault, want.Ref().String())
	if err != nil || document == nil {
		return nil, err
	}
	found := want
	found.Policy = *document
	return &chain.Found{Link: found, Owned: vault.Owned}, nil
}

// vaultPolicy is a vault's access policy; nil where it has none.
func vaultPolicy(ctx context.Context, client *backup.Client, vault, what string) (*policy.Document, error) {
	answer, err := client.GetBackupVaultAccessPolicy(
		ctx,
		&backup.GetBackupVaultAccessPolicyInput{BackupVaultName: aws.String(vault)},
	)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read "+what, err)
	}
	document, err := policy.Parse(aws.ToString(answer.Policy))
	if err != nil {
		return nil, unreadable(what, err)
	}
	return &document, nil
}

func writeVaultAccessPolicy(
	ctx context.Context,
	s *session,
	e edit[chain.VaultAccessPolicy],
	known view,
) (chain.VaultAccessPolicy, error) {
	if found, _ := known(e.want.BackupVault()); beingMade(found.Link) {
		return e.want, notMadeYet("put " + e.want.Ref().String())
	}
	_, err := s.in(e.want.Region).backup.PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String(e.want.Vault),
		Policy:          aws.String(e.want.Policy.String()),
	})
	return e.want, translate("put "+e.want.Ref().String(), err)
}
