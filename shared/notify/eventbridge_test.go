package notify

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/message"
)

var update = flag.Bool("update", false, "write what is generated anew")

const (
	busARN   = "arn:aws:events:eu-west-1:111122223333:event-bus/farvault"
	formsDir = "../message/testdata/"
)

// form is a message as package alert composes it.
func form(t *testing.T, name string) message.Message {
	t.Helper()
	text, err := os.ReadFile(formsDir + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// held fails unless the file is that text; with -update it is made so.
func held(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is not what the code says; go test ./shared/notify -update (-file +code):\n%s", path, diff)
	}
}

func indented(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// puts gives the message to a bus that answers so, and what was asked of it.
func puts(t *testing.T, m message.Message, status int, answer string) (asked map[string]any, err error) {
	t.Helper()
	cfg := service(t, func(body string) (int, string) {
		if err := json.Unmarshal([]byte(body), &asked); err != nil {
			t.Error(err)
		}
		return status, answer
	})
	return asked, NewEventBridge(eventbridge.NewFromConfig(cfg), busARN).Notify(t.Context(), m)
}

// An alert is one event on the bus: farvault's source and detail-type, the time it was written, the message as the detail.
func TestAnAlertIsAnEvent(t *testing.T) {
	t.Parallel()
	m := form(t, "first-someone-elses-key")
	asked, err := puts(t, m, 200, `{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	entry := asked["Entries"].([]any)[0].(map[string]any)
	var detail message.Message
	if err := json.Unmarshal([]byte(entry["Detail"].(string)), &detail); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, detail); diff != "" {
		t.Errorf("the detail is not the message:\n%s", diff)
	}
	delete(entry, "Detail")
	want := map[string]any{"EventBusName": busARN, "Source": "farvault", "DetailType": "farvault Alert", "Time": float64(m.At.Unix())}
	if diff := cmp.Diff(want, entry); diff != "" {
		t.Error(diff)
	}
}

// The published sample is what a rule's target gets of that message.
func TestThePublishedSampleIsTheCodes(t *testing.T) {
	t.Parallel()
	m := form(t, "first-someone-elses-key")
	held(t, "../../events/farvault-alert/first-notification.json", indented(t, envelope{
		Version: "0", ID: "3f1c7d0e-5b2a-4c8e-9d46-0a1b2c3d4e5f", DetailType: EventDetailType, Source: EventSource, Account: "111122223333",
		Time: m.At, Region: "eu-west-1", Resources: []string{}, Detail: m,
	}))
}

// envelope is an event as EventBridge delivers it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
type envelope struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       time.Time       `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     message.Message `json:"detail"`
}

// What EventBridge did not take is an error, also where the request as a whole was answered well.
func TestAnEventThatIsNotTakenIsAnError(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status       int
		answer, want string
	}{
		"an entry that failed":      {200, `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure","ErrorMessage":"try\nagain"}]}`, "the entry was not taken: InternalFailure: try again"},
		"an entry without a reason": {200, `{"FailedEntryCount":1,"Entries":[]}`, "the entry was not taken"},
		"a request that failed":     {400, `{"__type":"AccessDeniedException","message":"no"}`, "AccessDeniedException"},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := puts(t, message.Message{GroupKey: "feedface"}, tc.status, tc.answer)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "put event of group feedface on "+busARN) {
				t.Errorf("error %v", err)
			}
			noLeak(t, err)
		})
	}
}

// What is larger than EventBridge takes goes without its details, and says so.
func TestALargeEventIsCut(t *testing.T) {
	t.Parallel()
	detail, err := detailOf(message.Message{Title: "Copies fail", Sections: []message.Section{{Paste: strings.Repeat("y", 300*1024)}}})
	if err != nil || len(detail) > largestDetail || !strings.Contains(detail, "Copies fail") || !strings.Contains(detail, "too long to be sent") {
		t.Errorf("%d bytes, %v", len(detail), err)
	}
}
