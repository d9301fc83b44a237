package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	scenery "farvault/demo/stage"
	"farvault/shared/org"
	"farvault/shared/policy"
	sim "farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// prepare lets the daily schedule fire for the first time: the sweep asks for every account.
func (s *stage) prepare(ctx context.Context) error {
	s.world.Advance(10 * time.Minute)
	if err := s.checkCentral(ctx); err != nil {
		return err
	}
	for _, m := range scenery.Members {
		if err := s.checkMember(ctx, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// join creates an account, as a person does in the management account, and gives it something worth keeping. It waits
// until the StackSet has reached it, and not a retry longer.
func (s *stage) join(ctx context.Context) error {
	if err := s.create(ctx); err != nil {
		return err
	}
	s.world.Advance(3 * time.Minute)
	if s.log.waits(newcomerID) == 0 {
		return fmt.Errorf("account %s does not wait: nobody told of it, or it was entered at once", newcomerID)
	}
	s.world.Advance(3 * time.Minute)
	if err := s.Err(); err != nil {
		return err
	}
	if err := s.checkMember(ctx, newcomerID); err != nil {
		return err
	}
	s.world.Advance(14 * time.Minute)
	return s.furnish(ctx)
}

func (s *stage) create(ctx context.Context) error {
	client := organizations.NewFromConfig(s.world.Administrator(managementID, globalRegion))
	_, err := client.CreateAccount(
		ctx,
		&organizations.CreateAccountInput{
			AccountName: aws.String(newcomerName),
			Email:       aws.String("payments@example.com"),
		},
	)
	if err != nil {
		return fmt.Errorf("create account %s: %w", newcomerName, err)
	}
	s.teller.person("the platform team creates the account %s (%s)", newcomerName, newcomerID)
	return nil
}

// furnish makes a volume with a key of the workload's own, and a file system, both tagged for the daily plan.
func (s *stage) furnish(ctx context.Context) error {
	key, err := s.keys().CreateKey(ctx, &kms.CreateKeyInput{
		Description: aws.String("payments"),
		Policy:      aws.String(s.openKeyPolicy().String()),
	})
	if err != nil {
		return fmt.Errorf("create the volume's key: %w", err)
	}
	s.volumeKey = *key.KeyMetadata.Arn
	_, err = s.keys().CreateAlias(ctx, &kms.CreateAliasInput{
		AliasName:   aws.String("alias/payments"),
		TargetKeyId: &s.volumeKey,
	})
	if err != nil {
		return fmt.Errorf("name the volume's key: %w", err)
	}
	tags := map[string]string{s.settings.BackupPlans[0].Selection.TagKey: s.settings.BackupPlans[0].Selection.TagValue}
	s.world.Lock()
	defer s.world.Unlock()
	s.volume = s.world.Backup.AddResource(
		newcomerID,
		homeRegion,
		sim.Resource{Type: "EBS", Tags: tags, KMSKeyARN: s.volumeKey},
	)
	s.fileSystem = s.world.Backup.AddResource(newcomerID, homeRegion, sim.Resource{Type: "EFS", Tags: tags})
	s.teller.person(
		"the payments team makes an EBS volume (with a key of its own) and an EFS file system, both tagged %s=%s",
		s.settings.BackupPlans[0].Selection.TagKey,
		s.settings.BackupPlans[0].Selection.TagValue,
	)
	return nil
}

// copies lets noon pass: two backups, two copies.
func (s *stage) copies(ctx context.Context) error {
	s.nextBackup()
	return s.expect(ctx, expectation{volumeCopies: 1, fileSystemCopies: 1})
}

// breakKey is a mistake of the payments team: the key's policy names its own account alone.
func (s *stage) breakKey(ctx context.Context) error {
	if err := s.setKeyPolicy(ctx, s.closedKeyPolicy()); err != nil {
		return err
	}
	s.teller.person("somebody in %s takes the central account out of the key policy of alias/payments", newcomerName)
	s.nextBackup()
	return s.expect(ctx, expectation{volumeCopies: 1, fileSystemCopies: 2, alerts: 1, open: 1, proven: 1})
}

// breakVault is a mistake in the central account: the vault's policy lets nobody in. It is farvault's own, so it is
// repaired, and one message says what was wrong, who it was, and which copy runs again.
func (s *stage) breakVault(ctx context.Context) error {
	s.duringBackup()
	client := backup.NewFromConfig(s.session(centralID, breakGlass, "alice"))
	_, err := client.PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String(s.settings.CentralVault.BackupVaultName), Policy: aws.String(closedVaultPolicy),
	})
	if err != nil {
		return fmt.Errorf("replace the central vault's policy: %w", err)
	}
	s.teller.person(
		"somebody in backup-central replaces the policy of the vault %s",
		s.settings.CentralVault.BackupVaultName,
	)
	s.until(s.now().Add(afterwards))
	if err := s.checkCentral(ctx); err != nil {
		return fmt.Errorf("after the mend: %w", err)
	}
	who := func(mail string) bool { return strings.Contains(mail, breakGlass+"/alice did it") }
	if !s.binaries && !slices.ContainsFunc(s.mails(), who) { // the binaries' clock does not wait for CloudTrail
		return errors.New("no message says who replaced the central vault's policy")
	}
	return s.expect(
		ctx,
		expectation{volumeCopies: 1, fileSystemCopies: 3, alerts: 1, mended: 1, open: 1, proven: 2},
	)
}

// breakGlass is the role that the settings as they are shipped let through the vaults' Deny.
const breakGlass = "farvault-break-glass"

// session is somebody who has entered an account by a role that may do everything there.
func (s *stage) session(account, role, name string) aws.Config {
	s.world.Lock()
	defer s.world.Unlock()
	s.world.IAM.PutRole(account, iam.Role{Name: role, Inline: map[string]policy.Document{"everything": everything}})
	return s.world.Config(s.world.Mint(kernel.RoleSession(org.IAM("aws", account, "role/"+role), name)), homeRegion)
}

// closedVaultPolicy lets the central account's own people in and nobody else.
const closedVaultPolicy = `{"Version":"2012-10-17","Statement":[{"Sid":"OwnPeopleOnly","Effect":"Allow",` +
	`"Principal":{"AWS":"arn:aws:iam::` + centralID + `:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`

// putRight does what the alert said: its statement, as printed, goes into the key's policy.
func (s *stage) putRight(ctx context.Context) error {
	statement, err := s.pastedStatement()
	if err != nil {
		return err
	}
	document := s.closedKeyPolicy()
	document.Statement = append(document.Statement, statement)
	if err := s.setKeyPolicy(ctx, document); err != nil {
		return err
	}
	s.teller.person("the payments team pastes the statement from the alert into the key policy of alias/payments")
	s.nextBackup()
	return s.expect(
		ctx,
		s.timely(expectation{volumeCopies: 2, fileSystemCopies: 4, alerts: 1, mended: 1, resolved: 1, proven: 2, fixed: 1}),
	)
}

// timely is the expectation without what the binaries do not do: their clock is days ahead of the story's.
func (s *stage) timely(e expectation) expectation {
	if s.binaries {
		e.fixed = 0
	}
	return e
}

// deleteCopy is somebody who takes a copy of the file system out of the central vault.
func (s *stage) deleteCopy(ctx context.Context) error {
	client := backup.NewFromConfig(s.session(centralID, breakGlass, "alice"))
	vault := aws.String(s.settings.CentralVault.BackupVaultName)
	listed, err := client.ListRecoveryPointsByBackupVault(
		ctx,
		&backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: vault, ByResourceArn: aws.String(s.fileSystem)},
	)
	if err != nil || len(listed.RecoveryPoints) == 0 {
		return fmt.Errorf("list the copies of the file system: %w", err)
	}
	_, err = client.DeleteRecoveryPoint(
		ctx,
		&backup.DeleteRecoveryPointInput{
			BackupVaultName:  vault,
			RecoveryPointArn: listed.RecoveryPoints[0].RecoveryPointArn,
		},
	)
	want := s.timely(
		expectation{volumeCopies: 2, fileSystemCopies: 3, alerts: 2, mended: 1, resolved: 1, open: 1, proven: 3,
			fixed: 1},
	)
	if s.binaries {
		want.alerts++ // their clock is days ahead: AWS Backup's event does not wait for CloudTrail's to say who it was
	}
	if s.settings.CentralVault.AirGapped != nil && err != nil {
		s.teller.person("somebody in backup-central tries to delete a copy; the vault's lock refuses it")
		want.fileSystemCopies, want.alerts, want.open, want.proven = 4, 1, 0, 2
		return s.expect(ctx, want)
	}
	if err != nil {
		return fmt.Errorf("delete a copy: %w", err)
	}
	s.teller.person("somebody in backup-central deletes a copy of the file system, with the break-glass role")
	s.world.Advance(10 * time.Minute)
	return s.expect(ctx, want)
}

