package cloud

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// NotReady is an error that waiting mends: an account that cannot be entered yet, a
// role that IAM has not spread yet. The queue redelivers.
type NotReady struct {
	Why       string
	Err       error
	Unentered bool   // not even the account could be entered
	Account   string // of one that could not be entered
}

// Denied is an error that comes again until people act. Somebody's policy makes it, and AWS's message, inside, names
// the action and the kind of policy; or AWS refuses the request itself: a Region that is not enabled, a quota, a value
// that it does not take.
type Denied struct{ Err error }

// Unreadable is an answer of AWS's that farvault cannot read, such as a policy with an element it does not know.
type Unreadable struct{ Err error }

func (e NotReady) Error() string   { return e.Err.Error() + " (" + e.Why + ")" }
func (e Denied) Error() string     { return e.Err.Error() }
func (e Unreadable) Error() string { return e.Err.Error() }

// Unwrap gives AWS's own error.
func (e NotReady) Unwrap() error { return e.Err }

// Unwrap gives AWS's own error.
func (e Denied) Unwrap() error { return e.Err }

// Unwrap gives the reader's error.
func (e Unreadable) Unwrap() error { return e.Err }

// NotReady tells a caller that knows the method and not the type.
func (e NotReady) NotReady() bool { return true }

// NotEntered tells a caller that knows the method and not the type.
func (e NotReady) NotEntered() bool { return e.Unentered }

// UnenteredAccount tells a caller that knows the method and not the type; empty where the account was entered.
func (e NotReady) UnenteredAccount() string { return e.Account }

// Denied tells a caller that knows the method and not the type.
func (e Denied) Denied() bool { return true }

// The codes by which AWS's services say that a thing is not there, and that the caller may not.
var (
	absentCodes = []string{
		"NoSuchEntity",
		"NotFoundException",
		"ResourceNotFoundException",
		"AccountNotFoundException",
		"ChildNotFoundException",
	}
	deniedCodes = []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
)

// translate says what was being done, and makes AWS's error a NotReady or a Denied
// where it is one. Nil stays nil.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("%s: %w", doing, err)
	var api smithy.APIError
	if !errors.As(err, &api) {
		return wrapped
	}
	operation := innermostOperation(err)
	switch row := refusalOf(operation, api); {
	case row.verdict == waits:
		return NotReady{Why: row.why, Err: wrapped, Unentered: operation == assumeRole}
	case row.verdict == lasts && row.why != "":
		return Denied{Err: fmt.Errorf("%w (%s)", wrapped, row.why)}
	case row.verdict == lasts:
		return Denied{Err: wrapped}
	}
	return wrapped
}

// notEntered is translate for the call by which an account is entered.
func notEntered(account, role string, err error) error {
	err = translate(fmt.Sprintf("enter account %s by %s", account, role), err)
	if waits, is := err.(NotReady); is {
		waits.Account = account
		return waits
	}
	return err
}

// refusedEntry is the error of one entry of a call that AWS took as a whole.
func refusedEntry(operation string, code, message *string) error {
	return &smithy.OperationError{OperationName: operation, Err: &smithy.GenericAPIError{
		Code: aws.ToString(code), Message: aws.ToString(message), Fault: smithy.FaultClient,
	}}
}

// innermostOperation is the call that AWS refused: where credentials could not be had, AssumeRole and not the call that
// wanted them.
func innermostOperation(err error) string {
	var name string
	for operation := new(smithy.OperationError); errors.As(err, &operation); err = operation.Err {
		name = operation.OperationName
	}
	return name
}

// absent reports whether AWS says that the thing is not there, which for Observe is a fact and no error.
func absent(err error) bool { return hasCode(err, absentCodes...) }

// hasCode reports whether AWS's error has one of the codes.
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}

// lasting reports whether the error will be the same on the next try.
func lasting(err error) bool {
	var denied Denied
	var unreadable Unreadable
	return errors.As(err, &denied) || errors.As(err, &unreadable)
}

// unreadable is the error for a document that AWS gave and farvault cannot read.
func unreadable(what string, err error) error {
	return Unreadable{Err: fmt.Errorf("read %s: %w", what, err)}
}

// refusedTo names who was refused, where the error is a refusal: "access denied to farvault-reader in 222233334444: …".
// Any other error stays as it is.
func refusedTo(who string, err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) || !slices.Contains(deniedCodes, api.ErrorCode()) {
		return err
	}
	return fmt.Errorf("access denied to %s: %w", who, err)
}
