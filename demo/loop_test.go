package demo

import (
	"maps"
	"slices"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/proof"
)

// TestEveryFaultIsNamedAndMended is the closed loop, for every fault and type: somebody breaks something, the copy fails, the diagnosis
// names what was broken and nothing else, farvault mends it or somebody types what the remedy prints, the copy completes, the alert
// resolves. A world that a fault leaves unwell is thrown away, and one in which farvault's restarts are used up.
func TestEveryFaultIsNamedAndMended(t *testing.T) {
	t.Parallel()
	var c *copying
	drop := func() {
		if c != nil {
			c.Close()
		}
		c = nil
	}
	t.Cleanup(drop)
	var all []breakage
	played := sample(t, 3)
	for _, done := range slices.Sorted(maps.Keys(faults)) {
		if !played() {
			continue
		}
		f := faults[done]
		if f.ours {
			drop()
		}
		t.Run(done, func(t *testing.T) {
			if c == nil {
				c = newCopying(t)
			}
			c.t, c.broken = t, breakage{}
			c.play(f)
			if c.broken.facts != nil {
				all = append(all, c.broken)
			}
		})
		if t.Failed() || f.final || f.ours {
			drop()
		}
	}
	t.Run("and every two at once", func(t *testing.T) { namedInPairs(t, all) })
}

func (c *copying) play(f fault) {
	c.t.Helper()
	if f.aim != nil {
		f.aim(c)
	}
	ids := c.copyAll()
	before := c.factsOf(ids)
	if f.inject != nil {
		f.inject(c)
	}
	c.world.Advance(2 * time.Minute)
	if f.inject != nil {
		c.broken = changed(f, before, c.factsOf(ids))
	}
	named := map[string]catalog.Diagnosis{}
	for _, kind := range copiedTypes {
		if slices.Contains(f.stops(), kind) {
			named[kind] = c.named(f, kind, ids[kind])
		}
	}
	c.world.Advance(18 * time.Minute)
	for _, kind := range copiedTypes {
		if job := c.job(ids[kind]); !slices.Contains(f.stops(), kind) && job.State != "COMPLETED" {
			c.t.Errorf("copy of %s is %s: %s", kind, job.State, job.Message)
		}
	}
	if c.t.Failed() || f.final {
		return
	}
	again := map[string]string{} // what is farvault's own it has started again itself
	if !f.ours {
		c.heal(f, named)
		again = c.copyAll()
	}
	c.world.Advance(20 * time.Minute)
	for kind, id := range again {
		if job := c.job(id); job.State != "COMPLETED" {
			c.t.Errorf("after the remedy the copy of %s is %s: %s", kind, job.State, job.Message)
		}
	}
	if slices.ContainsFunc(c.groups(), func(g alert.Record) bool { return g.Open }) {
		c.world.Advance(3 * time.Hour) // the hourly look tells that a key is well again, and the end of what comes and goes is told after two
	}
	c.must(c.allClosed())
}

// stops are the types whose copies the fault stops.
func (f fault) stops() []string {
	return slices.DeleteFunc(slices.Clone(copiedTypes), func(kind string) bool { return f.spares[kind] != "" })
}

// named proves one failed copy, as AWS told it and again as if AWS had said no more than "Access Denied".
func (c *copying) named(f fault, kind, id string) catalog.Diagnosis {
	c.t.Helper()
	job := c.job(id)
	if job.State != "FAILED" {
		c.t.Errorf("copy of %s is %s", kind, job.State)
		return catalog.Diagnosis{}
	}
	facts := c.reader().Facts(c.t.Context(), job)
	told := proof.Prove(diagnose(job), facts)
	c.check(f, kind, job, told)
	job.Message, job.MessageCategory = "Access Denied trying to call AWS Backup service", ""
	c.check(f, kind, job, proof.Prove(diagnose(job), facts))
	return told
}

func (c *copying) check(f fault, kind string, job event.JobStateChange, d catalog.Diagnosis) {
	c.t.Helper()
	if d.Cause != f.cause || d.Proof != catalog.Confirmed || d.AccountAtFault != f.at || d.Ours != f.ours {
		c.t.Errorf("%s: %q is %s, %s, at %s, ours %t: %s", kind, job.Message, d.Cause, d.Proof, d.AccountAtFault, d.Ours, d.Why)
	}
	for _, check := range d.Checks {
		if check.Outcome == catalog.Fail && check.Cause != f.cause {
			c.t.Errorf("%s: %q: nobody broke %s: %s", kind, job.Message, check.Cause, check.Evidence.Saw)
		}
	}
}

// heal does what the diagnoses say: types what they print once for each place, or does what the remedy says in words.
func (c *copying) heal(f fault, named map[string]catalog.Diagnosis) {
	c.t.Helper()
	if f.remedy != nil {
		f.remedy(c)
		return
	}
	typed := map[string]bool{}
	for _, kind := range f.stops() {
		if d := named[kind]; !typed[d.Where+d.Paste] {
			typed[d.Where+d.Paste] = true
			c.paste(d)
		}
	}
}
