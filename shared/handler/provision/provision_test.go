package provision_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/provision"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// denied is an error that a policy makes.
type denied struct{}

func (denied) Error() string { return "explicit deny in a service control policy" }
func (denied) Denied() bool  { return true }

// stage is all that provision deals with, in memory: accounts with what stands in them, and what was recorded and sent.
type stage struct {
	past     *ledger.Ledger // what is remembered of accounts and runs
	members  map[string]org.Account
	standing map[string]map[chain.Ref]chain.Found
	beside   map[string][]chain.Unmanaged
	fails    map[string]error // by the name of the call

	observed []string
	records  []account.Record
	sent     []event.Message
	copies   []event.CopyRequest
	claimed  map[string]string // owner by account
}

func (s *stage) Account(_ context.Context, id string) (org.Account, error) {
	return s.members[id], s.fails["Account"]
}

func (s *stage) Observe(_ context.Context, c chain.Chain) (chain.Observed, error) {
	s.observed = append(s.observed, c.Account)
	return chain.Observed{Found: s.standing[c.Account], Unmanaged: s.beside[c.Account]}, s.fails["Observe"]
}

func (s *stage) Apply(_ context.Context, set chain.ChangeSet) (r chain.Result, err error) {
	for _, c := range set.Writes() {
		if fails := s.fails[string(c.Ref.Kind)]; fails != nil {
			r.Failed = append(r.Failed, c)
			err = errors.Join(err, fails)
			continue
		}
		if s.standing[set.Account] == nil {
			s.standing[set.Account] = map[chain.Ref]chain.Found{}
		}
		s.standing[set.Account][c.Ref] = chain.Found{Link: made(c.Want), Owned: true}
		r.Applied = append(r.Applied, c)
	}
	return r, err
}

// made is a link as AWS shows it, with the ids that AWS gave it.
func made(link chain.Link) chain.Link {
	switch l := link.(type) {
	case chain.Key:
		l.ARN = theKey
		return l
	case chain.BackupVault:
		l.KeyARN = theKey
		return l
	}
	return link
}

func (s *stage) StartCopy(_ context.Context, c event.CopyRequest) (string, error) {
	s.copies = append(s.copies, c)
	return fmt.Sprintf("new-job-%d", len(s.copies)), s.fails["StartCopy"]
}

// memory are the records of the stage: the newest of each account.
type memory struct{ *stage }

func (m memory) Account(_ context.Context, id string) (found account.Record, err error) {
	for _, r := range m.records {
		if r.Account.ID == id {
			found.Repaired = append(found.Repaired, r.Repaired...)
			found = r.Following(found)
		}
	}
	return found, m.fails["RecallAccount"]
}

func (m memory) RequestLook(ctx context.Context, account string, at time.Time) error {
	return errors.Join(m.past.RequestLook(ctx, account, at), m.fails["RequestLook"])
}

func (m memory) Welcome(ctx context.Context, account string) error {
	return errors.Join(m.past.Welcome(ctx, account), m.fails["Welcome"])
}

func (m memory) UpdateWaiting(ctx context.Context, change func(map[string]time.Time)) error {
	return m.past.UpdateWaiting(ctx, change)
}

func (m memory) Retired(ctx context.Context) (map[string]account.Retirement, error) {
	return m.past.Retired(ctx)
}

func (m memory) NoteSwitched(ctx context.Context, id string, types []account.SwitchedOn) error {
	return m.past.NoteSwitched(ctx, id, types)
}

func (m memory) UpdateBreaker(ctx context.Context, change func(chain.Breaker) chain.Breaker) error {
	return m.past.UpdateBreaker(ctx, change)
}

func (s *stage) PutAccount(ctx context.Context, r account.Record) error {
	s.records = append(s.records, r)
	return errors.Join(s.past.PutAccount(ctx, r), s.fails["PutAccount"])
}

func (s *stage) Claim(_ context.Context, thing, owner string, _, _ time.Time) (bool, error) {
	if _, there := s.claimed[thing]; there {
		return false, s.fails["Claim"]
	}
	s.claimed[thing] = owner
	return true, s.fails["Claim"]
}

