package demo

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/coverage"
	"farvault/shared/ledger"
)

// taggedStage is a stage whose settings say by tags of AWS Organizations which accounts are protected.
func taggedStage(t *testing.T, files fstest.MapFS, scope string) *stage {
	t.Helper()
	const unscoped = "\nScope:\n  IncludeOrganizationalUnits: []\n"
	text := string(files["infra/settings.yaml"].Data)
	if !strings.Contains(text, unscoped) {
		t.Fatal("the shipped settings have another Scope")
	}
	files["infra/settings.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(text, unscoped, unscoped+scope, 1))}
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// tag gives an account a tag in AWS Organizations, of which no rule tells farvault.
func (s *stage) tag(account, value string) {
	s.world.Lock()
	defer s.world.Unlock()
	s.world.Organizations.Tag(account, "backup", value)
}

// TestTagsOfAccountsSayWhichAreProtected: the sweep finds an account by its tag, reads it hourly, and finds that it has
// it no longer. Nobody tells farvault of a tag.
func TestTagsOfAccountsSayWhichAreProtected(t *testing.T) {
	t.Parallel()
	in, out := scenery.Members[0].ID, scenery.Members[1].ID
	for name, tt := range map[string]struct{ scope, first, then string }{
		"IncludeTags": {"  IncludeTags: [{Key: backup, Value: wanted}]\n", "wanted", "no longer"},
		"ExcludeTags": {"  ExcludeTags: [{Key: backup, Value: never}, {Key: backup, Value: \"\"}]\n", "wanted", "never"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := taggedStage(t, shipped(t), tt.scope)
			s.tag(in, tt.first)
			s.tag(out, tt.then)
			s.world.Advance(25 * time.Hour)
			if got := s.status(t, in); got != account.Protected {
				t.Errorf("the account that is in scope by its tag is %q", got)
			}
			if got := s.status(t, out); got == account.Protected || s.writesIn(out) > 0 {
				t.Errorf("the account that is out of scope by its tag is %q, with %d writes", got, s.writesIn(out))
			}
			if at := s.covered(t, in); s.now().Sub(at) > 2*coverage.Cadence {
				t.Errorf("it was last read at %s", at)
			}
			if at := s.covered(t, out); !at.IsZero() {
				t.Errorf("the account out of scope was read at %s", at)
			}
			s.tag(in, tt.then)
			s.tag(out, tt.first)
			s.world.Advance(25 * time.Hour)
			if a, b := s.status(t, in), s.status(t, out); a != account.Skipped || b != account.Protected {
				t.Errorf("with their tags the other way round they are %q and %q", a, b)
			}
			if at := s.covered(t, in); s.now().Sub(at) < 2*coverage.Cadence {
				t.Errorf("the account that is out of scope now was read at %s", at)
			}
		})
	}
}

// covered is when an account's resources were last read.
func (s *stage) covered(t *testing.T, account string) time.Time {
	t.Helper()
	r, err := ledger.New(dynamodb.NewFromConfig(s.world.Administrator(centralID, homeRegion)), "farvault").Coverage(t.Context(), account, homeRegion)
	if err != nil {
		t.Fatal(err)
	}
	return r.At
}
