package kernel

import (
	"fmt"
	"time"
)

// Call is one API call as a service sees it.
type Call struct {
	Service   string // the signing name: backup, kms, iam, events, ...
	Operation string
	Region    string
	Caller    Caller
	Now       time.Time
	Input     any // the operation's input shape, once it was read

	authorized bool
	refused    bool
	verdicts   []Grant
}

// NeedsNoPermission says that AWS asks no policy about this operation, as of sts:GetCallerIdentity alone:
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (c *Call) NeedsNoPermission() { c.authorized = true }

// Account is the caller's account, in which everything without an ARN lives.
func (c *Call) Account() string { return c.Caller.Account }

// Error is an AWS error: code, message and HTTP status, with members of the error's shape if it has any.
type Error struct {
	Code    string
	Message string
	Status  int
	Members map[string]any
}

// Error makes it a Go error.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Fail makes the ordinary client error, HTTP status 400.
func Fail(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Status: 400}
}

// With adds a member to the error's shape.
func (e *Error) With(name string, value any) *Error {
	if e.Members == nil {
		e.Members = map[string]any{}
	}
	e.Members[name] = value
	return e
}

// HTTP sets another status than 400: IAM answers 404 and 409.
func (e *Error) HTTP(status int) *Error {
	e.Status = status
	return e
}
