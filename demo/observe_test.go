package demo

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"farvault/shared/wiring"
	"farvault/simulator/dynamodb"
)

// logLines are the lines that the functions write, by their message: the keys that each has, and those that it may have. Whoever searches
// the logs, or reads metrics out of them, counts on these.
var logLines = map[string]struct{ always, may []string }{
	"record": {[]string{"record", "attempt", "outcome", "reason", "duration"},
		[]string{"account", "region", "job", "cause", "group", "mend", "changes", "held", "restarted", "refused", "delay", "error"}},
	"invocation": {[]string{"records", "duration"},
		[]string{"done", "ignored", "waits", "failed", "AlertsSent", "ClaimsLost", "CopyAge", "_aws"}},
	"failures": {[]string{"Category", "Failures", "_aws"}, nil},
	"coverage": {[]string{"Protected", "Failing", "Unknown", "Untagged", "_aws"}, []string{"OldestCopy"}},
	"sweep":    {[]string{"kind", "sent", "duration"}, []string{"error"}},
}

// TestTheStoryIsObserved plays the whole story and looks at what it leaves: log lines of a fixed shape, one for each invocation; the metrics
// that the dashboard shows, and no others; and nowhere a mail address or any part of the webhook, not even where Slack quotes it.
func TestTheStoryIsObserved(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := newStage(ctx, Options{Files: deployed(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for i, step := range story {
		if err := step.play(s, ctx); err != nil {
			t.Fatalf("step %d, %q: %v", i+1, step.title, err)
		}
	}
	s.slack.Refuse(404, "no_service "+webhook)
	s.says(t, sns.NewFromConfig(s.world.Administrator(centralID, homeRegion)))
	s.world.Advance(5 * 24 * time.Hour) // the message is given up
	s.linesAreStable(t)
	s.metricsAreShown(t)
	s.keepsSecrets(t)
}

// webhook is what the stage keeps as the secret.
const webhook = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"

func (s *stage) linesAreStable(t *testing.T) {
	t.Helper()
	invocations := map[string]int{}
	for _, run := range s.world.Lambda.Invocations() {
		invocations[run.Function]++
	}
	seen := map[string]map[string]bool{}
	for _, l := range s.log.since(0) {
		shape, known := logLines[l.message]
		if !known {
			t.Fatalf("%s writes a line %q, which is not listed", l.function, l.message)
		}
		for _, key := range shape.always {
			if _, has := l.attrs[key]; !has {
				t.Errorf("a line %q of %s lacks %s", l.message, l.function, key)
			}
		}
		if seen[l.message] == nil {
			seen[l.message] = map[string]bool{}
		}
		for key := range l.attrs {
			if seen[l.message][key] = true; !slices.Contains(shape.always, key) && !slices.Contains(shape.may, key) {
				t.Errorf("a line %q of %s has %s, which is not listed", l.message, l.function, key)
			}
		}
		if l.message == "invocation" || l.message == "sweep" {
			invocations[l.function]--
		}
	}
	for function, missing := range invocations {
		if missing != 0 {
			t.Errorf("%d invocations of %s more than lines of them", missing, function)
		}
	}
	for message := range logLines {
		if seen[message] == nil {
			t.Errorf("no line %q was written", message)
		}
	}
}

// metricsAreShown compares the metrics in the log lines with those on the dashboard: names and dimensions.
func (s *stage) metricsAreShown(t *testing.T) {
	t.Helper()
	emitted := map[string]bool{}
	for _, l := range s.log.since(0) {
		v, has := l.attrs["_aws"]
		if !has {
			continue
		}
		text, err := json.Marshal(v.Any())
		if err != nil {
			t.Fatal(err)
		}
		var embedded struct {
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		}
		if err := json.Unmarshal(text, &embedded); err != nil {
			t.Fatal(err)
		}
		for _, d := range embedded.CloudWatchMetrics {
			for _, m := range d.Metrics {
				emitted[strings.Join(append([]string{d.Namespace, m.Name}, d.Dimensions[0]...), " ")] = true
				if _, valued := l.attrs[m.Name]; !valued || m.Unit == "" {
					t.Errorf("metric %s has no value or no unit", m.Name)
				}
			}
		}
	}
	shown := dashboard(t)
	for name := range maps.Keys(emitted) {
		if !shown[name] {
			t.Errorf("%s is measured and not on the dashboard", name)
		}
	}
	for name := range maps.Keys(shown) {
		if !emitted[name] {
			t.Errorf("%s is on the dashboard and not measured", name)
		}
	}
	if len(emitted) < 4 {
		t.Errorf("only %v were measured", emitted)
	}
}

var (
	dashboardBody = regexp.MustCompile(`(?s)DashboardBody: !Sub \|\n(.*?)\n\n`)
	substituted   = regexp.MustCompile(`\$\{[A-Za-z:.]+\}`)
	searched      = regexp.MustCompile(`SEARCH\('\{([^,}]+),([^}]+)\} MetricName="([^"]+)"'`)
)

// dashboard lists farvault's own metrics on the dashboard of the template, each with its dimensions.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func dashboard(t *testing.T) map[string]bool {
	t.Helper()
	found := dashboardBody.FindSubmatch(deployed(t)["template.yaml"].Data)
	if found == nil {
		t.Fatal("the template has no dashboard")
	}
	var body struct {
		Widgets []struct {
			X, Y, Width, Height int
			Properties          struct{ Metrics [][]any }
		}
	}
	if err := json.Unmarshal(substituted.ReplaceAll(found[1], []byte("x")), &body); err != nil {
		t.Fatalf("the dashboard is no JSON: %v", err)
	}
	shown := map[string]bool{}
	for i, w := range body.Widgets {
		if w.X+w.Width > 24 || w.Width < 1 || w.Height < 1 {
			t.Errorf("widget %d does not fit the grid of 24 columns", i+1)
		}
		for _, m := range w.Properties.Metrics {
			switch first := m[0].(type) {
			case map[string]any:
				parts := searched.FindStringSubmatch(first["expression"].(string))
				shown[parts[1]+" "+parts[3]+" "+parts[2]] = true
			case string:
				if first == "farvault" {
					shown[first+" "+m[1].(string)] = true
				}
			}
		}
	}
	return shown
}

// address is anything that may be a mail address of somebody's.
var address = regexp.MustCompile(`[A-Za-z0-9._+-]+@[A-Za-z0-9-]+\.[A-Za-z]+`)

// keepsSecrets looks through everything that farvault wrote: logs, table, messages, what was given up.
func (s *stage) keepsSecrets(t *testing.T) {
	t.Helper()
	written := map[string][]string{}
	for _, l := range s.log.since(0) {
		values := map[string]any{}
		for key, v := range l.attrs {
			values[key] = v.Any()
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		written["log of "+l.function] = append(written["log of "+l.function], string(text))
	}
	s.world.Lock()
	for _, item := range s.world.DynamoDB.Items(dynamodb.TableARN(centralID, homeRegion, "farvault")) {
		text, err := json.Marshal(item)
		if err != nil {
			t.Fatal(err)
		}
		written["table"] = append(written["table"], string(text))
	}
	for _, p := range s.world.SNS.Published() {
		written["topics"] = append(written["topics"], p.Subject, p.Message)
	}
	s.world.Unlock()
	for _, p := range s.slack.Posts() {
		written["Slack"] = append(written["Slack"], string(p.Body))
	}
	written["given up"] = s.givenUp(t)
	for _, where := range []string{"log of " + wiring.ProvisionFunction, "log of " + wiring.AlertFunction, "log of " + wiring.SlackFunction, "table", "topics", "Slack", "given up"} {
		if len(written[where]) == 0 {
			t.Errorf("nothing was written to: %s", where)
		}
	}
	for where, texts := range written {
		for _, text := range texts {
			if found := address.FindString(text); found != "" {
				t.Errorf("%s has the address %s: %.300s", where, found, text)
			}
			for _, part := range []string{"T00000000", "B00000000", "XXXXXXXX"} {
				if strings.Contains(text, part) {
					t.Errorf("%s has %s of the webhook: %.300s", where, part, text)
				}
			}
		}
	}
}

// givenUp are the bodies of what lies in the dead-letter queue of Slack.
func (s *stage) givenUp(t *testing.T) (bodies []string) {
	t.Helper()
	client := sqs.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	url, err := client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("farvault-slack-dead-letter")})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url.QueueUrl, MaxNumberOfMessages: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range out.Messages {
		bodies = append(bodies, *m.Body)
	}
	return bodies
}
