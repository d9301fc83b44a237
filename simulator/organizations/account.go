package organizations

import (
	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// Account is an account of the organization as the API shows it: State, and Status
// with it, which State has come to replace.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
type Account struct {
	Id, Arn, Email, Name string
	State, Status        string
	Paths                []string `json:",omitempty"`
	JoinedMethod         string   // CREATED, INVITED
	JoinedTimestamp      kernel.Time
}

// statuses are the Status that goes with each State.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
var statuses = map[org.State]string{
	org.PendingActivation: "ACTIVE",
	org.Active:            "ACTIVE",
	org.Suspended:         "SUSPENDED",
	org.PendingClosure:    "PENDING_CLOSURE",
	org.Closed:            "SUSPENDED",
}

// AddAccount puts an account into the organization without a word to anybody. An
// empty parent is the root. Its e-mail address is made up. It panics for a parent that is not there.
func (s *Service) AddAccount(id, name, parentID string) {
	s.add(id, name, id+"@example.com", parentID, "INVITED")
}

func (s *Service) add(id, name, email, parentID, method string) {
	if parentID == "" {
		parentID = RootID
	}
	if s.nodes[parentID] == nil {
		panic("simulator: account " + id + " in " + parentID + ", which the organization does not have")
	}
	s.accounts[id] = &Account{
		Id:              id,
		Arn:             s.arn("account", id),
		Email:           email,
		Name:            name,
		JoinedMethod:    method,
		JoinedTimestamp: kernel.At(s.k.Clock.Now()),
	}
	s.accounts[id].enter(org.Active)
	s.nodes[id] = s.newNode(id, parentID, name)
	s.tellBackupPolicy(id)
}

func (a *Account) enter(state org.State) { a.State, a.Status = string(state), statuses[state] }

// SetState puts an account into a state without a word to anybody.
func (s *Service) SetState(id string, state org.State) { s.accounts[id].enter(state) }

// RemoveAccount takes an account out of the organization without a word to anybody.
func (s *Service) RemoveAccount(id string) {
	delete(s.accounts, id)
	delete(s.nodes, id)
	s.below = nil
	delete(s.delegated, id)
}

// Accounts are the accounts of the organization, by id.
func (s *Service) Accounts() []Account {
	var all []Account
	for _, id := range sortedKeys(s.accounts) {
		all = append(all, s.shown(id))
	}
	return all
}

func (s *Service) shown(id string) Account {
	account := *s.accounts[id]
	if !s.NoPaths {
		account.Paths = []string{string(s.path(id)) + id + "/"}
	}
	return account
}

// Tag sets a tag of an account, OU or the root without a word to anybody.
func (s *Service) Tag(id, key, value string) { s.nodes[id].tags[key] = value }

// Membership is an account's place in the organization; of one that is not in it, nothing.
func (s *Service) Membership(account string) kernel.Membership {
	if s.accounts[account] == nil {
		return kernel.Membership{}
	}
	return kernel.Membership{
		OrganizationID: s.id, Path: s.path(account), Management: account == s.managementID,
		SCPs: s.levels(account, serviceControl), RCPs: s.levels(account, resourceControl),
	}
}

// arn is the ARN of a thing in the organization, which is the management account's.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html#awsorganizations-resources-for-iam-policies
func (s *Service) arn(kind, id string) string {
	return org.ARN{
		Partition: "aws",
		Service:   "organizations",
		Account:   s.managementID,
		Resource:  kind + "/" + s.id + "/" + id,
	}.String()
}
