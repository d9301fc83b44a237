package demo

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/google/go-cmp/cmp"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/simulator"
)

// prepared is a stage on which every account is protected.
func prepared(t *testing.T) *stage {
	t.Helper()
	s, err := newStage(t.Context(), Options{Files: shipped(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// titles are the first lines of the mails, without their colour.
func (s *stage) titles() (titles []string) {
	for _, mail := range s.mails() {
		first, _, _ := strings.Cut(mail, "\n")
		_, title, _ := strings.Cut(first, "  ")
		titles = append(titles, title)
	}
	slices.Sort(titles)
	return titles
}

func (s *stage) status(t *testing.T, account string) account.Status {
	t.Helper()
	r, err := ledger.New(dynamodb.NewFromConfig(s.world.Administrator(centralID, homeRegion)), "farvault").Account(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return r.Status
}

// writesIn counts the calls by which farvault changed an account.
func (s *stage) writesIn(account string) (n int) {
	s.world.Lock()
	defer s.world.Unlock()
	for _, c := range s.world.Journal.Calls() {
		if c.Account == account && c.RoleARN != "" && c.Write {
			n++
		}
	}
	return n
}

// TestDepartingAccountsAreToldOnceAndLeftAsTheyAre: one is closed and one removed, which AWS tells by events; one is suspended, which it
// tells nobody, so that the next sweep notices; and that one comes back.
func TestDepartingAccountsAreToldOnceAndLeftAsTheyAre(t *testing.T) {
	t.Parallel()
	s := prepared(t)
	closed, removed, suspended := scenery.Members[0], scenery.Members[1], scenery.Members[2]
	before := map[string]int{}
	for _, m := range scenery.Members {
		before[m.ID] = s.writesIn(m.ID)
	}
	client := organizations.NewFromConfig(s.world.Administrator(managementID, globalRegion))
	if _, err := client.CloseAccount(t.Context(), &organizations.CloseAccountInput{AccountId: &closed.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.RemoveAccountFromOrganization(t.Context(), &organizations.RemoveAccountFromOrganizationInput{AccountId: &removed.ID}); err != nil {
		t.Fatal(err)
	}
	state := func(to org.State) {
		s.locked(func(w *simulator.World) { w.Organizations.SetState(suspended.ID, to) })
	}
	state(org.Suspended)
	s.world.Advance(30 * time.Minute)
	want := []string{"data-lab (" + removed.ID + ") has left the organization; nothing was deleted", "web-prod (" + closed.ID + ") is closed or suspended; nothing was deleted"}
	if diff := cmp.Diff(want, s.titles()); diff != "" {
		t.Fatalf("after half an hour (-want +got):\n%s%s", diff, s.trouble())
	}
	s.world.Advance(25 * time.Hour)
	of := func(title string) bool {
		return strings.HasPrefix(title, "sandbox ("+suspended.ID+") is closed or suspended")
	}
	told := slices.DeleteFunc(s.titles(), func(title string) bool { return !strings.Contains(title, "nothing was deleted") })
	if !slices.ContainsFunc(told, of) || len(told) != 3 {
		t.Errorf("after a day: %q%s", told, s.trouble())
	}
	for _, m := range scenery.Members {
		if n := s.writesIn(m.ID); n != before[m.ID] {
			t.Errorf("%s was written to %d times after it departed", m.Name, n-before[m.ID])
		}
	}
	state(org.Active)
	s.world.Advance(25 * time.Hour)
	for account, want := range map[string]account.Status{closed.ID: account.Left, removed.ID: account.Left, suspended.ID: account.Protected} {
		if got := s.status(t, account); got != want {
			t.Errorf("account %s is remembered as %s, want %s", account, got, want)
		}
	}
}

// TestANewAccountIsWaitedForBeforeAnyoneIsTold: for fifteen minutes nobody hears that the StackSet has not reached it; then
// people do, once, with what to look at.
func TestANewAccountIsWaitedForBeforeAnyoneIsTold(t *testing.T) {
	t.Parallel()
	s := prepared(t)
	s.locked(func(w *simulator.World) { w.Organizations.OnCreated = func(string) {} }) // no StackSet
	if err := s.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(14 * time.Minute)
	if mails := s.mails(); len(mails) > 0 {
		t.Errorf("told before the time: %s", mails)
	}
	s.world.Advance(10 * time.Hour)
	mails := slices.DeleteFunc(s.mails(), func(mail string) bool { return !strings.Contains(mail, "is not protected yet") })
	if len(mails) != 1 || !strings.Contains(mails[0], "describe-stack-instance --stack-set-name farvault --stack-instance-account "+newcomerID) {
		t.Errorf("told %d times: %s%s", len(mails), mails, s.trouble())
	}
	if got := s.status(t, newcomerID); got != account.Waiting {
		t.Errorf("remembered as %s", got)
	}
}

// TestAnAccountThatComesAndGoesBetweenTwoSweepsDeparts: no roster has it, and of its leaving no event comes.
func TestAnAccountThatComesAndGoesBetweenTwoSweepsDeparts(t *testing.T) {
	t.Parallel()
	s := prepared(t)
	if err := s.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(30 * time.Minute)
	if got := s.status(t, newcomerID); got != account.Protected {
		t.Fatalf("the new account is %s%s", got, s.trouble())
	}
	s.locked(func(w *simulator.World) { w.Organizations.RemoveAccount(newcomerID) }) // without a word
	s.world.Advance(25 * time.Hour)
	told := slices.DeleteFunc(s.titles(), func(title string) bool { return !strings.Contains(title, newcomerID) })
	if len(told) != 1 || !strings.Contains(told[0], "has left the organization; nothing was deleted") {
		t.Errorf("told %q%s", told, s.trouble())
	}
	if got := s.status(t, newcomerID); got != account.Left {
		t.Errorf("the account is remembered as %s", got)
	}
}
