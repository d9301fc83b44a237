package cloud_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
	"farvault/shared/unreported"
	simulated "farvault/simulator/backup"
)

// intoAirGap are wishes with a logically air-gapped central vault.
func intoAirGap() settings.Settings {
	s := wishes
	s.CentralVault.AirGapped = &settings.AirGapped{MinRetentionDays: 30, MaxRetentionDays: 400, ConfirmComplianceMode: true}
	return s
}

// lookAt is one run over the central account, with whatever error it ends.
func (w *world) lookAt(t *testing.T, s settings.Settings, watch *wire) (chain.ChangeSet, error) {
	t.Helper()
	set, _, err := reconcileChain(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), chain.Desire(s, place, org.Account{ID: central}))
	return set, err
}

// gapped is a world with a logically air-gapped central vault, and a member whose copies go there.
func gapped(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	if _, err := w.lookAt(t, intoAirGap(), &wire{}); !errors.As(err, new(cloud.NotReady)) {
		t.Fatalf("a vault of a minute ago takes a policy: %v", err)
	}
	w.Advance(3 * time.Minute)
	for _, account := range []string{central, member} {
		w.run(t.Context(), intoAirGap(), account)
	}
	return w
}

// The vault is made once, waited for, and then gets its policy; nothing else is made in the central account, no key above all.
func TestALogicallyAirGappedVaultIsMadeAndWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	var writes []string
	for range 3 {
		watch := &wire{}
		if _, err := w.lookAt(t, intoAirGap(), watch); !errors.As(err, new(cloud.NotReady)) {
			t.Errorf("while it is made: %v, want NotReady", err)
		}
		writes = append(writes, watch.writes...)
	}
	w.Advance(3 * time.Minute)
	last := &wire{}
	_, err := w.lookAt(t, intoAirGap(), last)
	must(t, err)
	if n := strings.Count(strings.Join(writes, " "), "Backup:CreateLogicallyAirGappedBackupVault"); n != 1 || slices.Contains(writes, "KMS:CreateKey") || slices.Contains(writes, "Backup:PutBackupVaultAccessPolicy") {
		t.Errorf("wrote first %v", writes)
	}
	if diff := cmp.Diff([]string{"Backup:PutBackupVaultAccessPolicy"}, last.writes); diff != "" {
		t.Errorf("wrote then (-want +got):\n%s", diff)
	}
	verify := &wire{}
	if set, err := w.lookAt(t, intoAirGap(), verify); err != nil || !set.Empty() || len(verify.writes) > 0 {
		t.Errorf("then %v, %v, wrote %v", err, chaintest.Text(set), verify.writes)
	}
}

func TestKillWhileALogicallyAirGappedVaultIsMade(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for at := 1; at <= 2; at++ {
			t.Run(fmt.Sprintf("write %d/after %t", at, after), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.IAM.PropagationDelay = 0
				if _, err := w.lookAt(t, intoAirGap(), &wire{killAt: at, after: after}); !errors.Is(err, errKilled) {
					t.Fatalf("killed, yet the run says %v", err)
				}
				_, _ = w.lookAt(t, intoAirGap(), &wire{})
				w.Advance(3 * time.Minute)
				w.run(t.Context(), intoAirGap(), central)
				if _, changes := w.run(t.Context(), intoAirGap(), central); len(changes) > 0 {
					t.Errorf("not converged: %v", changes)
				}
				if got := w.inventory(central)["vaults"]; got != 1 {
					t.Errorf("%d vaults", got)
				}
			})
		}
	}
}

func TestDriftOfALogicallyAirGappedVault(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(hand)
		wish   func(*settings.Settings)
		healed bool
		want   string
	}{
		"its policy deleted": {change: func(h hand) {
			_, err := h.backup.DeleteBackupVaultAccessPolicy(h.ctx, &backup.DeleteBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault")})
			must(h.t, err)
		}, healed: true, want: "create vault access policy farvault"},
		"its owner tag taken off": {change: func(h hand) {
			_, err := h.backup.UntagResource(h.ctx, &backup.UntagResourceInput{ResourceArn: aws.String(org.Vault("aws", region, central, "farvault")), TagKeyList: []string{chain.OwnerTag}})
			must(h.t, err)
		}, want: "conflict backup vault farvault"},
		"another range wished": {wish: func(s *settings.Settings) {
			s.CentralVault.AirGapped = &settings.AirGapped{MinRetentionDays: 7, MaxRetentionDays: 400}
		}, want: "want retention 7 to 400 days, got retention 30 to 400 days"},
		"a standard vault wished": {wish: func(s *settings.Settings) { s.CentralVault.AirGapped = nil }, want: "VaultType: want BACKUP_VAULT, got LOGICALLY_AIR_GAPPED_BACKUP_VAULT"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := gapped(t), intoAirGap()
			if tt.change != nil {
				tt.change(w.hand(t, central))
			}
			if tt.wish != nil {
				tt.wish(&s)
			}
			watch := &wire{}
			set, err := w.lookAt(t, s, watch)
			must(t, err)
			if told := chaintest.Text(set); !strings.Contains(told, tt.want) || tt.healed != slices.Contains(watch.writes, "Backup:PutBackupVaultAccessPolicy") {
				t.Errorf("wrote %v, for\n%swant %s", watch.writes, told, tt.want)
			}
			if tt.healed {
				if set, err := w.lookAt(t, s, &wire{}); err != nil || !set.Empty() {
					t.Errorf("then %v, %v", err, chaintest.Text(set))
				}
			}
		})
	}
}

