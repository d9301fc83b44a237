package lambda_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/lambda"
	"farvault/simulator/organizations"
	"farvault/simulator/sqs"
	"farvault/simulator/wire/wiretest"
)

const (
	central  = "111122223333"
	region   = "eu-west-1"
	queueARN = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	deadARN  = "arn:aws:sqs:eu-west-1:111122223333:dead"
	roleARN  = "arn:aws:iam::111122223333:role/worker"

	trustLambda = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`
	worksQueue  = `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes"],"Resource":"` + queueARN + `"},
		{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"},
		{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"` + deadARN + `"}]}`
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam         *iam.Service
	kms         *kms.Service
	sqs         *sqs.Service
	lambda      *lambda.Service
	functionARN string
}

// newWorld has a queue with a dead-letter queue after three receives, and a function worker of 10 s.
func newWorld(t *testing.T, queueAttributes map[string]string) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), kms: kms.New(k)}
	o := organizations.New(k, "999988887777", "o-a1b2c3d4e5")
	k.IAM, k.Organization = w.iam, o
	o.AddAccount(central, "backup", "")
	w.sqs = sqs.New(k, w.kms)
	w.lambda = lambda.New(k, w.iam, w.sqs)
	w.Server = wiretest.Serve(t, k, w.sqs)
	attributes := map[string]string{"VisibilityTimeout": "60", "RedrivePolicy": `{"deadLetterTargetArn":"` + deadARN + `","maxReceiveCount":3}`}
	for name, value := range queueAttributes {
		attributes[name] = value
	}
	_, err := w.sqs.Create(central, region, "dead", nil)
	must(t, err)
	_, err = w.sqs.Create(central, region, "jobs", attributes)
	must(t, err)
	w.role(trustLambda, worksQueue)
	w.functionARN, err = w.lambda.Create(lambda.Function{Name: "worker", Account: central, Region: region, RoleARN: roleARN, Timeout: 10 * time.Second, DeadLetterARN: deadARN})
	must(t, err)
	return w
}

func (w world) role(trust, document string) {
	w.iam.PutRole(central, iam.Role{Name: "worker", Trust: policy.MustParse(trust), Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w world) poll(t *testing.T, m lambda.Mapping) {
	t.Helper()
	m.FunctionARN, m.QueueARN = w.functionARN, queueARN
	must(t, w.lambda.Map(m))
}

// send puts messages with these bodies, as the account's administrator.
func (w world) send(t *testing.T, bodies ...string) {
	t.Helper()
	w.Lock()
	defer w.Unlock()
	for _, body := range bodies {
		must(t, w.sqs.Send(kernel.Root(central), queueARN, body, nil))
	}
}

func (w world) queued(arn string) []string {
	w.Lock()
	defer w.Unlock()
	q, _ := w.sqs.Queue(arn)
	out := []string{}
	for _, m := range q.Messages {
		out = append(out, m.Body)
	}
	return out
}

type event struct {
	Records []struct {
		MessageID      string            `json:"messageId"`
		Body           string            `json:"body"`
		EventSourceARN string            `json:"eventSourceARN"`
		AWSRegion      string            `json:"awsRegion"`
		Attributes     map[string]string `json:"attributes"`
	}
}

// failing is code that names the messages whose body begins with "bad".
func failing(inv lambda.Invocation) ([]byte, error) {
	var e event
	if err := json.Unmarshal(inv.Payload, &e); err != nil {
		return nil, err
	}
	failures := []map[string]string{}
	for _, r := range e.Records {
		if strings.HasPrefix(r.Body, "bad") {
			failures = append(failures, map[string]string{"itemIdentifier": r.MessageID})
		}
	}
	return json.Marshal(map[string]any{"batchItemFailures": failures})
}

func TestPartialBatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var batches [][]string
	w.lambda.Bind("worker", func(inv lambda.Invocation) ([]byte, error) {
		var e event
		if err := json.Unmarshal(inv.Payload, &e); err != nil {
			return nil, err
		}
		var seen []string
		for _, r := range e.Records {
			seen = append(seen, r.Body+" "+r.Attributes["ApproximateReceiveCount"])
			if r.EventSourceARN != queueARN || r.AWSRegion != region {
				t.Errorf("record of %s in %s", r.EventSourceARN, r.AWSRegion)
			}
		}
		batches = append(batches, seen)
		return failing(inv)
	})
	w.poll(t, lambda.Mapping{BatchSize: 2, ReportBatchItemFailures: true})
	w.send(t, "one", "bad", "two")
	w.Advance(0)
	if diff := cmp.Diff([][]string{{"one 1", "bad 1"}, {"two 1"}}, batches); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff([]string{"bad"}, w.queued(queueARN)); diff != "" {
		t.Errorf("left in the queue: %s", diff)
	}
	w.Advance(10 * time.Minute)
	if diff := cmp.Diff([][]string{{"bad 2"}, {"bad 3"}}, batches[2:]); diff != "" {
		t.Errorf("redelivered: %s", diff)
	}
	if diff := cmp.Diff([]string{"bad"}, w.queued(deadARN)); diff != "" {
		t.Errorf("dead-letter queue: %s", diff)
	}
}

func TestWhatFailsABatch(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		partial bool
		result  string
		err     error
		left    int // of two messages
	}{
		"nothing is success":                       {partial: true, result: "", left: 0},
		"null is success":                          {partial: true, result: "null", left: 0},
		"no failures":                              {partial: true, result: `{"batchItemFailures":[]}`, left: 0},
		"null failures":                            {partial: true, result: `{"batchItemFailures":null}`, left: 0},
		"an empty object":                          {partial: true, result: `{}`, left: 0},
		"an error":                                 {partial: true, err: errors.New("boom"), left: 2},
		"an answer that is no JSON":                {partial: true, result: `{`, left: 2},
		"an identifier that is empty":              {partial: true, result: `{"batchItemFailures":[{"itemIdentifier":""}]}`, left: 2},
		"an identifier that is null":               {partial: true, result: `{"batchItemFailures":[{"itemIdentifier":null}]}`, left: 2},
		"a key of another name":                    {partial: true, result: `{"batchItemFailures":[{"id":"x"}]}`, left: 2},
		"an identifier of no message":              {partial: true, result: `{"batchItemFailures":[{"itemIdentifier":"x"}]}`, left: 2},
		"without the setting an error fails all":   {err: errors.New("boom"), left: 2},
		"without the setting no answer fails some": {result: `{"batchItemFailures":[{"itemIdentifier":""}]}`, left: 0},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.lambda.Bind("worker", func(lambda.Invocation) ([]byte, error) { return []byte(tt.result), tt.err })
			w.poll(t, lambda.Mapping{ReportBatchItemFailures: tt.partial})
			w.send(t, "one", "two")
			w.Advance(0)
			if got := len(w.queued(queueARN)); got != tt.left {
				t.Errorf("%d messages left, want %d", got, tt.left)
			}
		})
	}
}

// The function's calls are its role's, and those of a killed invocation are not answered.
func TestCredentialsAndDeath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	kill := true
	w.lambda.Bind("worker", func(inv lambda.Invocation) ([]byte, error) {
		client := sdk.NewFromConfig(w.With(inv.Credentials.AccessKeyID, inv.Credentials.SessionToken, region))
		url := aws.String("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs")
		_, err := client.SendMessage(context.Background(), &sdk.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")})
		want := "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/worker/worker is not authorized to perform: sqs:SendMessage on resource: " + queueARN + " because no identity-based policy allows the sqs:SendMessage action"
		if got := wiretest.Refusal(err); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		if kill {
			w.Lock()
			w.Kill(inv.ID)
			w.Unlock()
			if _, err := client.GetQueueAttributes(context.Background(), &sdk.GetQueueAttributesInput{QueueUrl: url}); err == nil {
				t.Error("answered after death")
			}
		}
		kill = false
		return nil, nil
	})
	w.poll(t, lambda.Mapping{ReportBatchItemFailures: true})
	w.send(t, "one")
	w.Advance(0)
	if got := w.queued(queueARN); len(got) != 1 {
		t.Errorf("after a killed invocation the queue holds %v", got)
	}
	w.Advance(time.Minute)
	if got := w.queued(queueARN); len(got) != 0 {
		t.Errorf("after the second one it holds %v", got)
	}
	runs := w.lambda.Invocations()
	if len(runs) != 2 || runs[0].Err == nil || !strings.Contains(runs[0].Err.Error(), "signal: killed") || runs[1].Err != nil || runs[1].StartedAt.Sub(runs[0].StartedAt) != time.Minute {
		t.Errorf("invocations %+v", runs)
	}
}

func TestPollingNeedsTheRole(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		action string // taken out of the role's policy
		want   string
	}{
		"to receive":               {"sqs:ReceiveMessage", "sqs:ReceiveMessage"},
		"to delete":                {"sqs:DeleteMessage", "sqs:DeleteMessage"},
		"to read attributes":       {"sqs:GetQueueAttributes", "sqs:GetQueueAttributes"},
		"to decrypt with the key":  {"kms:Decrypt", "kms:Decrypt"},
		"and nothing more of that": {"sqs:SendMessage", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			must(t, w.sqs.SetAttributes(queueARN, map[string]string{"KmsMasterKeyId": w.kms.CreateKeyFor(central, region, nil, nil)}))
			ran := false
			w.lambda.Bind("worker", func(lambda.Invocation) ([]byte, error) { ran = true; return nil, nil })
			w.role(trustLambda, strings.Replace(worksQueue, `"`+tt.action+`"`, `"sqs:ListQueues"`, 1))
			w.poll(t, lambda.Mapping{})
			w.send(t, "one")
			w.Advance(0)
			if ran != (tt.want == "") {
				t.Errorf("ran: %t", ran)
			}
			problems := w.lambda.PollingProblems()
			switch {
			case tt.want == "" && len(problems) > 0:
				t.Errorf("problems %+v", problems)
			case tt.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].Last, "not authorized to perform: "+tt.want)):
				t.Errorf("problems %+v, want %s", problems, tt.want)
			}
		})
	}
}

func TestMappingsThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		visibility string
		mapping    lambda.Mapping
		want       string
	}{
		"a visibility under the function's timeout": {"9", lambda.Mapping{}, "Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds"},
		"a batch of more than ten":                  {"60", lambda.Mapping{BatchSize: 11}, "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"},
		"an ordinary one":                           {"10", lambda.Mapping{}, ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, map[string]string{"VisibilityTimeout": tt.visibility})
			tt.mapping.FunctionARN, tt.mapping.QueueARN = w.functionARN, queueARN
			err := w.lambda.Map(tt.mapping)
			if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestRoleMustTrustLambda(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.role(strings.Replace(trustLambda, "lambda.", "backup.", 1), worksQueue)
	_, err := w.lambda.Create(lambda.Function{Name: "second", Account: central, Region: region, RoleARN: roleARN})
	if err == nil || !strings.Contains(err.Error(), "The role defined for the function cannot be assumed by Lambda.") {
		t.Errorf("created: %v", err)
	}
}

// An asynchronous invocation is tried three times, after one minute and two more, and then given up to the dead-letter queue.
func TestAsynchronousInvocation(t *testing.T) {
	t.Parallel()
	for law, failures := range map[string]int{"succeeds": 0, "succeeds at last": 2, "is given up": 3} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			left := failures
			var at []string
			w.lambda.Bind("worker", func(inv lambda.Invocation) ([]byte, error) {
				at = append(at, inv.Now.Format("15:04"))
				if left--; left >= 0 {
					panic("boom")
				}
				return nil, nil
			})
			w.Lock()
			must(t, w.lambda.InvokeAsync(kernel.Root(central), w.functionARN, []byte(`{"work":"tick"}`), nil))
			w.Unlock()
			w.Advance(time.Hour)
			if diff := cmp.Diff([]string{"09:00", "09:01", "09:03"}[:min(failures+1, 3)], at); diff != "" {
				t.Error(diff)
			}
			want := []string{}
			if failures == 3 {
				want = []string{`{"work":"tick"}`}
			}
			if diff := cmp.Diff(want, w.queued(deadARN)); diff != "" {
				t.Errorf("dead-letter queue: %s", diff)
			}
		})
	}
}

func TestInvocationIsAllowedByIdentityOrResource(t *testing.T) {
	t.Parallel()
	statement := func(principal string) string {
		return `{"Sid":"a","Effect":"Allow","Principal":{"Service":"` + principal + `"},"Action":"lambda:InvokeFunction","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:events:*:*:rule/*"}}}`
	}
	tests := map[string]struct {
		permission string
		want       bool
	}{
		"a service without permission":     {"", false},
		"a service with permission":        {statement("events.amazonaws.com"), true},
		"permission for another service":   {statement("sns.amazonaws.com"), false},
		"permission for another condition": {strings.Replace(statement("events.amazonaws.com"), "aws:events", "aws:s3", 1), false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			if tt.permission != "" {
				var s policy.Statement
				must(t, json.Unmarshal([]byte(tt.permission), &s))
				must(t, w.lambda.Permit(w.functionARN, s))
			}
			err := w.lambda.InvokeAsync(kernel.AWSService("events.amazonaws.com"), w.functionARN, nil, map[string][]string{"aws:SourceArn": {"arn:aws:events:eu-west-1:111122223333:rule/x"}})
			if got := err == nil; got != tt.want {
				t.Errorf("got %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), fmt.Sprintf("lambda:InvokeFunction on resource: %s", w.functionARN)) {
				t.Error(err)
			}
		})
	}
}
