package wiring_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/settings"
	"farvault/simulator/pattern"
)

// The rules on an event's way. An account event passes organizations, controltower or stackset, then accounts; a job's event forward, then jobs;
// a call by which somebody changed a chain forward, then calls; one by which somebody deleted backups forward, then jobs.
const (
	organizations = "organizations"
	controltower  = "controltower"
	stackset      = "stackset"
	accounts      = "accounts"
	forward       = "forward"
	jobs          = "jobs"
	callRule      = "calls"
)

// passes says for each sample event by which rules it would pass, if it came by them.
// What is not listed passes forward and jobs.
var passes = map[string][]string{
	"org-create-account-result-succeeded":  {organizations, accounts},
	"org-create-account-result-failed":     {organizations, accounts},
	"derived-org-account-joined":           {organizations, accounts},
	"derived-org-account-departed":         {organizations, accounts},
	"org-move-account":                     {organizations, accounts},
	"org-move-account-failed-call":         {organizations, accounts},
	"org-close-account-result":             {organizations, accounts},
	"org-remove-account":                   {organizations, accounts},
	"controltower-create-succeeded":        {controltower, accounts},
	"controltower-create-failed":           {controltower, accounts},
	"controltower-update-succeeded":        {controltower, accounts},
	"org-create-account-api":               {accounts}, // no account id yet
	"org-close-account-api":                {accounts}, // its result follows
	"org-invite-account":                   {accounts}, // no member yet
	"org-accept-handshake":                 {},         // in the member's trail, not in the management account's
	"org-leave-organization":               {},         // likewise
	"stackset-instance-succeeded":          {stackset, accounts},
	"stackset-instance-running":            {accounts}, // not done
	"stackset-instance-other":              {accounts}, // not farvault's StackSet
	"backup-process-plan-selection-denied": {forward, jobs},
	"derived-call-vault-policy-put":        {forward, callRule},
	"derived-call-vault-lock-deleted":      {forward, callRule, jobs},
	"derived-call-recovery-point-deleted":  {forward, jobs},
	"derived-call-lifecycle-shortened":     {forward, jobs},
	"derived-call-plan-updated":            {forward, callRule},
	"derived-call-selection-deleted":       {forward, callRule},
	"derived-call-opt-in-updated":          {forward, callRule},
	"derived-call-key-policy-put":          {forward, callRule},
	"derived-call-key-deletion-scheduled":  {forward, callRule},
	"derived-call-rule-put":                {forward, callRule},
	"derived-call-role-policy-detached":    {forward, callRule},
	"derived-call-by-farvault":             {callRule}, // by the role that farvault writes by
	"derived-call-refused":                 {callRule}, // it changed nothing
	"derived-call-other-vault":             {callRule}, // none of farvault's
}

func rules(t *testing.T) map[string]pattern.Pattern {
	t.Helper()
	found := map[string]pattern.Pattern{}
	parse := func(name string, text []byte) {
		p, err := pattern.Parse(text)
		if err != nil {
			t.Fatalf("rule %s: %v", name, err)
		}
		found[name] = p
	}
	fromTemplate := func(name, file, id string) {
		for _, r := range readTemplate(t, file).resources("AWS::Events::Rule") {
			if r.id == id {
				text, err := json.Marshal(r.properties["EventPattern"])
				if err != nil {
					t.Fatal(err)
				}
				parse(name, []byte(strings.ReplaceAll(string(text), `{"Ref":"ManagementAccountId"}`, `"999988887777"`)))
			}
		}
	}
	fromTemplate(organizations, "infra/management.yaml", "OrganizationsRule")
	fromTemplate(controltower, "infra/management.yaml", "ControlTowerRule")
	fromTemplate(stackset, "infra/management.yaml", "StackSetRule")
	fromTemplate(accounts, "template.yaml", "AccountRule")
	fromTemplate(jobs, "template.yaml", "JobRule")
	fromTemplate(callRule, "template.yaml", "CallRule")
	for _, link := range chain.Desire(settings.Settings{}, chain.Deployment{HomeRegion: "eu-west-1", Partition: "aws"}, org.Account{ID: "222233334444"}).Links {
		if rule, ok := link.(chain.EventRule); ok {
			parse(forward, []byte(rule.EventPattern))
		}
	}
	if len(found) != 7 {
		t.Fatalf("found %d rules, want 7", len(found))
	}
	return found
}

func TestRulesLetThroughWhatIsNeeded(t *testing.T) {
	t.Parallel()
	all := rules(t)
	files, err := filepath.Glob("../../events/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sample, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for rule, p := range all {
				if p.Match(sample) {
					got = append(got, rule)
				}
			}
			want, listed := passes[name]
			if !listed {
				want = []string{forward, jobs}
			}
			slices.Sort(got)
			want = slices.Sorted(slices.Values(want))
			if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
				t.Error(diff)
			}
		})
	}
}

// farvault's own events are on the bus that its rules listen to: none may lead back to it.
func TestNoRuleTakesOurOwnEvents(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile("../../events/farvault-alert/first-notification.json")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := pattern.Parse([]byte(`{"source":["farvault"],"detail-type":["farvault Alert"],"detail":{"attributes":{"severity":["critical"]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if !theirs.Match(sample) {
		t.Error("a rule of somebody else's does not take it")
	}
	for name, p := range rules(t) {
		if p.Match(sample) {
			t.Errorf("the rule %s takes an alert for news: it would go round for ever", name)
		}
	}
}
