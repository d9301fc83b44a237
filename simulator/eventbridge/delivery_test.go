package eventbridge_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/eventbridge"
	"farvault/simulator/kernel"
)

func TestEventCrossesAccountAndRegion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, wholePath(), away)
	w.emit(away, "Copy Job State Change")
	got := w.queued(queueARN)
	if len(got) != 1 {
		t.Fatalf("queue holds %d messages; undelivered: %+v", len(got), w.events.Undelivered())
	}
	// The envelope stays the sender's.
	want := `{"version":"0","id":"ID","detail-type":"Copy Job State Change","source":"aws.backup","account":"222233334444",` +
		`"time":"2026-03-01T09:00:00Z","region":"us-east-1","resources":["arn:aws:ec2:us-east-1::snapshot/snap-1"],"detail":{"note":"a<b","state":"FAILED"}}`
	if diff := cmp.Diff(want, regexp.MustCompile(`"id":"[0-9a-f-]{36}"`).ReplaceAllString(got[0], `"id":"ID"`)); diff != "" {
		t.Error(diff)
	}
}

func TestEachLinkOfThePathIsNeeded(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		without    func(*path)
		detailType string
		code       string // of the dead-letter queue; empty where no rule matches
	}{
		"a role that nobody has made":              {without: func(p *path) { p.trust = "" }, code: "FAILED_TO_ASSUME_ROLE"},
		"a role that trusts another service":       {without: func(p *path) { p.trust = strings.Replace(p.trust, "events.", "backup.", 1) }, code: "FAILED_TO_ASSUME_ROLE"},
		"a role that trusts for another account":   {without: func(p *path) { p.trust = strings.Replace(p.trust, member, management, 1) }, code: "FAILED_TO_ASSUME_ROLE"},
		"a role without permission":                {without: func(p *path) { p.identity = "" }, code: "NO_PERMISSIONS"},
		"a bus without a policy":                   {without: func(p *path) { p.busPolicy = "" }, code: "NO_PERMISSIONS"},
		"a bus that admits another organization":   {without: func(p *path) { p.busPolicy = strings.Replace(p.busPolicy, organization, "o-zzzzzzzzzz", 1) }, code: "NO_PERMISSIONS"},
		"a bus that admits other detail-types":     {without: func(*path) {}, detailType: "Backup Report", code: "NO_PERMISSIONS"},
		"a queue without a policy":                 {without: func(p *path) { p.queuePolicy = "" }, code: "NO_PERMISSIONS"},
		"a queue that admits another rule":         {without: func(p *path) { p.queuePolicy = strings.Replace(p.queuePolicy, "rule/farvault/jobs", "rule/jobs", 1) }, code: "NO_PERMISSIONS"},
		"a rule that is disabled":                  {without: func(p *path) { p.ruleState = "DISABLED" }},
		"a rule that leaves the detail-type out":   {without: func(*path) {}, detailType: "Scan Job State Change"},
		"a rule that matches another source":       {without: func(p *path) { p.pattern = `{"source":["aws.organizations"]}` }},
		"a rule that matches another account only": {without: func(p *path) { p.pattern = `{"account":["` + management + `"]}` }},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := wholePath()
			tt.without(&p)
			w.lay(t, p, region)
			detailType := tt.detailType
			if detailType == "" {
				detailType = "Copy Job State Change"
			}
			w.emit(region, detailType)
			if got := w.queued(queueARN); len(got) != 0 {
				t.Errorf("delivered all the same: %s", got)
			}
			var codes []string
			for _, u := range w.events.Undelivered() {
				codes = append(codes, u.Code)
			}
			if got := strings.Join(codes, " "); got != tt.code {
				t.Errorf("undelivered %q, want %q", got, tt.code)
			}
		})
	}
}

func TestDeadLetterQueue(t *testing.T) {
	t.Parallel()
	const deadPolicy = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"` + deadARN + `","Condition":{"ArnEquals":{"aws:SourceArn":"` + jobRule + `"}}}}`
	for law, admitted := range map[string]bool{"that admits the rule has the event": true, "without a policy does not": false} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := wholePath()
			p.queuePolicy = ""
			w.lay(t, p, region)
			if admitted {
				w.Lock()
				must(t, w.sqs.SetAttributes(deadARN, map[string]string{"Policy": deadPolicy}))
				w.Unlock()
			}
			w.emit(region, "Copy Job State Change")
			u := w.events.Undelivered()[0]
			w.Lock()
			defer w.Unlock()
			dead, _ := w.sqs.Queue(deadARN)
			if (u.DeadLetterARN == deadARN) != admitted || (len(dead.Messages) == 1) != admitted {
				t.Fatalf("%+v; %d messages", u, len(dead.Messages))
			}
			if admitted {
				a := dead.Messages[0].Attributes
				if a["RULE_ARN"].StringValue != jobRule || a["TARGET_ARN"].StringValue != queueARN || a["ERROR_CODE"].StringValue != "NO_PERMISSIONS" {
					t.Errorf("attributes %+v", a)
				}
			}
		})
	}
}

// An event that came from another bus is not forwarded to a third one.
func TestForwardedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, wholePath(), region)
	w.Lock()
	const third = "arn:aws:events:eu-west-1:999988887777:event-bus/default"
	must(t, w.events.PutTargets(centralBus, "jobs", eventbridge.Target{Id: "third", Arn: third, RoleArn: forwarder}))
	w.Unlock()
	w.emit(region, "Copy Job State Change")
	if u := w.events.Undelivered(); len(u) != 1 || u[0].Code != "THIRD_ACCOUNT_HOP_DETECTED" || u[0].TargetARN != third {
		t.Errorf("undelivered %+v", u)
	}
	if got := w.queued(queueARN); len(got) != 1 {
		t.Errorf("the queue, which is no bus, holds %d messages", len(got))
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, wholePath(), region)
	for _, times := range []int{0, 2} {
		w.events.Deliveries = func(eventbridge.Event) int { return times }
		before := len(w.queued(queueARN))
		w.emit(region, "Copy Job State Change")
		if got := len(w.queued(queueARN)) - before; got != times {
			t.Errorf("arrived %d times, want %d", got, times)
		}
	}
}

func TestTargetsThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		target eventbridge.Target
		want   string
	}{
		"a queue in another Region":    {eventbridge.Target{Id: "a", Arn: "arn:aws:sqs:us-east-1:111122223333:jobs"}, "must be eu-west-1"},
		"a bus without a role":         {eventbridge.Target{Id: "a", Arn: "arn:aws:events:eu-west-1:999988887777:event-bus/default"}, "RoleArn is required for target"},
		"a bus with another input":     {eventbridge.Target{Id: "a", Arn: centralBus, RoleArn: forwarder, Input: "{}"}, "not available for event bus"},
		"a thing that is no target":    {eventbridge.Target{Id: "a", Arn: "arn:aws:s3:::bucket"}, "queues, event buses and API destinations only"},
		"a target that is no ARN":      {eventbridge.Target{Id: "a", Arn: "jobs"}, "not in correct format"},
		"a target that has no id":      {eventbridge.Target{Arn: queueARN}, "not in correct format"},
		"a queue of the rule's Region": {eventbridge.Target{Id: "a", Arn: queueARN}, ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.lay(t, wholePath(), region)
			w.Lock()
			defer w.Unlock()
			err := w.events.PutTargets(centralBus, "jobs", tt.target)
			if known, ok := err.(*kernel.Error); (tt.want != "" || err != nil) && (!ok || !strings.Contains(known.Message, tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
