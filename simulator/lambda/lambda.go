// Package lambda simulates AWS Lambda: functions whose code is bound in Go, run
// under their execution role, by event source mappings of SQS and by asynchronous
// invocation. A function runs with the world unlocked and sees it through its own calls alone;
// simulated time stands still while it runs.
// https://docs.aws.amazon.com/lambda/latest/dg/welcome.html
package lambda

import (
	"slices"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/sqs"
)

// principal is who Lambda is when it assumes an execution role.
const principal = "lambda.amazonaws.com"

// Function is a function as deployed.
type Function struct {
	Name, ARN, Account, Region, RoleARN string
	Environment                         map[string]string
	Timeout                             time.Duration
	DeadLetterARN                       string // a queue for asynchronous invocations that failed for good
	Code                                string // where its zip is, which is not looked at
}

// Invocation is one run of a function.
type Invocation struct {
	Function    Function
	Payload     []byte
	Credentials kernel.Credentials // of a session of the execution role
	ID          string             // the request id; Kernel.Kill(ID) ends the run
	Now         time.Time          // simulated
}

// Run is an invocation that has ended.
type Run struct {
	Function  string
	ID        string
	StartedAt time.Time
	Payload   []byte
	Result    []byte
	Err       error // nil when it went well; a killed invocation has one
}

// Service is AWS Lambda in every account and Region.
type Service struct {
	k         *kernel.Kernel
	roles     *iam.Service
	queues    *sqs.Service
	functions map[string]*function // by ARN
	code      map[string]func(Invocation) ([]byte, error)
	mappings  []*mapping
	waiting   []asynchronous
	runs      []Run
	held      bool // nothing is run until it is taken
}

type function struct {
	Function
	policy *policy.Document
}

// New makes Lambda without a function. Functions run when the kernel settles.
func New(k *kernel.Kernel, roles *iam.Service, queues *sqs.Service) *Service {
	s := &Service{
		k:         k,
		roles:     roles,
		queues:    queues,
		functions: map[string]*function{},
		code:      map[string]func(Invocation) ([]byte, error){},
	}
	k.Clock.OnIdle(s.pollQueues)
	k.Clock.OnIdle(s.runWaiting)
	return s
}

// FunctionARN is the ARN of a function.
func FunctionARN(account, region, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "lambda",
		Region:    region,
		Account:   account,
		Resource:  "function:" + name,
	}.String()
}

// Create deploys a function and gives its ARN; the name must be new in its account and Region.
func (s *Service) Create(f Function) (string, error) {
	f.ARN = FunctionARN(f.Account, f.Region, f.Name)
	if _, exists := s.functions[f.ARN]; exists {
		return "", kernel.Fail("ResourceConflictException", "Function already exist: %s", f.Name).HTTP(409)
	}
	if _, err := s.roles.Assume(f.RoleARN, principal); err != nil {
		return "", kernel.Fail(
			"InvalidParameterValueException",
			"The role defined for the function cannot be assumed by Lambda.",
		)
	}
	s.functions[f.ARN] = &function{Function: f}
	return f.ARN, nil
}

// Configure changes a function to what it is to be, but for its name and place.
// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
func (s *Service) Configure(wanted Function) error {
	wanted.ARN = FunctionARN(wanted.Account, wanted.Region, wanted.Name)
	f, ok := s.functions[wanted.ARN]
	if !ok {
		return kernel.Fail("ResourceNotFoundException", "Function not found: %s", wanted.ARN)
	}
	f.Function = wanted
	return nil
}

// Bind gives the functions of that name their code, in whatever account and Region they are. Locks.
func (s *Service) Bind(functionName string, f func(Invocation) ([]byte, error)) {
	s.k.Lock()
	defer s.k.Unlock()
	s.code[functionName] = f
}

// Function looks a function up by its ARN.
func (s *Service) Function(arn string) (Function, bool) {
	f, ok := s.functions[arn]
	if !ok {
		return Function{}, false
	}
	return f.Function, true
}

// Invocations are the runs that have ended, in order. Locks.
func (s *Service) Invocations() []Run {
	s.k.Lock()
	defer s.k.Unlock()
	return slices.Clone(s.runs)
}

// Permit adds a statement to a function's resource policy.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
func (s *Service) Permit(functionARN string, statement policy.Statement) error {
	f, ok := s.functions[functionARN]
	if !ok {
		return noFunction(functionARN)
	}
	if f.policy == nil {
		f.policy = &policy.Document{Version: policy.Version2012}
	}
	f.policy.Statement = append(f.policy.Statement, statement)
	return nil
}

func noFunction(arn string) error {
	return kernel.Fail("ResourceNotFoundException", "Function not found: %s", arn).HTTP(404)
}
