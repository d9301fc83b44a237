package message

import (
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// postClosure is how long AWS keeps a closed account, and what is in it, for somebody who reopens it.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
const postClosure = 90 * 24 * time.Hour

// ending is what people are told of one way to depart, with the page that it rests on. {vault} stands for the local
// vault, {until} for the day to which AWS keeps a closed account at the latest.
type ending struct {
	one, many string // after the account's name, and after a number of accounts
	stays     string
	stops     []string
	next      string
	source    string
}

var endings = map[event.Ending]ending{
	event.AccountClosed: {
		one:  "is closed or suspended",
		many: "are closed or suspended",
		stays: "AWS keeps a closed account for 90 days, until {until} at the latest: " +
			"vault {vault} with its recovery points, " +
			"key and roles. Nobody can use them.",
		stops: []string{
			"AWS Backup makes no backup and no copy.",
			"After the 90 days AWS deletes everything in the account, a locked vault too. Its recovery points and its key are " +
				"then lost; the copies in the central vault need neither.",
		},
		next: "To restore the account, ask AWS Support to reopen it within the 90 days. farvault then protects it " +
			"again.",
		source: "https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html",
	},
	event.AccountLeft: {
		one:  "has left the organization",
		many: "have left the organization",
		stays: "In the account: vault {vault} with its recovery points, key, roles, plans " +
			"and selections. The plans continue " +
			"to make backups there, at its owner's cost.",
		stops: []string{
			"The central vault refuses its copies from now on: the vault's policy allows " +
				"only the organization, and AWS Backup " +
				"copies within one organization.",
			"farvault no longer reads the account and gets no events from it.",
		},
		next: "Its owner should remove the copy from the plans, or every copy fails. If the account joins again, " +
			"farvault protects it again.",
		source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html",
	},
	event.Retired: {
		one:  "is retired from farvault",
		many: "are retired from farvault",
		stays: "In the account: vault {vault} with its recovery points, key and roles. The recovery points need them " +
			"until they expire.",
		stops: []string{
			"farvault repairs nothing there, reads nothing, and reports no failure.",
			"Without farvault's selections its plans make no backup. Whoever retired the account deletes them.",
		},
		next:   "To protect it again, run `farvault retire --undo` with the account's id.",
		source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-a-backup-plan.html",
	},
	event.OutOfScope: {
		one:  "is no longer in farvault's scope",
		many: "are no longer in farvault's scope",
		stays: "Everything in the account: vault {vault} with its recovery points, key, roles, plans and selections. " +
			"Backups and copies continue.",
		stops: []string{
			"farvault repairs nothing there, and does not check for failures that AWS sent no event for.",
		},
		next: "To end the backups too, delete the selections in the account. If it returns to the scope, farvault " +
			"protects it " +
			"again within a day.",
		source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-a-backup-plan.html",
	},
}

// departs says that accounts are no longer protected: what stays, until when, and what stops working.
func (s Scene) departs(m Message, departed []event.Departure, at time.Time) Message {
	d := departed[0]
	e := endings[d.Ending]
	m.Color, m.Headline = alert.Amber, "An account is no longer protected; nothing was deleted"
	m.Title = fmt.Sprintf("%s %s; nothing was deleted", labelOf(d), e.one)
	if n := len(departed); n > 1 {
		m.Headline = "Accounts are no longer protected; nothing was deleted"
		m.Title = fmt.Sprintf("%d accounts %s; nothing was deleted", n, e.many)
	}
	m.Lead = []string{fmt.Sprintf("farvault noticed at %s. %s", plain.Clock(at, s.Now), whyOf(departed))}
	fill := strings.NewReplacer("{vault}", d.LocalVault, "{until}", day(at.Add(postClosure)))
	m.Sections = []Section{
		{Heading: "What stays", Lines: append([]string{fill.Replace(e.stays)}, s.copiesStay(departed)...)},
		{Heading: "What stops", Lines: e.stops, After: []string{e.next}},
	}
	var accounts, labels []string
	for _, d := range departed {
		accounts, labels = append(accounts, d.AccountID), append(labels, labelOf(d))
	}
	if len(departed) > 1 {
		m.Sections = append(m.Sections, appendList(nil, "Accounts", labels)...)
	}
	m.Accounts = accounts[:min(len(accounts), accountsShown)]
	m.Cause = alert.DepartedGroup(d.Ending).Cause
	m.Footer = m.Cause + " · group " + alert.Short(m.GroupKey)
	m.Tags = newAttributes(string(catalog.Organization), alert.Amber, m.Reason, m.Accounts)
	return m
}

func labelOf(d event.Departure) string {
	return plain.Clean(org.Account{ID: d.AccountID, Name: d.Name}.Label(), plain.NameRunes)
}

// whyOf is the reason of one account, and nothing where there are several: each may have its own.
func whyOf(departed []event.Departure) string {
	if len(departed) > 1 {
		return ""
	}
	return "Why: " + departed[0].Why + "."
}

// Copies are an account's newest copies, one of each resource, as they were last read in the central vaults.
type Copies struct {
	Read  time.Time // when; zero: they never were
	Found []coverage.Resource
}

// copiesStay names the newest copies that were read in the central vault, and until when they are kept. What was not
// read is not said to be there.
func (s Scene) copiesStay(departed []event.Departure) (lines []string) {
	stay := "Copies in the central account stay and can be restored, because the central key encrypts them. " +
		"They expire with their lifecycle."
	if len(departed) == 1 {
		stay = strings.Replace(stay, "central account", "central vault "+departed[0].CentralVault, 1)
	}
	lines = []string{stay}
	for _, d := range departed[:min(len(departed), listShown)] {
		lines = append(lines, s.copiesRead(d)...)
	}
	if rest := len(departed) - listShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("and of %s", plain.Count(rest, "more account", "more accounts")))
	}
	return lines
}

// copiesRead are the newest copies of one account.
func (s Scene) copiesRead(d event.Departure) []string {
	copies, read := s.Copies[d.AccountID]
	switch {
	case !read || copies.Read.IsZero():
		return []string{fmt.Sprintf("farvault has not read which copies of %s are there.", labelOf(d))}
	case len(copies.Found) == 0:
		return []string{fmt.Sprintf("farvault found no recent copy of %s there when it last read the vault, at %s.",
			labelOf(d), plain.Clock(copies.Read, s.Now))}
	}
	lines := []string{fmt.Sprintf("Newest copies of %s, read at %s:", labelOf(d), plain.Clock(copies.Read, s.Now))}
	for _, r := range copies.Found[:min(len(copies.Found), listShown)] {
		kept := "kept forever"
		if !r.Central.Kept.IsZero() {
			kept = "kept until " + day(r.Central.Kept)
		}
		p := alert.Problem{Resource: r.ARN, ResourceType: r.Type}
		lines = append(lines, fmt.Sprintf("  %s: of the backup of %s, %s",
			resourceOf(p), plain.Clock(r.Central.Created, s.Now), kept))
	}
	if rest := len(copies.Found) - listShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("  and of %s", plain.Count(rest, "more resource", "more resources")))
	}
	return lines
}

func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }
