package provision_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/account"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/provision"
	"farvault/shared/org"
	"farvault/shared/settings"
)

const suspendedUnit = "ou-ab12-99999999"

// walk is an account's way through states and places, each looked at twice, and what people were told at each step.
func walk(t *testing.T, s *stage, steps []org.Account) (told []string) {
	t.Helper()
	now := handlertest.Noon()
	for _, at := range steps {
		now = now.Add(time.Hour)
		p := s.provision()
		p.Now = func() time.Time { return now }
		p.Settings.Scope.ExcludeOrganizationalUnits = []string{suspendedUnit}
		p.Settings.BackupPlans = []settings.BackupPlan{{BackupPlanName: "daily", Rules: []settings.BackupRule{{RuleName: "a", Lifecycle: settings.Lifecycle{DeleteAfterDays: 35}}}}}
		delete(s.members, handlertest.Member)
		if at.ID != "" {
			s.members[handlertest.Member] = at
		}
		before := len(s.sent)
		for range 2 {
			if _, err := p.Record(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member, Cause: "test"})); err != nil {
				t.Fatal(err)
			}
		}
		line := string(s.records[len(s.records)-1].Status)
		for _, m := range s.sent[before:] {
			for _, d := range m.Body.(event.Report).Departed {
				line += fmt.Sprintf(", told %s of %s, copies until %s", d.Ending, d.Name, d.CopiesUntil.Format(time.DateOnly))
			}
		}
		told = append(told, line)
	}
	return told
}

// Every way to depart closes the record and is told once, with until when the copies stay; nothing is written in the account. One
// that comes back is protected again, and told of again when it departs again.
func TestADepartureIsToldOnce(t *testing.T) {
	t.Parallel()
	at := func(state org.State, units ...string) org.Account {
		return org.Account{ID: handlertest.Member, Name: "payments-prod", State: state, Path: org.NewPath("o-a1b2c3d4e5", append([]string{"r-ab12"}, units...)...)}
	}
	const outOf = ", told out-of-scope of payments-prod, copies until 2026-04-06"
	const closed = ", told closed of payments-prod, copies until 2026-04-06"
	const left = ", told left of payments-prod, copies until 2026-04-06"
	tests := map[string]struct {
		steps []org.Account
		want  []string
	}{
		"moved out of scope and back": {[]org.Account{at(org.Active), at(org.Active, suspendedUnit), at(org.Active), at(org.Active, suspendedUnit)},
			[]string{"protected", "skipped" + outOf, "protected", "skipped" + outOf}},
		"suspended, closed and reopened": {[]org.Account{at(org.Active), at(org.Suspended), at(org.Closed), at(org.Active)},
			[]string{"protected", "skipped" + closed, "left", "protected"}},
		"being closed, closed, gone": {[]org.Account{at(org.Active), at(org.PendingClosure), at(org.Closed), {}}, []string{"protected", "skipped" + closed, "left", "left"}},
		"left and invited again":     {[]org.Account{at(org.Active), {}, at(org.Active)}, []string{"protected", "left" + left, "protected"}},
		"never protected, so not missed": {[]org.Account{at(org.Active, suspendedUnit), at(org.Closed), {}},
			[]string{"skipped", "left", "left"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			if diff := cmp.Diff(tt.want, walk(t, s, tt.steps)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			for i, r := range s.records {
				if r.Status != account.Protected && (len(r.Changes) > 0 || !r.ProtectedAt.IsZero()) {
					t.Errorf("record %d is %s, and has changes %v, protected at %s", i, r.Status, r.Changes, r.ProtectedAt)
				}
			}
		})
	}
}

// forgetful remembers no account.
type forgetful struct{ provision.Ledger }

func (forgetful) PutAccount(context.Context, account.Record) error {
	return errors.New("throttled")
}

// A departure that was told and could not be remembered is told again, as the same one.
func TestADepartureThatWasNotRememberedIsTheSame(t *testing.T) {
	t.Parallel()
	s := newStage()
	before := account.Record{Account: s.members[handlertest.Member], Status: account.Protected, At: handlertest.Noon().Add(-time.Hour)} // of a version that wrote no ProtectedAt
	s.records = append(s.records, before)
	delete(s.members, handlertest.Member)
	p := s.provision()
	records := p.Ledger
	p.Ledger = forgetful{records}
	for range 2 {
		_, err := p.Record(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member}))
		if err == nil {
			t.Fatal("a record that is not written is no error")
		}
	}
	p.Ledger = records
	if _, err := p.Record(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member})); err != nil {
		t.Fatal(err)
	}
	if len(s.sent) != 3 || !s.sent[0].Body.(event.Report).Departed[0].Same(s.sent[2].Body.(event.Report).Departed[0]) {
		t.Errorf("told %d times, of other departures: %v", len(s.sent), s.sent)
	}
}

// A sweep asks for an account that has departed without an event until its record is closed, and for no other that is out of scope.
func TestSweepAsksForWhatDeparted(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 4).protected(t)
	closed, vanished := f.accounts[1], f.accounts[2]
	f.accounts = append(f.accounts, org.Account{ID: "444455556666", State: org.Suspended})
	f.sweep(t, "accounts")
	f.messages = nil
	closed.State = org.Closed
	f.accounts = []org.Account{f.accounts[0], closed, f.accounts[3], f.accounts[4]}
	gone := func() (gone []event.ReconcileAccount) {
		f.sweep(t, "accounts")
		for _, m := range f.messages {
			if look := m.Body.(event.ReconcileAccount); look.Run == nil {
				gone = append(gone, look)
			}
		}
		f.messages = nil
		return gone
	}
	want := []event.ReconcileAccount{{AccountID: closed.ID, Facts: &closed, Cause: "sweep"}, {AccountID: vanished.ID, Cause: "sweep"}}
	for range 2 {
		if diff := cmp.Diff(want, gone(), cmpopts.SortSlices(func(a, b event.ReconcileAccount) bool { return a.AccountID < b.AccountID })); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
	}
	for _, a := range []org.Account{closed, vanished} {
		if err := f.PutAccount(t.Context(), account.Record{Account: a, Status: account.Left, At: handlertest.Noon()}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]event.ReconcileAccount(nil), gone()); diff != "" {
		t.Errorf("asked for what is closed (-want +got):\n%s", diff)
	}
}
