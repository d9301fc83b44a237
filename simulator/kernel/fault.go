package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// What tells the server to answer otherwise than with what the service says: to drop the connection without an answer,
// to answer with what no client can read, to end in the middle of the answer.
var (
	ErrHangUp    = errors.New("connection dropped")
	ErrGarbled   = errors.New("answer garbled")
	ErrTruncated = errors.New("answer cut off")
)

// The kinds of fault.
const (
	Throttle     = "throttle"      // ThrottlingException, nothing done
	Deny         = "deny"          // access denied, nothing done
	Quota        = "quota"         // a quota is reached, nothing done
	TimeoutAfter = "timeout-after" // done, but the answer is lost
	KillBefore   = "kill-before"   // the caller dies before the call
	KillAfter    = "kill-after"    // the caller dies after the call

	// Those that Choose alone can give.
	Reset    = "reset"    // the connection is dropped before anything was done
	Refuse   = "refuse"   // nothing done, and the answer is the mishap's error
	Garble   = "garble"   // done, but the answer cannot be read
	Truncate = "truncate" // done, but the answer ends in the middle
	Stale    = "stale"    // a read that answers what it answered before, if that is not long ago
)

// Mishap is what goes wrong at one call.
type Mishap struct {
	Kind  string
	Error *Error // of Refuse
}

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
type Faults struct {
	// Choose, if it is set, says of each call what goes wrong at it, with the kernel locked; nil: nothing. Then the
	// faults that were injected have their turn.
	Choose func(*Call) *Mishap

	waiting  []*Fault
	answered map[string]answered
}

// answered is what a read answered, and when.
type answered struct {
	at  time.Time
	out any
}

// staleFor is how long AWS may answer with what was so before: IAM and KMS speak of seconds to minutes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
// https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
const staleFor = time.Minute

// old is what the read answered before, where that is not long ago, in place of what it answers now.
func (f *Faults) old(c *Call, m *Mishap, out any) any {
	if f.Choose == nil || IsWrite(c.Operation) {
		return out
	}
	input, err := json.Marshal(c.Input)
	if err != nil {
		return out
	}
	key := fmt.Sprintf("%s %s %s %s %s", c.Service, c.Operation, c.Region, c.Caller.Account, input)
	before, have := f.answered[key]
	if have && m != nil && m.Kind == Stale && c.Now.Sub(before.at) <= staleFor {
		return before.out
	}
	if f.answered == nil {
		f.answered = map[string]answered{}
	}
	f.answered[key] = answered{c.Now, out}
	return out
}

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

// next is what was chosen, and the error to give before the call, or instead of its answer after it.
func (f *Faults) next(k *Kernel, c *Call) (chosen *Mishap, before, after error) {
	if f.Choose != nil {
		if m := f.Choose(c); m != nil {
			before, after = f.happen(k, c, m)
			return m, before, after
		}
	}
	before, after = f.waited(k, c)
	return nil, before, after
}

// happen lets a mishap happen.
func (f *Faults) happen(k *Kernel, c *Call, m *Mishap) (before, after error) {
	switch m.Kind {
	case Refuse:
		return m.Error, nil
	case Reset:
		return ErrHangUp, nil
	case TimeoutAfter:
		return nil, ErrHangUp
	case Garble:
		return nil, ErrGarbled
	case Truncate:
		return nil, ErrTruncated
	case KillBefore:
		k.Kill(c.Caller.Invocation)
		return ErrHangUp, nil
	case KillAfter:
		k.Kill(c.Caller.Invocation)
		return nil, ErrHangUp
	case Stale:
		return nil, nil
	}
	panic(fmt.Sprintf("simulator: mishap kind %q", m.Kind))
}

// waited lets the first injected fault happen that matches.
func (f *Faults) waited(k *Kernel, c *Call) (before, after error) {
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
