package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/failure"
)

// completed is a backup job that completed with that message.
func completed(volume, message string) event.JobStateChange {
	return event.JobStateChange{Origin: event.Origin{Account: member, Region: "eu-west-1", Time: noon}, Job: event.Backup, JobID: "job-" + volume, State: "COMPLETED",
		Message: message, ResourceType: "EC2", ResourceARN: "arn:aws:ec2:eu-west-1:" + member + ":instance/" + volume}
}

const vss = "Windows VSS Backup Job Error encountered, trying for regular backup"

// What AWS Backup remarks on a backup that is there is an issue if the row is harmless or there is no row; a row that tells of a loss is not.
func TestWhichJobsCompletedWithAnIssue(t *testing.T) {
	t.Parallel()
	failed := completed("i-1", vss)
	failed.State = "FAILED"
	copied := completed("i-1", vss)
	copied.Job = event.Copy
	for law, tc := range map[string]struct {
		job   event.JobStateChange
		cause string // empty: no issue
	}{
		"a row that is harmless":                       {completed("i-1", vss), "windows-vss-failed"},
		"settings that were too long":                  {completed("i-1", "Your backup succeeded, but we were unable to persist NetworkInterfaces metadata as its size exceeded our internal limits."), "metadata-too-big"},
		"words that nobody knows":                      {completed("i-1", "The moon is full."), failure.Unidentified},
		"a row that tells of a loss is an alert":       {completed("i-1", "One or more log backup attempts failed for recovery point."), ""},
		"no words":                                     {completed("i-1", ""), ""},
		"the same words of a job that failed":          {failed, ""},
		"a message of a copy, which AWS documents not": {copied, ""},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			d := failure.Diagnose(failure.Signal{Job: tc.job.Job, State: tc.job.State, Message: tc.job.Message})
			i, is := alert.IssueOf(tc.job, d, noon)
			if is != (tc.cause != "") || is && i.Cause != tc.cause || is && (i.Said != "") != (i.Cause == failure.Unidentified) {
				t.Errorf("issue %v: %+v", is, i)
			}
		})
	}
}

// A digest counts the resources and accounts of each remark heard of since the last one, and shows what nobody knows as AWS wrote it.
func TestDigestCountsIssues(t *testing.T) {
	t.Parallel()
	var all alert.Issues
	add := func(i int, message string, minutes int) {
		j := completed(fmt.Sprintf("i-%d", i), message)
		j.Account = fmt.Sprintf("2222333344%02d", i%4)
		is, _ := alert.IssueOf(j, failure.Diagnose(failure.Signal{Job: j.Job, State: j.State, Message: j.Message}), at(minutes))
		var news bool
		if all, news = all.With(alert.ProblemOf(j).Fingerprint(), is); !news {
			t.Errorf("job %d is no news", i)
		}
		if _, again := all.With(alert.ProblemOf(j).Fingerprint(), is); again {
			t.Errorf("job %d is news twice", i)
		}
	}
	for i := range 12 {
		add(i, vss, 10)
	}
	add(1, "The moon is <!channel> full.\nTwice.", 11)
	add(2, "The moon is <!channel> full.\nTwice.", 11)
	add(20, vss, 0) // heard of before the last digest
	m := alert.ComposeDigest(event.Digest{At: at(60), InScope: 1, Protected: 1}, alert.Tally{}, nil, at(60)).WithIssues(all, at(1))
	golden(t, "digest-issues.txt", mail(m))
	if quiet := alert.ComposeDigest(event.Digest{}, alert.Tally{}, nil, noon).WithIssues(all, at(60)); len(quiet.Sections) != 0 {
		t.Errorf("what was told is told again: %+v", quiet.Sections)
	}
	for i := range 30 {
		add(100+i, fmt.Sprintf("Remark %d.", i), 20)
	}
	m = alert.ComposeDigest(event.Digest{At: at(60)}, alert.Tally{}, nil, at(60)).WithIssues(all, at(1))
	if lines := m.Sections[0].Lines; len(lines) != 16 || !strings.HasPrefix(lines[15], "and 17 more") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// What is kept together is bounded, and forgotten after two days.
func TestIssuesAreBounded(t *testing.T) {
	t.Parallel()
	var all alert.Issues
	for i := range 1600 {
		all, _ = all.With(alert.Fingerprint(fmt.Sprintf("%032x", i)), alert.Issue{Cause: "x", JobID: "a", At: noon})
	}
	if len(all) != 1500 {
		t.Errorf("%d are kept", len(all))
	}
	all, _ = all.With("f", alert.Issue{Cause: "x", JobID: "b", At: noon.Add(48 * time.Hour)})
	if len(all) != 1 {
		t.Errorf("%d are kept after two days", len(all))
	}
}
