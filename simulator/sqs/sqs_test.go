package sqs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/sqs"
	"farvault/simulator/wire/wiretest"
)

const (
	management = "999988887777"
	central    = "111122223333"
	region     = "eu-west-1"
	queueARN   = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	deadARN    = "arn:aws:sqs:eu-west-1:111122223333:dead"
	ruleARN    = "arn:aws:events:eu-west-1:111122223333:rule/farvault/jobs"
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam *iam.Service
	kms *kms.Service
	sqs *sqs.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), kms: kms.New(k)}
	organization := organizations.New(k, management, "o-a1b2c3d4e5")
	k.IAM, k.Organization = w.iam, organization
	organization.AddAccount(central, "backup", "")
	w.sqs = sqs.New(k, w.kms)
	w.Server = wiretest.Serve(t, k, w.sqs)
	return w
}

// client is the administrator's.
func (w world) client() *sdk.Client { return sdk.NewFromConfig(w.Administrator(central, region)) }

// as is the client of a role with one inline policy.
func (w world) as(document string) *sdk.Client {
	w.Lock()
	w.iam.PutRole(central, iam.Role{Name: "worker", Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
	w.Unlock()
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+central+":role/worker", region))
}

// create makes a queue by the API and gives its URL.
func (w world) create(t *testing.T, name string, attributes map[string]string) *string {
	t.Helper()
	out, err := w.client().CreateQueue(context.Background(), &sdk.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return out.QueueUrl
}

func (w world) send(t *testing.T, url *string, body string) {
	t.Helper()
	if _, err := w.client().SendMessage(context.Background(), &sdk.SendMessageInput{QueueUrl: url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
}

// receive gives the bodies of up to ten messages.
func (w world) receive(t *testing.T, url *string) []types.Message {
	t.Helper()
	out, err := w.client().ReceiveMessage(context.Background(), &sdk.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
		MessageAttributeNames: []string{"All"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Messages
}

func bodies(messages []types.Message) []string {
	out := []string{}
	for _, m := range messages {
		out = append(out, aws.ToString(m.Body))
	}
	return out
}

func TestQueueOfTheAPI(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	url := w.create(t, "jobs", map[string]string{"VisibilityTimeout": "60"})
	if want := "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"; *url != want {
		t.Errorf("URL %s, want %s", *url, want)
	}
	if again := w.create(t, "jobs", map[string]string{"VisibilityTimeout": "60"}); *again != *url {
		t.Errorf("created again: %s", *again)
	}
	_, err := w.client().CreateQueue(ctx, &sdk.CreateQueueInput{QueueName: aws.String("jobs"), Attributes: map[string]string{"VisibilityTimeout": "61"}})
	if got := wiretest.Refusal(err); !strings.HasPrefix(got, "QueueAlreadyExists") {
		t.Errorf("created with another attribute: %q", got)
	}
	found, err := w.client().GetQueueUrl(ctx, &sdk.GetQueueUrlInput{QueueName: aws.String("jobs")})
	if err != nil || *found.QueueUrl != *url {
		t.Errorf("GetQueueUrl: %v, %v", found, err)
	}
	w.send(t, url, "one")
	got, err := w.client().GetQueueAttributes(ctx, &sdk.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"QueueArn": queueARN, "VisibilityTimeout": "60", "ApproximateNumberOfMessages": "1", "ApproximateNumberOfMessagesNotVisible": "0",
		"ApproximateNumberOfMessagesDelayed": "0", "DelaySeconds": "0", "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600",
		"ReceiveMessageWaitTimeSeconds": "0", "KmsDataKeyReusePeriodSeconds": "300", "CreatedTimestamp": "1772355600", "LastModifiedTimestamp": "1772355600",
	}
	if diff := cmp.Diff(want, got.Attributes); diff != "" {
		t.Error(diff)
	}
}

func TestMessageComesBackUntilDeleted(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	url := w.create(t, "jobs", map[string]string{"VisibilityTimeout": "60"})
	w.send(t, url, "one")
	first := w.receive(t, url)
	if len(first) != 1 || first[0].Attributes["ApproximateReceiveCount"] != "1" || first[0].Attributes["SentTimestamp"] != "1772355600000" {
		t.Fatalf("received %+v", first)
	}
	if hidden := w.receive(t, url); len(hidden) != 0 {
		t.Errorf("in flight, yet received: %v", bodies(hidden))
	}
	w.Advance(60 * time.Second)
	second := w.receive(t, url)
	if len(second) != 1 || second[0].Attributes["ApproximateReceiveCount"] != "2" {
		t.Fatalf("after the visibility timeout: %+v", second)
	}
	// An older handle does not delete a message that was received again.
	for _, m := range []types.Message{first[0], second[0]} {
		if _, err := w.client().DeleteMessage(ctx, &sdk.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle}); err != nil {
			t.Fatal(err)
		}
		w.Lock()
		q, _ := w.sqs.Queue(queueARN)
		w.Unlock()
		if m.ReceiptHandle == first[0].ReceiptHandle && len(q.Messages) != 1 {
			t.Error("the old handle deleted the message")
		}
	}
	w.Advance(time.Hour)
	if left := w.receive(t, url); len(left) != 0 {
		t.Errorf("deleted, yet received: %v", bodies(left))
	}
}

func TestChangeMessageVisibility(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	url := w.create(t, "jobs", map[string]string{"VisibilityTimeout": "900"})
	w.send(t, url, "one")
	m := w.receive(t, url)[0]
	change := func(seconds int32) string {
		_, err := w.client().ChangeMessageVisibility(ctx, &sdk.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds})
		return wiretest.Refusal(err)
	}
	if got := change(30); got != "" {
		t.Fatal(got)
	}
	w.Advance(29 * time.Second)
	if early := w.receive(t, url); len(early) != 0 {
		t.Errorf("after 29 s: %v", bodies(early))
	}
	w.Advance(time.Second)
	if got := change(30); !strings.HasPrefix(got, "AWS.SimpleQueueService.MessageNotInflight") {
		t.Errorf("of a visible message: %q", got)
	}
	if back := w.receive(t, url); len(back) != 1 {
		t.Error("after 30 s the message has not come back")
	}
	if got := change(43201); !strings.HasPrefix(got, "InvalidParameterValue") {
		t.Errorf("of more than 12 hours: %q", got)
	}
}

func TestRedrive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dead := w.create(t, "dead", nil)
	url := w.create(t, "jobs", map[string]string{
		"VisibilityTimeout": "60", "RedrivePolicy": `{"deadLetterTargetArn":"` + deadARN + `","maxReceiveCount":"2"}`,
	})
	w.send(t, url, "poison")
	for range 2 {
		if got := bodies(w.receive(t, url)); len(got) != 1 {
			t.Fatalf("received %v", got)
		}
		w.Advance(time.Minute)
	}
	if got := bodies(w.receive(t, url)); len(got) != 0 {
		t.Errorf("received a third time: %v", got)
	}
	if diff := cmp.Diff([]string{"poison"}, bodies(w.receive(t, dead))); diff != "" {
		t.Errorf("dead-letter queue: %s", diff)
	}
}

func TestRetentionCountsFromTheFirstSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	url := w.create(t, "jobs", map[string]string{"MessageRetentionPeriod": "3600"})
	w.send(t, url, "old")
	w.Advance(59 * time.Minute)
	w.send(t, url, "new")
	w.Advance(time.Minute)
	if diff := cmp.Diff([]string{"new"}, bodies(w.receive(t, url))); diff != "" {
		t.Error(diff)
	}
}

func TestSendMessageBatch(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	url := w.create(t, "jobs", map[string]string{"MaximumMessageSize": "1024"})
	out, err := w.client().SendMessageBatch(ctx, &sdk.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("a"), MessageBody: aws.String("one"), MessageAttributes: map[string]types.MessageAttributeValue{"kind": {DataType: aws.String("String"), StringValue: aws.String("tick")}}},
		{Id: aws.String("b"), MessageBody: aws.String(strings.Repeat("x", 1025))},
		{Id: aws.String("c"), MessageBody: aws.String("later"), DelaySeconds: 30},
	}})
	if err != nil || len(out.Successful) != 2 || len(out.Failed) != 1 || aws.ToString(out.Failed[0].Code) != "InvalidParameterValue" {
		t.Fatalf("%+v, %v", out, err)
	}
	got := w.receive(t, url)
	if diff := cmp.Diff([]string{"one"}, bodies(got)); diff != "" {
		t.Fatal(diff)
	}
	if kind := aws.ToString(got[0].MessageAttributes["kind"].StringValue); kind != "tick" {
		t.Errorf("attribute kind %q", kind)
	}
	w.Advance(30 * time.Second)
	if diff := cmp.Diff([]string{"one", "later"}, bodies(w.receive(t, url))); diff != "" {
		t.Errorf("after the delay and the visibility timeout: %s", diff)
	}
	_, err = w.client().SendMessageBatch(ctx, &sdk.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("a"), MessageBody: aws.String("x")}, {Id: aws.String("a"), MessageBody: aws.String("y")},
	}})
	if code := wiretest.Refusal(err); !strings.HasPrefix(code, "AWS.SimpleQueueService.BatchEntryIdsNotDistinct") {
		t.Errorf("equal ids: %q", code)
	}
}