func (s *stage) keys() *kms.Client {
	return kms.NewFromConfig(s.world.Administrator(newcomerID, homeRegion))
}

func (s *stage) setKeyPolicy(ctx context.Context, d policy.Document) error {
	_, err := s.keys().PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{
		KeyId:      &s.volumeKey,
		PolicyName: aws.String("default"),
		Policy:     aws.String(d.String()),
	})
	if err != nil {
		return fmt.Errorf("put the policy of the volume's key: %w", err)
	}
	return nil
}

// closedKeyPolicy is what the console gives a new key: its own account decides by IAM.
func (s *stage) closedKeyPolicy() policy.Document {
	return policy.MustParse(
		`{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow",` +
			`"Principal":{"AWS":"arn:aws:iam::` + newcomerID + `:root"},"Action":"kms:*","Resource":"*"}]}`,
	)
}

// openKeyPolicy also lets the central account copy.
func (s *stage) openKeyPolicy() policy.Document {
	d := s.closedKeyPolicy()
	d.Statement = append(
		d.Statement,
		policy.MustParse(
			`{"Version":"2012-10-17","Statement":[{"Sid":"CopiesToTheBackupAccount","Effect":"Allow",`+
				`"Principal":{"AWS":"arn:aws:iam::`+centralID+`:root"},"Action":["kms:DescribeKey","kms:Decrypt",`+
				`"kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:ListGrants"],"Resource":"*"}]}`,
		).Statement...)
	return d
}
