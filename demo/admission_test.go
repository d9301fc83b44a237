package demo

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// idle are the Allow statements on resources that the story has no use for, each with its reason.
var idle = map[string]string{
	"key LogsAreEncrypted": "Lambda writes the log itself, and CloudWatch Logs is not simulated",
	"arn:aws:sns:eu-west-1:111122223333:farvault-operations AlarmsPublish":              "no alarm goes off: CloudWatch is not simulated",
	"arn:aws:sqs:eu-west-1:111122223333:farvault-accounts-dead-letter AccountRuleParks": everythingArrives,
	"arn:aws:sqs:eu-west-1:111122223333:farvault-jobs-dead-letter JobRuleParks":         everythingArrives,
	"arn:aws:sqs:eu-west-1:111122223333:farvault-slack-dead-letter AlertTopicParks":     everythingArrives,
	"arn:aws:sqs:eu-west-1:111122223333:farvault-topics-dead-letter TopicsPark":         everythingArrives,
}

const everythingArrives = "the story ends with everything delivered"

// readResources takes in the policies of what template.yaml makes: queues, topics, the bus and the keys.
func (all statements) readResources(t *testing.T, s *stage) {
	t.Helper()
	ctx, central := context.Background(), s.world.Administrator(centralID, homeRegion)
	for _, arn := range s.world.SQS.Queues() {
		queue, _ := s.world.SQS.Queue(arn)
		all.take(t, arn, queue.Attributes["Policy"])
	}
	for _, arn := range s.world.SNS.Topics() {
		out, err := sns.NewFromConfig(central).GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &arn})
		if err != nil {
			t.Fatal(err)
		}
		all.take(t, arn, out.Attributes["Policy"])
	}
	bus, err := eventbridge.NewFromConfig(central).DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: aws.String("farvault")})
	if err != nil {
		t.Fatal(err)
	}
	all.take(t, *bus.Arn, aws.ToString(bus.Policy))
	keys, err := kms.NewFromConfig(central).ListKeys(ctx, &kms.ListKeysInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys.Keys {
		known, _ := s.world.KMS.Key(*key.KeyArn)
		if known.Manager != "CUSTOMER" {
			continue
		}
		out, err := kms.NewFromConfig(central).GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: key.KeyArn, PolicyName: aws.String("default")})
		if err != nil {
			t.Fatal(err)
		}
		all.take(t, *key.KeyArn, aws.ToString(out.Policy))
	}
}

func (all statements) take(t *testing.T, arn, text string) {
	t.Helper()
	if text == "" {
		return
	}
	document, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("the policy of %s: %v", arn, err)
	}
	for i, st := range document.Statement {
		if st.Effect == policy.Allow {
			all[fmt.Sprintf("%s %s", arn, sid(st, i))] = &statement{Statement: st}
		}
	}
}

// useResource counts the statements of a resource's policy that a judgment rests on: those that admit the caller by
// themselves, were it of another account, where the resource's policy always has to allow.
func (all statements) useResource(j kernel.Judgment) {
	if j.Policies.Resource == nil || j.Verdict.Decision != policy.Allowed {
		return
	}
	asked := j.Request
	asked.ResourceAccount = "000000000000"
	for i, st := range j.Policies.Resource.Statement {
		known := all[fmt.Sprintf("%s %s", j.Request.Resource, sid(st, i))]
		if known == nil || known.uses > 0 {
			continue
		}
		alone := policy.Document{Version: j.Policies.Resource.Version, Statement: []policy.Statement{st}}
		if policy.Evaluate(asked, policy.Set{Identity: []policy.Document{everything}, Resource: &alone}).Decision == policy.Allowed {
			known.uses++
		}
	}
}
