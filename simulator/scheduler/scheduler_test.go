package scheduler_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/lambda"
	"farvault/simulator/organizations"
	"farvault/simulator/scheduler"
	"farvault/simulator/sqs"
)

const (
	central = "111122223333"
	region  = "eu-west-1"
	deadARN = "arn:aws:sqs:eu-west-1:111122223333:dead"
	runner  = "arn:aws:iam::111122223333:role/runner"

	trust = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"scheduler.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"` + central + `"}}}}`
	runs  = `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"*"},{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"` + deadARN + `"}]}`
)

type world struct {
	*kernel.Kernel
	sqs       *sqs.Service
	scheduler *scheduler.Service
	functions *lambda.Service
	schedule  scheduler.Schedule
	fired     *[]string
}

// newWorld has a function that notes when it runs and with what.
func newWorld(t *testing.T, trust, identity string) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 7, 0, 0, time.UTC))
	roles := iam.New(k)
	o := organizations.New(k, "999988887777", "o-a1b2c3d4e5")
	k.IAM, k.Organization = roles, o
	o.AddAccount(central, "backup", "")
	w := world{Kernel: k, sqs: sqs.New(k, kms.New(k)), fired: &[]string{}}
	functions := lambda.New(k, roles, w.sqs)
	w.functions = functions
	w.scheduler = scheduler.New(k, roles, functions, w.sqs)
	roles.PutRole(central, iam.Role{Name: "runner", Trust: policy.MustParse(trust), Inline: map[string]policy.Document{"inline": policy.MustParse(identity)}})
	roles.PutRole(central, iam.Role{Name: "sweep", Trust: policy.MustParse(strings.Replace(`{"Statement":{"Effect":"Allow","Principal":{"Service":"X"},"Action":"sts:AssumeRole"}}`, "X", "lambda.amazonaws.com", 1))})
	arn, err := functions.Create(lambda.Function{Name: "sweep", Account: central, Region: region, RoleARN: "arn:aws:iam::" + central + ":role/sweep"})
	if err != nil {
		t.Fatal(err)
	}
	functions.Bind("sweep", func(inv lambda.Invocation) ([]byte, error) {
		*w.fired = append(*w.fired, inv.Now.Format("02 15:04 ")+string(inv.Payload))
		return nil, nil
	})
	if _, err := w.sqs.Create(central, region, "dead", nil); err != nil {
		t.Fatal(err)
	}
	w.schedule = scheduler.Schedule{
		Name: "jobs", Account: central, Region: region, Expression: "rate(15 minutes)", TargetARN: arn, RoleARN: runner, Input: `{"work":"jobs"}`, DeadLetterARN: deadARN,
	}
	return w
}

