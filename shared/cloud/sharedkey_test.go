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
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/shared/settings"
	simulated "farvault/simulator/backup"
)

// elsewhere is a second Region, in which the central account has a replica key.
const elsewhere = "us-east-1"

// byCentralKey are wishes with local vaults in two Regions, encrypted by the central account's multi-Region key.
func byCentralKey() settings.Settings {
	s := wishes
	s.Regions = []string{region, elsewhere}
	s.LocalVault.EncryptionKey = settings.CentralMultiRegion
	return s
}

// shared is a world in which the central account and the member stand as byCentralKey wishes.
func shared(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.run(t.Context(), byCentralKey(), central)
	w.Advance(time.Minute) // a new replica cannot be used for some seconds
	w.run(t.Context(), byCentralKey(), member)
	return w
}

// keysIn are the customer managed keys of an account in a Region by alias, and what of them must be right.
func (w *world) keysIn(account, region string) map[string]string {
	w.t.Helper()
	client := kms.NewFromConfig(watched(w.Administrator(account, region), &wire{}))
	list, err := client.ListKeys(w.t.Context(), &kms.ListKeysInput{})
	must(w.t, err)
	keys := map[string]string{}
	for _, entry := range list.Keys {
		described, err := client.DescribeKey(w.t.Context(), &kms.DescribeKeyInput{KeyId: entry.KeyArn})
		must(w.t, err)
		m := described.KeyMetadata
		if m.KeyManager != types.KeyManagerTypeCustomer {
			continue
		}
		aliases, err := client.ListAliases(w.t.Context(), &kms.ListAliasesInput{KeyId: entry.KeyArn})
		must(w.t, err)
		name := "a key without an alias"
		if len(aliases.Aliases) > 0 {
			name = *aliases.Aliases[0].AliasName
		}
		keys[name] = string(m.KeyState)
		if m.MultiRegionConfiguration != nil {
			keys[name] += " " + string(m.MultiRegionConfiguration.MultiRegionKeyType)
		}
	}
	return keys
}

func TestLocalVaultsByTheCentralKey(t *testing.T) {
	t.Parallel()
	w := shared(t)
	for _, tt := range []struct {
		account, region string
		want            map[string]string
	}{
		{central, region, map[string]string{"alias/farvault": "Enabled", "alias/farvault-local": "Enabled PRIMARY"}},
		{central, elsewhere, map[string]string{"alias/farvault": "Enabled", "alias/farvault-local": "Enabled REPLICA"}},
		{member, region, map[string]string{}},
		{member, elsewhere, map[string]string{}},
	} {
		if diff := cmp.Diff(tt.want, w.keysIn(tt.account, tt.region)); diff != "" {
			t.Errorf("keys of %s in %s (-want +got):\n%s", tt.account, tt.region, diff)
		}
	}
	for _, place := range []string{region, elsewhere} {
		vaults, err := backup.NewFromConfig(watched(w.Administrator(member, place), &wire{})).ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
		must(t, err)
		if arn := aws.ToString(vaults.BackupVaultList[0].EncryptionKeyArn); !strings.HasPrefix(arn, "arn:aws:kms:"+place+":"+central+":key/mrk-") {
			t.Errorf("the local vault in %s is encrypted by %s", place, arn)
		}
	}
	for _, account := range []string{central, member} {
		if verify, changes := w.run(t.Context(), byCentralKey(), account); len(verify.writes) > 0 || len(changes) > 0 {
			t.Errorf("a second run of %s writes %v, for %v", account, verify.writes, changes)
		}
	}
}

// A member that is looked at before the central account has its key, or while the key is being made, waits; nothing is made in its stead.
func TestAMemberWaitsForTheCentralKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	look := func() (*wire, error) {
		watch := &wire{}
		_, _, err := reconcileChain(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), chain.Desire(byCentralKey(), place, org.Account{ID: member}))
		return watch, err
	}
	for name, before := range map[string]func(){"no key": func() {}, "a replica being made": func() { w.run(t.Context(), byCentralKey(), central) }} {
		before()
		watch, err := look()
		if waits := (cloud.NotReady{}); !errors.As(err, &waits) {
			t.Errorf("%s: got %v, want NotReady", name, err)
		}
		for _, call := range watch.writes {
			if strings.HasPrefix(call, "KMS:") {
				t.Errorf("%s: the member calls %s", name, call)
			}
		}
	}
	w.Advance(time.Minute)
	if _, err := look(); err != nil {
		t.Errorf("then: %v", err)
	}
}