func (s *stage) Release(_ context.Context, thing, owner string) error {
	if s.claimed[thing] == owner {
		delete(s.claimed, thing)
	}
	return s.fails["Release"]
}

func (s *stage) Send(_ context.Context, m event.Message) error {
	s.sent = append(s.sent, m)
	return s.fails["Send"]
}

func newStage() *stage {
	return &stage{
		members: map[string]org.Account{
			handlertest.Central: {ID: handlertest.Central, Name: "backup", State: org.Active},
			handlertest.Member:  {ID: handlertest.Member, Name: "payments-prod", State: org.Active},
			handlertest.Manager: {ID: handlertest.Manager, Name: "root", State: org.Active},
		},
		past:     ledger.NewMemory(),
		standing: map[string]map[chain.Ref]chain.Found{},
		fails:    map[string]error{},
		claimed:  map[string]string{"666677778888": "another"},
	}
}

func (s *stage) provision() *provision.Handler {
	return &provision.Handler{Organization: s, Cloud: s, Copies: s, Ledger: memory{s}, Jobs: s, Deployment: handlertest.Deployment, Now: handlertest.Noon, Settings: settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: "farvault"},
		LocalVault:   settings.Vault{BackupVaultName: "farvault-local"},
		Scope:        settings.Scope{ExcludeAccounts: []string{"333344445555"}},
		Mend:         settings.Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		Breaker:      settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 20},
	}}
}

// queued is a queue record that carries one of farvault's own messages.
func queued(t *testing.T, body event.Body) events.SQSMessage {
	t.Helper()
	text, err := json.Marshal(event.NewMessage(body))
	if err != nil {
		t.Fatal(err)
	}
	return events.SQSMessage{MessageId: "m", Body: string(text)}
}

