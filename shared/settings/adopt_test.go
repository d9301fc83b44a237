package settings_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// An adoption that names nothing of farvault's, or no account, is refused where it stands.
func TestAdoptIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ adopt, want string }{
		"an unknown kind":       {`{Kind: vault, Name: farvault-local, Accounts: ["*"]}`, `s.yaml:1:16: Kind is "vault": must be one of backup plan, backup vault, event rule, KMS key, role`},
		"no kind":               {`{Name: farvault-local, Accounts: ["*"]}`, `s.yaml:1:9: Kind is "": must be one of backup plan, backup vault, event rule, KMS key, role`},
		"a vault of no setting": {`{Kind: backup vault, Name: Default, Accounts: ["*"]}`, `s.yaml:1:36: Name is "Default": farvault makes no backup vault of that name, but farvault-local and farvault`},
		"a role of AWS's":       {`{Kind: role, Name: AWSControlTowerExecution, Accounts: ["*"]}`, `s.yaml:1:28: Name is "AWSControlTowerExecution": farvault makes no role of that name, but farvault-backup and farvault-event-forwarder`},
		"no accounts":           {`{Kind: role, Name: farvault-backup}`, `s.yaml:1:9: Accounts is missing: name the accounts, or write "*" for every account in scope`},
		"a name for an account": {`{Kind: role, Name: farvault-backup, Accounts: [payments]}`, `s.yaml:1:56: Accounts[0] is "payments": must be an account id of 12 digits, or "*"`},
		"all accounts and one":  {`{Kind: role, Name: farvault-backup, Accounts: ["*", "111122223333"]}`, `s.yaml:1:55: Accounts names "*" beside other accounts: "*" is every account in scope`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte("Adopt: ["+tt.adopt+"]\n"+small))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every kind may be adopted by the names that the settings give, a shard's and an account's vault by theirs.
func TestAdoptIsTaken(t *testing.T) {
	t.Parallel()
	var all []string
	for _, one := range []string{"backup plan, Name: daily", "backup vault, Name: farvault-local", "backup vault, Name: farvault-3", "event rule, Name: farvault-forward",
		"KMS key, Name: alias/farvault", "role, Name: farvault-event-forwarder"} {
		all = append(all, "{Kind: "+one+`, Accounts: ["111122223333"]}`)
	}
	text := "CentralVault: {BackupVaultName: 'farvault-{shard:8}'}\nAdopt: [" + strings.Join(all, ", ") + "]\n" + small
	s, err := settings.Parse("s.yaml", []byte(text))
	if err != nil || len(s.Adopt) != len(all) {
		t.Fatalf("got %+v, %v", s.Adopt, err)
	}
	for _, tt := range []struct {
		account string
		want    bool
	}{{"111122223333", true}, {"222233334444", false}} {
		if got := s.Adopt[1].Covers("backup vault", "farvault-local", tt.account); got != tt.want {
			t.Errorf("account %s: %t, want %t", tt.account, got, tt.want)
		}
	}
}
