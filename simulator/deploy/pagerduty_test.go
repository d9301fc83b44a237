package deploy_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator"
	"farvault/simulator/deploy"
	"farvault/simulator/eventbridge"
)

// paged is what of a call PagerDuty acts on.
// https://developer.pagerduty.com/docs/send-alert-event
type paged struct {
	RoutingKey string `json:"routing_key"`
	Action     string `json:"event_action"`
	Key        string `json:"dedup_key"`
	Payload    struct{ Summary, Source, Severity string }
}

// pagerDuty is a world with farvault's bus and the template that docs/alerts.md shows.
func pagerDuty(t *testing.T) *simulator.World {
	t.Helper()
	w := simulator.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), management, "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	w.Lock()
	defer w.Unlock()
	w.Organizations.AddAccount(central, "backup", "")
	if _, err := w.EventBridge.CreateBus(central, region, "farvault", nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../examples/pagerduty.yaml")
	if err != nil {
		t.Fatal(err)
	}
	on := deploy.Target{Kernel: w.Kernel, IAM: w.IAM, EventBridge: w.EventBridge}
	if _, err := put(on, string(text)); err != nil {
		t.Fatal(err)
	}
	return w
}

// told puts a message on farvault's bus, and answers what PagerDuty was called with so far.
func told(t *testing.T, w *simulator.World, detail string) []eventbridge.Invocation {
	t.Helper()
	client := sdk.NewFromConfig(w.Administrator(central, region))
	out, err := client.PutEvents(t.Context(), &sdk.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
		EventBusName: aws.String("farvault"), Source: aws.String("farvault"), DetailType: aws.String("farvault Alert"), Detail: &detail,
	}}})
	if err != nil || out.FailedEntryCount > 0 {
		t.Fatalf("%v, %+v", err, out)
	}
	w.Lock()
	defer w.Unlock()
	if len(w.EventBridge.Undelivered()) > 0 {
		t.Errorf("not delivered: %+v", w.EventBridge.Undelivered())
	}
	return w.EventBridge.Invocations()
}

// The template that docs/alerts.md shows calls PagerDuty once for each message: it opens an incident, warns, and closes
// the incident of the same key. Digests and tests call nobody.
func TestPagerDutyIsCalled(t *testing.T) {
	t.Parallel()
	w := pagerDuty(t)
	var calls []eventbridge.Invocation
	for _, file := range []string{"first-someone-elses-key", "digest", "waits", "test", "resolved"} {
		detail, err := os.ReadFile("../../shared/message/testdata/" + file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		calls = told(t, w, string(detail))
	}
	var got []string
	for _, call := range calls {
		var p paged
		if err := json.Unmarshal([]byte(call.Body), &p); err != nil {
			t.Fatalf("%s: %v", call.Body, err)
		}
		if call.URL != "https://events.pagerduty.com/v2/enqueue" || call.Method != "POST" || !strings.Contains(p.RoutingKey, "pagerduty/farvault") {
			t.Errorf("%+v", call)
		}
		got = append(got, strings.Join([]string{p.Action, p.Key[:4], p.Payload.Severity, p.Payload.Source, p.Payload.Summary}, "|"))
	}
	want := []string{
		"trigger|e9fe|critical|account 222233334444|Copies of 1 volume in payments-prod no longer reach the central vault",
		"trigger|b391|warning|account 222233334444|payments-prod (222233334444) is not protected yet: farvault could not finish its backup chain",
		"resolve|e9fe|||",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("PagerDuty is called (-want +got):\n%s", diff)
	}
}

// A quotation mark in a title does not break the call.
func TestATitleIsEscaped(t *testing.T) {
	t.Parallel()
	detail := `{"groupKey":"a\"b","title":"say \"x\" \\ <title>","attributes":{"account":"none","category":"kms","severity":"critical","status":"firing"},"cause":"c"}`
	calls := told(t, pagerDuty(t), detail)
	if len(calls) != 1 || !strings.Contains(calls[0].Body, `say \"x\" \\ \u003ctitle\u003e`) {
		t.Errorf("%+v", calls)
	}
}
