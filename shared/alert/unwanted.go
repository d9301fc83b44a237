package alert

import (
	"fmt"
	"slices"

	"farvault/shared/org"
)

// dropped are those of the members that ended because nobody wants them any more.
func dropped(ended []Member) []Member {
	return slices.DeleteFunc(slices.Clone(ended), func(m Member) bool { return m.Dropped == "" })
}

// unwanted closes what nobody wants any more. It does not say that anything works again.
func (s Scene) unwanted(m Message, r Record, ended []Member) Message {
	what := counted(ended)
	if len(ended) == 1 {
		what = ended[0].name()
	}
	m.Colour, m.Headline = Green, "closed: "+headline(r.Alert.Diagnosis)
	m.Title = fmt.Sprintf("Copies of %s in %s to %s are no longer wanted", what, s.place(ended), vaultsOf(ended))
	line := fmt.Sprintf(
		"It failed from %s, and closed at %s without a good copy there.",
		clock(r.StartedAt, s.Now),
		clock(r.EndedAt, s.Now),
	)
	m.Lead = append([]string{line}, s.whyDropped(ended)...)
	if len(ended) == 1 {
		m.Facts = []Fact{
			{"Account", s.label(ended[0].Account) + ", " + ended[0].Region},
			{"Resource", ended[0].resource()},
		}
	}
	m.Footer = footer(r, Alert{Diagnosis: r.Alert.Diagnosis})
	m.about(ended)
	m.Tags = newAttributes(string(r.Alert.Diagnosis.Category), Green, m.Reason, accountsOf(ended))
	return m
}

// whyDropped says for each reason how many ended by it.
func (s Scene) whyDropped(members []Member) (lines []string) {
	for _, why := range []Dropped{OutOfPlan, PlanGone, ByHand} {
		of := slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return m.Dropped != why })
		switch {
		case len(of) == 0:
		case len(members) == 1:
			lines = append(lines, fmt.Sprintf("Nobody wants the copy in %s any more: %s.", vaultsOf(of), why))
		default:
			lines = append(
				lines,
				fmt.Sprintf("Nobody wants the copies of %s in %s any more: %s.", counted(of), vaultsOf(of), why),
			)
		}
	}
	return lines
}

// vaultsOf names the vault that members were to be copied to by its name, for several may be in one account.
func vaultsOf(members []Member) string {
	v, err := org.ParseARN(members[0].Destination)
	several := slices.ContainsFunc(members, func(m Member) bool { return m.Destination != members[0].Destination })
	if err != nil || several {
		return "their vaults"
	}
	return Clean("vault "+v.Name()+" in "+v.Account, nameRunes)
}
