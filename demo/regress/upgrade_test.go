package regress_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/demo/regress"
	"farvault/demo/stage"
	"farvault/demo/trial"
	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/ledger"
	"farvault/shared/wiring"
)

// releases are the versions that people come from and go back to. The next one is one line.
var releases = []string{
	before,    // 2026-11-23
	"f2bb16b", // 2026-11-30, before Mode Observe
}

// everyTwoHours has the plans of a version run six times a day.
var everyTwoHours = regress.Edit{Was: "cron(0 12 * * ? *)", Is: "cron(0 9,11,13,15,17,19 * * ? *)"}

// move is an organization that goes from one version to another.
type move struct {
	*testing.T
	*trial.World
	old     regress.Version
	today   stage.Options // this tree's handlers
	a, b, c *trial.Resource
}

// TestUpgradeAndBack leaves with an old version what it leaves: protected accounts, an open failure, a mute, messages in
// the queues. This tree's functions take it over, and what they leave goes back to the old version.
func TestUpgradeAndBack(t *testing.T) {
	if os.Getenv("FARVAULT_REGRESS") == "" {
		t.Skip("builds old versions: make regress")
	}
	for _, commit := range releases {
		t.Run(commit, func(t *testing.T) {
			t.Parallel()
			m := begin(t, clocked(t, commit))
			m.leave()
			m.upgrade()
			m.back()
			m.knowsNoMode()
		})
	}
}

// begin deploys the old version.
func begin(t *testing.T, old regress.Version) *move {
	t.Helper()
	m := &move{T: t, old: old}
	files, err := trial.Shipped(trial.Options{Schedule: everyTwoHours.Is})
	m.must(err)
	m.today = stage.Options{Files: files}
	o := m.ready()
	o.Begins = trial.Begins
	m.World, err = trial.Deploy(t.Context(), files["infra/settings.yaml"].Data, o)
	m.must(err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(m.Trace(400))
		}
		m.Close()
	})
	return m
}

// ready is the old version, as it is deployed.
func (m *move) ready() stage.Options {
	m.Helper()
	o, err := m.old.Ready(m.TempDir(), everyTwoHours)
	m.must(err)
	o.Clocked = true
	return o
}

func (m *move) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// at lets time go by until a time of the day.
func (m *move) at(clock string) {
	m.Helper()
	t, err := time.Parse("15:04", clock)
	m.must(err)
	m.Until(trial.Begins.Truncate(24 * time.Hour).Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute))
}

// none fails the test with what is wrong.
func (m *move) none(when string, wrong ...[]string) {
	m.Helper()
	for _, w := range slices.Concat(wrong...) {
		m.Errorf("%s: %s", when, w)
	}
}

// told are the messages of a reason since a time that are about an account.
func (m *move) told(since time.Time, account string, reasons ...alert.Reason) (all []string) {
	for _, h := range m.Heard() {
		if !h.At.Before(since) && slices.Contains(reasons, h.Reason) && slices.Contains(h.Accounts, account) {
			all = append(all, fmt.Sprintf("%s %s %q", h.At.Format("15:04"), h.Reason, h.Title))
		}
	}
	return all
}

// leave has the old version do its work: one failure is told and open, another one's message is muted, and messages of
// all kinds wait in the queues.
func (m *move) leave() {
	m.Helper()
	m.at("08:20")
	m.none(m.old.Name, m.Standing(m.Context()))
	m.a, m.b, m.c = m.tag(0), m.tag(1), m.tag(2)
	m.must(m.CloseKey(m.Context(), m.a))
	m.at("09:50")
	if told := m.told(trial.Begins, m.a.Account, alert.FirstNotification); len(told) != 1 {
		m.Fatalf("%s told %q of a copy that failed", m.old.Name, told)
	}
	m.mute("--cause", "source-key-not-shared", "--account", m.b.Account)
	m.must(m.CloseKey(m.Context(), m.b))
	m.at("10:58")
	m.World.World.Lambda.Hold(true)
	m.at("11:20")
	m.must(m.Only(wiring.SweepFunction))
}

func (m *move) tag(member int) *trial.Resource {
	m.Helper()
	r, err := m.Tag(m.Context(), stage.Members[member].ID, "EBS")
	m.must(err)
	return r
}

// mute is the old version's command. Some ask before they write.
func (m *move) mute(about ...string) {
	m.Helper()
	arguments := append([]string{"alerts", "mute", "--reason", "known", "--owner", "ann", "--for", "72h"}, about...)
	help, _ := exec.CommandContext(m.Context(), m.old.Command, "alerts", "mute", "--help").CombinedOutput()
	if strings.Contains(string(help), "--yes") {
		arguments = append(arguments, "--yes")
	}
	command := exec.CommandContext(m.Context(), m.old.Command, arguments...)
	command.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+m.World.World.URL(), "AWS_REGION="+stage.HomeRegion,
		"AWS_ACCESS_KEY_ID="+stage.CentralID, "AWS_SECRET_ACCESS_KEY=simulated", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=/nowhere", "AWS_SHARED_CREDENTIALS_FILE=/nowhere")
	if out, err := command.CombinedOutput(); err != nil {
		m.Fatalf("%s: %v: %s", arguments, err, out)
	}
}

