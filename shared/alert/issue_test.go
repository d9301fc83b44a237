package alert_test

import (
	"fmt"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
)

// What AWS Backup remarks on a backup that is there is an issue if the row is harmless or there is no row; a row that tells of a loss is not.
func TestWhichJobsCompletedWithAnIssue(t *testing.T) {
	t.Parallel()
	failed := alerttest.Completed("i-1", alerttest.Vss)
	failed.State = "FAILED"
	copied := alerttest.Completed("i-1", alerttest.Vss)
	copied.Job = event.Copy
	for law, tc := range map[string]struct {
		job   event.JobStateChange
		cause string // empty: no issue
	}{
		"a row that is harmless":                       {alerttest.Completed("i-1", alerttest.Vss), "windows-vss-failed"},
		"settings that were too long":                  {alerttest.Completed("i-1", "Your backup succeeded, but we were unable to persist NetworkInterfaces metadata as its size exceeded our internal limits."), "metadata-too-big"},
		"words that nobody knows":                      {alerttest.Completed("i-1", "The moon is full."), catalog.Unidentified},
		"a row that tells of a loss is an alert":       {alerttest.Completed("i-1", "One or more log backup attempts failed for recovery point."), ""},
		"no words":                                     {alerttest.Completed("i-1", ""), ""},
		"the same words of a job that failed":          {failed, ""},
		"a message of a copy, which AWS documents not": {copied, ""},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			d := catalog.Diagnose(catalog.Signal{Job: tc.job.Job, State: tc.job.State, Message: tc.job.Message})
			i, is := alert.IssueOf(tc.job, d, alerttest.Noon)
			if is != (tc.cause != "") || is && i.Cause != tc.cause || is && (i.StatusMessage != "") != (i.Cause == catalog.Unidentified) {
				t.Errorf("issue %v: %+v", is, i)
			}
		})
	}
}

// What is kept together is bounded, and forgotten after two days.
func TestIssuesAreBounded(t *testing.T) {
	t.Parallel()
	var all alert.Issues
	for i := range 1600 {
		all, _ = all.With(alert.Fingerprint(fmt.Sprintf("%032x", i)), alert.Issue{Cause: "x", JobID: "a", At: alerttest.Noon})
	}
	if len(all) != 1500 {
		t.Errorf("%d are kept", len(all))
	}
	all, _ = all.With("f", alert.Issue{Cause: "x", JobID: "b", At: alerttest.Noon.Add(48 * time.Hour)})
	if len(all) != 1 {
		t.Errorf("%d are kept after two days", len(all))
	}
}
