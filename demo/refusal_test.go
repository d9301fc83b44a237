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

	scenery "farvault/demo/stage"
	"farvault/shared/message"
	"farvault/shared/notify"
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
	s.slackAnswers(t, 404, "no_service")
}

// slackAnswers has four alerts told, three of them while Slack answers so for six hours, with somebody reading the operators' mail.
func (s *stage) slackAnswers(t *testing.T, status int, word string) {
	t.Helper()
	admin := sns.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	if _, err := admin.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: aws.String(operationsTopic), Protocol: aws.String("email"), Endpoint: aws.String(operationsEmail)}); err != nil {
		t.Fatal(err)
	}
	s.world.Lock()
	s.world.SNS.Confirm(operationsEmail)
	s.world.Unlock()
	s.slack.Refuse(status, word)
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
	if err := notify.NewSNS(client, alertsTopic, s.settings.Alerts).Notify(t.Context(), message.ComposeTest("ana", nil, s.now())); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(time.Minute)
}

// TestSixHoursWithoutSlack: with the functions, the queue, the topics and the roles as they are deployed, the mail of the alerts is not
// affected; Slack has the newest message alone and hears nothing of its own trouble; the dead-letter queue has none. That Slack refuses
// messages, and takes them again, the operators hear by mail, once each; that it is down is nothing that they could mend.
func TestSixHoursWithoutSlack(t *testing.T) {
	t.Parallel()
	for law, tc := range map[string]struct {
		status    int
		word      string
		operators []string
	}{
		"the webhook is removed": {404, "no_service", []string{"RED Slack refuses farvault's messages: the webhook was removed or disabled", "GREEN Slack accepts farvault's messages again"}},
		"Slack is down":          {503, "", nil},
		"Slack is busy":          {429, "", nil},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := protected(t)
			posts, begun := len(s.slack.Posts()), s.now()
			s.slackAnswers(t, tc.status, tc.word)
			mails := map[string][]string{}
			s.world.Lock()
			for _, m := range s.world.SNS.Mails() {
				if m.ConfirmationOfARN == "" && !m.At.Before(begun) {
					mails[m.To] = append(mails[m.To], m.Subject)
				}
			}
			s.world.Unlock()
			test := "GREEN TEST: messages of farvault arrive here"
			if diff := cmp.Diff([]string{test, test, test, test}, mails[scenery.AlertEmail]); diff != "" {
				t.Errorf("mails of alerts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.operators, mails[operationsEmail]); diff != "" {
				t.Errorf("mails to the operators (-want +got):\n%s", diff)
			}
			if got := s.slack.Posts()[posts:]; len(got) != 1 || !strings.Contains(got[0].Text(), "TEST") {
				t.Errorf("Slack has %d messages, want the newest alone", len(got))
			}
			if n := s.deadLetters(t); n != 0 {
				t.Errorf("%d messages were given up%s", n, s.trouble())
			}
		})
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
