// Package scheduler simulates Amazon EventBridge Scheduler as far as it runs Lambda
// functions: rate, cron and one-time schedules with an input, an execution role and a
// dead-letter queue. Schedules come from templates alone; there is no API.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
package scheduler

import (
	"errors"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/lambda"
	"farvault/simulator/schedule"
	"farvault/simulator/sqs"
)

// principal is who EventBridge Scheduler is when it assumes a schedule's role.
const principal = "scheduler.amazonaws.com"

// Schedule is a schedule and its target.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
type Schedule struct {
	Name, Account, Region string
	Expression            string // rate(...), cron(...), at(...)
	Timezone              string // UTC when empty
	TargetARN, RoleARN    string // a Lambda function, and the role to invoke it by
	Input                 string // the payload; "{}" when empty
	DeadLetterARN         string
	Disabled              bool
}

// Undelivered is a firing that did not reach its target.
type Undelivered struct {
	At            time.Time
	Schedule      string
	Reason        string
	DeadLetterARN string // the queue it went to; empty when it was dropped
}

// Service is EventBridge Scheduler in every account and Region.
type Service struct {
	k           *kernel.Kernel
	roles       *iam.Service
	functions   *lambda.Service
	queues      *sqs.Service
	schedules   map[string]*Schedule // by ARN
	undelivered []Undelivered
}

// New makes a scheduler without schedules.
func New(k *kernel.Kernel, roles *iam.Service, functions *lambda.Service, queues *sqs.Service) *Service {
	return &Service{k: k, roles: roles, functions: functions, queues: queues, schedules: map[string]*Schedule{}}
}

// ARN is the ARN of a schedule in the default group.
func ARN(account, region, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "scheduler",
		Region:    region,
		Account:   account,
		Resource:  "schedule/default/" + name,
	}.String()
}

// Create makes a schedule, gives its ARN and sets it going. Without a start date a
// rate fires at once and then after each period:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based
func (s *Service) Create(sc Schedule) (string, error) {
	arn := ARN(sc.Account, sc.Region, sc.Name)
	if _, exists := s.schedules[arn]; exists {
		return "", kernel.Fail("ConflictException", "Schedule %s already exists.", sc.Name).HTTP(409)
	}
	return arn, s.set(arn, sc, true)
}

// Update gives a schedule that is there another content, by which it begins anew, and not at once: when a rate that was
// changed first fires is not documented.
// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
func (s *Service) Update(sc Schedule) (string, error) {
	arn := ARN(sc.Account, sc.Region, sc.Name)
	was, exists := s.schedules[arn]
	switch {
	case !exists:
		return "", kernel.Fail("ResourceNotFoundException", "Schedule %s does not exist.", sc.Name).HTTP(404)
	case *was == sc:
		return arn, nil
	}
	return arn, s.set(arn, sc, false)
}

// Remove ends a schedule.
func (s *Service) Remove(arn string) { delete(s.schedules, arn) }

// set puts a schedule in its place and sets it going.
func (s *Service) set(arn string, sc Schedule, isNew bool) error {
	now := s.k.Clock.Now()
	next, err := schedule.Next(sc.Expression, sc.Timezone, now)
	if err != nil {
		return kernel.Fail("ValidationException", "Invalid Schedule Expression %s: %v", sc.Expression, err)
	}
	if !strings.Contains(sc.TargetARN, ":lambda:") {
		return kernel.Fail(
			"ValidationException",
			"Provided Arn %s is not a Lambda function: the simulator invokes nothing else.",
			sc.TargetARN,
		)
	}
	if sc.RoleARN == "" {
		return kernel.Fail("ValidationException", "RoleArn is required for target %s.", sc.TargetARN)
	}
	s.schedules[arn] = &sc
	if isNew && strings.HasPrefix(sc.Expression, "rate(") {
		next = now
	}
	s.arm(arn, &sc, next)
	return nil
}

// Undelivered are the firings that did not reach their target, in order.
func (s *Service) Undelivered() []Undelivered { return s.undelivered }

// arm waits for the next firing, and after it for the one after, for as long as the schedule stands.
func (s *Service) arm(arn string, sc *Schedule, when time.Time) {
	if when.IsZero() {
		return
	}
	s.k.Clock.At(when, func() {
		if s.schedules[arn] != sc {
			return
		}
		if !sc.Disabled {
			s.fire(arn, *sc)
		}
		next, err := schedule.Next(sc.Expression, sc.Timezone, when)
		if err != nil {
			panic("simulator: scheduler: " + err.Error()) // Create has parsed it
		}
		s.arm(arn, sc, next)
	})
}

// fire invokes the target asynchronously. What is refused for want of permission
// is not retried and goes to the dead-letter queue:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
func (s *Service) fire(arn string, sc Schedule) {
	payload := sc.Input
	if payload == "" {
		payload = "{}"
	}
	caller, err := s.assume(sc)
	if err == nil {
		err = s.functions.InvokeAsync(caller, sc.TargetARN, []byte(payload), nil)
	}
	if err == nil {
		return
	}
	note := Undelivered{At: s.k.Clock.Now(), Schedule: arn, Reason: err.Error()}
	if sc.DeadLetterARN != "" && caller.RoleARN != "" && s.park(caller, arn, sc, payload, err) == nil {
		note.DeadLetterARN = sc.DeadLetterARN
	}
	s.undelivered = append(s.undelivered, note)
}

// assume takes the schedule's role. Its trust policy sees the account and, as the source, the schedule group:
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
func (s *Service) assume(sc Schedule) (kernel.Caller, error) {
	group := org.ARN{
		Partition: org.Partition(sc.Region),
		Service:   "scheduler",
		Region:    sc.Region,
		Account:   sc.Account,
		Resource:  "schedule-group/default",
	}
	return s.roles.AssumeFor(
		sc.RoleARN,
		principal,
		map[string][]string{"aws:SourceAccount": {sc.Account}, "aws:SourceArn": {group.String()}},
	)
}

// park sends the firing to the dead-letter queue, as the schedule's role.
func (s *Service) park(caller kernel.Caller, arn string, sc Schedule, payload string, reason error) error {
	code := "UNKNOWN"
	var known *kernel.Error
	if errors.As(reason, &known) {
		code = known.Code
	}
	text := func(value string) sqs.Attribute { return sqs.Attribute{DataType: "String", StringValue: value} }
	return s.queues.Deliver(caller, sc.DeadLetterARN, sqs.Message{Body: payload, Attributes: map[string]sqs.Attribute{
		"ERROR_CODE": text(
			code,
		),
		"ERROR_MESSAGE": text(reason.Error()),
		"SCHEDULE_ARN":  text(arn),
		"TARGET_ARN":    text(sc.TargetARN),
	}}, nil)
}