// With the key in the central account a member takes less calls than with a key of its own, which one that an event
// names takes 19 to verify.
func TestCallsWithTheCentralKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	s := byCentralKey()
	s.Regions = nil
	w.run(t.Context(), s, central)
	create, _ := w.run(t.Context(), s, member)
	verify, _ := w.run(t.Context(), s, member)
	if c, v := len(create.calls), len(verify.calls); c > mostToCreate-4 || v > mostToVerify-1 || len(verify.writes) > 0 {
		t.Errorf("%d calls to create, %d to verify, of them writes %v: %s", c, v, verify.writes, strings.Join(verify.calls, " "))
	}
}

func TestKillAtEveryWriteOfTheMultiRegionKeyConverges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	whole, _ := w.run(t.Context(), byCentralKey(), central)
	w.Advance(time.Minute)
	standing := func(w *world) []map[string]string {
		return []map[string]string{w.keysIn(central, region), w.keysIn(central, elsewhere)}
	}
	want := standing(w)
	for at := 1; at <= len(whole.writes); at++ {
		if !strings.HasPrefix(whole.writes[at-1], "KMS:") {
			continue // of the other links TestKillAtEveryWriteConverges tells
		}
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%02d %s/after %t", at, whole.writes[at-1], after), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.IAM.PropagationDelay = 0
				watch := &wire{killAt: at, after: after}
				_, _, err := reconcileChain(t.Context(), cloud.New(w.config(watch), place, "farvault-provision"), chain.Desire(byCentralKey(), place, org.Account{ID: central}))
				if !errors.Is(err, errKilled) {
					t.Fatalf("killed, yet the run says %v", err)
				}
				w.run(t.Context(), byCentralKey(), central)
				w.Advance(time.Minute)
				if _, changes := w.run(t.Context(), byCentralKey(), central); len(changes) > 0 {
					t.Errorf("not converged: %v", changes)
				}
				if diff := cmp.Diff(want, standing(w)); diff != "" {
					t.Errorf("keys (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// narrowed is the policy by which the central account alone uses its key.
var narrowed = aws.String(policy.VaultKey("aws", central).String())

func TestDriftOfTheMultiRegionKey(t *testing.T) {
	t.Parallel()
	id := func(t *testing.T, c *kms.Client) *string {
		described, err := c.DescribeKey(t.Context(), &kms.DescribeKeyInput{KeyId: aws.String(chain.LocalKeyAlias)})
		must(t, err)
		return described.KeyMetadata.KeyId
	}
	for name, tt := range map[string]struct {
		region string
		change func(*testing.T, *kms.Client)
		healed bool
		look   string // account that is looked at, central unless said
		want   string // part of what is told or done
	}{
		"the primary key's policy": {region, func(t *testing.T, c *kms.Client) {
			_, err := c.PutKeyPolicy(t.Context(), &kms.PutKeyPolicyInput{KeyId: id(t, c), Policy: narrowed})
			must(t, err)
		}, true, central, "update KMS key alias/farvault-local in 111122223333/eu-west-1: KeyPolicy AllowLookFromOrganization: want"},
		"a replica's policy": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.PutKeyPolicy(t.Context(), &kms.PutKeyPolicyInput{KeyId: id(t, c), Policy: narrowed})
			must(t, err)
		}, true, central, "update KMS key alias/farvault-local in 111122223333/us-east-1: KeyPolicy AllowLookFromOrganization: want"},
		"a replica disabled": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.DisableKey(t.Context(), &kms.DisableKeyInput{KeyId: id(t, c)})
			must(t, err)
		}, false, central, "KeyState: want Enabled, got Disabled"},
		"a replica disabled, as a member sees it": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.DisableKey(t.Context(), &kms.DisableKeyInput{KeyId: id(t, c)})
			must(t, err)
		}, false, member, "needs decision shared KMS key alias/farvault-local in 111122223333/us-east-1"},
		"a policy that lets no member look": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.PutKeyPolicy(t.Context(), &kms.PutKeyPolicyInput{KeyId: id(t, c), Policy: narrowed})
			must(t, err)
		}, false, member, "unread shared KMS key alias/farvault-local in 111122223333/us-east-1"},
		"the primary key scheduled for deletion": {region, func(t *testing.T, c *kms.Client) {
			_, err := c.ScheduleKeyDeletion(t.Context(), &kms.ScheduleKeyDeletionInput{KeyId: id(t, c)})
			must(t, err)
		}, false, central, "KeyState: want Enabled, got PendingReplicaDeletion"},
		"a replica scheduled for deletion": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.ScheduleKeyDeletion(t.Context(), &kms.ScheduleKeyDeletionInput{KeyId: id(t, c)})
			must(t, err)
		}, false, central, "KeyState: want Enabled, got PendingDeletion"},
		"a replica's owner tag taken off": {elsewhere, func(t *testing.T, c *kms.Client) {
			_, err := c.UntagResource(t.Context(), &kms.UntagResourceInput{KeyId: id(t, c), TagKeys: []string{chain.OwnerTag}})
			must(t, err)
		}, false, central, "conflict KMS key alias/farvault-local in 111122223333/us-east-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := shared(t)
			tt.change(t, kms.NewFromConfig(watched(w.Administrator(central, tt.region), &wire{})))
			run, changes := w.run(t.Context(), byCentralKey(), tt.look)
			if told := strings.Join(changes, "\n"); !strings.Contains(told, tt.want) || tt.healed != (len(run.writes) > 0) {
				t.Errorf("wrote %v, for\n%s\nwant %s", run.writes, told, tt.want)
			}
			verify, changes := w.run(t.Context(), byCentralKey(), tt.look)
			if len(verify.writes) > 0 || tt.healed != (len(changes) == 0) {
				t.Errorf("the next run writes %v, for %v", verify.writes, changes)
			}
		})
	}
}

