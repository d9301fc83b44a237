package kernel

import (
	"errors"
	"fmt"
	"net/http"
)

// ErrHangUp tells the server to drop the connection without an answer.
var ErrHangUp = errors.New("connection dropped")

// The kinds of fault.
const (
	Throttle     = "throttle"      // ThrottlingException, nothing done
	Deny         = "deny"          // access denied, nothing done
	Quota        = "quota"         // a quota is reached, nothing done
	TimeoutAfter = "timeout-after" // done, but the answer is lost
	KillBefore   = "kill-before"   // the caller dies before the call
	KillAfter    = "kill-after"    // the caller dies after the call
)

// Fault is something that goes wrong at a call. Empty fields match anything.
type Fault struct {
	Service   string `json:"service"`
	Operation string `json:"operation"`
	Account   string `json:"account"`
	Kind      string `json:"kind"`
	Times     int    `json:"times"`
	Skip      int    `json:"skip"` // let this many matching calls pass first
}

// Faults are waiting to happen.
type Faults struct{ waiting []*Fault }

// Inject adds a fault; Times of zero means once.
func (f *Faults) Inject(fault Fault) error {
	switch fault.Kind {
	case Throttle, Deny, Quota, TimeoutAfter, KillBefore, KillAfter:
	default:
		return fmt.Errorf(
			"fault kind %q is none of throttle, deny, quota, timeout-after, kill-before, kill-after",
			fault.Kind,
		)
	}
	if fault.Times == 0 {
		fault.Times = 1
	}
	f.waiting = append(f.waiting, &fault)
	return nil
}

// next is the error to give before the call, or instead of its answer after it.
func (f *Faults) next(k *Kernel, c *Call) (before, after error) {
	for _, fault := range f.waiting {
		if fault.Times == 0 || !fault.matches(c) {
			continue
		}
		if fault.Skip > 0 {
			fault.Skip--
			continue
		}
		fault.Times--
		switch fault.Kind {
		case Throttle:
			return Fail("ThrottlingException", "Rate exceeded"), nil
		case Deny:
			return Fail(
				"AccessDeniedException",
				"User: %s is not authorized to perform: %s:%s with an explicit deny in a service control policy",
				c.Caller.ARN,
				c.Service,
				c.Operation,
			), nil
		case Quota:
			return quotaReached(c.Service), nil
		case KillBefore:
			k.Kill(c.Caller.Invocation)
			return ErrHangUp, nil
		case KillAfter:
			k.Kill(c.Caller.Invocation)
			return nil, ErrHangUp
		}
		return nil, ErrHangUp
	}
	return nil, nil
}

// quotaReached is how a service says that an account may have no more of something. IAM has a code of its own.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
func quotaReached(service string) error {
	if service == "iam" {
		return Fail("LimitExceeded", "Cannot exceed quota for this account").HTTP(http.StatusConflict)
	}
	return Fail("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
}

func (f *Fault) matches(c *Call) bool {
	return (f.Service == "" || f.Service == c.Service) &&
		(f.Operation == "" || f.Operation == c.Operation) &&
		(f.Account == "" || f.Account == c.Caller.Account)
}
