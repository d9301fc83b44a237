package cloud_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
)

// A run that is killed before or after any of its writes is carried on by the next one, which leaves
// one key, one vault, one plan and one selection.
func TestKillAtEveryWriteConverges(t *testing.T) {
	t.Parallel()
	for name, account := range map[string]string{"member": member, "central": central} {
		w := newWorld(t)
		w.IAM.PropagationDelay = 0
		whole, _ := counted(t.Context(), t, w, account)
		want := w.inventory(account)
		for at := 1; at <= len(whole.writes); at++ {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%02d %s/after %t", name, at, whole.writes[at-1], after), func(t *testing.T) {
					t.Parallel()
					w := newWorld(t)
					w.IAM.PropagationDelay = 0
					watch := &wire{killAt: at, after: after}
					if _, _, err := reconcile(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), account); !errors.Is(err, errKilled) {
						t.Fatalf("killed, yet the run says %v", err)
					}
					w.Advance(time.Minute)
					counted(t.Context(), t, w, account)
					if _, set := counted(t.Context(), t, w, account); !set.Empty() {
						t.Errorf("not converged: %s", chaintest.Text(set))
					}
					if diff := cmp.Diff(want, w.inventory(account)); diff != "" {
						t.Errorf("what stands in the account (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// So is a run of whatever settings ask for: several plans and Regions, shards, a vault an account. Each setting is
// killed at every third write, the next one at others: most of what they write is the same.
func TestKillAtEveryWriteOfEverySetting(t *testing.T) {
	t.Parallel()
	for i, name := range slices.Sorted(maps.Keys(asked)) {
		for _, account := range []string{central, member} {
			t.Run(name+"/"+account, func(t *testing.T) {
				t.Parallel()
				s := twoPlans()
				asked[name](&s)
				w := newWorld(t)
				w.IAM.PropagationDelay = 0
				whole, _ := w.run(t.Context(), s, account)
				want := w.inventory(central, account)
				for at := 1 + i%3; at <= len(whole.writes); at += 3 {
					w := newWorld(t)
					w.IAM.PropagationDelay = 0
					if _, err := w.try(t.Context(), s, account, &wire{killAt: at, after: true}); !errors.Is(err, errKilled) {
						t.Fatalf("killed at write %d, yet the run says %v", at, err)
					}
					w.run(t.Context(), s, account)
					if verify, changes := w.run(t.Context(), s, account); len(verify.writes)+len(changes) > 0 {
						t.Errorf("killed at write %d: not converged: %v", at, changes)
					}
					if diff := cmp.Diff(want, w.inventory(central, account)); diff != "" {
						t.Errorf("killed at write %d: what stands (-want +got):\n%s", at, diff)
					}
				}
			})
		}
	}
}

// inventory counts what accounts have of the things whose names AWS does not keep unique, and of vaults.
func (w *world) inventory(accounts ...string) map[string]int {
	w.t.Helper()
	count := map[string]int{}
	for _, account := range slices.Compact(accounts) {
		w.inventoryOf(account, count)
	}
	return count
}

// inventoryOf adds what one account has.
func (w *world) inventoryOf(account string, count map[string]int) {
	w.t.Helper()
	ctx, config := w.t.Context(), w.administrator(account)
	keys, err := kms.NewFromConfig(config).ListKeys(ctx, &kms.ListKeysInput{})
	must(w.t, err)
	for _, key := range keys.Keys {
		described, err := kms.NewFromConfig(config).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: key.KeyArn})
		must(w.t, err)
		count[string(described.KeyMetadata.KeyManager)+" keys"]++
	}
	client := backup.NewFromConfig(config)
	vaults, err := client.ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
	must(w.t, err)
	count["vaults"] += len(vaults.BackupVaultList)
	plans, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
	must(w.t, err)
	count["plans"] += len(plans.BackupPlansList)
	for _, plan := range plans.BackupPlansList {
		selections, err := client.ListBackupSelections(ctx, &backup.ListBackupSelectionsInput{BackupPlanId: plan.BackupPlanId})
		must(w.t, err)
		count["selections of "+aws.ToString(plan.BackupPlanName)] = len(selections.BackupSelectionsList)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
