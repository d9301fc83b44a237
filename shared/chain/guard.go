package chain

import (
	"slices"

	"farvault/shared/policy"
)

// keeper is a link of which a part may be repaired while another part waits for a decision.
type keeper interface {
	// keeping is the link with all that needs a decision left as it was found.
	keeping(found Link) Link
}

// guardDecision is why a Deny that was found stays: who takes it away makes backups easier to lose.
const guardDecision = "somebody denies calls by which backups or keys are lost. farvault leaves the statement: " +
	"set DenyDeletion: true in the settings if it should be farvault's, or remove it"

// guardsOf are the statements of a found policy that protect backups or keys, and that nobody wants. One that has the
// Sid of a wanted statement is that statement, changed.
func guardsOf(want, got policy.Document) (guards []policy.Statement) {
	_, extra := policy.Differ(want, got)
	for _, s := range extra {
		own := s.Sid != "" &&
			slices.ContainsFunc(want.Statement, func(w policy.Statement) bool { return w.Sid == s.Sid })
		if s.Guards() && !own {
			guards = append(guards, s)
		}
	}
	return guards
}

// withGuards is a wanted policy with the found statements that protect.
func withGuards(want, got policy.Document) policy.Document {
	want.Statement = append(slices.Clone(want.Statement), guardsOf(want, got)...)
	return want
}

// differingGuarded compares two policies as differingPolicy does. What protects is not taken away without a decision.
func differingGuarded(name string, want, got policy.Document) []Attribute {
	out := differingPolicy(name, withGuards(want, got), got)
	for _, s := range guardsOf(want, got) {
		out = append(out, Attribute{Name: name, Part: s.Sid, Now: s.String(), Decision: guardDecision})
	}
	return out
}

func (p VaultAccessPolicy) keeping(found Link) Link {
	p.Policy = withGuards(p.Policy, found.(VaultAccessPolicy).Policy)
	return p
}

func (k Key) keeping(found Link) Link {
	k.Policy = withGuards(k.Policy, found.(Key).Policy)
	return k
}