func TestFiring(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		expression, timezone string
		disabled             bool
		want                 []string // within 40 minutes of 1 March, 09:07
	}{
		"a rate fires at once and after each period": {expression: "rate(15 minutes)", want: []string{"01 09:07", "01 09:22", "01 09:37"}},
		"a cron fires when it says":                  {expression: "cron(0/30 * * * ? *)", want: []string{"01 09:30"}},
		"in its time zone":                           {expression: "cron(15 14 * * ? *)", timezone: "Asia/Kolkata", want: nil},
		"of half hours":                              {expression: "cron(45 14 * * ? *)", timezone: "Asia/Kolkata", want: []string{"01 09:15"}},
		"once":                                       {expression: "at(2026-03-01T09:10:00)", want: []string{"01 09:10"}},
		"once, gone by":                              {expression: "at(2026-03-01T09:00:00)", want: nil},
		"disabled":                                   {expression: "rate(15 minutes)", disabled: true, want: nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, trust, runs)
			w.schedule.Expression, w.schedule.Timezone, w.schedule.Disabled = tt.expression, tt.timezone, tt.disabled
			if _, err := w.scheduler.Create(w.schedule); err != nil {
				t.Fatal(err)
			}
			w.Advance(40 * time.Minute)
			var want []string
			for _, at := range tt.want {
				want = append(want, at+` {"work":"jobs"}`)
			}
			var got []string
			if diff := cmp.Diff(want, append(got, *w.fired...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFiringNeedsTheRole(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		trust, identity string
		reason          string
		parked          bool
	}{
		"that trusts the scheduler":         {strings.Replace(trust, "scheduler.", "events.", 1), runs, "cannot be assumed by scheduler.amazonaws.com", false},
		"that trusts it for the account":    {strings.Replace(trust, central, "222233334444", 1), runs, "cannot be assumed by scheduler.amazonaws.com", false},
		"that may invoke the function":      {trust, strings.Replace(runs, "lambda:InvokeFunction", "lambda:GetFunction", 1), "not authorized to perform: lambda:InvokeFunction", true},
		"that may send to the dead letters": {trust, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`, "not authorized to perform: lambda:InvokeFunction", false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, tt.trust, tt.identity)
			if _, err := w.scheduler.Create(w.schedule); err != nil {
				t.Fatal(err)
			}
			w.Advance(0)
			if len(*w.fired) != 0 {
				t.Errorf("fired: %v", *w.fired)
			}
			u := w.scheduler.Undelivered()
			dead, _ := w.sqs.Queue(deadARN)
			if len(u) != 1 || !strings.Contains(u[0].Reason, tt.reason) || (u[0].DeadLetterARN != "") != tt.parked || (len(dead.Messages) == 1) != tt.parked {
				t.Errorf("undelivered %+v, %d dead letters", u, len(dead.Messages))
			}
			if tt.parked && dead.Messages[0].Attributes["ERROR_CODE"].StringValue != "AccessDeniedException" {
				t.Errorf("attributes %+v", dead.Messages[0].Attributes)
			}
		})
	}
}

func TestSchedulesThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*scheduler.Schedule)
		want   string
	}{
		"an expression of no kind":      {func(s *scheduler.Schedule) { s.Expression = "every(1 hour)" }, "Invalid Schedule Expression every(1 hour)"},
		"a target that is no function":  {func(s *scheduler.Schedule) { s.TargetARN = deadARN }, "is not a Lambda function"},
		"no role":                       {func(s *scheduler.Schedule) { s.RoleARN = "" }, "RoleArn is required"},
		"a name that is there already":  {func(s *scheduler.Schedule) { s.Name = "first" }, "Schedule first already exists."},
		"and nothing is wrong with one": {func(*scheduler.Schedule) {}, ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, trust, runs)
			first := w.schedule
			first.Name = "first"
			if _, err := w.scheduler.Create(first); err != nil {
				t.Fatal(err)
			}
			tt.change(&w.schedule)
			_, err := w.scheduler.Create(w.schedule)
			if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// A function that fails has been invoked: the schedule neither tries again nor parks it. Lambda does, after one and two
// minutes, and then no more.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
func TestAFailingFunctionIsLambdasAffair(t *testing.T) {
	t.Parallel()
	w := newWorld(t, trust, runs)
	w.functions.Bind("sweep", func(inv lambda.Invocation) ([]byte, error) {
		*w.fired = append(*w.fired, inv.Now.Format("15:04"))
		return nil, errors.New("no")
	})
	w.schedule.Expression = "rate(1 day)"
	if _, err := w.scheduler.Create(w.schedule); err != nil {
		t.Fatal(err)
	}
	w.Advance(23 * time.Hour)
	if diff := cmp.Diff([]string{"09:07", "09:08", "09:10"}, *w.fired); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	dead, _ := w.sqs.Queue(deadARN)
	if len(dead.Messages) != 0 || len(w.scheduler.Undelivered()) != 0 {
		t.Errorf("%d messages in the schedule's dead-letter queue, %d undelivered", len(dead.Messages), len(w.scheduler.Undelivered()))
	}
}
