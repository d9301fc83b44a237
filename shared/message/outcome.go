package message

import (
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// listShown is how many changes, restarts or refusals a message lists of each.
const listShown = 5

// repairedHeads are what was put right, the foremost first. Of a vault the words have a gap for whose it is.
var repairedHeads = []struct {
	op   chain.Op
	kind chain.Kind
	head string
}{
	{chain.Update, chain.KindVaultAccessPolicy, "%s vault's policy was changed and has been repaired"},
	{chain.Create, chain.KindVaultAccessPolicy, "%s vault's policy was removed and has been repaired"},
	{chain.Update, chain.KindOptIn, "A resource type was switched off and has been switched on again"},
	{chain.Create, chain.KindRole, "A role of farvault's was gone and has been created again"},
	{chain.Update, chain.KindRole, "A role of farvault's was changed and has been repaired"},
	{chain.Create, chain.KindServiceLinkedRole, "AWS Backup's service-linked role was missing and has been created"},
}

// repairedHead is what is said of any other change.
const repairedHead = "farvault has repaired its part of the chain"

// headOf says in fixed words what was put right.
func (s Scene) headOf(report event.Report) string {
	first := func(c event.CopyRequest) bool { return !c.Retry }
	switch {
	case len(report.Changes) == 0 && len(report.Restarted) == 0:
		return "farvault could not repair this"
	case len(report.Changes) == 0 && !slices.ContainsFunc(report.Restarted, first):
		return "No repair was necessary: the failure is transient"
	case len(report.Changes) == 0:
		return "The cause of the failure is repaired"
	}
	for _, h := range repairedHeads {
		others := func(c event.Change) bool { return c.Op != h.op || c.Kind != h.kind }
		alike := slices.DeleteFunc(slices.Clone(report.Changes), others)
		switch {
		case len(alike) == 0:
		case h.kind != chain.KindVaultAccessPolicy:
			return h.head
		case s.foremost(alike).Account == s.CentralAccountID:
			return fmt.Sprintf(h.head, "The central")
		default:
			return fmt.Sprintf(h.head, "A")
		}
	}
	return repairedHead
}

// waits says that an account is not at its chain in the time that is normal for a new one.
func (s Scene) waits(m Message, n alert.Notice) Message {
	w := n.Report.Waiting
	label := plain.Clean(w.Account.Label(), plain.NameRunes)
	m.Color, m.Headline = alert.Amber, "An account waits for its backup chain"
	m.Title = label + " is not protected yet: farvault could not finish its backup chain"
	m.Lead = []string{
		fmt.Sprintf(
			"farvault tried for 15 min, until %s. It tries again within a day.",
			plain.Clock(n.Report.At, s.Now),
		),
	}
	m.Facts = []Fact{{"Account", label}}
	m.Sections = appendList(nil, "Why", []string{w.Why})
	if w.NotEntered && org.IsAccountID(w.Account.ID) {
		m.Sections = append(
			m.Sections,
			Section{
				Heading: "Check that the StackSet has deployed the roles",
				Paste:   stackInstance(w.Account.ID),
				After: []string{
					"OUTDATED or INOPERABLE: its StatusReason says why. No such instance: the account is outside the StackSet's " +
						"OUs, or its deployment is still under way.",
				},
			},
		)
	}
	m.Cause = alert.WaitingGroup(w.Account.ID).Cause
	m.Footer = m.Cause + " · group " + alert.Short(m.GroupKey)
	m.Accounts = []string{w.Account.ID}
	route := alert.RouteOf(w.Account, string(catalog.Organization), alert.Severities[alert.Amber], s.Alerts)
	m.Receivers = alert.Notifiable(route.Receivers)
	m.Tags = newAttributes(string(catalog.Organization), alert.Amber, m.Reason, m.Accounts)
	return m
}

// stackInstance is the command that shows the StackSet's instance in an account, as the README names the two.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackInstance.html
func stackInstance(account string) string {
	return "aws cloudformation describe-stack-instance --stack-set-name farvault --stack-instance-account " + account +
		" \\\n  --stack-instance-region us-east-1 --profile management"
}

// resolved says that it works again, how long it did not, and the longest gap it left.
func (s Scene) resolved(m Message, r alert.Record) Message {
	ended, a := r.Ended(), r.Alert
	unwanted := dropped(ended)
	if len(unwanted) > 0 && len(unwanted) == len(ended) {
		return s.obsolete(m, r, unwanted)
	}
	ended = slices.DeleteFunc(ended, func(m alert.Member) bool { return m.Dropped != "" })
	if made := slices.DeleteFunc(slices.Clone(ended), alert.Member.Averted); len(ended) > 0 && len(made) == 0 {
		return s.averted(m, r, ended)
	} else if len(made) < len(ended) {
		ended = made
	}
	m.Color, m.Headline = alert.Green, "resolved: "+alert.Headline(a.Diagnosis)
	what := counted(ended)
	if len(ended) == 1 {
		what = nameOf(ended[0].Problem)
	}
	where := s.place(ended)
	switch {
	case a.Job == event.Copy && a.State == partial:
		m.Title = fmt.Sprintf("Copies of %s in %s are whole again in %s", what, where, s.vault(a.Destination))
	case a.Job == event.Copy:
		m.Title = fmt.Sprintf("Copies of %s in %s reach %s again", what, where, s.vault(a.Destination))
	case a.Job == event.Backup:
		m.Title = fmt.Sprintf("Backups of %s in %s work again", what, where)
	case a.Job == event.Account:
		m.Title = accountEnd(a, where, len(accountsOf(ended)))
	default:
		if len(ended) == 1 {
			what = resourceOf(ended[0].Problem)
		}
		m.Title = fmt.Sprintf("%s in %s works again", what, where)
	}
	line := fmt.Sprintf(
		"It lasted %s, from %s.",
		plain.Span(r.EndedAt.Sub(r.StartedAt)),
		plain.FromTo(r.StartedAt, r.EndedAt, s.Now),
	)
	if gap, job := longestGap(ended), jobNoun[a.Job]; gap > 0 && job != "" {
		line += fmt.Sprintf(" The longest time without a good %s was %s.", job, plain.Span(gap))
	}
	m.Lead = append(append([]string{line}, s.evidence(ended)...), s.whyDropped(unwanted)...)
	m.Lead = append(m.Lead, s.whyEnded(r)...)
	if len(ended) == 1 {
		m.Facts = []Fact{
			{"Account", s.label(ended[0].Account) + ", " + ended[0].Region},
			{"Resource", resourceOf(ended[0].Problem)},
		}
	}
	m.Footer = footer(r, a.Diagnosis)
	m.about(ended)
	m.Tags = newAttributes(string(a.Diagnosis.Category), alert.Green, m.Reason, accountsOf(ended))
	return m
}

// longestGap is the longest time between a member's last good job before the failure and the one that ended it.
func longestGap(ended []alert.Member) (gap time.Duration) {
	for _, m := range ended {
		if !m.LastGood.IsZero() {
			gap = max(gap, m.At.Sub(m.LastGood))
		}
	}
	return gap
}

// appendList adds a section of lines, a few of them where there are many; none where there are none.
func appendList(sections []Section, heading string, lines []string) []Section {
	var items [][]string
	for _, l := range lines {
		items = append(items, cleanLines(l))
	}
	return appendItems(sections, heading, items)
}

// appendChanges is appendList for changes, each with what differs indented below it as long as that is not too much.
func appendChanges(
	sections []Section, heading string, changes []event.Change, lines func(event.Change) []string,
) []Section {
	items, shown := make([][]string, len(changes)), 0
	for i, c := range changes[:min(len(changes), listShown)] {
		items[i] = lines(c)
		if shown += len(items[i]); shown > detailsShown && i > 0 {
			items[i] = []string{ChangeLine(c)}
		}
	}
	return appendItems(sections, heading, items)
}

// appendItems adds a section of the first few items, and says how many more there are.
func appendItems(sections []Section, heading string, items [][]string) []Section {
	if len(items) == 0 {
		return sections
	}
	s := Section{Heading: heading, Lines: slices.Concat(items[:min(len(items), listShown)]...)}
	if rest := len(items) - listShown; rest > 0 {
		s.Lines = append(s.Lines, fmt.Sprintf("and %d more", rest))
	}
	return append(sections, s)
}
