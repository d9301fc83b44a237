package cloud_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/cloud"
	"farvault/shared/event"
)

// Messages go out ten a call, none is lost, and what is put away comes again after the delay and not before.
func TestQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := sqs.NewFromConfig(w.administrator(central))
	made, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("accounts")})
	must(t, err)
	watch := &wire{}
	queue := cloud.New(w.config(watch), place, "farvault-sweep").Queue(aws.ToString(made.QueueUrl))
	var sent []event.Message
	for i := range 23 {
		sent = append(sent, event.NewMessage(event.ReconcileAccount{AccountID: fmt.Sprintf("%012d", i), Cause: "sweep"}))
	}
	must(t, queue.SendAll(t.Context(), sent[:22]))
	must(t, queue.Send(t.Context(), sent[22]))
	if n := len(watch.calls); n != 4 {
		t.Errorf("23 messages in %d calls, want 4: %v", n, watch.calls)
	}
	receive := func() []types.Message {
		var all []types.Message
		for {
			answer, err := client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: made.QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 3600})
			must(t, err)
			if len(answer.Messages) == 0 {
				return all
			}
			all = append(all, answer.Messages...)
		}
	}
	got := map[string]bool{}
	records := receive()
	for _, r := range records {
		body, err := event.Read([]byte(aws.ToString(r.Body)))
		must(t, err)
		got[body.(event.ReconcileAccount).AccountID] = true
	}
	want := map[string]bool{}
	for _, m := range sent {
		want[m.Body.(event.ReconcileAccount).AccountID] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("received (-want +got):\n%s", diff)
	}
	must(t, queue.Delay(t.Context(), aws.ToString(records[0].ReceiptHandle), 30*time.Second))
	w.Advance(29 * time.Second)
	if early := receive(); len(early) != 0 {
		t.Errorf("%d records came again too early", len(early))
	}
	w.Advance(2 * time.Second)
	if again := receive(); len(again) != 1 || aws.ToString(again[0].Body) != aws.ToString(records[0].Body) {
		t.Errorf("%d records came again, want the one that was put away", len(again))
	}
}
