package backup_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/shared/policy"
	"farvault/simulator/wire/wiretest"
)

// A vault may be encrypted by another account's key, to the extent that both sides let its maker.
func TestCreateBackupVaultWithAnotherAccountsKey(t *testing.T) {
	t.Parallel()
	const own = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}`
	open := func(condition string) string {
		return own + `,{"Effect":"Allow","Principal":"*","Action":["kms:DescribeKey","kms:CreateGrant","kms:Decrypt","kms:GenerateDataKey","kms:RetireGrant"],"Resource":"*","Condition":{` + condition + `}}`
	}
	organization := `"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}`
	tests := map[string]struct{ policy, lacks, want string }{
		"both sides let":                   {open(organization), "s3:ListBucket", ""},
		"the key admits AWS Backup's user": {open(organization + `,"StringLike":{"kms:ViaService":"backup.*.amazonaws.com"}`), "s3:ListBucket", ""},
		"the key admits another service's": {open(organization + `,"StringLike":{"kms:ViaService":"ec2.*.amazonaws.com"}`), "s3:ListBucket", "Insufficient privileges to create a backup vault."},
		"the key admits its own account":   {own, "s3:ListBucket", "Insufficient privileges to create a backup vault."},
		"the maker's own policies do not":  {open(organization), "kms:CreateGrant", "Insufficient privileges to create a backup vault."},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Lock()
			w.kms.PutPolicyFor(w.centralKey, policy.MustParse(`{"Version":"2012-10-17","Statement":[`+tt.policy+`]}`))
			w.Unlock()
			_, err := w.by("maker", without(tt.lacks)).CreateBackupVault(context.Background(), &sdk.CreateBackupVaultInput{
				BackupVaultName: aws.String("new"), EncryptionKeyArn: aws.String(w.centralKey),
			})
			if got := wiretest.Refusal(err); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("CreateBackupVault: %q, want %q", got, tt.want)
			}
		})
	}
}
