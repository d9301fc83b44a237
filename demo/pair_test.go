package demo

import (
	"reflect"
	"slices"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/proof"
)

// breakage is what one fault did to the facts of a copy: before it, after it, and the fields that differ, by type.
type breakage struct {
	fault
	facts map[string]map[int]reflect.Value // by type, by field
	base  map[string]proof.Facts
}

// factsOf are the facts of the copies, by type.
func (c *copying) factsOf(ids map[string]string) map[string]proof.Facts {
	c.t.Helper()
	facts := map[string]proof.Facts{}
	for _, kind := range pairedTypes {
		facts[kind] = c.reader().Facts(c.t.Context(), c.job(ids[kind]))
	}
	return facts
}

// pairedTypes are one of each class: what keeps the resource's key, and what AWS Backup fully manages.
var pairedTypes = []string{"EBS", "EFS"}

// changed compares the facts of the types whose copies the fault stops.
func changed(f fault, before, after map[string]proof.Facts) breakage {
	b := breakage{fault: f, facts: map[string]map[int]reflect.Value{}, base: before}
	for _, kind := range pairedTypes {
		if f.spares[kind] != "" {
			continue
		}
		fields := map[int]reflect.Value{}
		was, is := reflect.ValueOf(before[kind]), reflect.ValueOf(after[kind])
		for i := range was.NumField() {
			if name := was.Type().Field(i).Name; name != "Copy" && !reflect.DeepEqual(was.Field(i).Interface(), is.Field(i).Interface()) {
				fields[i] = is.Field(i)
			}
		}
		b.facts[kind] = fields
	}
	return b
}

// and are the facts of both breakages at once; false where they are of the same thing.
func (b breakage) and(other breakage, kind string) (proof.Facts, bool) {
	mine, its := b.facts[kind], other.facts[kind]
	if len(mine) == 0 || len(its) == 0 {
		return proof.Facts{}, false
	}
	facts := b.base[kind]
	both := reflect.ValueOf(&facts).Elem()
	for i, value := range mine {
		if _, twice := its[i]; twice {
			return proof.Facts{}, false
		}
		both.Field(i).Set(value)
	}
	for i, value := range its {
		both.Field(i).Set(value)
	}
	return facts, true
}

// namedInPairs puts every two faults together that are of different things, by the facts that the live world gave of each: both
// are named, one of them is the cause, and nothing else is.
func namedInPairs(t *testing.T, all []breakage) {
	t.Helper()
	pairs := 0
	for i, one := range all {
		for _, other := range all[i+1:] {
			for _, kind := range pairedTypes {
				facts, can := one.and(other, kind)
				if !can || one.cause == other.cause {
					continue
				}
				pairs++
				d := proof.Prove(catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: "Access Denied trying to call AWS Backup service"}), facts)
				failing := failingCauses(d)
				want := slices.DeleteFunc([]string{one.cause, other.cause}, func(cause string) bool { return slices.Contains(homeless(d), cause) })
				if d.Proof != catalog.Confirmed || !sameCauses(failing, want) {
					t.Errorf("%s: %s and %s: %s, %s, with %v", kind, one.cause, other.cause, d.Cause, d.Proof, failing)
				}
			}
		}
	}
	t.Logf("%d pairs", pairs)
	if pairs < 500 && exhaustive && !testing.Short() {
		t.Errorf("only %d pairs could be put together", pairs)
	}
}

// homeless are the conditions that ask for the organization, of an account that is in none: nobody can tell whether a policy
// that names an organization would admit it once it is a member again. That is said instead.
func homeless(d catalog.Diagnosis) (causes []string) {
	for _, check := range d.Checks {
		if d.Cause == "not-same-organization" && check.Outcome == catalog.CouldNotRead {
			causes = append(causes, check.Cause)
		}
	}
	return causes
}