// upgrade has this tree's functions take over.
func (m *move) upgrade() {
	m.Helper()
	since := m.Now()
	m.Say("upgrade")
	m.must(m.Change(m.today))
	m.World.World.Lambda.Hold(false)
	m.at("12:20")
	_ = m.Unsettled() // the first look at all of them brings them to what this tree wants
	m.none("after the upgrade", m.Standing(m.Context()), m.Unsettled(), m.failures(since))
	if told := m.told(since, m.a.Account, alert.FirstNotification, alert.AllResolved); len(told) != 0 {
		m.Errorf("what was told is told again, or its end: %q", told)
	}
	if told := m.told(since, m.b.Account, alert.FirstNotification); len(told) != 0 {
		m.Errorf("what is muted is told: %q", told)
	}
	m.must(m.OpenKey(m.Context(), m.a))
	m.must(m.Create(m.Context(), "payments-prod"))
	m.at("13:50")
	if told := m.told(since, m.a.Account, alert.AllResolved); len(told) != 1 {
		m.Errorf("the end of what the old version had told was told as %q", told)
	}
	m.none("a run after the upgrade", m.Standing(m.Context()), m.failures(since))
}

// failures are letters in dead-letter queues, and what functions logged as errors since a time.
func (m *move) failures(since time.Time) (wrong []string) {
	for queue, n := range m.Letters() {
		wrong = append(wrong, fmt.Sprintf("%d messages in %s", n, queue))
	}
	for _, l := range m.Lines() {
		if l.Level >= 8 && !l.At.Before(since) {
			wrong = append(wrong, fmt.Sprintf("%s %s: %s", l.At.Format("15:04"), l.Function, l.Error))
		}
	}
	return wrong
}

// back leaves what this tree leaves, and has the old version take it over. What does not hold is in a table of
// docs/operations.md, whose lines are tried here.
func (m *move) back() {
	m.Helper()
	m.must(m.CloseKey(m.Context(), m.c))
	m.at("15:50")
	if told := m.told(trial.Begins, m.c.Account, alert.FirstNotification); len(told) != 1 {
		m.Fatalf("this tree told %q of a copy that failed", told)
	}
	m.retire(m.b.Account)
	m.at("16:58")
	m.World.World.Lambda.Hold(true)
	m.at("17:20")
	m.must(m.Only(wiring.SweepFunction))
	since := m.Now()
	m.Say("back")
	m.must(m.Change(m.ready()))
	m.World.World.Lambda.Hold(false)
	m.digested()
	m.at("18:50")
	m.none("after the way back", m.Doubled(m.Context()), slices.DeleteFunc(m.failures(since), tooNew))
	if told := m.told(since, m.c.Account, alert.FirstNotification, alert.AllResolved); len(told) != 0 {
		m.Errorf("what was told is told again, or its end: %q", told)
	}
	m.must(m.OpenKey(m.Context(), m.c))
	m.at("19:50")
	if told := m.told(since, m.c.Account, alert.AllResolved); len(told) != 1 {
		m.Errorf("the end of what this tree had told was told as %q", told)
	}
	_ = m.Unsettled()
	m.none("a run after the way back", m.Standing(m.Context())) // the retired account is protected again
}

// tooNew are failures of a message of a kind that the old version has no word for: it stays in the queue, and comes to
// the dead-letter queue in the end.
func tooNew(wrong string) bool {
	return strings.Contains(wrong, `queue message of kind "foreseen"`) || strings.HasSuffix(wrong, "in farvault-jobs-dead-letter")
}

// retire ends farvault's work in an account as `farvault retire` does.
func (m *move) retire(id string) {
	m.Helper()
	clients := m.World.World.Administrator(id, stage.HomeRegion)
	m.must(ledger.New(dynamodb.NewFromConfig(m.World.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault").
		Retire(m.Context(), []string{id}, &account.Retirement{Owner: "ann", Why: "sold", At: m.Now()}))
	client := backup.NewFromConfig(clients)
	plans, err := client.ListBackupPlans(m.Context(), nil)
	m.must(err)
	for _, p := range plans.BackupPlansList {
		selections, err := client.ListBackupSelections(m.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: p.BackupPlanId})
		m.must(err)
		for _, one := range selections.BackupSelectionsList {
			_, err := client.DeleteBackupSelection(m.Context(), &backup.DeleteBackupSelectionInput{
				BackupPlanId: p.BackupPlanId, SelectionId: one.SelectionId})
			m.must(err)
		}
	}
}

// digested has the old version say how the day was, while a copy fails: not GREEN.
func (m *move) digested() {
	m.Helper()
	m.must(m.World.World.Lambda.Schedule(wiring.SweepFunction, []byte(`{"work":"digest"}`)))
	m.at("17:40")
	digests := m.Digests()
	if len(digests) == 0 || digests[len(digests)-1].Color == alert.Green {
		m.Errorf("a copy fails, and of %d digests the last is %+v", len(digests), digests)
	}
}

// knowsNoMode holds the line of docs/operations.md about Mode to the versions that it is about. A release that has the
// parameter is a reason to change the line.
func (m *move) knowsNoMode() {
	m.Helper()
	text, err := os.ReadFile(filepath.Join(m.old.Source, "template.yaml"))
	m.must(err)
	if strings.Contains(string(text), "\n  Mode:\n") {
		m.Errorf("the template of %s has the parameter Mode", m.old.Name)
	}
}
