package account

import (
	"slices"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// BrokenBy picks of the lines of changes that a call made necessary those that have a cause of their own in the
// catalogue: the key of the account's vaults that was disabled or will be deleted, and the resource types that were
// switched off. The hourly look finds these too, and ends the alert about them. The other lines are in rest.
func BrokenBy(e event.ManagementEvent, lines []string, named []Named) (broken []event.Broken, rest []string) {
	for _, line := range lines {
		one := brokeKey(e, line, named)
		if one == nil {
			one = brokeOptIn(e, line)
		}
		if one == nil {
			rest = append(rest, line)
		}
		broken = append(broken, one...)
	}
	return broken, rest
}

// brokeKey is the key whose state is all that the line is about. A key that is not known by its ARN cannot be named to
// people.
func brokeKey(e event.ManagementEvent, line string, named []Named) []event.Broken {
	head := string(
		chain.NeedsDecision,
	) + " " + chain.Key{
		Account: e.Account,
		Region:  e.Region,
	}.Ref().
		String() +
		": " + chain.KeyStateDecision + ": "
	states := gotOf(line, head)
	i := slices.IndexFunc(named, func(n Named) bool {
		return n.Kind == chain.KindKey && n.Region == e.Region && (n.ID == e.Target || strings.HasSuffix(n.ID, "/"+e.Target))
	})
	if len(states) != 1 || states[0].Name != "KeyState" || i < 0 {
		return nil
	}
	return []event.Broken{{Account: e.Account, Region: e.Region, KeyARN: named[i].ID, State: states[0].Got}}
}

// brokeOptIn are the resource types that are all that the line is about.
func brokeOptIn(e event.ManagementEvent, line string) (broken []event.Broken) {
	changed := string(chain.Update) + " " + chain.OptIn{Account: e.Account, Region: e.Region}.Ref().String() + ": "
	for _, a := range gotOf(line, changed) {
		if strings.HasPrefix(a.Name, chain.ManagementPreference) {
			return nil
		}
		broken = append(broken, event.Broken{Account: e.Account, Region: e.Region, ResourceType: a.Name, State: "off"})
	}
	return broken
}

// gotOf are the attributes that differ in a line with that head; none of another line, or one that says something else.
func gotOf(line, head string) (all []chain.Attribute) {
	text, is := strings.CutPrefix(line, head)
	if !is {
		return nil
	}
	for part := range strings.SplitSeq(text, "; ") {
		name, values, differs := strings.Cut(part, ": want ")
		want, got, _ := strings.Cut(values, ", got ")
		if !differs {
			return nil
		}
		all = append(all, chain.Attribute{Name: name, Want: want, Got: got})
	}
	return all
}
