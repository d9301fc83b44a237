package event_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/shared/event"
)

// A change has no text of its own: whoever wants to show one must go to package message, and nobody can read one back.
func TestAChangeHasNoText(t *testing.T) {
	t.Parallel()
	for _, of := range []reflect.Type{reflect.TypeFor[event.Change](), reflect.TypeFor[event.Attribute](), reflect.TypeFor[event.Counted]()} {
		for _, name := range []string{"String", "GoString", "Error", "Format", "MarshalText"} {
			if _, has := reflect.PointerTo(of).MethodByName(name); has {
				t.Errorf("%s has the method %s", of, name)
			}
		}
	}
}

// readMessage reads a queue message that the commit before changes were values has written.
func readMessage(t *testing.T, name string) event.Report {
	t.Helper()
	raw, err := os.ReadFile("testdata/strings/" + name)
	if err != nil {
		t.Fatal(err)
	}
	body, err := event.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return body.(event.Report)
}

// A report of sentences, as older versions have it in the queues, is read whole, sentence by sentence.
func TestAReportOfSentencesIsRead(t *testing.T) {
	t.Parallel()
	report := readMessage(t, "report.json")
	if len(report.Changes) != 2 || len(report.Refused) != 2 || len(report.By) != 1 {
		t.Fatalf("read %+v", report)
	}
	for head, c := range map[string]event.Change{
		"update vault access policy farvault in 111122223333/eu-west-1: AccessPolicy: want {":         report.Changes[0],
		"update service opt-in ResourceTypeOptInPreference in 222233334444/eu-west-1: EBS: want true": report.Changes[1],
		"needs decision KMS key alias/farvault in 222233334444/eu-west-1: somebody disabled the key":  report.Refused[0],
		"Mend.Enabled is false in the settings":                                                       report.Refused[1],
	} {
		if !strings.HasPrefix(c.Line, head) || !c.Same(event.Change{Line: c.Line}) {
			t.Errorf("read %+v, want the line that begins with %q", c, head)
		}
	}
	want := []event.Counted{{Change: event.Change{Line: "update service opt-in ResourceTypeOptInPreference: EBS, in accounts: 3"}},
		{Change: event.Change{Line: "update vault access policy farvault: AccessPolicy, in accounts: 3"}}}
	if diff := cmp.Diff(want, readMessage(t, "halted.json").Halted.Changes); diff != "" {
		t.Errorf("a question (-want +got):\n%s", diff)
	}
}

// Whatever a change says, it is the same change behind the wire, and an older version refuses the message that carries it.
func TestAChangeIsTheSameBehindTheWire(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return rapid.String().Draw(t, name) }
		c := event.Change{Op: event.Op(text("op")), Kind: event.Kind(text("kind")), Name: text("name"), Account: text("account"), Region: text("region"), Why: text("why")}
		for range rapid.IntRange(0, 3).Draw(t, "attributes") {
			c.Attributes = append(c.Attributes, event.Attribute{Name: text("attribute"), Part: text("part"), Now: text("now"), ShouldBe: text("should be"), Decision: text("decision")})
		}
		raw, err := json.Marshal(event.NewMessage(event.Report{Changes: []event.Change{c}, Refused: []event.Change{c, c}}))
		if err != nil {
			t.Fatal(err)
		}
		var version struct{ Version int }
		if err := json.Unmarshal(raw, &version); err != nil || version.Version < 2 {
			t.Fatalf("written as version %d, %v", version.Version, err)
		}
		body, err := event.Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		got := body.(event.Report)
		if len(got.Changes) != 1 || len(got.Refused) != 2 || !got.Changes[0].Same(c) || !got.Refused[1].Same(c) {
			t.Fatalf("got %+v, want %+v", got, c)
		}
	})
}

// A version that is older than all that were ever written is read, for what it has.
func TestAMessageOfNoVersionIsRead(t *testing.T) {
	t.Parallel()
	if body, err := event.Read([]byte(`{"kind":"tick","tick":{}}`)); err != nil || body != any(event.Tick{}) {
		t.Errorf("read %v, %v", body, err)
	}
}
