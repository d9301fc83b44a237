package cli

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/message"
	"farvault/shared/plain"
)

// printOverview prints what a sweep would change: in each account, by kind, and what it costs and meets.
func printOverview(s Streams, o chain.Overview) error {
	for _, part := range []struct {
		heading string
		rows    table
	}{
		{"What a sweep would do, by account", accountRows(o)},
		{"What a sweep would do, by kind", kindRows(o.Changes)},
		{"farvault's own, and no setting names it: it stays, and what backs up goes on", kindRows(o.Leftover)},
		{"Resource types that would be switched on", optInRows(o)},
		{"Backed up twice: another plan selects the same resources", twiceRows(o)},
		{"Of other services: farvault never changes it", managedRows(o.OfOthers)},
		{"Could not be read", unreadRows(o)},
	} {
		if len(part.rows) < 2 {
			continue
		}
		if _, err := fmt.Fprintf(s.Out, "%s\n%s\n", part.heading, part.rows.text(s.Screen.Width)); err != nil {
			return err
		}
	}
	return printTotals(s.Out, o)
}

func printTotals(w io.Writer, o chain.Overview) error {
	differing := 0
	for _, a := range o.Accounts {
		if a.Count() > 0 {
			differing++
		}
	}
	lines := []string{fmt.Sprintf("%s read: %d would change, %d could not be read.",
		plain.Count(len(o.Accounts), "account", "accounts"), differing, len(o.Unread))}
	if o.Keys.Count > 0 {
		lines = append(lines, fmt.Sprintf("%s would be made: %.2f USD a month more (%s).",
			plain.Count(o.Keys.Count, "KMS key", "KMS keys"), o.Keys.Monthly, o.Keys.Page))
	}
	if !o.Differs() && len(o.Unread) == 0 {
		lines = append(lines, "Nothing would change.")
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// accountRows are the accounts in which something would change.
func accountRows(o chain.Overview) table {
	rows := table{{"ACCOUNT", "CREATE", "CHANGE", "DECIDE", "UNREAD", "NAME"}}
	for _, a := range o.Accounts {
		if a.Count() == 0 {
			continue
		}
		counts := []int{
			a.Count(chain.Create), a.Count(chain.Update, chain.Replace, chain.Adopt),
			a.Count(chain.NeedsDecision, chain.Conflict), a.Count(chain.Unread, chain.Blocked),
		}
		row := []string{a.ID}
		for _, n := range counts {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, append(row, plain.Clean(a.Name, plain.NameRunes)))
	}
	return rows
}

func kindRows(changes []chain.ChangedIn) table {
	rows := table{{"ACCOUNTS", "WHERE", "WHAT"}}
	for _, c := range changes {
		rows = append(rows, []string{strconv.Itoa(len(c.Accounts)), firstAndMore(c.Accounts), message.ChangeLine(c.Change)})
	}
	return rows
}

func managedRows(managed []chain.ManagedIn) table {
	rows := table{{"ACCOUNTS", "WHERE", "OWNER", "WHAT"}}
	for _, m := range managed {
		rows = append(rows, []string{strconv.Itoa(len(m.Accounts)), firstAndMore(m.Accounts), m.Manager,
			m.Kind + " " + plain.Clean(m.Name, plain.NameRunes)})
	}
	return rows
}

// firstAndMore names the first of accounts, and counts the others.
func firstAndMore(accounts []string) string {
	if more := len(accounts) - 1; more > 0 {
		return fmt.Sprintf("%s and %d more", accounts[0], more)
	}
	return accounts[0]
}

func optInRows(o chain.Overview) table {
	rows := table{{"TYPE", "REGION", "ACCOUNTS"}}
	for len(o.OptIns) > 0 {
		first, n := o.OptIns[0], 0
		var accounts []string
		for _, one := range o.OptIns {
			if one.Type != first.Type || one.Region != first.Region || one.Managed != first.Managed {
				break
			}
			accounts, n = append(accounts, one.Account), n+1
		}
		name := first.Type
		if first.Managed {
			name += " (full AWS Backup management)"
		}
		rows, o.OptIns = append(rows, []string{name, first.Region, firstFew(accounts)}), o.OptIns[n:]
	}
	return rows
}

func twiceRows(o chain.Overview) table {
	rows := table{{"ACCOUNT", "REGION", "PLAN", "OTHER PLAN", "RESOURCES"}}
	for _, t := range o.Twice {
		other, owner := t.Other, t.Owner
		if t.OtherID == "" {
			owner += ", still to come"
		}
		if owner != "" {
			other += " (" + owner + ")"
		}
		what := t.Unread
		if n := len(t.Resources); n > 0 {
			what = fmt.Sprintf("%d: %s", n, firstFew(t.Resources))
		}
		rows = append(rows, []string{t.Account, t.Region, t.Plan, plain.Clean(other, plain.NameRunes), what})
	}
	return rows
}

func unreadRows(o chain.Overview) table {
	rows := table{{"ACCOUNT", "NAME", "WHY"}}
	for _, u := range o.Unread {
		rows = append(rows, []string{u.ID, plain.Clean(u.Name, plain.NameRunes), plain.Clean(u.Why, plain.WhyRunes)})
	}
	return rows
}

// fewNamed is how many a line names.
const fewNamed = 4

// firstFew names the first, and counts the rest.
func firstFew(all []string) string {
	if len(all) <= fewNamed {
		return strings.Join(all, ", ")
	}
	return strings.Join(slices.Clone(all[:fewNamed]), ", ") + fmt.Sprintf(" and %d more", len(all)-fewNamed)
}
