// Package alerttest makes alerts and their records for tests, with the diagnoses that the product makes of the proof's
// own world: no text of theirs is the tests' own.
package alerttest

import (
	"fmt"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
	"farvault/shared/settings"
)

var (
	Noon  = time.Date(2026, 3, 2, 12, 4, 0, 0, time.UTC)
	Every = settings.Alerts{
		GroupInterval:  settings.Duration(5 * time.Minute),
		RepeatInterval: settings.Duration(4 * time.Hour),
		MaxCopyAge:     settings.Duration(36 * time.Hour),
	}
)

const (
	Member  = prooftest.Member
	Central = prooftest.Central
	Vault   = prooftest.VaultARN
	Volume  = prooftest.Volume
)

// notShared is the diagnosis of a copy whose key does not allow the backup account to use it.
var notShared = prooftest.Diagnosis(prooftest.KeyNotAccessible, prooftest.KeyNotShared)

// brief is a diagnosis without its long texts, as a record keeps it.
func brief(d catalog.Diagnosis) catalog.Diagnosis {
	d.Remedy, d.Paste, d.Why, d.Checks = "", "", "", nil
	return d
}

// Failed is a copy of the volume that failed so many minutes after noon; change makes it another.
func Failed(job string, after int, change ...func(*alert.Alert)) alert.Alert {
	a := alert.Alert{
		Problem: alert.Problem{Account: Member, Region: "eu-west-1", Job: event.Copy, Resource: Volume,
			ResourceType: "EBS", Destination: Vault},
		JobID: job, State: "FAILED", At: Noon.Add(time.Duration(after) * time.Minute),
		StatusMessage: prooftest.KeyNotAccessible, Diagnosis: brief(notShared),
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func OnVolume(id string) func(*alert.Alert) {
	return func(a *alert.Alert) { a.Resource = "arn:aws:ec2:eu-west-1:222233334444:volume/" + id }
}

func At(minutes int) time.Time { return Noon.Add(time.Duration(minutes) * time.Minute) }

// Step changes a record as an event or a sent message does.
type Step func(alert.Record) alert.Record

func Fails(job string, minutes int, change ...func(*alert.Alert)) Step {
	return func(r alert.Record) alert.Record {
		r, _ = r.Apply(alert.Failed{Alert: Failed(job, minutes, change...)})
		return r
	}
}

func Recovers(job string, minutes int, change ...func(*alert.Alert)) Step {
	return func(r alert.Record) alert.Record {
		r, _ = r.Apply(alert.Recovered{Problem: Failed(job, minutes, change...).Problem, JobID: job, At: At(minutes)})
		return r
	}
}

func Notified(reason alert.Reason, minutes int) Step {
	return func(r alert.Record) alert.Record { return r.Notified(r, reason, At(minutes)) }
}

func Reported(r event.Report) Step {
	return func(rec alert.Record) alert.Record { rec, _ = rec.Apply(alert.Reported{Report: r}); return rec }
}

func Claimed(until int) Step {
	return func(r alert.Record) alert.Record { return r.Claim(At(until)) }
}

func RecordOf(steps ...Step) alert.Record {
	r := alert.NewRecord(Failed("", 0).Group())
	for _, s := range steps {
		r = s(r)
	}
	return r
}

const JobID = "9A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9"

// Proven gives the alert the diagnosis with all its texts.
func Proven(a *alert.Alert) { Diagnosed(prooftest.KeyNotAccessible, prooftest.KeyNotShared)(a) }

// Diagnosed is a failure of that message in the proof's world, which the breaks have changed.
func Diagnosed(message string, breaks ...func(*proof.Facts)) func(*alert.Alert) {
	return func(a *alert.Alert) {
		a.JobID, a.StatusMessage, a.Diagnosis = JobID, message, prooftest.Diagnosis(message, breaks...)
	}
}

// Seen makes the last good copy be the one of the day before.
func Seen(change func(*alert.Alert)) alert.Record {
	a := Failed(JobID, 0, change)
	r, _ := alert.NewRecord(a.Group()).Apply(alert.Failed{Alert: a, LastGood: Noon.Add(-24*time.Hour + 7*time.Minute)})
	return r
}

func Many() alert.Record {
	r := alert.NewRecord(Failed("", 0).Group())
	for i := range 12 {
		a := Failed(JobID, i, Proven)
		a.Account = fmt.Sprintf("2222333344%02d", i/2+44)
		a.Resource = fmt.Sprintf("arn:aws:ec2:eu-west-1:%s:volume/vol-%017x", a.Account, i)
		r, _ = r.Apply(alert.Failed{Alert: a, LastGood: Noon.Add(-time.Duration(20+i) * time.Hour)})
	}
	return r
}

func Resolved(r alert.Record, minutes int) alert.Record {
	r = r.Notified(r, alert.FirstNotification, Noon)
	for _, m := range r.Firing() {
		r, _ = r.Apply(alert.Recovered{Problem: m.Problem, JobID: "another", At: At(minutes)})
	}
	return r
}

func Noted(r alert.Record, report event.Report) alert.Record {
	r, _ = r.Apply(alert.Reported{Report: report})
	return r
}

// Completed is a backup job that completed with that message.
func Completed(volume, message string) event.JobStateChange {
	return event.JobStateChange{
		Origin:       event.Origin{Account: Member, Region: "eu-west-1", Time: Noon},
		Job:          event.Backup,
		JobID:        "job-" + volume,
		State:        "COMPLETED",
		Message:      message,
		ResourceType: "EC2",
		ResourceARN:  "arn:aws:ec2:eu-west-1:" + Member + ":instance/" + volume,
	}
}

const Vss = "Windows VSS Backup Job Error encountered, trying for regular backup"

var Removed = alert.Refusal{Kind: "no_service", Answer: "no_service", Why: "the webhook was removed or disabled",
	Remedy: "Create a new incoming webhook in Slack and put its URL into the secret."}

var InPayments = org.Account{
	ID:   Member,
	Path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/",
	Tags: map[string]string{"stage": "prod"},
}