// allow is an identity policy of one statement.
func allow(resource string, actions ...string) string {
	return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"` + resource + `"}}`
}

func TestIdentityDecides(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	url := w.create(t, "jobs", nil)
	client := w.as(allow(queueARN, "sqs:SendMessage"))
	if _, err := client.SendMessage(ctx, &sdk.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")}); err != nil {
		t.Error(err)
	}
	_, err := client.ReceiveMessage(ctx, &sdk.ReceiveMessageInput{QueueUrl: url})
	want := "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/worker/test is not authorized to perform: sqs:ReceiveMessage on resource: " + queueARN +
		" because no identity-based policy allows the sqs:ReceiveMessage action"
	if got := wiretest.Refusal(err); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	_, err = w.client().ReceiveMessage(ctx, &sdk.ReceiveMessageInput{QueueUrl: aws.String(*url + "x")})
	if got := wiretest.Refusal(err); got != "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist." {
		t.Errorf("of a queue that is not there: %q", got)
	}
}

// queuePolicy lets EventBridge send for one rule.
const queuePolicy = `{"Version":"2012-10-17","Statement":{"Sid":"RuleSends","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
	"Action":"sqs:SendMessage","Resource":"` + queueARN + `","Condition":{"ArnEquals":{"aws:SourceArn":"` + ruleARN + `"}}}}`

// keyPolicy is the account's own, and lets a service in when one is named.
func keyPolicy(service, condition string) *policy.Document {
	text := `{"Version":"2012-10-17","Statement":[{"Sid":"Root","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + central + `:root"},"Action":"kms:*","Resource":"*"}`
	if service != "" {
		text += `,{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":"*","Condition":` + condition + `}`
	}
	doc := policy.MustParse(text + `]}`)
	return &doc
}