// An alias of the same name on a key that is not farvault's is a conflict in the central account, and for the members as well.
func TestAForeignKeyBehindTheSharedAlias(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	open := policy.SharedVaultKey("aws", central, place.OrganizationID)
	w.Lock()
	w.KMS.PutAlias(chain.LocalKeyAlias, w.KMS.CreateKeyFor(central, region, &open, nil))
	w.Unlock()
	s := byCentralKey()
	s.Regions = nil
	for _, account := range []string{central, member} {
		run, changes := w.run(t.Context(), s, account)
		if told := strings.Join(changes, "\n"); !strings.Contains(told, "KMS key alias/farvault-local in 111122223333/eu-west-1: it is there and carries no tag") {
			t.Errorf("%s is told:\n%s", account, told)
		}
		for _, call := range run.writes {
			if call == "KMS:PutKeyPolicy" || account == member && call == "Backup:CreateBackupVault" {
				t.Errorf("%s: %s", account, call)
			}
		}
	}
}

// A vault that has a key of its own keeps it: the setting changed later is told, and nothing is written.
func TestAVaultThatIsThereKeepsItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	s := byCentralKey()
	s.Regions = nil
	w.settled(central, member)
	w.run(t.Context(), s, central)
	run, changes := w.run(t.Context(), s, member)
	if len(run.writes) > 0 || len(changes) != 1 || !strings.HasPrefix(changes[0], "needs decision backup vault farvault-local in 222233334444/eu-west-1: a vault's key cannot be changed") {
		t.Errorf("wrote %v, told %v", run.writes, changes)
	}
}

