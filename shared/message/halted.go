package message

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// asks says that a run stopped, what it was changing, and how to let it go on.
func (s Scene) asks(m Message, h event.Halted) Message {
	m.Color, m.Headline = alert.Amber, "farvault stopped before it changed more accounts, and asks"
	m.Title = fmt.Sprintf(
		"farvault has changed %s and stopped: should it continue?",
		plain.Count(h.Written, "account", "accounts"),
	)
	m.Lead = []string{
		fmt.Sprintf(
			"It stopped at %s. A run over %s can change %d of them until somebody allows more (Breaker in the settings).",
			plain.Clock(h.HaltedAt, s.Now),
			plain.Count(h.Run.Accounts, "account", "accounts"),
			h.Limit,
		),
		"farvault reads every other account and changes nothing in it until then. New " +
			"accounts are still protected.",
	}
	var differences []string
	for _, c := range h.Changes {
		differences = append(differences, CountedLine(c))
	}
	m.Sections = appendList(nil, "What differs from the settings, in the accounts read so far", differences)
	m.Sections = append(
		m.Sections,
		Section{
			Heading: "See the accounts that wait, and what would change in one of them",
			Paste:   "farvault status\nfarvault chain diff --account ACCOUNT",
		},
		Section{
			Heading: "If this is intended, let farvault continue",
			Paste:   "farvault breaker allow --for 24h --owner YOU --reason WHY",
			After: []string{
				"If it is not: restore the earlier settings and deploy them. The same command then lets farvault undo what it " +
					"changed.",
			},
		},
	)
	m.Cause = alert.HaltedGroup(h.HaltedAt).Cause
	m.Footer = m.Cause + " · group " + alert.Short(m.GroupKey)
	m.Tags = newAttributes(string(catalog.Organization), alert.Amber, m.Reason, nil)
	return m
}
