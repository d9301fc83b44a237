package trial

import (
	"net/http"
	"slices"

	"farvault/simulator/kernel"
)

// Mishap is a kind of error that a call can meet, as AWS's services spell it.
type Mishap struct {
	Name   string // as the table has it
	Spells func(service string) *kernel.Mishap
}

// code is a mishap whose answer is an error of AWS's, by the service: the first spelling that names it, or the last.
func code(status int, message string, spellings ...spelling) func(string) *kernel.Mishap {
	return func(service string) *kernel.Mishap {
		for _, s := range spellings {
			if s.services == nil || slices.Contains(s.services, service) {
				return &kernel.Mishap{Kind: kernel.Refuse, Error: kernel.Fail(s.code, "%s", message).HTTP(status)}
			}
		}
		panic("trial: no spelling for " + service)
	}
}

// spelling is how some services call an error; nil: all others.
type spelling struct {
	services []string
	code     string
}

// as is a mishap that is no answer.
func as(kind string) func(string) *kernel.Mishap {
	return func(string) *kernel.Mishap { return &kernel.Mishap{Kind: kind} }
}

var query = []string{"iam", "sts", "sqs", "sns"}

// Mishaps are the errors that every call is tried with. The names of the codes are those of AWS's API references, and
// of its SDKs for what is throttled.
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
var Mishaps = []Mishap{
	{
		"access denied",
		code(
			http.StatusForbidden,
			"User is not authorized to perform this action with an explicit deny",
			spelling{
				[]string{"sns"},
				"AuthorizationError",
			},
			spelling{query, "AccessDenied"},
			spelling{nil, "AccessDeniedException"},
		),
	},
	{"ThrottlingException", code(http.StatusBadRequest, "Rate exceeded", spelling{nil, "ThrottlingException"})},
	{"Throttling", code(http.StatusBadRequest, "Rate exceeded", spelling{nil, "Throttling"})},
	{"TooManyRequests", code(http.StatusTooManyRequests, "Too many requests", spelling{nil, "TooManyRequestsException"})},
	{
		"RequestLimitExceeded",
		code(http.StatusServiceUnavailable, "Request limit exceeded", spelling{nil, "RequestLimitExceeded"}),
	},
	{"500", code(http.StatusInternalServerError, "Internal failure", spelling{nil, "InternalFailure"})},
	{"503", code(http.StatusServiceUnavailable, "Service unavailable", spelling{nil, "ServiceUnavailable"})},
	{"validation", code(http.StatusBadRequest, "1 validation error detected",
		spelling{[]string{"backup"}, "InvalidParameterValueException"}, spelling{[]string{"iam"}, "InvalidInput"},
		spelling{[]string{"organizations"}, "InvalidInputException"}, spelling{query, "ValidationError"},
		spelling{nil, "ValidationException"})},
	{"limit exceeded", code(http.StatusBadRequest, "The requested resource exceeds the maximum number allowed.",
		spelling{[]string{"iam"}, "LimitExceeded"}, spelling{nil, "LimitExceededException"})},
	{"already exists", code(http.StatusConflict, "It exists already",
		spelling{[]string{"iam"}, "EntityAlreadyExists"}, spelling{nil, "AlreadyExistsException"})},
	{"not found", code(http.StatusNotFound, "It does not exist",
		spelling{[]string{"iam"}, "NoSuchEntity"}, spelling{[]string{"kms"}, "NotFoundException"},
		spelling{[]string{"organizations"}, "AccountNotFoundException"}, spelling{nil, "ResourceNotFoundException"})},
	{"malformed", as(kernel.Garble)},
	{"truncated", as(kernel.Truncate)},
	{"reset", as(kernel.Reset)},
	{"timeout after", as(kernel.TimeoutAfter)},
}
