package chain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// byCentralKey are wishes with local vaults in two Regions, encrypted by the central account's multi-Region key.
func byCentralKey() settings.Settings {
	s := chaintest.Settings()
	s.Regions = []string{"us-east-1", "eu-west-1"}
	s.LocalVault.EncryptionKey = settings.CentralMultiRegion
	return s
}

func TestKeysOfLocalVaultsInTheCentralAccount(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		account string
		regions []string
		want    map[string][]string // what each key and local vault comes after
	}{
		"the primary key is in the home Region, replicas where members are": {chaintest.Central, []string{"us-east-1", "eu-west-1"}, map[string][]string{
			"KMS key alias/farvault-local in 111122223333/eu-west-1": nil,
			"KMS key alias/farvault-local in 111122223333/us-east-1": {"KMS key alias/farvault-local in 111122223333/eu-west-1"},
		}},
		"the home Region has it even where no member is protected there": {chaintest.Central, []string{"us-east-1"}, map[string][]string{
			"KMS key alias/farvault-local in 111122223333/eu-west-1": nil,
			"KMS key alias/farvault-local in 111122223333/us-east-1": {"KMS key alias/farvault-local in 111122223333/eu-west-1"},
		}},
		"a member has no key of its own": {chaintest.Member, []string{"us-east-1"}, map[string][]string{
			"shared KMS key alias/farvault-local in 111122223333/us-east-1": nil,
			"backup vault farvault-local in 222233334444/us-east-1": {"shared KMS key alias/farvault-local in 111122223333/us-east-1",
				"service-linked role AWSServiceRoleForBackup in 222233334444"},
		}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := byCentralKey()
			s.Regions = tt.regions
			c := chain.Desire(s, chaintest.Deployment, org.Account{ID: tt.account})
			got := map[string][]string{}
			for _, link := range c.Links {
				ref := link.Ref()
				if ref.Name != chain.LocalKeyAlias && ref.Name != "farvault-local" && (tt.account == chaintest.Central || ref.Kind != chain.KindKey) {
					continue
				}
				var after []string
				for _, need := range link.After() {
					after = append(after, need.String())
				}
				got[ref.String()] = after
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("keys and vaults (-want +got):\n%s", diff)
			}
			if set := chain.Diff(c, chaintest.Standing(c)); !set.Empty() {
				t.Errorf("as desired, and yet\n%s", chaintest.Text(set))
			}
			ordered(t, chain.Diff(c, chain.Observed{}))
		})
	}
}

func TestDriftOfMultiRegionKeys(t *testing.T) {
	t.Parallel()
	primary := chain.Key{Account: chaintest.Central, Region: chaintest.Region, PrimaryRegion: chaintest.Region}.Ref()
	replica := chain.Key{Account: chaintest.Central, Region: "us-east-1", PrimaryRegion: chaintest.Region}.Ref()
	const cannot = ": a key cannot be made into a multi-Region key, nor into another's replica: take the alias alias/farvault-local from it, and farvault makes a new key; vaults that are there keep theirs: MultiRegionConfiguration.PrimaryKey: want "
	tests := map[string]struct {
		of    chain.Ref
		drift func(*chain.Key)
		want  string
	}{
		"a replica in its first seconds is well":      {replica, func(k *chain.Key) { k.State = chain.KeyCreating }, ""},
		"a replica's rotation is its primary key's":   {replica, func(k *chain.Key) { k.Rotation = false }, ""},
		"the primary key's rotation":                  {primary, func(k *chain.Key) { k.Rotation = false }, "update " + primary.String() + ": KeyRotationEnabled: want true, got false\n"},
		"a replica without its alias":                 {replica, func(k *chain.Key) { k.Alias = "" }, "update " + replica.String() + ": AliasName: want alias/farvault-local, got (none)\n"},
		"a replica that is disabled is for people":    {replica, func(k *chain.Key) { k.State = "Disabled" }, "needs decision " + replica.String() + ": somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake: KeyState: want Enabled, got Disabled\n"},
		"a key of one Region is for people":           {primary, func(k *chain.Key) { k.PrimaryARN = "" }, "needs decision " + primary.String() + cannot + chaintest.KeyARN(chaintest.Central) + ", got (none)\n"},
		"a replica of another primary key is as well": {replica, func(k *chain.Key) { k.PrimaryARN = "other" }, "needs decision " + replica.String() + cannot + chaintest.KeyARN(chaintest.Central) + ", got other\n"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			c := chain.Desire(byCentralKey(), chaintest.Deployment, org.Account{ID: chaintest.Central})
			seen := chaintest.Standing(c)
			key := seen.Found[tt.of].Link.(chain.Key)
			tt.drift(&key)
			seen.Found[tt.of] = chain.Found{Link: key, Owned: true}
			if got := chaintest.Text(chain.Diff(c, seen)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestAMemberSeesTheSharedKey(t *testing.T) {
	t.Parallel()
	s := byCentralKey()
	s.Regions = nil
	c := chain.Desire(s, chaintest.Deployment, org.Account{ID: chaintest.Member})
	key := chain.SharedKey{Account: chaintest.Central, Region: chaintest.Region}.Ref()
	seen := chaintest.Standing(c)
	disabled := seen.Found[key].Link.(chain.SharedKey)
	disabled.State = "Disabled"
	seen.Found[key] = chain.Found{Link: disabled, Owned: true}
	if got, want := chaintest.Text(chain.Diff(c, seen)), "needs decision shared KMS key alias/farvault-local in 111122223333/eu-west-1: somebody disabled the key or scheduled its deletion; enable it or cancel the deletion if that was a mistake: KeyState: want Enabled, got Disabled\n"; got != want {
		t.Errorf("disabled: got %swant %s", got, want)
	}
	delete(seen.Found, key)
	for _, p := range proof.Preconditions(chain.Diff(c, seen)) {
		if p.Name == key.String() && (p.Outcome != proof.Fail || p.Command != "farvault chain apply --account "+chaintest.Central) {
			t.Errorf("missing: %s", p)
		}
	}
}

func TestWhatTheKeysCost(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		account, setting string
		want             string
	}{
		"a key a Region": {chaintest.Member, "", "keys: 2, 2.00 USD a month (CustomerManaged); otherwise 0.00 USD a month (AWSManaged) or 0.00 USD a month (CentralMultiRegion, and 2.00 in the central account for all members together)"},
		"none":           {chaintest.Member, settings.AWSManaged, "keys: 0, 0.00 USD a month (AWSManaged); otherwise 2.00 USD a month (CustomerManaged) or 0.00 USD a month (CentralMultiRegion, and 2.00 in the central account for all members together)"},
		"one for all":    {chaintest.Member, settings.CentralMultiRegion, "keys: 0, 0.00 USD a month (CentralMultiRegion, and 2.00 in the central account for all members together); otherwise 2.00 USD a month (CustomerManaged) or 0.00 USD a month (AWSManaged)"},
		"which the central account has beside its own": {chaintest.Central, settings.CentralMultiRegion, "keys: 4, 4.00 USD a month (CentralVault)"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := byCentralKey()
			s.LocalVault.EncryptionKey = tt.setting
			if got := chain.Cost(s, chaintest.Deployment, chain.Desire(s, chaintest.Deployment, org.Account{ID: tt.account})).String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
