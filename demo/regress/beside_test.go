package regress_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"farvault/demo/regress"
	"farvault/demo/stage"
	"farvault/demo/trial"
	"farvault/shared/alert"
	"farvault/shared/wiring"
)

// TestTwoVersionsSideBySide has one function of the old version beside the others of this tree, as while a deployment is
// under way: an account is created, the vault is shut and a workload's key closed. What one function tells another that
// does not know it stays in the queue, and is done when the deployment ends: nothing is doubled, nothing is lost.
func TestTwoVersionsSideBySide(t *testing.T) {
	if os.Getenv("FARVAULT_REGRESS") == "" {
		t.Skip("builds old versions: make regress")
	}
	for _, commit := range releases {
		t.Run(commit, func(t *testing.T) {
			t.Parallel()
			old := clocked(t, commit)
			t.Run("one function", func(t *testing.T) {
				for _, function := range []string{wiring.ProvisionFunction, wiring.AlertFunction, wiring.SweepFunction} {
					t.Run("its "+strings.TrimPrefix(function, "farvault-"), func(t *testing.T) {
						t.Parallel()
						beside(t, old, function)
					})
				}
			})
		})
	}
}

func beside(t *testing.T, old regress.Version, function string) {
	m := &move{T: t, old: old}
	files, err := trial.Shipped(trial.Options{Schedule: everyTwoHours.Is})
	m.must(err)
	m.today = stage.Options{Files: files}
	o := m.ready()
	o.Files, o.Foreign, o.Processes, o.Begins = files, false, []string{function}, trial.Begins
	m.World, err = trial.Deploy(t.Context(), files["infra/settings.yaml"].Data, o)
	m.must(err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(m.Trace(400))
		}
		m.Close()
	})
	m.at("08:20")
	m.none("at first", m.Standing(t.Context()))
	m.a, m.b = m.tag(0), m.tag(1)
	m.must(m.Create(t.Context(), "payments-prod"))
	m.must(m.CloseKey(t.Context(), m.a))
	m.at("08:58")
	m.none("a new account", m.Standing(t.Context()))
	_, err = m.Tag(t.Context(), stage.NewcomerID, "EFS")
	m.must(err)
	m.must(m.ShutVault(t.Context()))
	m.at("09:25")
	m.Say("the deployment ends")
	m.must(m.Change(m.today))
	since := m.Now()
	m.at("09:55")
	if told := m.told(trial.Begins, m.a.Account, alert.FirstNotification); len(told) != 1 {
		t.Errorf("the copy with the closed key was told as %q", told)
	}
	m.must(m.OpenKey(t.Context(), m.a))
	m.at("11:50")
	m.none("in the end", m.Standing(t.Context()), slices.DeleteFunc(m.failures(since), anHourAgo), m.Mended(t.Context()))
	_ = m.Unsettled()
	m.none("in the end", m.Unsettled())
}

// anHourAgo is a look at all accounts that failed while the deployment was under way: a sweep that is older than the
// members' roles may not read tags as it did. The look of the next hour does its work.
func anHourAgo(wrong string) bool { return strings.HasSuffix(wrong, "in farvault-sweep-dead-letter") }
