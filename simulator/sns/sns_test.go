package sns_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/sns"
	"farvault/simulator/sqs"
	"farvault/simulator/wire/wiretest"
)

const (
	central  = "111122223333"
	region   = "eu-west-1"
	topicARN = "arn:aws:sns:eu-west-1:111122223333:alerts"
	queueARN = "arn:aws:sqs:eu-west-1:111122223333:slack"
	deadARN  = "arn:aws:sqs:eu-west-1:111122223333:dead"
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam *iam.Service
	kms *kms.Service
	sqs *sqs.Service
	sns *sns.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), kms: kms.New(k)}
	o := organizations.New(k, "999988887777", "o-a1b2c3d4e5")
	k.IAM, k.Organization = w.iam, o
	o.AddAccount(central, "backup", "")
	w.sqs = sqs.New(k, w.kms)
	w.sns = sns.New(k, w.sqs, w.kms)
	w.Server = wiretest.Serve(t, k, w.sns)
	return w
}

// client is the administrator's.
func (w world) client() *sdk.Client { return sdk.NewFromConfig(w.Administrator(central, region)) }

func (w world) as(actions ...string) *sdk.Client {
	document := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}}`
	w.Lock()
	w.iam.PutRole(central, iam.Role{Name: "worker", Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
	w.Unlock()
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+central+":role/worker", region))
}

// topic makes the topic alerts.
func (w world) topic(t *testing.T, attributes map[string]string) {
	t.Helper()
	out, err := w.client().CreateTopic(context.Background(), &sdk.CreateTopicInput{Name: aws.String("alerts"), Attributes: attributes})
	if err != nil || *out.TopicArn != topicARN {
		t.Fatalf("%+v, %v", out, err)
	}
}

// queue makes the queue slack, which admits the topic, and subscribes it.
func (w world) queue(t *testing.T, queuePolicy string, attributes map[string]string) {
	t.Helper()
	w.Lock()
	defer w.Unlock()
	for arn, document := range map[string]string{queueARN: queuePolicy, deadARN: strings.ReplaceAll(admitsTopic, queueARN, deadARN)} {
		name := arn[strings.LastIndex(arn, ":")+1:]
		if _, err := w.sqs.Create(central, region, name, map[string]string{"Policy": document}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.sns.Subscribe(topicARN, "sqs", queueARN, attributes); err != nil {
		t.Fatal(err)
	}
}

func (w world) queued(arn string) []sqs.Message {
	w.Lock()
	defer w.Unlock()
	q, _ := w.sqs.Queue(arn)
	return q.Messages
}

const admitsTopic = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"` + queueARN + `","Condition":{"ArnEquals":{"aws:SourceArn":"` + topicARN + `"}}}}`

func text(value string) types.MessageAttributeValue {
	return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: aws.String(value)}
}

