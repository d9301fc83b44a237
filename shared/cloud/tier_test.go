package cloud_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/smithy-go"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// What an account with two plans in one Region may cost in AWS calls.
const (
	mostToCreateTwoPlans = 42
	mostToVerifyTwoPlans = 28
)

// twoPlans are wishes with a second tier.
func twoPlans() settings.Settings {
	s := wishes
	second := settings.BackupPlan{
		BackupPlanName: "gold",
		Rules: []settings.BackupRule{{
			RuleName: "hourly", ScheduleExpression: "cron(0 * ? * * *)", EnableContinuousBackup: true,
			Lifecycle: settings.Lifecycle{DeleteAfterDays: 35}, CopyLifecycle: &settings.Lifecycle{DeleteAfterDays: 90},
		}},
		Selection: settings.Selection{SelectionName: "gold", TagKey: "backup", TagValue: "gold"},
	}
	s.BackupPlans = []settings.BackupPlan{wishes.BackupPlans[0], second}
	return s
}

// run is one run of a new process over all the chains of an account.
func (w *world) run(ctx context.Context, s settings.Settings, account string) (*wire, []string) {
	w.t.Helper()
	watch := &wire{}
	changes, err := w.try(ctx, s, account, watch)
	if err != nil {
		w.t.Fatalf("%v, after %s", err, strings.Join(watch.calls, " "))
	}
	return watch, changes
}

// try is a run that may fail: its wire may be cut.
func (w *world) try(ctx context.Context, s settings.Settings, account string, watch *wire) ([]string, error) {
	c := cloud.New(w.config(watch), place, "farvault-provision")
	found, err := c.Organization().Account(ctx, account)
	if err != nil {
		return nil, err
	}
	var changes []string
	for _, desired := range chain.Desires(s, place, found) {
		set, _, err := reconcileChain(ctx, c, desired)
		if err != nil {
			return changes, err
		}
		changes = append(changes, chaintest.Lines(set.Changes)...)
	}
	return changes, nil
}

func TestCallsOfTwoPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	create, _ := w.run(t.Context(), twoPlans(), member)
	if n := len(create.calls); n > mostToCreateTwoPlans {
		t.Errorf("creating takes %d calls, at most %d: %s", n, mostToCreateTwoPlans, strings.Join(create.calls, " "))
	}
	verify, changes := w.run(t.Context(), twoPlans(), member)
	if n := len(verify.calls); n > mostToVerifyTwoPlans {
		t.Errorf("verifying takes %d calls, at most %d: %s", n, mostToVerifyTwoPlans, strings.Join(verify.calls, " "))
	}
	if len(verify.writes) > 0 || len(changes) > 0 {
		t.Errorf("a second run writes %v, for %s", verify.writes, changes)
	}
	t.Logf("two plans: %d calls to create, %d to verify", len(create.calls), len(verify.calls))
}

// asked are what settings may ask for, beside what the two plans of twoPlans do.
var asked = map[string]func(*settings.Settings){
	"several Regions": func(s *settings.Settings) { s.Regions = []string{"eu-west-1", "us-east-1"} },
	"a copy to another Region": func(s *settings.Settings) {
		s.BackupPlans[1].Rules[0].CopyActions = []settings.CopyAction{{}, {DestinationRegion: "eu-north-1"}}
	},
	"shards":                 func(s *settings.Settings) { s.CentralVault.BackupVaultName = "farvault-{shard:3}" },
	"a vault an account":     func(s *settings.Settings) { s.CentralVault.BackupVaultName = "farvault-{account}" },
	"deletion denied":        func(s *settings.Settings) { s.CentralVault.DenyDeletion, s.LocalVault.DenyDeletion = true, true },
	"AWS managed local key":  func(s *settings.Settings) { s.LocalVault.EncryptionKey = settings.AWSManaged },
	"DynamoDB fully managed": func(s *settings.Settings) { s.OptIn, s.Managed = []string{"DynamoDB", "EBS"}, []string{"DynamoDB"} },
}

// Whatever settings ask for stands after one run of the central account and one of the member, and is as desired for the next.
func TestEverySettingConverges(t *testing.T) {
	t.Parallel()
	for name, change := range asked {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			s := twoPlans()
			change(&s)
			for _, account := range []string{central, member} {
				w.run(t.Context(), s, account)
			}
			for _, account := range []string{central, member} {
				if verify, changes := w.run(t.Context(), s, account); len(changes) > 0 || len(verify.writes) > 0 {
					t.Errorf("the second run of %s writes %v, for %v", account, verify.writes, changes)
				}
			}
		})
	}
}

// The administrator of the central account is shut out of what deletes; farvault's own role is not shut out of the policy.
func TestDeletionIsDeniedAndFarvaultIsNotLockedOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := twoPlans()
	s.CentralVault.DenyDeletion = true
	w.run(t.Context(), s, central)
	h := w.hand(t, central)
	vault := aws.String("farvault")
	opened := aws.String(`{"Version":"2012-10-17","Statement":[]}`)
	for name, call := range map[string]func() error{
		"put the policy": func() error {
			_, err := h.backup.PutBackupVaultAccessPolicy(h.ctx, &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: vault, Policy: opened})
			return err
		},
		"delete the policy": func() error {
			_, err := h.backup.DeleteBackupVaultAccessPolicy(h.ctx, &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: vault})
			return err
		},
		"delete the vault": func() error {
			_, err := h.backup.DeleteBackupVault(h.ctx, &backup.DeleteBackupVaultInput{BackupVaultName: vault})
			return err
		},
	} {
		var refused smithy.APIError
		if err := call(); !errors.As(err, &refused) || refused.ErrorCode() != "AccessDeniedException" {
			t.Errorf("%s: got %v, want AccessDeniedException", name, err)
		}
	}
	s.CentralVault.BreakGlassPrincipalArns = []string{org.IAM("aws", central, "role/break-glass")}
	if _, changes := w.run(t.Context(), s, central); len(changes) != 1 {
		t.Errorf("farvault changes its own policy: %v", changes)
	}
	if _, changes := w.run(t.Context(), s, central); len(changes) != 0 {
		t.Errorf("after that nothing differs, got %v", changes)
	}
}

func TestTagsOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tags, err := cloud.New(w.config(&wire{}), place, "farvault-provision").Organization().Tags(t.Context(), member)
	if err != nil || len(tags) != 0 {
		t.Errorf("got %v, %v", tags, err)
	}
}
