package organizations

import (
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// invitationOpen is how long an invitation can be accepted.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html
const invitationOpen = 15 * 24 * time.Hour

type party struct{ Id, Type string }

type handshakeResource struct {
	Type, Value string
	Resources   []handshakeResource `json:",omitempty"`
}

// handshake is an invitation into the organization.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
type handshake struct {
	Id, Arn, State, Action string
	Parties                []party
	RequestedTimestamp     kernel.Time
	ExpirationTimestamp    kernel.Time
	Resources              []handshakeResource

	account string // that is invited
}

type handshakeOutput struct{ Handshake handshake }

type inviteInput struct {
	Target party
	Notes  string
	Tags   []organizationsTag
}

// inviteAccount invites an account that exists already; it is no member before it accepts.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html
func (s *Service) inviteAccount(c *kernel.Call, in inviteInput) (handshakeOutput, error) {
	if err := s.authorize(c, managementOnly, "", nil); err != nil {
		return handshakeOutput{}, err
	}
	h, err := s.invitation(c, in)
	if err == nil {
		s.handshakes[h.Id] = h
	}
	told := map[string]any{"target": map[string]any{"type": in.Target.Type, "id": in.Target.Id}}
	if in.Notes != "" {
		told["notes"] = in.Notes
	}
	s.emitCall(c, told, h.told(), err)
	if err != nil {
		return handshakeOutput{}, err
	}
	return handshakeOutput{*h}, nil
}

func (s *Service) invitation(c *kernel.Call, in inviteInput) (*handshake, error) {
	switch {
	case in.Target.Type != "ACCOUNT" || !org.IsAccountID(in.Target.Id):
		return nil, invalidInput("INVALID_PARTY_TYPE_TARGET", "The simulator invites by account id alone.")
	case s.accounts[in.Target.Id] != nil:
		return nil, kernel.Fail("HandshakeConstraintViolationException", "The requested operation would violate the "+
			"constraint: the account is already in an organization.").
			With("Reason", "ALREADY_IN_AN_ORGANIZATION")
	}
	for _, other := range s.handshakes {
		if other.account == in.Target.Id && other.now(c.Now) == "OPEN" {
			return nil, kernel.Fail("DuplicateHandshakeException", "A handshake with the same action and target already exists.")
		}
	}
	id := "h-" + s.k.ID("handshake")[:16]
	return &handshake{
		Id: id, Arn: s.arn("handshake", "invite/"+id), State: "OPEN", Action: "INVITE", account: in.Target.Id,
		Parties:            []party{{strings.TrimPrefix(s.id, "o-"), "ORGANIZATION"}, {in.Target.Id, "ACCOUNT"}},
		RequestedTimestamp: kernel.At(c.Now), ExpirationTimestamp: kernel.At(c.Now.Add(invitationOpen)),
		Resources: []handshakeResource{
			{Type: "ORGANIZATION", Value: s.id, Resources: []handshakeResource{
				{Type: "MASTER_EMAIL", Value: s.accounts[s.managementID].Email},
				{Type: "MASTER_NAME", Value: s.accounts[s.managementID].Name},
				{Type: "ORGANIZATION_FEATURE_SET", Value: "ALL"},
			}},
			{Type: "ACCOUNT", Value: in.Target.Id},
		},
	}, nil
}

// now is the state at a time: an invitation that nobody answered has expired.
func (h *handshake) now(t time.Time) string {
	if h.State == "OPEN" && t.After(h.ExpirationTimestamp.Time) {
		return "EXPIRED"
	}
	return h.State
}

type acceptInput struct{ HandshakeId string }

// acceptHandshake makes the account that was invited a member, in the root. CloudTrail tells of the call in that
// account, and of the account that joined in the management account.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html
func (s *Service) acceptHandshake(c *kernel.Call, in acceptInput) (handshakeOutput, error) {
	resource := s.arn("handshake", "invite/"+in.HandshakeId)
	if err := s.k.Authorize(c, kernel.Access{Action: "organizations:AcceptHandshake", Resource: resource}); err != nil {
		return handshakeOutput{}, err
	}
	h, err := s.acceptable(c, in.HandshakeId)
	if err == nil {
		h.State = "ACCEPTED"
		s.add(c.Account(), c.Account(), c.Account()+"@example.com", RootID, "INVITED")
	}
	s.emitCall(c, map[string]any{"handshakeId": in.HandshakeId}, h.told(), err)
	if err != nil {
		return handshakeOutput{}, err
	}
	s.tellJoined(c.Account())
	s.emitJoined(c.Account(), "Invited", kernel.At(c.Now))
	return handshakeOutput{*h}, nil
}

func (s *Service) acceptable(c *kernel.Call, id string) (*handshake, error) {
	h := s.handshakes[id]
	switch {
	case h == nil:
		return nil, kernel.Fail("HandshakeNotFoundException", "You specified a handshake that doesn't exist.")
	case h.account != c.Account():
		return nil, kernel.Fail("AccessDeniedException", "You don't have permissions to access this resource.")
	case s.accounts[c.Account()] != nil:
		return nil, kernel.Fail("HandshakeConstraintViolationException", "The account is already in an organization.").
			With("Reason", "ALREADY_IN_AN_ORGANIZATION")
	case h.now(c.Now) != "OPEN":
		return nil, kernel.Fail("HandshakeAlreadyInStateException", "The handshake is already %s.", h.now(c.Now))
	}
	return h, nil
}

type handshakesOutput struct {
	Handshakes []handshake
	NextToken  string `json:",omitempty"`
}

// listHandshakesForAccount shows an account the invitations that it got.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForAccount.html
func (s *Service) listHandshakesForAccount(c *kernel.Call, in listInput) (handshakesOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "organizations:ListHandshakesForAccount"}); err != nil {
		return handshakesOutput{}, err
	}
	var all []handshake
	for _, id := range sortedKeys(s.handshakes) {
		if h := *s.handshakes[id]; h.account == c.Account() {
			h.State = h.now(c.Now)
			all = append(all, h)
		}
	}
	part, next, err := cut(all, in)
	return handshakesOutput{part, next}, err
}

// told is the invitation as CloudTrail has it; nil of none.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
func (h *handshake) told() map[string]any {
	if h == nil {
		return nil
	}
	return map[string]any{"handshake": map[string]any{
		"requestedTimestamp": worded(h.RequestedTimestamp), "state": h.State, "arn": h.Arn, "id": h.Id,
		"parties": toldParties(h.Parties), "action": h.Action,
		"expirationTimestamp": worded(h.ExpirationTimestamp), "resources": toldResources(h.Resources),
	}}
}

func toldParties(parties []party) []any {
	var told []any
	for _, p := range parties {
		told = append(told, map[string]any{"type": p.Type, "id": p.Id})
	}
	return told
}

func toldResources(resources []handshakeResource) []any {
	var told []any
	for _, r := range resources {
		one := map[string]any{"type": r.Type, "value": r.Value}
		if len(r.Resources) > 0 {
			one["resources"] = toldResources(r.Resources)
		}
		told = append(told, one)
	}
	return told
}
