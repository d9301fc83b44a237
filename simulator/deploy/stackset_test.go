package deploy_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/deploy"
	"farvault/simulator/sqs"
)

const role = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: entry
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: {Effect: Allow, Principal: {Service: backup.amazonaws.com}, Action: "sts:AssumeRole"}}
`

// listening is a world in which a queue gets what the StackSet's Region says.
func listening(t *testing.T) (deploy.Target, func() []string) {
	t.Helper()
	w := newWorld(t)
	_, err := deploy.Deploy(w, deploy.Stack{Account: management, Region: "us-east-1", Name: "listener", Template: []byte(`
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: said}
  Let:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: {Version: "2012-10-17", Statement: {Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sqs:SendMessage", Resource: "*"}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.cloudformation], detail-type: ["CloudFormation StackSet StackInstance Status Change"]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
`)})
	if err != nil {
		t.Fatal(err)
	}
	return w, func() []string {
		queue, _ := w.SQS.Queue("arn:aws:sqs:us-east-1:" + management + ":said")
		return bodies(queue.Messages)
	}
}

func bodies(messages []sqs.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Body)
	}
	return all
}

// The pace of a StackSet is a knob: at once, or slowly and one account after the other.
func TestTheStackSetsPace(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		serial bool
		want   []string // account and minute in which its role was there
	}{
		"together":          {false, []string{"222233334444 14", "333344445555 14", "444455556666 14"}},
		"one after another": {true, []string{"222233334444 14", "333344445555 24", "444455556666 34"}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w, _ := listening(t)
			set := &deploy.StackSet{
				World: w, Name: "farvault", Administrator: management, HomeRegion: "us-east-1", Region: "us-east-1",
				Template: func() ([]byte, error) { return []byte(role), nil }, Wait: 4 * time.Minute, Takes: 10 * time.Minute, Serial: tt.serial,
			}
			accounts := []string{"222233334444", "333344445555", "444455556666"}
			w.Kernel.Lock()
			for _, a := range accounts {
				set.Add(a)
			}
			w.Kernel.Unlock()
			var got []string
			seen := map[string]bool{}
			for minute := 1; minute <= 40; minute++ {
				w.Kernel.Advance(time.Minute)
				for _, a := range accounts {
					if w.IAM.Exists("arn:aws:iam::"+a+":role/entry") && !seen[a] {
						seen[a] = true
						got = append(got, fmt.Sprint(a, " ", minute))
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || set.Err() != nil {
				t.Errorf("(-want +got):\n%s%v", diff, set.Err())
			}
		})
	}
}

// What becomes of an account's stack is told on the administrator's bus.
func TestTheStackSetTells(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		broken error
		want   []string
	}{
		"it succeeds": {nil, []string{"PENDING", "RUNNING", "SUCCEEDED"}},
		"it fails":    {errors.New("no template"), []string{"PENDING", "RUNNING", "FAILED"}},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w, said := listening(t)
			set := &deploy.StackSet{
				World: w, Name: "farvault", Administrator: management, HomeRegion: "us-east-1", Region: "us-east-1",
				Template: func() ([]byte, error) { return []byte(role), tt.broken }, Wait: time.Minute,
			}
			w.Kernel.Lock()
			set.Add(central)
			w.Kernel.Unlock()
			w.Kernel.Advance(10 * time.Minute)
			got := said()
			if len(got) != len(tt.want) {
				t.Fatalf("said %q", got)
			}
			for i, status := range tt.want {
				if !strings.Contains(got[i], `"detailed-status":"`+status+`"`) || strings.Contains(got[i], central) != (i > 0) {
					t.Errorf("event %d is %s", i, got[i])
				}
			}
			if tt.broken != nil && !strings.Contains(got[2], "no template") {
				t.Errorf("the reason is missing: %s", got[2])
			}
			if !errors.Is(set.Err(), tt.broken) {
				t.Errorf("Err is %v", set.Err())
			}
		})
	}
}
