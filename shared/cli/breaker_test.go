package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/ledger"
)

// A run that was stopped is shown with what it changed, until somebody allows it to go on.
func TestBreakerShowAndAllow(t *testing.T) {
	t.Parallel()
	records := ledger.NewMemory()
	halted := chain.Breaker{Run: event.SweepRun{ID: "2026-03-02", Accounts: 30}, Written: []string{"222233334444"},
		Changes: []event.Counted{{Change: event.Change{Op: chain.Update, Kind: chain.KindBackupPlan, Name: "daily", Attributes: []event.Attribute{{Name: "Rules"}}}, Accounts: 2}}, HaltedAt: noon}
	if err := records.UpdateBreaker(t.Context(), func(chain.Breaker) chain.Breaker { return halted }); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	s := Streams{Out: &out, Err: &out}
	if err := (breakerShowCommand{}).show(t.Context(), s, records, noon); err != found {
		t.Errorf("showing a run that was stopped ends with %v", err)
	}
	allow := breakerAllowCommand{For: time.Hour, writeFlags: writeFlags{Yes: true}, accountable: accountable{Owner: "ana", Why: "new rules"}}
	if err := allow.allow(t.Context(), s, records, noon); err != nil {
		t.Fatal(err)
	}
	if err := (breakerShowCommand{}).show(t.Context(), s, records, noon); err != nil {
		t.Error(err)
	}
	want := `stopped at 2026-03-02T12:00:00Z; 1 account changed by the newest run, "2026-03-02" over 30 accounts
  update backup plan daily: Rules, in accounts: 2
allowed until 2026-03-02T13:00:00Z. farvault reconciles every account again within 5 minutes.
allowed until 2026-03-02T13:00:00Z, by ana: new rules; 0 accounts changed by the newest run, "2026-03-02" over 30 accounts
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	out.Reset()
	s.Screen.Width = 100
	if err := (breakerShowCommand{}).show(t.Context(), s, records, noon.Add(20*time.Minute)); err != nil || !strings.HasPrefix(out.String(), "allowed for 40 min more, by ana") {
		t.Errorf("at a terminal: %v: %s", err, out.String())
	}
	if got := at(noon, noon.Add(3*time.Hour), s.Screen); got != "3 h ago" {
		t.Errorf("at a terminal it was stopped %s", got)
	}
	for _, wrong := range []time.Duration{0, -time.Hour, 8 * 24 * time.Hour} {
		if _, refused := (breakerAllowCommand{For: wrong}).allow(t.Context(), s, records, noon).(usage); !refused {
			t.Errorf("--for %v is taken", wrong)
		}
	}
}
