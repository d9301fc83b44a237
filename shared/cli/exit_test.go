package cli

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// TestExitStatusTellsWrongUseFromWhatCouldNotBeLookedAt runs commands that find nothing because they cannot look.
func TestExitStatusTellsWrongUseFromWhatCouldNotBeLookedAt(t *testing.T) {
	w := newTown(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	defer busy.Close()
	w.Lock()
	w.IAM.PutRole(central, iam.Role{Name: "nobody"})
	nobody := w.Mint(kernel.RoleSession("arn:aws:iam::"+central+":role/nobody", "ana"))
	w.Unlock()
	profiles := filepath.Join(t.TempDir(), "credentials")
	w.must(os.WriteFile(profiles, []byte("[nobody]\naws_access_key_id="+nobody.AccessKeyID+"\naws_secret_access_key="+nobody.SecretAccessKey+
		"\naws_session_token="+nobody.SessionToken+"\n"), 0o600))
	for law, c := range map[string]struct {
		line   string
		env    map[string]string
		status int
		says   string
	}{
		"no access":                    {"alerts list --profile nobody", map[string]string{"AWS_SHARED_CREDENTIALS_FILE": profiles, "AWS_ACCESS_KEY_ID": ""}, 3, "AccessDenied"},
		"no credentials":               {"status", map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, 3, ""},
		"no network":                   {"alerts list", map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}, 3, "connection refused"},
		"a port that is taken":         {"simulator --bare " + central + " --listen " + busy.Addr().String(), nil, 3, "address already in use"},
		"an address that is none":      {"simulator --listen 127.0.0.1:none", nil, 3, "none"},
		"no Region":                    {"status", map[string]string{"AWS_REGION": ""}, 2, "no Region is set"},
		"a profile that is not there":  {"status --profile nowhere", nil, 2, "nowhere"},
		"no account id":                {"doctor --account abc", nil, 2, `--account "abc"`},
		"an account that is no member": {"doctor --account 123456789012", nil, 2, "account 123456789012 is not a member of the organization"},
		"no id of an account":          {"simulator --bare 12", nil, 2, "12 digits"},
		"an unknown command":           {"chain aply", nil, 2, "chain"},
	} {
		t.Run(law, func(t *testing.T) {
			environment(t, w, central)
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			var said bytes.Buffer
			if got := Run(t.Context(), strings.Fields(c.line), Streams{Out: &bytes.Buffer{}, Err: &said}); got != c.status {
				t.Errorf("status %d, want %d: %s", got, c.status, said.String())
			}
			if !strings.Contains(said.String(), c.says) || strings.Contains(said.String(), "SDK ") {
				t.Errorf("says %q, want %q", said.String(), c.says)
			}
		})
	}
}
