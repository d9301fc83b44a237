package cli

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/plain"
	"farvault/shared/proof"
)

// fewest is from how many failures of one check on it is one line for all its accounts.
const fewest = 3

// namedAtMost is how many accounts a line names.
const namedAtMost = 10

// What stands before the lines that people copy: no terminal's width breaks those.
const (
	runMark         = "run: "
	statementIndent = "          "
)

// checkGroup is one check in all the accounts in which it was made.
type checkGroup struct {
	check string
	all   []proof.Precondition
}

// print prints the preconditions for people: what passes folded into one line, what waits for something else, and last
// what fails, with how many those are. With verbose each has its line.
func (c doctorCommand) print(s Streams, all []proof.Precondition) error {
	var b strings.Builder
	for _, outcome := range []proof.Outcome{proof.Pass, proof.Held, proof.Fail} {
		some := slices.DeleteFunc(slices.Clone(all), func(p proof.Precondition) bool { return p.Outcome != outcome })
		if outcome == proof.Held {
			once(some, all)
		}
		if outcome == proof.Pass && !c.Verbose && len(some) > 0 {
			fmt.Fprintf(&b, "%-7s %s in %s\n", outcome, plain.Count(len(some), "check", "checks"),
				plain.Count(accountsOf(some), "account", "accounts"))
			continue
		}
		for _, g := range groupsOf(some) {
			g.print(&b, c.Verbose, of(all, g.check))
		}
	}
	failing := of(all, "", proof.Fail)
	if failing == 0 {
		fmt.Fprintf(&b, "Every check passes.\n")
	} else {
		fmt.Fprintf(&b, "%d of %s failed.\n", failing, plain.Count(len(all), "check", "checks"))
	}
	_, err := fmt.Fprint(s.Out, paint(s, fitting(b.String(), s.Screen.Width)))
	return err
}

// once takes from checks that wait the command that a failing one shows too.
func once(held, all []proof.Precondition) {
	for i, p := range held {
		shown := func(o proof.Precondition) bool { return o.Outcome == proof.Fail && o.Command == p.Command }
		if slices.ContainsFunc(all, shown) {
			held[i].Command = ""
		}
	}
}

// fitting is the text for a terminal of that many columns. What people copy stays whole.
func fitting(text string, columns int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(strings.TrimSpace(line), runMark) && !strings.HasPrefix(line, statementIndent) {
			line = hanging(line, columns)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// print prints the group: each of few, or one line for many, of the accounts in which the check was made.
func (g checkGroup) print(b *strings.Builder, each bool, made int) {
	if each || len(g.all) < fewest {
		for _, p := range g.all {
			fmt.Fprintln(b, preconditionText(p))
		}
		return
	}
	var ids, why, commands []string
	for _, p := range g.all {
		ids = append(ids, p.Account)
		why = append(why, strings.ReplaceAll(whyOf(p), p.Account, "ACCOUNT"))
		commands = append(commands, strings.TrimSpace(toDo(p.Command)))
	}
	fmt.Fprintf(b, "%-7s %s: %d of %s: %s\n", g.all[0].Outcome, g.check, len(g.all),
		plain.Count(made, "check", "checks"), some(ids, ", "))
	slices.Sort(why)
	for _, one := range firstOf(slices.Compact(why)) {
		fmt.Fprintf(b, "        %s\n", one)
	}
	slices.Sort(commands)
	for _, one := range firstOf(slices.Compact(commands)) {
		if one != "" {
			fmt.Fprintf(b, "        %s\n", one)
		}
	}
}

// groupsOf puts the same check of different accounts together, in the order in which each was first made.
func groupsOf(all []proof.Precondition) (groups []checkGroup) {
	for _, p := range all {
		check := checkOf(p)
		at := slices.IndexFunc(groups, func(g checkGroup) bool { return g.check == check })
		if at < 0 {
			groups, at = append(groups, checkGroup{check: check}), len(groups)
		}
		groups[at].all = append(groups[at].all, p)
	}
	return groups
}

// checkOf is a precondition's name without the account that it was looked at in: "backup vault farvault-local".
func checkOf(p proof.Precondition) string {
	name, _, _ := strings.Cut(p.Name, " in "+p.Account)
	if strings.Contains(name, p.Account) {
		name, _, _ = strings.Cut(name, " ") // of a key, whose ARN is its name
	}
	return name
}

// of counts those of a check, or of all; with outcomes those that ended so.
func of(all []proof.Precondition, check string, outcomes ...proof.Outcome) (n int) {
	for _, p := range all {
		if (check == "" || checkOf(p) == check) && (len(outcomes) == 0 || slices.Contains(outcomes, p.Outcome)) {
			n++
		}
	}
	return n
}

func accountsOf(all []proof.Precondition) int {
	ids := map[string]bool{}
	for _, p := range all {
		ids[p.Account] = true
	}
	return len(ids)
}

// some joins ids, each once, and counts what it leaves out.
func some(ids []string, between string) string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) <= namedAtMost {
		return strings.Join(ids, between)
	}
	return strings.Join(ids[:namedAtMost], between) + fmt.Sprintf(" and %d more (--verbose)", len(ids)-namedAtMost)
}

// firstOf are the first lines of many, and how many more there are.
func firstOf(lines []string) []string {
	if len(lines) <= fewest {
		return lines
	}
	return append(slices.Clone(lines[:fewest]), fmt.Sprintf("... and %d more (--verbose)", len(lines)-fewest))
}
