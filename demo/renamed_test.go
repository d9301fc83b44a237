package demo

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	scenery "farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/ledger"
	"farvault/shared/settings"
	sim "farvault/simulator/backup"
)

// renaming is a stage on which every member has one volume that is backed up daily, and whose settings change.
type renaming struct {
	*stage
	t *testing.T
}

func newRenaming(t *testing.T, tags ...string) *renaming {
	t.Helper()
	s, err := newStage(t.Context(), Options{Files: shipped(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Lock()
	for _, m := range scenery.Members {
		for _, value := range tags {
			s.world.Backup.AddResource(m.ID, homeRegion, sim.Resource{Type: "EBS", Tags: map[string]string{"backup": value}})
		}
	}
	s.world.Unlock()
	return &renaming{s, t}
}

// deploy is `sam deploy` with other settings, and the sweep that follows it.
func (r *renaming) deploy(change func(*settings.Settings)) {
	r.t.Helper()
	s := r.Stage.Settings
	s.BackupPlans = slices.Clone(s.BackupPlans)
	change(&s)
	r.Stage.Settings, r.settings = s, s
	r.sweep()
}

// sweep asks for every member as the daily sweep does, and waits until people were told.
func (r *renaming) sweep() {
	r.t.Helper()
	queue := sqs.NewFromConfig(r.world.Administrator(centralID, homeRegion))
	url, err := queue.GetQueueUrl(r.t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("farvault-accounts")})
	if err != nil {
		r.t.Fatal(err)
	}
	run := event.RunOf(r.now(), len(scenery.Members))
	for _, m := range scenery.Members {
		body, err := json.Marshal(event.NewMessage(event.ReconcileAccount{AccountID: m.ID, Cause: "sweep", Run: &run}))
		if err != nil {
			r.t.Fatal(err)
		}
		if _, err := queue.SendMessage(r.t.Context(), &sqs.SendMessageInput{QueueUrl: url.QueueUrl, MessageBody: aws.String(string(body))}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.world.Advance(12 * time.Minute)
}

// allow is what people say to a question.
func (r *renaming) allow() {
	r.t.Helper()
	records := ledger.New(dynamodb.NewFromConfig(r.world.Administrator(centralID, homeRegion)), "farvault")
	err := records.UpdateBreaker(r.t.Context(), func(b chain.Breaker) chain.Breaker {
		return b.Allow(chain.Allowance{Until: r.now().Add(time.Hour), Owner: "ana", Why: "a test"})
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.world.Advance(12 * time.Minute)
}

// picks is what the member's plans select, by plan and selection.
func (r *renaming) picks() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	client := backup.NewFromConfig(r.world.Administrator(scenery.Members[0].ID, homeRegion))
	plans, err := client.ListBackupPlans(r.t.Context(), &backup.ListBackupPlansInput{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, plan := range plans.BackupPlansList {
		list, err := client.ListBackupSelections(r.t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: plan.BackupPlanId})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, m := range list.BackupSelectionsList {
			one, err := client.GetBackupSelection(r.t.Context(), &backup.GetBackupSelectionInput{BackupPlanId: plan.BackupPlanId, SelectionId: m.SelectionId})
			if err != nil {
				r.t.Fatal(err)
			}
			all[aws.ToString(plan.BackupPlanName)+"/"+aws.ToString(m.SelectionName)] = aws.ToString(one.BackupSelection.Conditions.StringEquals[0].ConditionValue)
		}
	}
	return all
}

func (r *renaming) picked(when string, want map[string]string) {
	r.t.Helper()
	if got := r.picks(); !maps.Equal(got, want) {
		r.t.Errorf("%s it picks %v, want %v", when, got, want)
	}
}

// told are the mails since a number of them that have all of the texts.
func (r *renaming) told(since int, texts ...string) (n int) {
	for _, mail := range r.mails()[since:] {
		if !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(strings.Join(strings.Fields(mail), " "), text) }) {
			n++
		}
	}
	return n
}

// TestSettingsThatNameThingsOtherwise deploys settings that would back something up twice, end backups, or leave
// something behind: nothing of that is done unasked, and what is left is reported for the organization.
func TestSettingsThatNameThingsOtherwise(t *testing.T) {
	t.Parallel()
	const plan, tagged = "CrossAccountBackupPlan", "CrossAccountBackupPlan/tagged-backup-daily"
	const asked = "farvault breaker allow"
	for name, tt := range map[string]struct {
		tags    []string
		deploy  func(*settings.Settings)
		then    func(*settings.Settings) // a further deployment
		told    []string                 // what one mail says
		before  map[string]string        // what is picked until people allow it
		allowed map[string]string        // and then
	}{
		"the plan": {[]string{"daily"}, func(s *settings.Settings) { s.BackupPlans[0].BackupPlanName = "New" }, nil,
			[]string{"No setting names backup plan " + plan + " in 3 accounts, and it still backs up", "aws backup delete-backup-selection"},
			map[string]string{tagged: "daily"}, map[string]string{tagged: "daily", "New/tagged-backup-daily": "daily"}},
		"the selection": {[]string{"daily"}, func(s *settings.Settings) { s.BackupPlans[0].Selection.SelectionName = "other" }, nil,
			[]string{"No setting names backup selection " + tagged + " in 3 accounts, and it still backs up"},
			map[string]string{tagged: "daily"}, map[string]string{tagged: "daily", plan + "/other": "daily"}},
		"the tag of what is picked": {[]string{"daily", "gold"}, func(s *settings.Settings) { s.BackupPlans[0].Selection.TagValue = "gold" }, nil,
			[]string{"it would end the backups of 1 resource that it picks today", asked},
			map[string]string{tagged: "daily"}, map[string]string{tagged: "gold"}},
		"the tag where nothing is picked": {[]string{"gold"}, func(s *settings.Settings) { s.BackupPlans[0].Selection.TagValue = "gold" }, nil,
			nil, map[string]string{tagged: "gold"}, map[string]string{tagged: "gold"}},
		"the vault": {[]string{"daily"}, func(s *settings.Settings) { s.LocalVault.BackupVaultName = "farvault-other" }, nil,
			[]string{"No setting names backup vault farvault-local in 3 accounts"},
			map[string]string{tagged: "daily"}, map[string]string{tagged: "daily"}},
		"the Regions": {[]string{"daily"}, func(s *settings.Settings) { s.Regions = []string{homeRegion, "eu-central-1"} }, func(s *settings.Settings) { s.Regions = nil },
			[]string{"No setting names backup plan " + plan + " in 3 accounts, and it still backs up", "--region eu-central-1"},
			map[string]string{tagged: "daily"}, map[string]string{tagged: "daily"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRenaming(t, tt.tags...)
			before := len(r.mails())
			r.deploy(tt.deploy)
			if tt.then != nil {
				before = len(r.mails())
				r.deploy(tt.then)
			}
			if tt.told != nil && r.told(before, tt.told...) == 0 {
				t.Errorf("no mail says %q: %q", tt.told, r.mails()[before:])
			}
			r.picked("unasked", tt.before)
			if !maps.Equal(tt.before, tt.allowed) && r.told(before, asked) == 0 {
				t.Errorf("nobody was asked: %q", r.mails()[before:])
			}
			r.allow()
			r.picked("allowed", tt.allowed)
		})
	}
}

// TestWhatSettingsNoLongerNameIsRemindedAndResolved: for as long as the old plan backs up, and until it is named again.
func TestWhatSettingsNoLongerNameIsRemindedAndResolved(t *testing.T) {
	t.Parallel()
	r := newRenaming(t, "daily")
	old := r.Stage.Settings
	const title = "No setting names backup plan CrossAccountBackupPlan"
	r.deploy(func(s *settings.Settings) { s.BackupPlans[0].BackupPlanName = "New" })
	r.world.Advance(25 * time.Hour)
	if n := r.told(0, title); n != 2 {
		t.Errorf("told %d times in 25 hours: %q", n, r.titles())
	}
	r.deploy(func(s *settings.Settings) { *s = old })
	for _, g := range r.groups() {
		if g.Open && g.Cause == "plan-not-in-settings" {
			t.Errorf("%s at %s is still open", g.Cause, g.Place)
		}
	}
}
