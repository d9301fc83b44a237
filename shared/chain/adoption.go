package chain

import (
	"slices"

	"farvault/shared/settings"
)

// OwnerAttribute is the one attribute that every Adopt has: the tag that makes a thing farvault's.
const OwnerAttribute = "Tag " + OwnerTag

// precious is a link that may be worth something to whoever made it: bringing it to be as desired would take that away.
type precious interface {
	// losses are what would be taken away, or changed under those who use it. Each is for people to decide.
	losses(found Link) []Attribute
}

// belonging is a link that carries no tag: whose it is, is whose its owner is.
type belonging interface{ owner() Ref }

// ownerOf names the link whose tag says whose a link is.
func ownerOf(link Link) Ref {
	if b, ok := link.(belonging); ok {
		return b.owner()
	}
	return link.Ref()
}

// adoptable are the links of a chain that the settings let farvault take over, those that hang on them included.
func (d desirer) adoptable(links []Link) []Ref {
	var refs []Ref
	for _, link := range links {
		owner := ownerOf(link)
		if slices.ContainsFunc(
			d.settings.Adopt,
			func(a settings.Adoption) bool { return a.Covers(string(owner.Kind), owner.Name, owner.Account) },
		) {
			refs = append(refs, link.Ref())
		}
	}
	return refs
}

// MayAdopt reports whether the settings let farvault take a link over.
func (c Chain) MayAdopt(ref Ref) bool { return slices.Contains(c.Adopt, ref) }

// losses are what adopting would take away, by the link that carries the tag: a plan counts for its selections, a vault
// for its policy, since they are farvault's as soon as it is.
func losses(desired Chain, seen Observed) map[Ref][]Attribute {
	lost := map[Ref][]Attribute{}
	for _, want := range desired.Links {
		found, there := seen.Found[want.Ref()]
		if !there || found.Owned || !desired.MayAdopt(want.Ref()) {
			continue
		}
		owner := ownerOf(want)
		if p, ok := want.(precious); ok {
			lost[owner] = append(lost[owner], p.losses(found.Link)...)
		}
		for _, a := range want.compare(found.Link, seen) {
			if a.Decision != "" {
				lost[owner] = append(lost[owner], a)
			}
		}
	}
	return lost
}

// foreign is what to do about a link that is there and not farvault's: nothing, or to adopt it where settings name it
// and nothing is lost by it.
func foreign(want, found Link, desired Chain, seen Observed, lost []Attribute) []Change {
	c := Change{
		Op:   Conflict,
		Ref:  want.Ref(),
		Want: want,
		Got:  found,
		Why:  "it is there and carries no tag " + OwnerTag + "=" + OwnerValue + ", so it is not farvault's to change",
	}
	switch {
	case !desired.MayAdopt(c.Ref):
		return []Change{c}
	case len(lost) > 0:
		c.Why, c.Attributes = "the settings let farvault adopt it, but "+lost[0].Decision, lost
		return []Change{c}
	}
	differing := want.compare(found, seen)
	if ownerOf(want) == c.Ref {
		tag := Attribute{Name: OwnerAttribute, ShouldBe: OwnerValue}
		return []Change{
			{Op: Adopt, Ref: c.Ref, Want: want, Got: found, Attributes: append([]Attribute{tag}, differing...)},
		}
	}
	return changesOf(want, found, differing, nil)
}

// lossOf makes attributes ones that people decide about.
func lossOf(why string, attributes []Attribute) []Attribute {
	out := slices.Clone(attributes)
	for i := range out {
		out[i].Decision = why
	}
	return out
}
