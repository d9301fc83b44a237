package cloud_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/simulator/pattern"
)

// forwarded says which samples the member's rule lets through: all of AWS Backup's and the calls by which somebody else
// changed the chain, and of what else is on a default bus nothing.
func forwarded(name string) bool {
	for _, prefix := range []string{"org-", "controltower-", "stackset-", "derived-org-", "derived-call-by-farvault", "derived-call-refused", "derived-call-other-vault"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return true
}

func memberPattern(t *testing.T) pattern.Pattern {
	t.Helper()
	for _, link := range chain.Desire(wishes, place, org.Account{ID: member}).Links {
		if rule, ok := link.(chain.EventRule); ok {
			p, err := pattern.Parse([]byte(rule.EventPattern))
			must(t, err)
			return p
		}
	}
	t.Fatal("a member has no rule")
	return pattern.Pattern{}
}

func TestMemberRuleForwardsSamples(t *testing.T) {
	t.Parallel()
	p := memberPattern(t)
	files, err := filepath.Glob("../../events/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		if got, want := p.Match(text), forwarded(filepath.Base(file)); got != want {
			t.Errorf("%s: forwarded %t, want %t", file, got, want)
		}
	}
}

func TestMemberRuleLeavesOutChatterAlone(t *testing.T) {
	t.Parallel()
	p := memberPattern(t)
	tests := map[string]struct {
		event string
		want  bool
	}{
		"an API call":                       {`{"source":"aws.backup","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"ListBackupPlans"}}`, false},
		"CloudTrail's word of a job's end":  {`{"source":"aws.backup","detail-type":"AWS Service Event via CloudTrail","detail":{"eventName":"BackupJobCompleted"}}`, false},
		"a recovery point index":            {`{"source":"aws.backup","detail-type":"Recovery Point Index State Change","detail":{"indexStatus":"ACTIVE"}}`, false},
		"a state that nobody has seen yet":  {`{"source":"aws.backup","detail-type":"Copy Job State Change","detail":{"state":"STUCK"}}`, true},
		"an event that nobody has seen yet": {`{"source":"aws.backup","detail-type":"Vault Weather State Change","detail":{}}`, true},
		"another service's":                 {`{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{"state":"stopped"}}`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := p.Match([]byte(tt.event)); got != tt.want {
				t.Errorf("forwarded %t, want %t", got, tt.want)
			}
		})
	}
}
