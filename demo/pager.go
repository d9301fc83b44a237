package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"farvault/shared/message"
)

// The pager is what somebody attaches to farvault's bus: a rule, and a queue that a program of theirs reads.
const (
	pagerQueue   = "pager"
	pagerPattern = `{"source":["farvault"],"detail-type":["farvault Alert"]}`
	pagerPolicy  = `{"Version":"2012-10-17","Statement":[{"Sid":"PagerRule","Effect":"Allow",` +
		`"Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`
)

// attachPager does what the README says of other channels.
func (s *stage) attachPager(ctx context.Context) error {
	s.world.Lock()
	queue, err := s.world.SQS.Create(
		centralID,
		homeRegion,
		pagerQueue,
		map[string]string{"Policy": pagerPolicy, "MessageRetentionPeriod": "1209600"},
	)
	s.world.Unlock()
	if err != nil {
		return fmt.Errorf("make the pager's queue: %w", err)
	}
	s.pager = queue
	client, bus := eventbridge.NewFromConfig(s.world.Administrator(centralID, homeRegion)), aws.String("farvault")
	if _, err := client.PutRule(
		ctx,
		&eventbridge.PutRuleInput{
			Name:         aws.String(pagerQueue),
			EventBusName: bus,
			EventPattern: aws.String(pagerPattern),
		},
	); err != nil {
		return fmt.Errorf("put the pager's rule: %w", err)
	}
	_, err = client.PutTargets(
		ctx,
		&eventbridge.PutTargetsInput{
			Rule:         aws.String(pagerQueue),
			EventBusName: bus,
			Targets:      []types.Target{{Id: aws.String("queue"), Arn: &queue}},
		},
	)
	return err
}

// unpaged is a mail of which the pager has had no event; empty: there is none.
func (s *stage) unpaged() (string, error) {
	titles := map[string]bool{}
	s.world.Lock()
	queue, _ := s.world.SQS.Queue(s.pager)
	s.world.Unlock()
	for _, m := range queue.Messages {
		var event struct {
			Detail message.Message `json:"detail"`
		}
		if err := json.Unmarshal([]byte(m.Body), &event); err != nil {
			return "", fmt.Errorf("read an event at the pager: %w", err)
		}
		titles[strings.Join(strings.Fields(string(event.Detail.Color)+" "+event.Detail.Title), " ")] = true
	}
	for _, mail := range s.mails() {
		head, _, _ := strings.Cut(mail, "\n\n") // a long title goes on below itself
		if title := strings.Join(strings.Fields(head), " "); !titles[title] {
			return title, nil
		}
	}
	return "", nil
}