// What AWS Backup fully manages is copied out of a local vault with the central key, and what breaks that key is proven.
func TestCopiesRestOnTheCentralKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breaks func(*world, string)
		cause  string // empty: the copy arrives
		why    string
		ours   bool
	}{
		"the key as farvault makes it": {func(*world, string) {}, "", "", false},
		"the key disabled": {func(w *world, key string) { w.KMS.SetState(key, "Disabled") }, "key-disabled",
			"(alias/farvault-local, owned by backup) is Disabled, not Enabled", false},
		"a policy that lets its own account read and no more": {func(w *world, key string) {
			w.KMS.PutPolicyFor(key, policy.New(policy.Statement{Effect: policy.Allow, Principal: policy.Everyone(), Action: policy.Values{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:List*"}, Resource: policy.Values{"*"}}))
		}, "source-key-not-shared", "does not allow the backup account 111122223333 everything that a copy needs", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
			w.IAM.PropagationDelay = 0
			s := byCentralKey()
			s.Regions = nil
			w.run(t.Context(), s, central)
			w.run(t.Context(), s, member)
			w.Backup.AddResource(member, region, simulated.Resource{Type: "EFS", Tags: map[string]string{"backup": "daily"}})
			w.Advance(4*time.Hour + 8*time.Minute + 30*time.Second) // a little after noon: the backup is made, its copy begins
			vaults, err := w.hand(t, member).backup.ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
			must(t, err)
			w.Lock()
			tt.breaks(w, aws.ToString(vaults.BackupVaultList[0].EncryptionKeyArn))
			w.Unlock()
			w.Advance(time.Hour)
			c := cloud.New(w.config(&wire{}), place, "farvault-alert")
			bad, err := c.Jobs().Bad(t.Context(), []string{member}, region, w.Clock.Now().Add(-24*time.Hour))
			must(t, err)
			if tt.cause == "" {
				copies, err := w.hand(t, member).backup.ListCopyJobs(t.Context(), &backup.ListCopyJobsInput{})
				must(t, err)
				if len(bad) != 0 || len(copies.CopyJobs) != 1 || copies.CopyJobs[0].State != "COMPLETED" {
					t.Errorf("bad jobs %+v of the copies %+v", bad, copies.CopyJobs)
				}
				return
			}
			if len(bad) != 1 {
				t.Fatalf("%d bad jobs", len(bad))
			}
			d := proof.Prove(catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: bad[0].Message}), c.Reader().Facts(t.Context(), bad[0]))
			if d.Proof != catalog.Confirmed || d.Cause != tt.cause || !strings.Contains(d.Why, tt.why) || d.AccountAtFault != catalog.Destination || d.Ours != tt.ours {
				t.Errorf("%s, %s at %s, ours %t: %s", d.Proof, d.Cause, d.AccountAtFault, d.Ours, d.Why)
			}
		})
	}
}

// What a service control policy denies is named with its action, and stops what needs it alone; without the policy the next run finishes.
func TestSCPsInTheWayOfTheCentralKey(t *testing.T) {
	t.Parallel()
	for action, tt := range map[string]struct {
		account string
		stopped []chain.Kind // failed, unread or blocked
	}{
		"kms:ReplicateKey": {central, []chain.Kind{chain.KindKey}},
		"kms:DescribeKey":  {member, []chain.Kind{chain.KindBackupPlan, chain.KindSelection, chain.KindBackupVault, chain.KindSharedKey}},
		"kms:CreateGrant":  {member, []chain.Kind{chain.KindBackupPlan, chain.KindSelection, chain.KindBackupVault}},
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			if tt.account == member {
				w.run(t.Context(), byCentralKey(), central)
				w.Advance(time.Minute)
			}
			w.Organizations.AttachSCP(tt.account, "No", `{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"`+action+`","Resource":"*"}]}`)
			set, result, err := reconcileChain(t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), chain.Desire(byCentralKey(), place, org.Account{ID: tt.account}))
			told := fmt.Sprint(err, set)
			if !strings.Contains(told, action) && action != "kms:CreateGrant" { // AWS Backup does not say what it lacks
				t.Errorf("nothing names %s: %s", action, told)
			}
			var stopped []chain.Kind
			for _, c := range append(append(set.Held(), result.Failed...), result.Blocked...) {
				stopped = append(stopped, c.Ref.Kind)
			}
			slices.Sort(stopped)
			if diff := cmp.Diff(tt.stopped, slices.Compact(stopped)); diff != "" {
				t.Errorf("stopped (-want +got):\n%s", diff)
			}
			detach(w, tt.account)
			w.run(t.Context(), byCentralKey(), tt.account)
			w.Advance(time.Minute)
			if _, changes := w.run(t.Context(), byCentralKey(), tt.account); len(changes) > 0 {
				t.Errorf("without the policy there is still %v", changes)
			}
		})
	}
}
