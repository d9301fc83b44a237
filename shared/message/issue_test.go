package message_test

import (
	"fmt"
	"strings"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/message"
)

// A digest counts the resources and accounts of each remark heard of since the last one, and shows what nobody knows as AWS wrote it.
func TestDigestCountsIssues(t *testing.T) {
	t.Parallel()
	var all alert.Issues
	add := func(i int, message string, minutes int) {
		j := alerttest.Completed(fmt.Sprintf("i-%d", i), message)
		j.Account = fmt.Sprintf("2222333344%02d", i%4)
		is, _ := alert.IssueOf(j, catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message}), alerttest.At(minutes))
		var news bool
		if all, news = all.With(alert.ProblemOf(j).Fingerprint(), is); !news {
			t.Errorf("job %d is no news", i)
		}
		if _, again := all.With(alert.ProblemOf(j).Fingerprint(), is); again {
			t.Errorf("job %d is news twice", i)
		}
	}
	for i := range 12 {
		add(i, alerttest.Vss, 10)
	}
	add(1, "The moon is <!channel> full.\nTwice.", 11)
	add(2, "The moon is <!channel> full.\nTwice.", 11)
	add(20, alerttest.Vss, 0) // heard of before the last digest
	m := message.ComposeDigest(event.Digest{At: alerttest.At(60), InScope: 1, Protected: 1}, alert.Tally{}, nil, alerttest.At(60)).WithIssues(all, alerttest.At(1))
	golden(t, "digest-issues.txt", mail(m))
	if quiet := message.ComposeDigest(event.Digest{}, alert.Tally{}, nil, alerttest.Noon).WithIssues(all, alerttest.At(60)); len(quiet.Sections) != 0 {
		t.Errorf("what was told is told again: %+v", quiet.Sections)
	}
	for i := range 30 {
		add(100+i, fmt.Sprintf("Remark %d.", i), 20)
	}
	m = message.ComposeDigest(event.Digest{At: alerttest.At(60)}, alert.Tally{}, nil, alerttest.At(60)).WithIssues(all, alerttest.At(1))
	if lines := m.Sections[0].Lines; len(lines) != 16 || !strings.HasPrefix(lines[15], "and 17 more") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
