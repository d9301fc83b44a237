package demo

import (
	"context"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/policy"
)

const accessDenied = "Access Denied trying to call AWS Backup service"

// noCopy denies one of the two actions that a copy needs.
func noCopy(action string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoCopy","Effect":"Deny","Action":"` + action + `","Resource":"*"}]}`
}

// breaks are faults that AWS tells in the same words.
var breaks = map[string]struct {
	fault func(context.Context, *stage) error
	cause string
}{
	"the central vault's policy was replaced": {func(ctx context.Context, s *stage) error {
		_, err := backup.NewFromConfig(s.world.Administrator(centralID, homeRegion)).PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
			BackupVaultName: &s.settings.CentralVault.BackupVaultName, Policy: aws.String(closedVaultPolicy)})
		return err
	}, "vault-policy-denies-copy"},
	"the backup role's own policy denies it": {func(ctx context.Context, s *stage) error {
		_, err := iam.NewFromConfig(s.world.Administrator(newcomerID, homeRegion)).PutRolePolicy(ctx, &iam.PutRolePolicyInput{
			RoleName: aws.String(chain.BackupRole), PolicyName: aws.String("mistake"), PolicyDocument: aws.String(noCopy("backup:CopyIntoBackupVault"))})
		return err
	}, "backup-role-lacks-copy"},
	"a permissions boundary denies it": {func(ctx context.Context, s *stage) error {
		arn := "arn:aws:iam::" + newcomerID + ":policy/narrow"
		s.world.Lock()
		s.world.IAM.PutManagedPolicy(newcomerID, arn, policy.MustParse(noCopy("backup:CopyFromBackupVault")))
		s.world.Unlock()
		_, err := iam.NewFromConfig(s.world.Administrator(newcomerID, homeRegion)).PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{
			RoleName: aws.String(chain.BackupRole), PermissionsBoundary: &arn})
		return err
	}, "boundary-denies-copy"},
	"a service control policy denies it": {func(_ context.Context, s *stage) error {
		s.world.Lock()
		defer s.world.Unlock()
		s.world.Organizations.AttachSCP(newcomerID, "no-copies", noCopy("backup:CopyIntoBackupVault"))
		return nil
	}, "scp-denies-copy"},
	"the local vault's policy denies it": {func(ctx context.Context, s *stage) error {
		text := `{"Version":"2012-10-17","Statement":[{"Sid":"Stay","Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}]}`
		_, err := backup.NewFromConfig(s.world.Administrator(newcomerID, homeRegion)).PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
			BackupVaultName: &s.settings.LocalVault.BackupVaultName, Policy: &text})
		return err
	}, "local-vault-policy-denies-copy"},
}

// protected is the stage on which the newcomer is protected and its first copies have arrived.
func protected(t *testing.T) *stage {
	t.Helper()
	s, err := newStage(context.Background(), Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for _, scene := range []func(*stage, context.Context) error{(*stage).prepare, (*stage).join, (*stage).copies} {
		if err := scene(s, context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// diagnosed is what the alert function made of the file system's next copy.
func diagnosed(t *testing.T, s *stage) catalog.Diagnosis {
	t.Helper()
	s.until(s.now().Add(afterwards))
	for _, g := range s.groups() {
		for _, m := range g.Members {
			if m.Resource != s.fileSystem {
				continue
			}
			if g.Alert.StatusMessage != accessDenied {
				t.Fatalf("AWS said %q", g.Alert.StatusMessage)
			}
			return g.Alert.Diagnosis
		}
	}
	t.Fatalf("the copy of the file system has no alert%s", s.trouble())
	return catalog.Diagnosis{}
}

// TestTheSameWordsHaveTheirCauseProven: only the live policies tell these faults apart.
func TestTheSameWordsHaveTheirCauseProven(t *testing.T) {
	t.Parallel()
	for name, b := range breaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := protected(t)
			s.duringBackup()
			if err := b.fault(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			d := diagnosed(t, s)
			if d.Cause != b.cause || d.Proof != catalog.Confirmed {
				t.Errorf("cause %s (%s), want %s (confirmed): %s", d.Cause, d.Proof, b.cause, d.Why)
			}
			for _, c := range d.Checks {
				if c.Outcome == catalog.Fail && c.Cause != b.cause {
					t.Errorf("%s is confirmed too, and was not injected: %s", c.Cause, c.Evidence.Saw)
				}
			}
		})
	}
}

// TestWithoutTheReaderRoleACauseIsSuspected: what farvault could not look at it does not claim to know. The central
// vault's policy is in its own account, which it reads by no role: that proof stands.
func TestWithoutTheReaderRoleACauseIsSuspected(t *testing.T) {
	t.Parallel()
	nobody := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`
	for name, b := range breaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := protected(t)
			s.duringBackup()
			if err := b.fault(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			for _, account := range []string{newcomerID, managementID} {
				if _, err := iam.NewFromConfig(s.world.Administrator(account, homeRegion)).UpdateAssumeRolePolicy(context.Background(),
					&iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(chain.ReaderRole), PolicyDocument: &nobody}); err != nil {
					t.Fatal(err)
				}
			}
			want := catalog.Suspected
			if b.cause == "vault-policy-denies-copy" {
				want = catalog.Confirmed
			}
			d := diagnosed(t, s)
			if d.Proof != want {
				t.Errorf("cause %s is %s: %s", d.Cause, d.Proof, d.Why)
			}
			if d.Why == "" {
				t.Error("it is not said why the cause is only suspected")
			}
		})
	}
}
