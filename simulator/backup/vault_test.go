package backup_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/policy"
	"farvault/simulator/wire/wiretest"
)

// What the maker of a vault needs; the refusal does not say which is missing.
func TestCreateBackupVaultAsksForEachPermission(t *testing.T) {
	t.Parallel()
	const insufficient = "AccessDeniedException: Insufficient privileges to create a backup vault. Creating a backup vault requires backup-storage and KMS permissions."
	tests := map[string]struct{ lacks, want string }{
		"nothing lacks":                {lacks: "s3:ListBucket"},
		"the action itself":            {lacks: "backup:CreateBackupVault", want: "is not authorized to perform: backup:CreateBackupVault on resource: arn:aws:backup:eu-west-1:222233334444:backup-vault:new"},
		"backup-storage":               {lacks: "backup-storage:MountCapsule", want: insufficient},
		"to look at the key":           {lacks: "kms:DescribeKey", want: insufficient},
		"to make a grant on the key":   {lacks: "kms:CreateGrant", want: insufficient},
		"to retire a grant on the key": {lacks: "kms:RetireGrant", want: insufficient},
		"to decrypt with the key":      {lacks: "kms:Decrypt", want: insufficient},
		"to make data keys of the key": {lacks: "kms:GenerateDataKey", want: insufficient},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.by("maker", without(tt.lacks)).CreateBackupVault(context.Background(), &sdk.CreateBackupVaultInput{
				BackupVaultName: aws.String("new"), EncryptionKeyArn: aws.String(w.localKey),
			})
			if got := wiretest.Refusal(err); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("CreateBackupVault: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCreateBackupVaultTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := &sdk.CreateBackupVaultInput{BackupVaultName: aws.String("new"), CreatorRequestId: aws.String("once")}
	_, err := w.as(member).CreateBackupVault(context.Background(), in)
	w.must(err)
	_, err = w.as(member).CreateBackupVault(context.Background(), in)
	w.must(err)
	in.CreatorRequestId = aws.String("twice")
	_, err = w.as(member).CreateBackupVault(context.Background(), in)
	var exists *types.AlreadyExistsException
	if !errors.As(err, &exists) || aws.ToString(exists.Arn) != strings.Replace(localVault, "local", "new", 1) || aws.ToString(exists.CreatorRequestId) != "once" {
		t.Errorf("second CreateBackupVault: %v", err)
	}
	out, err := w.as(member).DescribeBackupVault(context.Background(), &sdk.DescribeBackupVaultInput{BackupVaultName: aws.String("new")})
	w.must(err)
	if key, _ := w.kms.Key(*out.EncryptionKeyArn); key.Manager != "AWS" {
		t.Errorf("a vault without a key of its own has %s, want aws/backup", *out.EncryptionKeyArn)
	}
}

// A vault that is missing cannot be told from one that may not be seen.
func TestAVaultThatIsMissingAnswersAccessDenied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.as(member).DescribeBackupVault(context.Background(), &sdk.DescribeBackupVaultInput{BackupVaultName: aws.String("none")})
	if got, want := wiretest.Refusal(err), "AccessDeniedException: Insufficient privileges to perform this action."; got != want {
		t.Errorf("DescribeBackupVault: %q, want %q", got, want)
	}
}

func TestVaultsWithoutAPolicyHaveNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	get := &sdk.GetBackupVaultAccessPolicyInput{BackupVaultName: aws.String("central")}
	out, err := w.as(central).GetBackupVaultAccessPolicy(context.Background(), get)
	w.must(err)
	if *out.Policy != organizationOnly {
		t.Errorf("policy %s", *out.Policy)
	}
	_, err = w.as(central).DeleteBackupVaultAccessPolicy(context.Background(), &sdk.DeleteBackupVaultAccessPolicyInput{BackupVaultName: aws.String("central")})
	w.must(err)
	_, err = w.as(central).GetBackupVaultAccessPolicy(context.Background(), get)
	var missing *types.ResourceNotFoundException
	if !errors.As(err, &missing) {
		t.Errorf("GetBackupVaultAccessPolicy: %v", err)
	}
}

