package event_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/event"
	"farvault/shared/org"
)

var policyBack = event.Change{Op: "update", Kind: "vault access policy", Name: "farvault", Account: "111122223333", Region: "eu-west-1", Attributes: []event.Attribute{
	{Name: "AccessPolicy", Part: "AllowCopyFromOrganization", ShouldBe: `{"Sid":"AllowCopyFromOrganization"}`}}}

func TestReadGivesBackWhatNewMessageWrapped(t *testing.T) {
	t.Parallel()
	copied := event.CopyRequest{Account: "222233334444", Region: "eu-west-1", JobID: "9A1B", RecoveryPointARN: "arn:r", Attempt: 1}
	bodies := map[string]event.Body{
		"account":      event.ReconcileAccount{AccountID: "222233334444", Facts: &org.Account{ID: "222233334444", Name: "payments-prod"}, Cause: "sweep"},
		"mend":         event.Repair{GroupKey: "7f3a", Cause: "vault-policy-denies-copy", Accounts: []string{"111122223333"}, Copies: []event.CopyRequest{copied}},
		"report":       event.Report{GroupKey: "7f3a", Changes: []event.Change{policyBack}, Refused: []event.Change{event.Because("Mend.RestartCopies is false")}, Restarted: []event.CopyRequest{copied}, At: at("2026-03-02T06:07:34Z")},
		"finding":      event.JobStateChange{Origin: origin, Job: event.Copy, JobID: "9A1B", State: "FAILED", Found: true},
		"announcement": event.Announcement{Message: json.RawMessage(`{"version":1}`)},
		"tick":         event.Tick{At: at("2026-03-02T06:10:00Z")},
		"digest":       event.Digest{At: at("2026-03-02T06:10:00Z"), InScope: 3},
		"silence":      event.Unreported{Account: "222233334444", Region: "eu-west-1", At: at("2026-03-02T06:10:00Z"), Problems: []event.UnreportedFailure{{Kind: "opt-in", Resource: "opt-in/EBS", ResourceType: "EBS", Cause: "resource-type-not-opted-in", Ours: true}}},
	}
	for kind, body := range bodies {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			message := event.NewMessage(body)
			if message.Kind() != kind || message.Version > event.MessageVersion || message.Version < 1 {
				t.Fatalf("wrapped as %q, version %d", message.Kind(), message.Version)
			}
			raw, err := json.Marshal(message)
			if err != nil {
				t.Fatal(err)
			}
			got, err := event.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(event.Event(body), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestReadTakesAnEventAsItCame(t *testing.T) {
	t.Parallel()
	for name, raw := range samples(t) {
		want, err := event.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		got, err := event.Read(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ raw, want string }{
		"what is no JSON":                   {raw: `tick`, want: "not a JSON object"},
		"what is no object":                 {raw: `[]`, want: "not a JSON object"},
		"a kind that is no string":          {raw: `{"kind":3}`, want: "kind"},
		"a version that is to come":         {raw: `{"version":3,"kind":"tick","tick":{}}`, want: "version 3"},
		"a body that is null":               {raw: `{"version":1,"kind":"tick","tick":null}`, want: "tick"},
		"a kind that nobody knows":          {raw: `{"version":1,"kind":"dance"}`, want: "dance"},
		"a kind without its body":           {raw: `{"version":1,"kind":"mend","tick":{}}`, want: "mend"},
		"a body of the wrong type":          {raw: `{"version":1,"kind":"tick","tick":{"at":"noon"}}`, want: "tick"},
		"neither an event nor a message":    {raw: `{}`, want: "source is missing"},
		"an event that is no event of ours": {raw: `{"source":"aws.backup"}`, want: "detail-type is missing"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Read([]byte(tt.raw))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %#v, error %v, want one that says %q", got, err, tt.want)
			}
		})
	}
}

// What an older build left in a queue is read: a version that was, and what was written before there were any.
func TestReadTakesOlderVersions(t *testing.T) {
	t.Parallel()
	want := event.Tick{At: at("2026-03-02T06:10:00Z")}
	for _, raw := range []string{
		`{"version":0,"kind":"tick","tick":{"at":"2026-03-02T06:10:00Z"}}`,
		`{"kind":"tick","tick":{"at":"2026-03-02T06:10:00Z"}}`,
	} {
		got, err := event.Read([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(event.Event(want), got); diff != "" {
			t.Errorf("%s: -want +got\n%s", raw, diff)
		}
	}
}

// A message without a body has no form, so none gets into a queue that nobody could read there.
func TestAMessageWithoutABodyIsNotWritten(t *testing.T) {
	t.Parallel()
	if raw, err := json.Marshal(event.Message{Version: event.MessageVersion}); err == nil {
		t.Errorf("it is written as %s", raw)
	}
}