// Copies of types that the vault takes arrive; another fails, and why is proven from the live world.
func TestCopiesIntoALogicallyAirGappedVault(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind string
		why  string // empty: the copy arrives
	}{
		"a type that it takes":     {"EBS", ""},
		"a fully managed type":     {"EFS", ""},
		"a type that it does not":  {"RDS", "A resource of this kind (RDS) cannot be copied into a logically air-gapped vault."},
		"what is not encrypted is": {"Aurora", "An unencrypted resource of this kind (Aurora) cannot be copied into a logically air-gapped vault."},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := gapped(t)
			w.Backup.OptIn(member, region, tt.kind)
			w.Backup.AddResource(member, region, simulated.Resource{Type: tt.kind, Tags: map[string]string{"backup": "daily"}})
			w.Advance(6 * time.Hour)
			c := cloud.New(w.config(&wire{}), place, "farvault-alert")
			bad, err := c.Jobs().Bad(t.Context(), []string{member}, region, w.Clock.Now().Add(-24*time.Hour))
			must(t, err)
			if tt.why == "" {
				points, err := w.hand(t, central).backup.ListRecoveryPointsByBackupVault(t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("farvault")})
				must(t, err)
				if len(bad) != 0 || len(points.RecoveryPoints) != 1 || !strings.HasPrefix(aws.ToString(points.RecoveryPoints[0].RecoveryPointArn), "arn:aws:backup:eu-west-1:111122223333:recovery-point:") {
					t.Errorf("bad jobs %+v, in the vault %+v", bad, points.RecoveryPoints)
				}
				return
			}
			if len(bad) != 1 {
				t.Fatalf("%d bad jobs", len(bad))
			}
			facts := c.Reader().Facts(t.Context(), bad[0])
			for name, why := range unread(facts) {
				t.Errorf("%s is unread: %q", name, why)
			}
			d := proof.Prove(catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: bad[0].Message}), facts)
			if d.Proof != catalog.Confirmed || d.Cause != "type-not-copyable" || !strings.HasPrefix(d.Why, tt.why) {
				t.Errorf("%s %s: %s", d.Proof, d.Cause, d.Why)
			}
		})
	}
}

// A vault whose key AWS owns has no key to watch.
func TestWatchOfALogicallyAirGappedVault(t *testing.T) {
	t.Parallel()
	w := gapped(t)
	watch, err := cloud.New(w.config(&wire{}), place, "farvault-sweep").Watcher().Watch(t.Context(), central, region, unreported.Expectation{Vault: "farvault"})
	if err != nil || len(watch.Keys) > 0 {
		t.Errorf("keys %+v, %v", watch.Keys, err)
	}
}

// A service control policy that denies the making of the vault is named, and stops its access policy alone.
func TestAnSCPInTheWayOfALogicallyAirGappedVault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	const action = "backup:CreateLogicallyAirGappedBackupVault"
	w.Organizations.AttachSCP(central, "No", `{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"`+action+`","Resource":"*"}]}`)
	_, result, err := reconcileChain(t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), chain.Desire(intoAirGap(), place, org.Account{ID: central}))
	if !errors.As(err, new(cloud.Denied)) || !strings.Contains(err.Error(), action) || !strings.Contains(err.Error(), "denied by No (p-") {
		t.Errorf("got %v", err)
	}
	if len(result.Failed) != 1 || len(result.Blocked) != 1 || result.Blocked[0].Ref.Kind != chain.KindVaultAccessPolicy || len(result.Applied) == 0 {
		t.Errorf("failed %v, blocked %v, applied %v", chaintest.Lines(result.Failed), chaintest.Lines(result.Blocked), chaintest.Lines(result.Applied))
	}
}

// By setting the vault is encrypted with farvault's own key, and stays so.
func TestALogicallyAirGappedVaultWithAKeyOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	s := intoAirGap()
	s.CentralVault.EncryptionKey = settings.CustomerManaged
	if _, err := w.lookAt(t, s, &wire{}); !errors.As(err, new(cloud.NotReady)) {
		t.Fatalf("while it is made: %v, want NotReady", err)
	}
	w.Advance(3 * time.Minute)
	if _, err := w.lookAt(t, s, &wire{}); err != nil {
		t.Fatal(err)
	}
	vaults, err := backup.NewFromConfig(w.administrator(central)).ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
	must(t, err)
	if v := vaults.BackupVaultList[0]; v.EncryptionKeyArn == nil || v.EncryptionKeyType != "CUSTOMER_MANAGED_KMS_KEY" {
		t.Errorf("the vault is encrypted with %q, a %s", aws.ToString(v.EncryptionKeyArn), v.EncryptionKeyType)
	}
	if again, err := w.lookAt(t, s, &wire{}); err != nil || !again.Empty() {
		t.Errorf("the next run: %v\n%s", err, chaintest.Text(again))
	}
}