func TestServiceSends(t *testing.T) {
	t.Parallel()
	const sourceAccount = `{"StringEquals":{"aws:SourceAccount":"` + central + `"}}`
	tests := map[string]struct {
		policy, service string
		key             *policy.Document // nil: not encrypted
		want            string           // error code
	}{
		"with a queue policy": {policy: queuePolicy},
		"without one":         {want: "AccessDenied"},
		"for another rule":    {policy: strings.Replace(queuePolicy, ruleARN, ruleARN+"2", 1), want: "AccessDenied"},
		"as another service":  {policy: queuePolicy, service: "sns.amazonaws.com", want: "AccessDenied"},
		"encrypted, the key policy does not admit the service": {policy: queuePolicy, key: keyPolicy("", ""), want: "KmsAccessDenied"},
		"encrypted, the key policy admits the service":         {policy: queuePolicy, key: keyPolicy("events.amazonaws.com", "{}")},
		"EventBridge tells the key no source account":          {policy: queuePolicy, key: keyPolicy("events.amazonaws.com", sourceAccount), want: "KmsAccessDenied"},
		"SNS tells the key its source account": {
			policy:  strings.Replace(queuePolicy, "events.amazonaws", "sns.amazonaws", 1),
			service: "sns.amazonaws.com", key: keyPolicy("sns.amazonaws.com", sourceAccount),
		},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Lock()
			defer w.Unlock()
			attributes := map[string]string{"Policy": tt.policy}
			if tt.key != nil {
				attributes["KmsMasterKeyId"] = w.kms.CreateKeyFor(central, region, tt.key, nil)
			}
			arn, err := w.sqs.Create(central, region, "jobs", attributes)
			if err != nil {
				t.Fatal(err)
			}
			service := tt.service
			if service == "" {
				service = "events.amazonaws.com"
			}
			err = w.sqs.Send(kernel.AWSService(service), arn, "{}", map[string][]string{"aws:SourceArn": {ruleARN}, "aws:SourceAccount": {central}})
			code := ""
			if known, ok := err.(*kernel.Error); ok {
				code = known.Code
			}
			if code != tt.want {
				t.Errorf("got %v, want code %q", err, tt.want)
			}
		})
	}
}

func TestAWSManagedKeyLetsNoServiceIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Lock()
	w.kms.AWSManaged(central, region, "alias/aws/sqs")
	w.Unlock()
	url := w.create(t, "jobs", map[string]string{"KmsMasterKeyId": "alias/aws/sqs", "Policy": queuePolicy})
	w.send(t, url, "the account's own may")
	w.Lock()
	defer w.Unlock()
	err := w.sqs.Send(kernel.AWSService("events.amazonaws.com"), queueARN, "{}", map[string][]string{"aws:SourceArn": {ruleARN}})
	if known, ok := err.(*kernel.Error); !ok || known.Code != "KmsAccessDenied" {
		t.Errorf("EventBridge: %v", err)
	}
}

func TestEncryptedQueueAsksTheRole(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		actions []string
		want    string
	}{
		"sending needs a data key and decryption": {[]string{"sqs:*", "kms:GenerateDataKey", "kms:Decrypt"}, ""},
		"sending without Decrypt":                 {[]string{"sqs:*", "kms:GenerateDataKey"}, "KmsAccessDenied"},
		"sending without GenerateDataKey":         {[]string{"sqs:*", "kms:Decrypt"}, "KmsAccessDenied"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Lock()
			key := w.kms.CreateKeyFor(central, region, keyPolicy("", ""), nil)
			w.Unlock()
			url := w.create(t, "jobs", map[string]string{"KmsMasterKeyId": key})
			_, err := w.as(allow("*", tt.actions...)).SendMessage(context.Background(), &sdk.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")})
			if code, _, _ := strings.Cut(wiretest.Refusal(err), ":"); code != tt.want {
				t.Errorf("got %v, want code %q", err, tt.want)
			}
		})
	}
}

func TestAttributesAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		attributes map[string]string
		want       string
	}{
		"a visibility timeout over 12 hours": {map[string]string{"VisibilityTimeout": "43201"}, "InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout."},
		"a retention under a minute":         {map[string]string{"MessageRetentionPeriod": "59"}, "InvalidAttributeValue: Invalid value for the parameter MessageRetentionPeriod."},
		"a policy that is none":              {map[string]string{"Policy": "{"}, "InvalidAttributeValue: Invalid value for the parameter Policy."},
		"a redrive policy without a count":   {map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"x"}`}, "InvalidAttributeValue: Invalid value for the parameter RedrivePolicy."},
		"an attribute that is none":          {map[string]string{"Colour": "red"}, "InvalidAttributeName: Unknown Attribute Colour."},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.client().CreateQueue(context.Background(), &sdk.CreateQueueInput{QueueName: aws.String("jobs"), Attributes: tt.attributes})
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}
