package event

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// membership is what one event name of CloudTrail says of an account, and where
// in the record: at is the path of the object that holds the account's id and,
// for work done in the background, its state.
type membership struct {
	change MembershipChange
	at     []string
	undone string // what a state of failure leaves behind
	skip   string // why the event is ignored; the other fields are then empty
}

// memberships are the events of an account's life.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
// https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html
var memberships = map[string]membership{
	"CreateAccount":               {skip: "the account has no id yet, CreateAccountResult follows"},
	"CreateGovCloudAccount":       {skip: "the account has no id yet, CreateAccountResult follows"},
	"InviteAccountToOrganization": {skip: "the invitation is open, the account is not a member yet"},

	"CreateAccountResult": {
		change: Joined,
		at:     []string{"serviceEventDetails", "createAccountStatus"},
		undone: "no account was made",
	},
	"AccountJoinedOrganization": {change: Joined, at: []string{"serviceEventDetails"}},
	"AcceptHandshake":           {change: Joined, at: []string{"responseElements", "handshake"}},
	"CreateManagedAccount": {
		change: Joined,
		at:     []string{"serviceEventDetails", "createManagedAccountStatus"},
		undone: "the account is not enrolled",
	},
	"UpdateManagedAccount": {
		change: Joined,
		at:     []string{"serviceEventDetails", "updateManagedAccountStatus"},
		undone: "the account is as it was",
	}, // a second try after a failure is an Update
	"MoveAccount":  {change: Moved, at: []string{"requestParameters"}},
	"CloseAccount": {change: Closed, at: []string{"requestParameters"}},
	"CloseAccountResult": {
		change: Closed,
		at:     []string{"serviceEventDetails", "closeAccountStatus"},
		undone: "the account stays open",
	},
	"RemoveAccountFromOrganization": {change: Departed, at: []string{"requestParameters"}},
	"AccountDepartedOrganization":   {change: Departed, at: []string{"serviceEventDetails"}},
	"LeaveOrganization": {
		change: Departed,
		at:     []string{"userIdentity"},
	}, // the member calls it for itself, without parameters
}

// decodeMembership reads an event of AWS Organizations or AWS Control Tower.
func decodeMembership(e envelope) (Event, error) {
	d := e.object.object("detail")
	name, code := d.text("eventName"), d.text("errorCode")
	m, known := memberships[name]
	switch {
	case d.wrong() != nil:
		return nil, d.wrong()
	case name == "":
		return nil, d.missing("eventName")
	case slices.Contains(OrganizationCalls, name):
		return decodeCall(e)
	case !known:
		return ignore(e, "farvault does not act on %s", name), nil
	case m.skip != "":
		return ignore(e, "%s: %s", name, m.skip), nil
	case code != "":
		return ignore(e, "the call %s failed (%s), nothing changed", name, code), nil
	}
	return m.read(e, d, name)
}

// read finds the account in the part of the record that the row names, unless the state says that nothing came of it.
func (m membership) read(e envelope, d object, name string) (Event, error) {
	status := d
	for _, step := range m.at {
		status = status.object(step)
	}
	state, reason, action := status.text("state"), status.text("failureReason", "message"), status.text("action")
	account := accountIn(status)
	for _, elsewhere := range []string{"serviceEventDetails", "requestParameters", "responseElements"} {
		if account == "" {
			account = accountIn(d.object(elsewhere))
		}
	}
	switch {
	case d.wrong() != nil:
		return nil, d.wrong()
	case state == "FAILED":
		failed := ignore(e, "%s failed (%s), %s", name, reason, m.undone)
		failed.Failed = reason
		return failed, nil
	case state == "IN_PROGRESS":
		return ignore(e, "%s: the work is under way, its result follows", name), nil
	case action != "" && action != "INVITE":
		return ignore(e, "%s: a handshake of %s brings no account", name, action), nil
	case account == "":
		return nil, fmt.Errorf("%s names no account: detail.%s.accountId is missing", name, strings.Join(m.at, "."))
	}
	return AccountChange{Origin: e.Origin, AccountID: account, Change: m.change, Cause: name}, nil
}

// accountIn finds the account's id in a status: accountId as a rule, inside
// account for Control Tower, among the parties of a handshake. The record of
// AccountJoinedOrganization is not published, so every object one level below is looked through as well.
func accountIn(status object) string {
	if id := status.text("accountId"); id != "" {
		return id
	}
	var parties []struct{ Type, ID string }
	if raw := status.fields["parties"]; len(raw) > 0 && json.Unmarshal(raw, &parties) == nil {
		for _, p := range parties {
			if p.Type == "ACCOUNT" {
				return p.ID
			}
		}
	}
	for _, name := range append([]string{"account"}, slices.Sorted(maps.Keys(status.fields))...) {
		var inner struct{ AccountID string }
		if json.Unmarshal(status.fields[name], &inner) == nil && inner.AccountID != "" {
			return inner.AccountID
		}
	}
	return ""
}