func TestPublishByProtocol(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	w.topic(t, nil)
	w.queue(t, admitsTopic, map[string]string{"RawMessageDelivery": "true"})
	out, err := w.client().Subscribe(ctx, &sdk.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String("team@example.com")})
	if err != nil || *out.SubscriptionArn != "pending confirmation" {
		t.Fatalf("%+v, %v", out, err)
	}
	publish := func() {
		if _, err := w.client().Publish(ctx, &sdk.PublishInput{
			TopicArn: aws.String(topicARN), Subject: aws.String("RED  Copies"), MessageStructure: aws.String("json"),
			Message:           aws.String(`{"default":"short","email":"for people","sqs":"{\"for\":\"programs\"}"}`),
			MessageAttributes: map[string]types.MessageAttributeValue{"status": text("firing")},
		}); err != nil {
			t.Fatal(err)
		}
	}
	publish()
	w.Lock()
	if got := len(w.sns.Mails()); got != 1 || w.sns.Mails()[0].ConfirmationOfARN == "" {
		t.Errorf("before the address confirms: %d mails", got)
	}
	if n := w.sns.Confirm("team@example.com"); n != 1 {
		t.Errorf("confirmed %d subscriptions", n)
	}
	w.Unlock()
	publish()
	w.Lock()
	mail := w.sns.Mails()[len(w.sns.Mails())-1]
	w.Unlock()
	want := sns.Mail{At: w.Clock.Now(), TopicARN: topicARN, To: "team@example.com", Subject: "RED  Copies", Body: "for people"}
	if diff := cmp.Diff(want, mail); diff != "" {
		t.Error(diff)
	}
	got := w.queued(queueARN)
	if len(got) != 2 || got[0].Body != `{"for":"programs"}` || got[0].Attributes["status"].StringValue != "firing" {
		t.Errorf("queue: %+v", got)
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.topic(t, nil)
	w.queue(t, admitsTopic, nil)
	out, err := w.client().Publish(context.Background(), &sdk.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("a<b"), MessageAttributes: map[string]types.MessageAttributeValue{"status": text("firing")}})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(w.queued(queueARN)[0].Body), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Signature", "SignatureVersion", "SigningCertURL", "UnsubscribeURL"} {
		delete(got, name)
	}
	want := map[string]any{
		"Type": "Notification", "MessageId": *out.MessageId, "TopicArn": topicARN, "Message": "a<b", "Timestamp": "2026-03-01T09:00:00.000Z",
		"MessageAttributes": map[string]any{"status": map[string]any{"Type": "String", "Value": "firing"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFilterPolicy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter, scope string
		attributes    map[string]types.MessageAttributeValue
		message       string
		want          bool
	}{
		"an attribute that is there":     {filter: `{"status":[{"exists":true}]}`, attributes: map[string]types.MessageAttributeValue{"status": text("firing")}, want: true},
		"an attribute that is not there": {filter: `{"status":[{"exists":true}]}`},
		"one that must not be there":     {filter: `{"receivers":["default",{"exists":false}]}`, attributes: map[string]types.MessageAttributeValue{"status": text("firing")}, want: true},
		"no attribute at all":            {filter: `{"receivers":["default",{"exists":false}]}`},
		"a value":                        {filter: `{"status":["firing"]}`, attributes: map[string]types.MessageAttributeValue{"status": text("resolved")}},
		"a number":                       {filter: `{"n":[{"numeric":[">",5]}]}`, attributes: map[string]types.MessageAttributeValue{"n": {DataType: aws.String("Number"), StringValue: aws.String("7")}}, want: true},
		"an array":                       {filter: `{"c":["kms"]}`, attributes: map[string]types.MessageAttributeValue{"c": {DataType: aws.String("String.Array"), StringValue: aws.String(`["kms","quota"]`)}}, want: true},
		"the body":                       {filter: `{"status":["firing"]}`, scope: "MessageBody", message: `{"status":"firing"}`, want: true},
		"the body, which is no JSON":     {filter: `{"status":["firing"]}`, scope: "MessageBody", message: "firing"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.topic(t, nil)
			attributes := map[string]string{"FilterPolicy": tt.filter}
			if tt.scope != "" {
				attributes["FilterPolicyScope"] = tt.scope
			}
			w.queue(t, admitsTopic, attributes)
			message := tt.message
			if message == "" {
				message = "x"
			}
			if _, err := w.client().Publish(context.Background(), &sdk.PublishInput{TopicArn: aws.String(topicARN), Message: &message, MessageAttributes: tt.attributes}); err != nil {
				t.Fatal(err)
			}
			if got := len(w.queued(queueARN)) == 1; got != tt.want {
				t.Errorf("delivered %t, want %t", got, tt.want)
			}
		})
	}
}

func TestUndeliverable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.topic(t, nil)
	w.queue(t, "", map[string]string{"RawMessageDelivery": "true", "RedrivePolicy": `{"deadLetterTargetArn":"` + deadARN + `"}`})
	if _, err := w.client().Publish(context.Background(), &sdk.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("x")}); err != nil {
		t.Fatalf("a subscription is no affair of the publisher's: %v", err)
	}
	w.Lock()
	u := w.sns.Undelivered()
	w.Unlock()
	if len(u) != 1 || u[0].DeadLetterARN != deadARN || !strings.Contains(u[0].Reason, "sns.amazonaws.com is not authorized to perform: sqs:SendMessage") {
		t.Errorf("undelivered %+v", u)
	}
	if got := w.queued(deadARN); len(got) != 1 || got[0].Body != "x" {
		t.Errorf("dead-letter queue: %+v", got)
	}
}

func TestPublishRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   sdk.PublishInput
		want string
	}{
		"a subject of 100 characters":    {sdk.PublishInput{Message: aws.String("x"), Subject: aws.String(strings.Repeat("é", 100))}, "InvalidParameter: Invalid parameter: Subject"},
		"but no subject of 99":           {sdk.PublishInput{Message: aws.String("x"), Subject: aws.String(strings.Repeat("é", 99))}, ""},
		"a subject with a line break":    {sdk.PublishInput{Message: aws.String("x"), Subject: aws.String("a\nb")}, "InvalidParameter: Invalid parameter: Subject"},
		"a message without text":         {sdk.PublishInput{Message: aws.String("")}, "InvalidParameter: Invalid parameter: Empty message"},
		"a message over 256 KiB":         {sdk.PublishInput{Message: aws.String(strings.Repeat("x", 256<<10+1))}, "InvalidParameter: Invalid parameter: Message too long"},
		"structure json of no JSON":      {sdk.PublishInput{Message: aws.String("x"), MessageStructure: aws.String("json")}, "InvalidParameter: Invalid parameter: Message Structure - JSON message body failed to parse"},
		"structure json without default": {sdk.PublishInput{Message: aws.String(`{"email":"x"}`), MessageStructure: aws.String("json")}, "InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body"},
		"an attribute without a value":   {sdk.PublishInput{Message: aws.String("x"), MessageAttributes: map[string]types.MessageAttributeValue{"a": text("")}}, "ParameterValueInvalid: The message attribute 'a' must contain non-empty message attribute value."},
		"a topic that is not there":      {sdk.PublishInput{Message: aws.String("x"), TopicArn: aws.String(topicARN + "x")}, "NotFound: Topic does not exist"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.topic(t, nil)
			if tt.in.TopicArn == nil {
				tt.in.TopicArn = aws.String(topicARN)
			}
			_, err := w.client().Publish(context.Background(), &tt.in)
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestPublisherNeedsTopicAndKey(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		actions []string
		want    string
	}{
		"all of it":               {[]string{"sns:Publish", "kms:GenerateDataKey", "kms:Decrypt"}, ""},
		"without Publish":         {[]string{"kms:GenerateDataKey", "kms:Decrypt"}, "AuthorizationError"},
		"without GenerateDataKey": {[]string{"sns:Publish", "kms:Decrypt"}, "KMSAccessDenied"},
		"without Decrypt":         {[]string{"sns:Publish", "kms:GenerateDataKey"}, "KMSAccessDenied"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Lock()
			key := w.kms.CreateKeyFor(central, region, nil, nil)
			w.Unlock()
			w.topic(t, map[string]string{"KmsMasterKeyId": key})
			_, err := w.as(tt.actions...).Publish(context.Background(), &sdk.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String("x")})
			if code, _, _ := strings.Cut(wiretest.Refusal(err), ":"); code != tt.want {
				t.Errorf("got %v, want code %q", err, tt.want)
			}
		})
	}
}

// Ten mails a second are delivered; the eleventh deactivates the subscription for good.
func TestMailsAreLimited(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	w.topic(t, nil)
	w.Lock()
	if _, err := w.sns.Subscribe(topicARN, "email", "team@example.com", nil); err != nil {
		t.Fatal(err)
	}
	w.sns.Confirm("team@example.com")
	w.Unlock()
	publish := func(n int) int {
		for i := range n {
			if _, err := w.client().Publish(ctx, &sdk.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String(fmt.Sprint(i))}); err != nil {
				t.Fatal(err)
			}
		}
		w.Lock()
		defer w.Unlock()
		return len(w.sns.Mails()) - 1 // less the one that asked for confirmation
	}
	if got := publish(10); got != 10 {
		t.Errorf("%d mails of 10", got)
	}
	w.Advance(time.Second)
	if got := publish(11); got != 20 {
		t.Errorf("%d mails of 21 in two seconds, the second with 11", got)
	}
	w.Advance(time.Hour)
	if got := publish(1); got != 20 {
		t.Errorf("%d mails after the deactivation", got)
	}
	attributes, err := w.client().GetTopicAttributes(ctx, &sdk.GetTopicAttributesInput{TopicArn: aws.String(topicARN)})
	if err != nil || attributes.Attributes["SubscriptionsDeleted"] != "1" {
		t.Errorf("%+v, %v", attributes, err)
	}
	subscriptions, err := w.client().ListSubscriptionsByTopic(ctx, &sdk.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)})
	if err != nil || len(subscriptions.Subscriptions) != 1 || *subscriptions.Subscriptions[0].SubscriptionArn != "Deleted" {
		t.Errorf("%+v, %v", subscriptions, err)
	}
}
