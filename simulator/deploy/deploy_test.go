package deploy_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/deploy"
	"farvault/simulator/deploy/deploytest"
	"farvault/simulator/dynamodb"
	"farvault/simulator/eventbridge"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/lambda"
	"farvault/simulator/organizations"
	"farvault/simulator/scheduler"
	"farvault/simulator/sns"
	"farvault/simulator/sqs"
)

const (
	management = "999988887777"
	central    = "111122223333"
	region     = "eu-west-1"
)

func newWorld(t *testing.T) deploy.Target {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := deploy.Target{Kernel: k, IAM: iam.New(k), KMS: kms.New(k), DynamoDB: dynamodb.New(k)}
	o := organizations.New(k, management, "o-a1b2c3d4e5")
	k.IAM, k.Organization = w.IAM, o
	o.AddAccount(central, "backup", "")
	w.SQS = sqs.New(k, w.KMS)
	w.SNS = sns.New(k, w.SQS, w.KMS)
	w.EventBridge = eventbridge.New(k, w.SQS, w.IAM)
	w.Lambda = lambda.New(k, w.IAM, w.SQS)
	w.Scheduler = scheduler.New(k, w.IAM, w.Lambda, w.SQS)
	return w
}

func put(w deploy.Target, template string) (*deploy.Result, error) {
	return deploy.Deploy(w, deploy.Stack{Account: central, Region: region, Name: "stack", Template: []byte(template)})
}

// read is the stack of testdata/loop.yaml: an event goes by a rule to a queue, from
// there to a function; a schedule runs another one, and a permission lets a bus in.
func read(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/loop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// run deploys the stack and lets what follows from an event and ten minutes happen: which functions ran, with what.
func run(t *testing.T, template string) []string {
	t.Helper()
	w := newWorld(t)
	if _, err := put(w, template); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"work", "tick"} {
		w.Lambda.Bind(name, func(inv lambda.Invocation) ([]byte, error) { return nil, nil })
	}
	w.Kernel.Lock()
	w.EventBridge.Emit(central, region, "aws.backup", "Copy Job State Change", nil, map[string]string{"state": "FAILED"})
	w.Kernel.Unlock()
	w.Kernel.Advance(9 * time.Minute)
	var ran []string
	for _, r := range w.Lambda.Invocations() {
		if r.Err == nil {
			ran = append(ran, r.StartedAt.Format("15:04 ")+r.Function)
		}
	}
	return ran
}

func TestStackDoesWhatItSays(t *testing.T) {
	t.Parallel()
	want := []string{"09:00 work", "09:00 tick", "09:05 tick"}
	if diff := cmp.Diff(want, run(t, read(t))); diff != "" {
		t.Error(diff)
	}
}

// Everything that can be taken out is needed: without it something does not happen.
func TestEachRemovalIsMissed(t *testing.T) {
	t.Parallel()
	text := read(t)
	missed := map[string]string{ // what no longer runs
		"rule Rule": "work", "rule Rule target queue": "work", "QueuePolicy": "work", "function Work event Queue": "work",
		"role WorkRole statement ReadQueue": "work", "key Key statement Events": "work", "schedule Tick": "tick",
		"role TickRole statement Invoke": "tick", "key Key statement Account": "work",
	}
	var names []string
	for _, r := range deploytest.Removable([]byte(text)) {
		names = append(names, r.Name)
		if r.Kind == deploytest.TrustKind {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			for _, ran := range run(t, string(r.Apply([]byte(text)))) {
				if strings.HasSuffix(ran, missed[r.Name]) {
					t.Errorf("%s ran all the same", ran)
				}
			}
		})
	}
	want := []string{
		"key Key statement Account", "key Key statement Events", "rule Rule", "rule Rule target queue", "QueuePolicy", "function Work event Queue",
		"role WorkRole statement ReadQueue", "trust of role WorkRole statement Lambda", "schedule Tick", "role TickRole statement Invoke", "trust of role TickRole statement Scheduler",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestRemovedTrustIsMissed(t *testing.T) {
	t.Parallel()
	text := read(t)
	for _, r := range deploytest.Removable([]byte(text)) {
		if r.Kind != deploytest.TrustKind {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := put(w, string(r.Apply([]byte(text))))
			if strings.Contains(r.Name, "WorkRole") {
				if err == nil || !strings.Contains(err.Error(), "cannot be assumed by Lambda") {
					t.Errorf("deployed: %v", err)
				}
				return
			}
			w.Kernel.Advance(0)
			if u := w.Scheduler.Undelivered(); err != nil || len(u) != 1 {
				t.Errorf("undelivered %+v, %v", u, err)
			}
		})
	}
}

func TestWhatDeployRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ template, want string }{
		"a type that is unknown":          {"Resources:\n  Bucket: { Type: AWS::S3::Bucket }\n", "deploy stack stack: line 2: AWS::S3::Bucket Bucket: the type is not known to the simulator"},
		"an event source that is unknown": {"Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Role: !GetAtt R.Arn\n      Events: { E: { Type: Schedule } }\n" + lambdaRole, "event E: type Schedule is not known"},
		"a queue attribute off its range": {"Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { VisibilityTimeout: 50000 }\n", "line 2: AWS::SQS::Queue Q: InvalidAttributeValue"},
		"a pattern that is none":          {"Resources:\n  Rule:\n    Type: AWS::Events::Rule\n    Properties: { EventPattern: { source: aws.backup } }\n", "InvalidEventPatternException"},
		"a policy that is none":           {"Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Maybe }] } }\n", "AssumeRolePolicyDocument:"},
		"a role that is there already":    {"Resources:\n" + lambdaRole + "  S:\n    Type: AWS::IAM::Role\n    Properties: { RoleName: runner, AssumeRolePolicyDocument: { Statement: [] } }\n", "role arn:aws:iam::111122223333:role/runner already exists"},
		"a flexible schedule":             {"Resources:\n  S:\n    Type: AWS::Scheduler::Schedule\n    Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: FLEXIBLE } }\n", `FlexibleTimeWindow mode "FLEXIBLE" is not known`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if _, err := put(newWorld(t), tt.template); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

const lambdaRole = "  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: runner\n      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }\n"

// The templates that are shipped deploy as they are written, and each removal leaves a template that still reads.
func TestShippedTemplates(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		account, region string
		parameters      map[string]string
	}{
		"template.yaml": {central, region, map[string]string{
			"ManagementAccountId": management, "AlertEmail": "team@example.com", "OperationsEmail": "team@example.com",
			"SlackWebhookSecretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-a1b2c3",
		}},
		"infra/management.yaml": {management, "us-east-1", map[string]string{"CentralAccountId": central, "HomeRegion": region}},
		"infra/member.yaml":     {central, region, map[string]string{"CentralAccountId": central, "HomeRegion": region}},
	}
	for file, tt := range tests {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile("../../" + file)
			if err != nil {
				t.Fatal(err)
			}
			tt.parameters["OrganizationId"] = "o-a1b2c3d4e5"
			stack := deploy.Stack{Account: tt.account, Region: tt.region, Name: "farvault", Template: text, Parameters: tt.parameters}
			if _, err := deploy.Deploy(newWorld(t), stack); err != nil {
				t.Fatal(err)
			}
			removals := deploytest.Removable(text)
			if len(removals) == 0 {
				t.Error("nothing can be taken out")
			}
			for _, r := range removals {
				stack.Template = r.Apply(text)
				if _, err := deploy.Deploy(newWorld(t), stack); err != nil && r.Kind != deploytest.TrustKind {
					t.Errorf("without %s: %v", r.Name, err)
				}
			}
		})
	}
}

// What SAM writes in a function's Events can also stand as a resource of its own.
func TestMappingAndPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := strings.Replace(read(t), "  DeadLetterQueue:\n    Type: AWS::SQS::Queue\n", "", 1)
	text = strings.Replace(text, "      RedrivePolicy: { deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn, maxReceiveCount: 3 }\n", "", 1)
	text = strings.Replace(text, "  TickFunction:", `  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref TickFunction, BatchSize: "5", Enabled: "false" }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !GetAtt TickFunction.Arn, Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn, SourceAccount: !Ref AWS::AccountId }
  TickFunction:`, 1)
	out, err := put(w, text)
	if err != nil {
		t.Fatal(err)
	}
	function := lambda.FunctionARN(central, region, "tick")
	for source, want := range map[string]bool{"arn:aws:events:eu-west-1:111122223333:rule/jobs": true, "arn:aws:events:eu-west-1:111122223333:rule/other": false} {
		err := w.Lambda.InvokeAsync(kernel.AWSService("events.amazonaws.com"), function, nil, map[string][]string{"aws:SourceArn": {source}, "aws:SourceAccount": {central}})
		if (err == nil) != want {
			t.Errorf("for %s: %v", source, err)
		}
	}
	f, _ := w.Lambda.Function(lambda.FunctionARN(central, region, out.Resources["Work"]))
	want := map[string]string{"ACCOUNT": central, "QUEUE": "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}
	if diff := cmp.Diff(want, f.Environment); diff != "" {
		t.Errorf("globals and the function's own: %s", diff)
	}
	if f.Timeout != 20*time.Second {
		t.Errorf("timeout %s", f.Timeout)
	}
}
