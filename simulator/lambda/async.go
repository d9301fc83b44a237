package lambda

import (
	"time"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/sqs"
)

// asynchronous is an event in Lambda's own queue.
type asynchronous struct {
	function *function
	payload  []byte
	attempt  int // from 1
}

// retryAfter are the waits before the two retries of an asynchronous invocation.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
var retryAfter = []time.Duration{time.Minute, 2 * time.Minute}

// InvokeAsync queues an event for a function, for a caller that does not come
// through the API. An error means that it was not queued: not allowed, or no such function.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
func (s *Service) InvokeAsync(
	caller kernel.Caller,
	functionARN string,
	payload []byte,
	context map[string][]string,
) error {
	f, ok := s.functions[functionARN]
	if !ok {
		return noFunction(functionARN)
	}
	access := kernel.Access{
		Action:         "lambda:InvokeFunction",
		Resource:       f.ARN,
		Account:        f.Account,
		ResourcePolicy: f.policy,
		Context:        context,
	}
	if s.k.Judge(caller, access).Decision != policy.Allowed {
		who := caller.ARN
		if caller.Service != "" {
			who = caller.Service
		}
		return kernel.Fail("AccessDeniedException", "User: %s is not authorized to perform: lambda:InvokeFunction on "+
			"resource: %s", who, f.ARN).
			HTTP(403)
	}
	s.waiting = append(s.waiting, asynchronous{function: f, payload: payload, attempt: 1})
	return nil
}

// runWaiting runs what is queued, and reports whether there was any. It runs unlocked.
func (s *Service) runWaiting() bool {
	s.k.Lock()
	if s.held {
		s.k.Unlock()
		return false
	}
	waiting := s.waiting
	s.waiting = nil
	s.k.Unlock()
	for _, a := range waiting {
		if _, err := s.invoke(a.function, a.payload); err != nil {
			s.again(a, err)
		}
	}
	return len(waiting) > 0
}

// again queues a failed event for its next attempt, or gives it up to the function's dead-letter queue.
func (s *Service) again(a asynchronous, reason error) {
	s.k.Lock()
	defer s.k.Unlock()
	if a.attempt <= len(retryAfter) {
		wait := retryAfter[a.attempt-1]
		a.attempt++
		s.k.Clock.After(wait, func() { s.waiting = append(s.waiting, a) })
		return
	}
	if a.function.DeadLetterARN != "" {
		s.park(a, reason)
	}
}

// park sends the event to the dead-letter queue as the execution role, with why in its attributes. What the role may
// not send is lost.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
func (s *Service) park(a asynchronous, reason error) {
	caller, err := s.roles.Assume(a.function.RoleARN, principal)
	if err != nil {
		return
	}
	_ = s.queues.Deliver(
		caller,
		a.function.DeadLetterARN,
		sqs.Message{ // refused: AWS counts DeadLetterErrors and drops it
			Body: string(a.payload),
			Attributes: map[string]sqs.Attribute{
				"ErrorCode":    {DataType: "Number", StringValue: "200"},
				"ErrorMessage": {DataType: "String", StringValue: reason.Error()},
			},
		},
		nil,
	)
}
