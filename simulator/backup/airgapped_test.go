package backup_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/policy"
	"farvault/simulator/wire/wiretest"
)

// gapped is the call that makes a logically air-gapped vault in the central account.
func gapped() *sdk.CreateLogicallyAirGappedBackupVaultInput {
	return &sdk.CreateLogicallyAirGappedBackupVaultInput{
		BackupVaultName: aws.String("gapped"), MinRetentionDays: aws.Int64(7), MaxRetentionDays: aws.Int64(365), CreatorRequestId: aws.String("once"),
	}
}

const gappedVault = "arn:aws:backup:eu-west-1:111122223333:backup-vault:gapped"

func TestALogicallyAirGappedVaultIsLockedFromBirthAndUsableLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, client := context.Background(), w.as(central)
	made, err := client.CreateLogicallyAirGappedBackupVault(ctx, gapped())
	w.must(err)
	if made.VaultState != types.VaultStateCreating || aws.ToString(made.BackupVaultArn) != gappedVault {
		t.Errorf("made: %+v", made)
	}
	put := func() string {
		_, err := client.PutBackupVaultAccessPolicy(ctx, &sdk.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("gapped"), Policy: aws.String(organizationOnly)})
		return wiretest.Refusal(err)
	}
	if got, want := put(), "InvalidRequestException: Backup vault "+gappedVault+" is in state CREATING"; got != want {
		t.Errorf("its policy at once: %q, want %q", got, want)
	}
	w.Advance(3 * time.Minute)
	if got := put(); got != "" {
		t.Errorf("its policy later: %s", got)
	}
	again, err := client.CreateLogicallyAirGappedBackupVault(ctx, gapped())
	w.must(err)
	if again.VaultState != types.VaultStateAvailable {
		t.Errorf("made again with the same id: %+v", again)
	}
	out, err := client.DescribeBackupVault(ctx, &sdk.DescribeBackupVaultInput{BackupVaultName: aws.String("gapped")})
	w.must(err)
	if out.VaultType != types.VaultTypeLogicallyAirGappedBackupVault || out.EncryptionKeyType != types.EncryptionKeyTypeAwsOwnedKmsKey || out.EncryptionKeyArn != nil ||
		!*out.Locked || *out.MinRetentionDays != 7 || *out.MaxRetentionDays != 365 || out.LockDate == nil {
		t.Errorf("described: %+v", out)
	}
	list, err := client.ListBackupVaults(ctx, &sdk.ListBackupVaultsInput{ByVaultType: types.VaultTypeLogicallyAirGappedBackupVault})
	w.must(err)
	if len(list.BackupVaultList) != 1 || aws.ToString(list.BackupVaultList[0].BackupVaultName) != "gapped" {
		t.Errorf("by type: %+v", list.BackupVaultList)
	}
	_, err = client.PutBackupVaultLockConfiguration(ctx, &sdk.PutBackupVaultLockConfigurationInput{BackupVaultName: aws.String("gapped"), MinRetentionDays: aws.Int64(1)})
	if got := wiretest.Refusal(err); !strings.HasPrefix(got, "InvalidRequestException: ") {
		t.Errorf("its lock changed: %q", got)
	}
}

func TestWhatALogicallyAirGappedVaultIsRefusedFor(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		change func(*sdk.CreateLogicallyAirGappedBackupVaultInput)
		region string
		want   string
	}{
		"a week at least":             {func(in *sdk.CreateLogicallyAirGappedBackupVaultInput) { in.MinRetentionDays = aws.Int64(6) }, region, "InvalidParameterValueException: MinRetentionDays 6 is less than 7 days"},
		"a maximum under the minimum": {func(in *sdk.CreateLogicallyAirGappedBackupVaultInput) { in.MaxRetentionDays = aws.Int64(6) }, region, "InvalidParameterValueException: MaxRetentionDays 6 is less than MinRetentionDays 7"},
		"a name like any vault's":     {func(in *sdk.CreateLogicallyAirGappedBackupVaultInput) { in.BackupVaultName = aws.String("central") }, region, "AlreadyExistsException: Backup vault with the same name already exists"},
		"a Region that has none":      {func(*sdk.CreateLogicallyAirGappedBackupVaultInput) {}, "ca-west-1", "InvalidRequestException: Logically air-gapped vaults are not available in ca-west-1"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			in := gapped()
			tt.change(in)
			_, err := sdk.NewFromConfig(w.Administrator(central, tt.region)).CreateLogicallyAirGappedBackupVault(context.Background(), in)
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// A key of one's own is named at creation, and without permission for it the vault fails some minutes later.
func TestALogicallyAirGappedVaultWithACustomersKey(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		policy string
		want   types.VaultState
	}{
		"a key that admits":   {`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}`, types.VaultStateAvailable},
		"a key without grant": {`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:DescribeKey","Resource":"*"}`, types.VaultStateFailed},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Lock()
			w.kms.PutPolicyFor(w.centralKey, policy.MustParse(`{"Version":"2012-10-17","Statement":[`+tt.policy+`]}`))
			w.Unlock()
			in := gapped()
			in.EncryptionKeyArn = aws.String(w.centralKey)
			_, err := w.as(central).CreateLogicallyAirGappedBackupVault(context.Background(), in)
			w.must(err)
			w.Advance(3 * time.Minute)
			out, err := w.as(central).DescribeBackupVault(context.Background(), &sdk.DescribeBackupVaultInput{BackupVaultName: aws.String("gapped")})
			w.must(err)
			if out.VaultState != tt.want || out.EncryptionKeyType != types.EncryptionKeyTypeCustomerManagedKmsKey {
				t.Errorf("it is %s by %s, want %s", out.VaultState, out.EncryptionKeyType, tt.want)
			}
		})
	}
}
