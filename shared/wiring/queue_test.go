package wiring_test

import (
	"slices"
	"testing"
)

func TestNothingIsDroppedInSilence(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t, "template.yaml")
	dead := map[string]bool{} // the dead-letter queues
	redrives := func(kind, property string, of func(map[string]any) any) {
		for _, r := range tpl.resources(kind) {
			if queue := target(of(r.properties)); queue != "" {
				dead[queue] = true
			} else if kind != "AWS::SQS::Queue" {
				t.Errorf("%s has no %s", r.id, property)
			}
		}
	}
	redrive := func(p map[string]any) any { return mapping(p["RedrivePolicy"])["deadLetterTargetArn"] }
	redrives("AWS::SQS::Queue", "RedrivePolicy", redrive)
	redrives("AWS::SNS::Subscription", "RedrivePolicy", redrive)
	redrives("AWS::Scheduler::Schedule", "DeadLetterConfig", func(p map[string]any) any {
		return mapping(mapping(p["Target"])["DeadLetterConfig"])["Arn"]
	})
	redrives("AWS::Events::Rule", "DeadLetterConfig", func(p map[string]any) any {
		return mapping(mapping(list(p["Targets"])[0])["DeadLetterConfig"])["Arn"]
	})
	for _, r := range tpl.resources("AWS::SQS::Queue") {
		if redrive(r.properties) == nil && !dead[r.id] {
			t.Errorf("queue %s neither has a dead-letter queue nor is one", r.id)
		}
		if r.properties["KmsMasterKeyId"] == nil {
			t.Errorf("queue %s is not encrypted by the key that EventBridge and SNS may use", r.id)
		}
	}
	for _, r := range tpl.resources("AWS::Serverless::Function") {
		async := r.properties["Events"] == nil || r.id == "SweepFunction" // which schedules invoke too
		if async && target(mapping(r.properties["DeadLetterQueue"])["TargetArn"]) == "" {
			t.Errorf("function %s is not fed by a queue and has no DeadLetterQueue", r.id)
		}
	}
}

func TestEverythingThatCanStallHasItsAlarm(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t, "template.yaml")
	alarms := map[string]bool{} // "metric of resource"
	for _, r := range tpl.resources("AWS::CloudWatch::Alarm") {
		dimension := mapping(list(r.properties["Dimensions"])[0])
		alarms[asText(r.properties["MetricName"])+" of "+target(dimension["Value"])] = true
		if actions := list(r.properties["AlarmActions"]); len(actions) != 1 || target(actions[0]) != "OperationsTopic" {
			t.Errorf("alarm %s does not go to the operations topic alone", r.id)
		}
	}
	for _, r := range tpl.resources("AWS::SQS::Queue") {
		metric := "ApproximateAgeOfOldestMessage"
		if r.properties["RedrivePolicy"] == nil {
			metric = "ApproximateNumberOfMessagesVisible"
		}
		if !alarms[metric+" of "+r.id] {
			t.Errorf("queue %s has no alarm on %s", r.id, metric)
		}
	}
	for _, r := range tpl.resources("AWS::Serverless::Function") {
		if !alarms["Errors of "+r.id] {
			t.Errorf("function %s has no alarm on Errors", r.id)
		}
	}
	if !alarms["Invocations of SweepFunction"] {
		t.Error("nothing notices that the schedules have stopped")
	}
}

// A message must not come back while its function may still be at work.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
func TestAMessageStaysHiddenForSixTimeouts(t *testing.T) {
	t.Parallel()
	tpl := readTemplate(t, "template.yaml")
	queues := map[string]resource{}
	for _, r := range tpl.resources("AWS::SQS::Queue") {
		queues[r.id] = r
	}
	fed := 0
	for _, f := range tpl.resources("AWS::Serverless::Function") {
		for _, source := range mapping(f.properties["Events"]) {
			p := mapping(mapping(source)["Properties"])
			queue := queues[target(p["Queue"])]
			if hidden, timeout := number(queue.properties["VisibilityTimeout"]), number(f.properties["Timeout"]); hidden < 6*timeout || timeout < 1 {
				t.Errorf("%s hides a message for %d s, %s runs for up to %d s", queue.id, hidden, f.id, timeout)
			}
			want, why := 10, "the waits for a new account take 7"
			if queue.id == "SlackQueue" {
				want, why = 20, "ten hours without Slack take 16"
			}
			if queue.id == "SweepQueue" {
				want, why = 2, "the next hour reads the accounts anew"
			}
			if received := number(mapping(queue.properties["RedrivePolicy"])["maxReceiveCount"]); received != want {
				t.Errorf("%s gives up after %d deliveries, want %d: %s", queue.id, received, want, why)
			}
			if !slices.ContainsFunc(list(p["FunctionResponseTypes"]), func(v any) bool { return v == "ReportBatchItemFailures" }) {
				t.Errorf("%s: one bad message makes the whole batch come back", f.id)
			}
			if mapping(p["ScalingConfig"])["MaximumConcurrency"] == nil {
				t.Errorf("%s: its concurrency has no bound", f.id)
			}
			fed++
		}
	}
	if fed != 4 {
		t.Errorf("%d functions are fed by queues, want 4", fed)
	}
}
