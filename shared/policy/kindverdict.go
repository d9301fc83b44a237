package policy

import "fmt"

// kindVerdict is what the policies of one kind say of a request. Kinds that name no
// principal vote directly.
type kindVerdict struct {
	kind  Kind
	deny  tristate
	allow [directly + 1]tristate // by how the caller is named
}

// hear asks all the documents of a kind. Each level must allow, by one of its
// documents; without levels everything is allowed and nothing denied.
func (o *kindVerdict) hear(q *request, kind Kind, levels ...[]Document) {
	total, before := 0, 0
	for _, documents := range levels {
		total += len(documents)
	}
	*o = kindVerdict{kind: kind}
	for i := range o.allow {
		o.allow[i].truth = yes
	}
	level := &q.level
	for _, documents := range levels {
		*level = kindVerdict{kind: kind}
		for i := range documents {
			nth := 0
			if total > 1 {
				nth = before + i + 1
			}
			level.add(q, &documents[i], nth)
		}
		before += len(documents)
		o.deny = either(o.deny, level.deny)
		for i := range o.allow {
			o.allow[i] = both(o.allow[i], level.allow[i])
		}
	}
}

// add takes in the statements of one document, the nth of its kind; zero, if there is no other.
func (o *kindVerdict) add(q *request, d *Document, nth int) {
	for i := range d.Statement {
		s := &d.Statement[i]
		t, how, reasons := q.applies(s, d.Version, o.kind)
		if t == no {
			continue
		}
		v := tristate{truth: t, by: s.by(i + 1)}
		v.by.Document = nth
		if t == unknown {
			for _, reason := range reasons {
				v.unknown = append(v.unknown, fmt.Sprintf("%s, %s: %s", o.kind, v.by, reason))
			}
		}
		if s.Effect == Deny {
			o.deny = either(o.deny, v)
			continue
		}
		o.allow[how] = either(o.allow[how], v)
	}
}

// allows is the strongest vote for the caller, named at least in this way.
func (o *kindVerdict) allows(atLeast naming) tristate {
	best := tristate{}
	for how := directly; how >= atLeast; how-- {
		best = either(best, o.allow[how])
	}
	return best
}
