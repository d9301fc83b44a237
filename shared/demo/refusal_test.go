package demo

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/notify"
	scenery "farvault/shared/stage"
)

// The topics, and who reads mail about farvault itself.
const (
	alertsTopic     = "arn:aws:sns:" + homeRegion + ":" + centralID + ":farvault-alerts"
	operationsTopic = "arn:aws:sns:" + homeRegion + ":" + centralID + ":farvault-operations"
	operationsEmail = "operations@example.com"
)

// webhookRemoved is a chapter of its own: Slack refuses messages for six hours, and takes them again.
func (s *stage) webhookRemoved(t *testing.T) {
	t.Helper()
	admin := sns.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	if _, err := admin.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: aws.String(operationsTopic), Protocol: aws.String("email"), Endpoint: aws.String(operationsEmail)}); err != nil {
		t.Fatal(err)
	}
	s.world.Lock()
	s.world.SNS.Confirm(operationsEmail)
	s.world.Unlock()
	s.slack.Refuse(404, "no_service")
	for range 3 {
		s.says(t, admin)
		s.world.Advance(2 * time.Hour)
	}
	s.slack.Refuse(0, "")
	s.says(t, admin)
	s.world.Advance(5 * time.Hour)
}

// says publishes a message as the alert function does: this one the same for every group.
func (s *stage) says(t *testing.T, client *sns.Client) {
	t.Helper()
	if err := notify.NewSNS(client, alertsTopic, s.settings.Alerts).Notify(t.Context(), alert.ComposeTest("ana", nil, s.now())); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(time.Minute)
}

// TestWhatSlackRefusesIsToldToTheOperators: with the functions, the queue, the topics and the roles as they are deployed, the operators
// hear by mail that Slack refuses messages and that it takes them again, once each; the mail of the alerts is not affected; Slack hears
// nothing of it and has the newest message; the dead-letter queue has none.
func TestWhatSlackRefusesIsToldToTheOperators(t *testing.T) {
	t.Parallel()
	s := protected(t)
	posts := len(s.slack.Posts())
	begun := s.now()
	s.webhookRemoved(t)
	mails := map[string][]string{}
	s.world.Lock()
	for _, m := range s.world.SNS.Mails() {
		if m.ConfirmationOfARN == "" && !m.At.Before(begun) {
			mails[m.To] = append(mails[m.To], m.Subject)
		}
	}
	s.world.Unlock()
	test := "GREEN TEST message of farvault"
	want := map[string][]string{
		operationsEmail:    {"RED Slack refuses alerts: the webhook was removed or disabled", "GREEN resolved: Slack takes alerts again"},
		scenery.AlertEmail: {test, test, test, test},
	}
	if diff := cmp.Diff(want, mails); diff != "" {
		t.Errorf("mails (-want +got):\n%s", diff)
	}
	if got := s.slack.Posts()[posts:]; len(got) != 1 || !strings.Contains(got[0].Text(), "TEST") {
		t.Errorf("Slack has %d messages, want the newest alone", len(got))
	}
	if n := s.deadLetters(t); n != 0 {
		t.Errorf("%d messages were given up%s", n, s.trouble())
	}
}

// deadLetters counts what lies in the dead-letter queues of the central account.
func (s *stage) deadLetters(t *testing.T) (n int) {
	t.Helper()
	client := sqs.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	queues, err := client.ListQueues(t.Context(), &sqs.ListQueuesInput{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, url := range queues.QueueUrls {
		if !strings.HasSuffix(url, "-dead-letter") {
			continue
		}
		seen++
		out, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages}})
		if err != nil {
			t.Fatal(err)
		}
		count, err := strconv.Atoi(out.Attributes["ApproximateNumberOfMessages"])
		if err != nil {
			t.Fatal(err)
		}
		n += count
	}
	if seen < 4 {
		t.Fatalf("only %d dead-letter queues were found", seen)
	}
	return n
}