func TestProvisionBringsAnAccountToItsChainOnce(t *testing.T) {
	t.Parallel()
	s := newStage()
	p := s.provision()
	look := queued(t, event.ReconcileAccount{AccountID: handlertest.Member, Cause: "CreateAccountResult"})
	for range 2 {
		if _, err := p.Record(t.Context(), look); err != nil {
			t.Fatal(err)
		}
	}
	want := []account.Record{
		{Account: s.members[handlertest.Member], Status: account.Protected, Cause: "CreateAccountResult", At: handlertest.Noon(), Began: handlertest.Noon(), ProtectedAt: handlertest.Noon(), In: []string{"eu-west-1"}, Changes: []event.Change{
			change(chain.Create, chain.BackupServiceLinkedRole(handlertest.Member)),
			change(chain.Create, chain.Role{Account: handlertest.Member, Name: chain.BackupRole}),
			change(chain.Create, chain.Role{Account: handlertest.Member, Name: chain.ForwarderRole}),
			change(chain.Create, chain.Key{Account: handlertest.Member, Region: "eu-west-1"}),
			change(chain.Create, chain.BackupVault{Account: handlertest.Member, Region: "eu-west-1", Name: "farvault-local"}),
			change(chain.Create, chain.OptIn{Account: handlertest.Member, Region: "eu-west-1"}),
			change(chain.Create, chain.EventRule{Account: handlertest.Member, Region: "eu-west-1", Name: chain.ForwardingRule}),
		}},
		{Account: s.members[handlertest.Member], Status: account.Protected, Cause: "CreateAccountResult", At: handlertest.Noon(), Began: handlertest.Noon(), ProtectedAt: handlertest.Noon(), In: []string{"eu-west-1"},
			Named: []account.Named{{Kind: chain.KindKey, Region: "eu-west-1", ID: theKey}}},
	}
	if diff := cmp.Diff(want, s.records, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestProvisionRecord(t *testing.T) {
	t.Parallel()
	closed := org.Account{ID: "444455556666", State: org.Closed}
	suspended := org.Account{ID: "444455556666", State: org.Suspended}
	event1 := func(account string) string {
		return `{"version":"0","id":"1","source":"aws.organizations","account":"` + account + `","region":"us-east-1","time":"2026-03-02T12:00:00Z",
			"detail-type":"AWS Service Event via CloudTrail","detail":{"eventSource":"organizations.amazonaws.com","eventName":"CreateAccountResult",
			"serviceEventDetails":{"createAccountStatus":{"state":"SUCCEEDED","accountId":"222233334444"}}}}`
	}
	tests := map[string]struct {
		body     event.Body // one of farvault's messages,
		raw      string     // or a record's body as it is
		fails    map[string]error
		outcome  string // "done protected", "ignored why"; or
		err      string
		status   account.Status // of the account record; empty: none was written
		observed []string
	}{
		"AWS's event of the management account":              {raw: event1(handlertest.Manager), outcome: "done protected", status: account.Protected, observed: []string{handlertest.Member}},
		"AWS's event from any other account is not believed": {raw: event1(handlertest.Member), outcome: "ignored sent by account 222233334444, which is not the management account"},
		"the central account gets its chain":                 {body: event.ReconcileAccount{AccountID: handlertest.Central}, outcome: "done protected", status: account.Protected, observed: []string{handlertest.Central}},
		"the management account is not entered":              {body: event.ReconcileAccount{AccountID: handlertest.Manager}, outcome: "ignored it is the management account, which no StackSet reaches", status: account.Skipped},
		"an account out of scope is not entered":             {body: event.ReconcileAccount{AccountID: "333344445555", Facts: &org.Account{ID: "333344445555", State: org.Active}}, outcome: "ignored Scope.ExcludeAccounts names it", status: account.Skipped},
		"an account that left is not entered":                {body: event.ReconcileAccount{AccountID: "555566667777"}, outcome: "ignored it is not a member of the organization; what farvault made in it stays", status: account.Left},
		"a closed account is not entered":                    {body: event.ReconcileAccount{AccountID: closed.ID, Facts: &closed}, outcome: "ignored it is CLOSED; its copies in the central account stay", status: account.Left},
		"a suspended account is not entered":                 {body: event.ReconcileAccount{AccountID: suspended.ID, Facts: &suspended}, outcome: "ignored it is SUSPENDED", status: account.Skipped},
		"facts of another account are not believed":          {body: event.ReconcileAccount{AccountID: handlertest.Member, Facts: &suspended}, outcome: "done protected", status: account.Protected, observed: []string{handlertest.Member}},
		"an account that is being activated is waited for":   {body: event.ReconcileAccount{AccountID: handlertest.Member, Facts: &org.Account{ID: handlertest.Member, State: org.PendingActivation}}, err: "account 222233334444 is PENDING_ACTIVATION"},
		"an id that is none":                                 {body: event.ReconcileAccount{AccountID: "12345"}, err: `account id "12345" is not twelve digits`},
		"a look-up that fails comes again":                   {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{"Account": errors.New("throttled")}, err: "look up account 222233334444: throttled"},
		"an account that cannot be entered yet comes again":  {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{"Observe": handlertest.NotReady{}}, err: "observe account 222233334444: role cannot be assumed yet", observed: []string{handlertest.Member}},
		"what a policy forbids is remembered":                {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{string(chain.KindKey): denied{}}, outcome: "done partial", status: account.Partial, observed: []string{handlertest.Member}},
		"what a policy forbids hides no other error":         {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{string(chain.KindKey): denied{}, string(chain.KindOptIn): errors.New("throttled")}, err: "apply to account 222233334444: explicit deny in a service control policy\nthrottled", observed: []string{handlertest.Member}},
		"a record that cannot be written comes again":        {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{"PutAccount": errors.New("throttled")}, err: "remember account 222233334444: throttled", status: account.Protected, observed: []string{handlertest.Member}},
		"an account that another run works on comes again":   {body: event.ReconcileAccount{AccountID: "666677778888", Facts: &org.Account{ID: "666677778888", State: org.Active}}, err: "account 666677778888 is being worked on by another run"},
		"a claim that cannot be given back comes again":      {body: event.ReconcileAccount{AccountID: handlertest.Member}, fails: map[string]error{"Release": errors.New("throttled")}, err: "release account 222233334444: throttled", observed: []string{handlertest.Member}},
		"a message that is not provision's":                  {body: event.Tick{}, outcome: "ignored event.Tick is nothing to provision"},
		"poison":                                             {raw: "{", err: "queue record is not a JSON object: the JSON ends too early"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			if tt.fails != nil {
				s.fails = tt.fails
			}
			record := events.SQSMessage{Body: tt.raw}
			if tt.body != nil {
				record = queued(t, tt.body)
			}
			outcome, err := s.provision().Record(t.Context(), record)
			if text := fmt.Sprint(err); err != nil || tt.err != "" {
				if text != tt.err {
					t.Errorf("error %q, want %q", text, tt.err)
				}
			} else if got := outcome.Word + " " + outcome.Reason; got != tt.outcome {
				t.Errorf("outcome %q, want %q", got, tt.outcome)
			}
			var status account.Status
			for _, r := range s.records {
				status = r.Status
			}
			if status != tt.status {
				t.Errorf("recorded as %q, want %q", status, tt.status)
			}
			if diff := cmp.Diff(tt.observed, s.observed); diff != "" {
				t.Errorf("entered (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMend(t *testing.T) {
	t.Parallel()
	failed := event.CopyRequest{Account: handlertest.Member, Region: "eu-west-1", JobID: "old-job", ResourceARN: "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1", Attempt: 1}
	restarted := failed
	restarted.JobID = "new-job-1"
	third := failed
	third.Attempt = 4
	made := []event.Change{
		change(chain.Create, chain.BackupServiceLinkedRole(handlertest.Central)),
		change(chain.Create, chain.Key{Account: handlertest.Central, Region: "eu-west-1"}),
		change(chain.Create, chain.BackupVault{Account: handlertest.Central, Region: "eu-west-1", Name: "farvault"}),
		change(chain.Create, chain.VaultAccessPolicy{Account: handlertest.Central, Region: "eu-west-1", Vault: "farvault"}),
		change(chain.Create, chain.EventRule{Account: handlertest.Central, Region: "eu-west-1", Name: chain.ForwardingRule}),
	}
	tests := map[string]struct {
		copies  []event.CopyRequest
		fails   map[string]error
		enabled bool
		want    event.Report
		err     string
	}{
		"what is put right is reported, and the copy runs again": {[]event.CopyRequest{failed}, nil, true,
			event.Report{Changes: made, Restarted: []event.CopyRequest{restarted}}, ""},
		"a copy runs again only as often as settings say": {[]event.CopyRequest{third}, nil, true,
			event.Report{Changes: made, Refused: []event.Change{event.NotStarted(third, "it has been started again 2 times, as often as Mend.MaxRestarts allows")}}, ""},
		"what cannot be put right starts no copy": {[]event.CopyRequest{failed}, map[string]error{string(chain.KindVaultAccessPolicy): denied{}}, true,
			event.Report{Changes: slices.Concat(made[:3], made[4:]), Refused: []event.Change{
				made[3], event.NotStarted(failed, "what it needs could not be put right")}}, ""},
		"a copy that a policy forbids is reported": {[]event.CopyRequest{failed}, map[string]error{"StartCopy": denied{}}, true,
			event.Report{Changes: made, Refused: []event.Change{event.NotStarted(failed, "explicit deny in a service control policy")}}, ""},
		"an error comes again, and nothing is reported": {[]event.CopyRequest{failed}, map[string]error{"StartCopy": errors.New("throttled")}, true, event.Report{}, "throttled"},
		"what is not ready comes again":                 {nil, map[string]error{"Observe": handlertest.NotReady{}}, true, event.Report{}, "observe account 111122223333: role cannot be assumed yet"},
		"switched off by settings":                      {[]event.CopyRequest{failed}, nil, false, event.Report{Refused: []event.Change{event.Because("Mend.Enabled is false in the settings")}}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			if tt.fails != nil {
				s.fails = tt.fails
			}
			p := s.provision()
			p.Settings.Mend.Enabled = tt.enabled
			_, err := p.Record(t.Context(), queued(t, event.Repair{GroupKey: "g", Cause: "vault-policy-denies-copy", Accounts: []string{handlertest.Central}, Copies: tt.copies}))
			if text := fmt.Sprint(err); (err != nil || tt.err != "") && text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
			var want []event.Message
			if tt.err == "" {
				tt.want.GroupKey, tt.want.Cause, tt.want.At = "g", "vault-policy-denies-copy", handlertest.Noon()
				want = append(want, event.NewMessage(tt.want))
			}
			if diff := cmp.Diff(want, s.sent, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("sent to alert (-want +got):\n%s", diff)
			}
		})
	}
}

// Each kind of mending can be switched off by itself, and a retry waits for its time.
func TestMendSwitches(t *testing.T) {
	t.Parallel()
	retry := event.CopyRequest{Account: handlertest.Member, Region: "eu-west-1", JobID: "old-job", ResourceARN: "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1", Attempt: 1, Retry: true}
	restart := retry
	restart.Retry = false
	tests := map[string]struct {
		change  func(*settings.Mend)
		mend    event.Repair
		starts  int
		refused string
		err     string
	}{
		"a retry starts when its time has come": {nil, event.Repair{Copies: []event.CopyRequest{retry}, NotBefore: handlertest.Noon()}, 1, "", ""},
		"a retry waits until then": {nil, event.Repair{GroupKey: "g", Copies: []event.CopyRequest{retry}, NotBefore: handlertest.Noon().Add(10 * time.Minute)}, 0, "",
			"the copies of group g are started again at 2026-03-02T12:10:00Z"},
		"no retry":               {func(m *settings.Mend) { m.RetryTransient = false }, event.Repair{Copies: []event.CopyRequest{retry}}, 0, "Mend.RetryTransient is false in the settings", ""},
		"no restart, but a look": {func(m *settings.Mend) { m.RestartCopies = false }, event.Repair{Accounts: []string{handlertest.Central}, Copies: []event.CopyRequest{restart}}, 0, "Mend.RestartCopies is false in the settings", ""},
		"no look":                {func(m *settings.Mend) { m.Reconcile = false }, event.Repair{Accounts: []string{handlertest.Central}, Copies: []event.CopyRequest{restart}}, 0, "Mend.Reconcile is false in the settings", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			p := s.provision()
			if tt.change != nil {
				tt.change(&p.Settings.Mend)
			}
			_, err := p.Record(t.Context(), queued(t, tt.mend))
			if text := fmt.Sprint(err); (err != nil || tt.err != "") && text != tt.err {
				t.Fatalf("error %q, want %q", text, tt.err)
			}
			var later batch.Later
			if errors.As(err, &later) && later.After != 10*time.Minute {
				t.Errorf("comes back after %s", later.After)
			}
			if tt.err != "" {
				return
			}
			report := s.sent[0].Body.(event.Report)
			if len(report.Restarted) != tt.starts || tt.refused != "" && !slices.ContainsFunc(report.Refused, func(c event.Change) bool { return c.Why == tt.refused }) {
				t.Errorf("reported %+v, want %d started and %q refused", report, tt.starts, tt.refused)
			}
		})
	}
}

// After fifteen handlertest.Minutes the account is remembered as waiting and one notice goes out; a mend's group hears why.
func TestProvisionTooLate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body    event.Body
		records []account.Record
		report  event.Report
	}{
		"an account": {event.ReconcileAccount{AccountID: handlertest.Member, Cause: "CreateAccountResult"},
			[]account.Record{{Account: org.Account{ID: handlertest.Member, Name: "payments-prod", State: org.Active}, Status: account.Waiting, Why: "role cannot be assumed yet", Cause: "CreateAccountResult", At: handlertest.Noon()}},
			event.Report{Waiting: &event.Waiting{Account: org.Account{ID: handlertest.Member, Name: "payments-prod", State: org.Active}, Why: "role cannot be assumed yet"}, At: handlertest.Noon()}},
		"a mend": {event.Repair{GroupKey: "g", Cause: "c", Accounts: []string{handlertest.Member}}, nil,
			event.Report{GroupKey: "g", Cause: "c", Refused: []event.Change{event.Because("role cannot be assumed yet")}, At: handlertest.Noon()}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			if _, err := s.provision().TooLate(t.Context(), queued(t, tt.body), handlertest.NotReady{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.records, s.records); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]event.Message{event.NewMessage(tt.report)}, s.sent); diff != "" {
				t.Errorf("sent to alert (-want +got):\n%s", diff)
			}
		})
	}
}
