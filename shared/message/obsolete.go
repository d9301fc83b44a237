package message

import (
	"fmt"
	"slices"

	"farvault/shared/alert"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// dropped are those of the members that ended because nobody wants them any more.
func dropped(ended []alert.Member) []alert.Member {
	return slices.DeleteFunc(slices.Clone(ended), func(m alert.Member) bool { return m.Dropped == "" })
}

// obsolete closes what nobody wants any more. It does not say that anything works again.
func (s Scene) obsolete(m Message, r alert.Record, ended []alert.Member) Message {
	what := counted(ended)
	if len(ended) == 1 {
		what = nameOf(ended[0].Problem)
	}
	m.Color, m.Headline = alert.Green, "closed: "+alert.Headline(r.Alert.Diagnosis)
	m.Title = fmt.Sprintf("Copies of %s in %s to %s are no longer configured", what, s.place(ended), vaultsOf(ended))
	line := fmt.Sprintf(
		"It failed from %s. farvault closed it at %s without a good copy there.",
		plain.Clock(r.StartedAt, s.Now),
		plain.Clock(r.EndedAt, s.Now),
	)
	m.Lead = append([]string{line}, s.whyDropped(ended)...)
	if len(ended) == 1 {
		m.Facts = []Fact{
			{"Account", s.label(ended[0].Account) + ", " + ended[0].Region},
			{"Resource", resourceOf(ended[0].Problem)},
		}
	}
	m.Footer = footer(r, r.Alert.Diagnosis)
	m.about(ended)
	m.Tags = newAttributes(string(r.Alert.Diagnosis.Category), alert.Green, m.Reason, accountsOf(ended))
	return m
}

// whyDropped says for each reason how many ended by it.
func (s Scene) whyDropped(members []alert.Member) (lines []string) {
	for _, why := range []alert.Obsolete{alert.OutOfPlan, alert.PlanGone, alert.ByHand} {
		of := slices.DeleteFunc(slices.Clone(members), func(m alert.Member) bool { return m.Dropped != why })
		switch {
		case len(of) == 0:
		case len(members) == 1:
			lines = append(lines, fmt.Sprintf("The copy in %s is no longer configured: %s.", vaultsOf(of), why))
		default:
			lines = append(
				lines,
				fmt.Sprintf("The copies of %s in %s are no longer configured: %s.", counted(of), vaultsOf(of), why),
			)
		}
	}
	return lines
}

// vaultsOf names the vault that members were to be copied to by its name, for several may be in one account.
func vaultsOf(members []alert.Member) string {
	v, err := org.ParseARN(members[0].Destination)
	several := slices.ContainsFunc(members, func(m alert.Member) bool { return m.Destination != members[0].Destination })
	if err != nil || several {
		return "their vaults"
	}
	return plain.Clean("vault "+v.Name()+" in "+v.Account, plain.NameRunes)
}
