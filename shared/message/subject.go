package message

import (
	"strings"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
)

// subjectNameRunes is as much of an account's name as a subject shows.
const subjectNameRunes = 24

// subjectAccount is an account as a mail's subject names it: its name and its id; empty for what is no account.
func (s Scene) subjectAccount(id string) string {
	if !org.IsAccountID(id) {
		return ""
	}
	name := strings.TrimSpace(printable(s.Accounts[id].Name))
	if name == "" {
		return id
	}
	return cutASCII(name, subjectNameRunes) + " " + id
}

// actIn is the account in which somebody must act: the id of the one at fault; empty where that is none that is known,
// or several.
func (s Scene) actIn(a alert.Alert, members []alert.Member) string {
	switch a.Diagnosis.AccountAtFault {
	case catalog.Destination:
		return s.CentralAccountID
	case catalog.Source:
		if arn, err := org.ParseARN(a.Diagnosis.Where); err == nil && arn.Account != "" {
			return arn.Account
		}
	case catalog.Management:
		return ""
	}
	if ids := accountsOf(members); len(ids) == 1 || a.Job == event.Custody {
		return a.Account
	}
	return ""
}
