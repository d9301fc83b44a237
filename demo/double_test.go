package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/proof"
	"farvault/simulator"
)

// TestTwoFaultsAreBothNamed breaks two things at once: one is the cause, the other stands beside it in the checks and in the message.
func TestTwoFaultsAreBothNamed(t *testing.T) {
	t.Parallel()
	played := sample(t, 3)
	for _, pair := range [][2]string{
		{"the vault's policy is deleted", "the resource's key is not shared"},
		{"the organization's switch is off", "the boundary lacks the way out"},
		{"a service control policy denies the way in", "the source key is disabled"},
		{"the local vault lets nothing out", "the destination's key is disabled"},
		{"the backup role lost its policies", "the vault's policy names another organization"},
		{"the vault is locked to longer retentions", "the backup role is denied the way in"},
	} {
		if !played() {
			continue
		}
		first, second := faults[pair[0]], faults[pair[1]]
		t.Run(pair[0]+" and "+pair[1], func(t *testing.T) {
			t.Parallel()
			c := newCopying(t)
			defer c.Close()
			ids := c.copyAll()
			first.inject(c)
			second.inject(c)
			c.world.Advance(2 * time.Minute)
			for _, kind := range copiedTypes {
				if !slices.Contains(first.stops(), kind) || !slices.Contains(second.stops(), kind) {
					continue
				}
				job := c.job(ids[kind])
				d := proof.Prove(diagnose(job), c.reader().Facts(t.Context(), job))
				failing := failingCauses(d)
				if want := []string{first.cause, second.cause}; d.Proof != catalog.Confirmed || !sameCauses(failing, want) || !slices.Contains(want, d.Cause) {
					t.Errorf("%s: %q is %s, %s, with %v, want %v", kind, job.Message, d.Cause, d.Proof, failing, want)
				}
			}
			c.world.Advance(18 * time.Minute)
			c.mailNames(first, second)
		})
	}
}

// mailNames looks for both faults in one mail, by the titles of their conditions or of their causes.
func (c *copying) mailNames(faults ...fault) {
	c.t.Helper()
	var groups []alert.Record
	for _, g := range c.groups() {
		if failing := failingCauses(g.Alert.Diagnosis); len(failing) == len(faults) {
			groups = append(groups, g)
		}
	}
	if len(groups) == 0 {
		c.t.Fatalf("no group has both faults%s", c.trouble())
	}
	if groups[0].Sent == alert.Repaired { // both were farvault's own: the one message shows what was repaired of each
		c.mailShows(groups[0].Repairs(), len(faults))
		return
	}
	for _, check := range groups[0].Alert.Diagnosis.Checks {
		if check.Outcome != catalog.Fail || check.Cause == groups[0].Alert.Diagnosis.Cause {
			continue
		}
		if !slices.ContainsFunc(c.mails(), func(mail string) bool { return strings.Contains(mail, check.Title) }) {
			c.t.Errorf("no mail says that it does not hold that %s", check.Title)
		}
	}
}

func failingCauses(d catalog.Diagnosis) (causes []string) {
	for _, check := range d.Checks {
		if check.Outcome == catalog.Fail {
			causes = append(causes, check.Cause)
		}
	}
	return causes
}

func sameCauses(a, b []string) bool {
	slices.Sort(a)
	b = slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// TestWithoutTheReaderNothingIsConfirmed takes the member's reader role away: what cannot be seen is suspected, and the look that failed is told.
func TestWithoutTheReaderNothingIsConfirmed(t *testing.T) {
	t.Parallel()
	for done, want := range map[string]string{
		"the resource's key is not shared":           "source-key-not-shared",
		"the backup role lost its policies":          "vault-policy-denies-copy", // AWS's words for any denial
		"the local vault's key is not shared":        "key-disabled",             // AWS's words for any key of a fully managed type
		"a service control policy denies the way in": "scp-denies-copy",          // the management account's reader is another
	} {
		t.Run(done, func(t *testing.T) {
			t.Parallel()
			c := newCopying(t)
			defer c.Close()
			ids := c.copyAll()
			faults[done].inject(c)
			c.world.Advance(2 * time.Minute)
			job := c.job(ids[faults[done].stops()[0]])
			c.locked(func(w *simulator.World) { w.IAM.RemoveRole(c.member, "farvault-reader") })
			d := proof.Prove(diagnose(job), c.reader().Facts(t.Context(), job))
			seen := want == "scp-denies-copy"
			if d.Cause != want || (d.Proof == catalog.Confirmed) != seen {
				t.Errorf("%s, %s: %s", d.Cause, d.Proof, d.Why)
			}
			if !seen && !strings.Contains(d.Reasons(), "farvault-reader in "+c.member) {
				t.Errorf("nobody is told which look failed: %s", d.Reasons())
			}
		})
	}
}

// mailShows looks for all that was repaired, which is of so many kinds at least, in one mail.
func (c *copying) mailShows(repairs []event.Report, kinds int) {
	c.t.Helper()
	lines := map[event.Kind]string{}
	for _, report := range repairs {
		for _, change := range report.Changes {
			lines[change.Kind] = fmt.Sprintf("%s %s %s", change.Op, change.Kind, change.Name)
		}
	}
	shows := func(mail string) bool {
		return !slices.ContainsFunc(slices.Collect(maps.Values(lines)), func(l string) bool { return !strings.Contains(mail, l) })
	}
	if len(lines) < kinds || !slices.ContainsFunc(c.mails(), shows) {
		c.t.Errorf("no mail shows that %v were repaired: %s", lines, c.mails())
	}
}