func TestPutBackupVaultAccessPolicy(t *testing.T) {
	t.Parallel()
	const sharing = "The specified policy cannot be added to the vault due to cross-account sharing restrictions. Amend the policy or the vault's settings, then retry request"
	statement := func(principal, action string) string {
		return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":` + principal + `,"Action":"` + action + `","Resource":"*"}}`
	}
	tests := map[string]struct{ document, want string }{
		"copies from everyone":                  {statement(`"*"`, "backup:CopyIntoBackupVault"), ""},
		"copies from another account":           {statement(`{"AWS":"arn:aws:iam::222233334444:root"}`, "backup:CopyIntoBackupVault"), ""},
		"its own account may do more":           {statement(`{"AWS":"111122223333"}`, "backup:DescribeBackupVault"), ""},
		"another account may do nothing else":   {statement(`{"AWS":"222233334444"}`, "backup:DescribeBackupVault"), sharing},
		"everyone may do nothing else":          {statement(`"*"`, "backup:StartRestoreJob"), sharing},
		"denying others anything is no sharing": {strings.Replace(statement(`"*"`, "backup:DeleteRecoveryPoint"), "Allow", "Deny", 1), ""},
		"a wildcard in the action":              {statement(`{"AWS":"111122223333"}`, "backup:*"), "AWS Backup access policies don't support a wildcard in the Action key"},
		"an action of another service":          {statement(`{"AWS":"111122223333"}`, "kms:Decrypt"), "The specified policy is not valid"},
		"a role that does not exist":            {statement(`{"AWS":"arn:aws:iam::222233334444:role/none"}`, "backup:CopyIntoBackupVault"), "Provided principal is not valid"},
		"a role that exists":                    {statement(`{"AWS":"`+backupRole+`"}`, "backup:CopyIntoBackupVault"), ""},
		"no JSON":                               {"backup", "The specified policy is not valid"},
		"a statement that is about no one":      {`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"backup:CopyIntoBackupVault","Resource":"*"}}`, "The specified policy is not valid"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.as(central).PutBackupVaultAccessPolicy(context.Background(), &sdk.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("central"), Policy: &tt.document})
			got := strings.TrimPrefix(wiretest.Refusal(err), "InvalidParameterValueException: ")
			if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
				t.Errorf("PutBackupVaultAccessPolicy: %q, want %q", got, tt.want)
			}
		})
	}
}

// A vault's policy has a say in what is done with the vault, its own account's administrator included.
func TestAVaultsPolicyDenies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.putPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"backup:PutBackupVaultAccessPolicy","Resource":"*"}}`)
	_, err := w.as(central).PutBackupVaultAccessPolicy(context.Background(), &sdk.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("central"), Policy: aws.String(policy.New().String())})
	if got := wiretest.Refusal(err); !strings.Contains(got, "with an explicit deny in a resource-based policy") {
		t.Errorf("PutBackupVaultAccessPolicy: %q", got)
	}
}

// A lock in compliance mode is fixed once its grace time is over; one in governance mode never is.
func TestVaultLock(t *testing.T) {
	t.Parallel()
	put := func(w *world, changeable *int64, min int64) error {
		_, err := w.as(central).PutBackupVaultLockConfiguration(context.Background(), &sdk.PutBackupVaultLockConfigurationInput{
			BackupVaultName: aws.String("central"), MinRetentionDays: &min, ChangeableForDays: changeable,
		})
		return err
	}
	tests := map[string]struct {
		changeable *int64
		want       string
	}{
		"governance": {nil, ""},
		"compliance": {aws.Int64(3), "InvalidRequestException"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.must(put(w, tt.changeable, 7))
			w.must(put(w, tt.changeable, 14))
			w.Advance(4 * 24 * time.Hour)
			if got := wiretest.Refusal(put(w, nil, 1)); !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("after 4 days: %q, want %q", got, tt.want)
			}
			out, err := w.as(central).DescribeBackupVault(context.Background(), &sdk.DescribeBackupVaultInput{BackupVaultName: aws.String("central")})
			w.must(err)
			if !*out.Locked || (out.LockDate == nil) != (tt.changeable == nil) {
				t.Errorf("locked %t, lock date %v", *out.Locked, out.LockDate)
			}
		})
	}
}
