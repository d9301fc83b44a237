package account

import (
	"slices"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// BrokenBy picks of the changes that a call made necessary those that have a cause of their own in the catalog: the
// key of the account's vaults that was disabled or will be deleted, and the resource types that were switched off. The
// hourly look finds these too, and ends the alert about them. The other changes are in rest.
func BrokenBy(
	e event.ManagementEvent,
	changes []event.Change,
	named []Named,
) (broken []event.Broken, rest []event.Change) {
	for _, c := range changes {
		one := brokenKey(e, c, named)
		if one == nil {
			one = brokenOptIn(e, c)
		}
		if one == nil {
			rest = append(rest, c)
		}
		broken = append(broken, one...)
	}
	return broken, rest
}

// brokenKey is the key of the account's own vaults whose state is all that the change is about. A key that is not known
// by its ARN cannot be named to people.
func brokenKey(e event.ManagementEvent, c event.Change, named []Named) []event.Broken {
	ofKey := about(c, chain.NeedsDecision, chain.Key{Account: e.Account, Region: e.Region}.Ref())
	i := slices.IndexFunc(named, func(n Named) bool {
		return n.Kind == chain.KindKey && n.Region == e.Region && n.named(e.Target)
	})
	if !ofKey || len(c.Attributes) != 1 || c.Attributes[0].Name != chain.KeyStateAttribute || i < 0 {
		return nil
	}
	return []event.Broken{{Account: e.Account, Region: e.Region, KeyARN: named[i].ID, State: c.Attributes[0].Now}}
}

// brokenOptIn are the resource types that are all that the change is about.
func brokenOptIn(e event.ManagementEvent, c event.Change) (broken []event.Broken) {
	if !about(c, chain.Update, chain.OptIn{Account: e.Account, Region: e.Region}.Ref()) {
		return nil
	}
	for _, a := range c.Attributes {
		if a.Name == chain.ManagementPreference {
			return nil
		}
		broken = append(broken, event.Broken{Account: e.Account, Region: e.Region, ResourceType: a.Name, State: "off"})
	}
	return broken
}

// about reports whether a change does that about the link.
func about(c event.Change, op chain.Op, ref chain.Ref) bool {
	return c.Op == op && c.Kind == ref.Kind && c.Name == ref.Name && c.Account == ref.Account && c.Region == ref.Region
}
