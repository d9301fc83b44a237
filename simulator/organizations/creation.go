package organizations

import (
	"fmt"
	"regexp"

	"farvault/simulator/kernel"
)

// creation is a request to create an account, and what became of it.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
type creation struct {
	Id, AccountName    string
	State              string // IN_PROGRESS, SUCCEEDED, FAILED
	AccountId          string `json:",omitempty"`
	FailureReason      string `json:",omitempty"`
	RequestedTimestamp kernel.Time
	CompletedTimestamp kernel.Time `json:",omitzero"`
}

type createAccountInput struct {
	AccountName, Email, RoleName, IamUserAccessToBilling string
	Tags                                                 []organizationsTag
}

type creationOutput struct{ CreateAccountStatus creation }

var emailPattern = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// createAccount only begins: the account is there, in the root, when the status says SUCCEEDED.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
func (s *Service) createAccount(c *kernel.Call, in createAccountInput) (creationOutput, error) {
	context := map[string][]string{}
	for _, tag := range in.Tags {
		context["aws:RequestTag/"+tag.Key] = []string{tag.Value}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], tag.Key)
	}
	if err := s.authorize(c, managementOnly, "", context); err != nil {
		return creationOutput{}, err
	}
	switch {
	case in.AccountName == "" || len(in.AccountName) > 50:
		return creationOutput{}, invalidInput("INVALID_PATTERN", "You specified an invalid value for AccountName.")
	case len(in.Email) < 6 || len(in.Email) > 64 || !emailPattern.MatchString(in.Email):
		return creationOutput{}, invalidInput("INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address.")
	}
	begun := &creation{
		Id:                 "car-" + s.k.ID("create account"),
		AccountName:        in.AccountName,
		State:              "IN_PROGRESS",
		RequestedTimestamp: kernel.At(c.Now),
	}
	s.creations[begun.Id] = begun
	s.emitCall(
		c,
		map[string]any{"tags": []any{}, "email": masked, "accountName": masked},
		map[string]any{"createAccountStatus": begun.told()},
		nil,
	)
	s.k.Clock.After(s.CreationTime, func() { s.finish(begun, in) })
	return creationOutput{*begun}, nil
}

// finish makes the account, or says why not, and tells CloudTrail.
func (s *Service) finish(begun *creation, in createAccountInput) {
	begun.CompletedTimestamp = kernel.At(s.k.Clock.Now())
	begun.State = "SUCCEEDED"
	for _, other := range s.accounts {
		if other.Email == in.Email {
			begun.State, begun.FailureReason = "FAILED", "EMAIL_ALREADY_EXISTS"
		}
	}
	if begun.State == "FAILED" {
		s.emitService("CreateAccountResult", map[string]any{"createAccountStatus": begun.told()})
		return
	}
	begun.AccountId = s.nextID()
	s.add(begun.AccountId, in.AccountName, in.Email, RootID, "CREATED")
	for _, tag := range in.Tags {
		s.Tag(begun.AccountId, tag.Key, tag.Value)
	}
	s.tellJoined(begun.AccountId)
	s.emitService("CreateAccountResult", map[string]any{"createAccountStatus": begun.told()})
	s.emitJoined(begun.AccountId, "Created", begun.CompletedTimestamp)
}

func (s *Service) nextID() string {
	if len(s.NextAccountIDs) > 0 {
		id := s.NextAccountIDs[0]
		s.NextAccountIDs = s.NextAccountIDs[1:]
		return id
	}
	var n uint64
	_, _ = fmt.Sscanf(s.k.ID("account")[:12], "%x", &n) // twelve hexadecimal digits always read
	return fmt.Sprintf("%012d", n%1_000_000_000_000)
}

// told is the status as CloudTrail has it: the name masked, what is not known left out.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
func (x *creation) told() map[string]any {
	status := map[string]any{
		"id":                 x.Id,
		"state":              x.State,
		"accountName":        masked,
		"requestedTimestamp": worded(x.RequestedTimestamp),
	}
	if x.AccountId != "" {
		status["accountId"] = x.AccountId
	}
	if x.FailureReason != "" {
		status["failureReason"] = x.FailureReason
	}
	if !x.CompletedTimestamp.IsZero() {
		status["completedTimestamp"] = worded(x.CompletedTimestamp)
	}
	return status
}

type creationInput struct{ CreateAccountRequestId string }

func (s *Service) describeCreateAccountStatus(c *kernel.Call, in creationInput) (creationOutput, error) {
	if err := s.authorize(c, managementOrDelegate, "", nil); err != nil {
		return creationOutput{}, err
	}
	found := s.creations[in.CreateAccountRequestId]
	if found == nil {
		return creationOutput{}, kernel.Fail(
			"CreateAccountStatusNotFoundException",
			"You specified a create account request that doesn't exist.",
		)
	}
	return creationOutput{*found}, nil
}
