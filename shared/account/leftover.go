package account

import (
	"slices"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// Leftover is something of farvault's own that no setting names, with the commands that end its backups.
type Leftover struct {
	event.Change
	End []string `json:"end,omitempty"`
}

// LeftoversOf is what the look found of farvault's own that no setting names. Of a Region that could not be listed it
// is what the look before found there.
func LeftoversOf(s chain.ChangeSet, past Record) (all []Leftover) {
	for _, l := range s.Leftovers() {
		all = append(all, Leftover{l.Change().Value(), l.End})
	}
	for _, l := range past.Leftover {
		if slices.Contains(s.Seen.Unseen, l.Region) {
			all = append(all, l)
		}
	}
	return all
}

// LeftoverProblems are, of one Region, what is left over, and what was and no longer is: gone, or named again.
func LeftoverProblems(past, now []Leftover) (all []event.UnreportedFailure) {
	for _, l := range now {
		problem := unnamed(l)
		problem.Why, problem.Where = l.Why, string(l.Kind)+" "+l.Name
		problem.Paste = strings.Join(l.End, "\n")
		if problem.Cause = "plan-not-in-settings"; l.Kind == chain.KindBackupVault {
			problem.Cause = "vault-not-in-settings"
		}
		all = append(all, problem)
	}
	for _, l := range past {
		gone := unnamed(l)
		gone.Holds = true
		if !slices.ContainsFunc(now, func(n Leftover) bool { return unnamed(n).Resource == gone.Resource }) {
			all = append(all, gone)
		}
	}
	return all
}

func unnamed(l Leftover) event.UnreportedFailure {
	return event.UnreportedFailure{Kind: event.Unnamed, Resource: event.UnnamedLink + string(l.Kind) + " " + l.Name}
}
