package catalog

import (
	"cmp"
	"slices"

	"farvault/shared/event"
)

// Diagnose tells from AWS's words alone why a job failed. The proof is
// Suspected at best: Prove looks at the world. Where the words are unknown or
// missing, AWS's own category and then the state speak, which say less but
// nothing false; where those say nothing either, the category is Unknown and the
// caller shows the words as they are.
func Diagnose(s Signal) Diagnosis {
	if text := normalise(s.Message); text != "" {
		said := newWords(text)
		for i := range causes {
			if c := &causes[i]; c.fits(s.Job, said) {
				return c.Diagnosis(s)
			}
		}
	}
	for _, row := range signs {
		if row.fits(s) {
			c, _ := Lookup(row.cause)
			return c.Diagnosis(s)
		}
	}
	return Diagnosis{
		Category:       Unknown,
		Cause:          Unidentified,
		Title:          "AWS Backup reports a reason that farvault does not know",
		AccountAtFault: Nobody,
		Proof:          Suspected,
		Remedy: "Read the job and its message in the AWS Backup console, then CloudTrail in the source account " +
			"around the time of the failure.",
	}
}

// diagnosis is the row as a suspicion. Words that are harmless beside a backup
// that is there are not beside one that is not, so nothing is benign in a job that failed.
func (c Cause) Diagnosis(s Signal) Diagnosis {
	ended := event.JobStateChange{Job: s.Job, State: s.State}
	return Diagnosis{
		Category:       c.Category,
		Cause:          c.ID,
		Title:          c.Title,
		AccountAtFault: c.At,
		Proof:          Suspected,
		Remedy:         c.remedy(s.Message),
		Ours:           c.Ours,
		Retryable:      c.Retryable,
		Benign:         c.Benign && (s.State == "" || ended.Good()),
	}
}

// sign is what a job says beside its message: MessageCategory or State, and the
// cause that follows. An empty job is any.
type sign struct {
	job             event.JobKind
	messageCategory string
	state           string
	cause           string
}

func (r sign) fits(s Signal) bool {
	return (r.job == "" || r.job == s.Job) &&
		(r.messageCategory == "" || r.messageCategory == s.MessageCategory) &&
		(r.state == "" || r.state == s.State)
}

// signs are asked in order. MISCELLANEOUS and SUCCESS say nothing and are no rows.
// Categories: https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
// States: https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html ,
// of recovery points https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
var signs = []sign{
	{messageCategory: "KMS_KEY_ERROR", cause: "key-error"},
	{messageCategory: "ACCESS_DENIED", cause: "access-denied"},
	{messageCategory: "FEATURE_NOT_ENABLED", cause: "cross-account-copy-disabled"},
	{messageCategory: "INVALID_LIFECYCLE", cause: "lifecycle-invalid"},
	{messageCategory: "ACCESS_KEY_ERROR", cause: "service-subscription-missing"},
	{messageCategory: "RESOURCE_NOT_SUPPORTED", cause: "resource-type-unsupported"},
	{messageCategory: "UNSUPPORTED_OPERATION", cause: "operation-unsupported"},
	{messageCategory: "CONCURRENT_JOB", cause: "running-job-for-resource"},
	{messageCategory: "JOB_EXPIRED", cause: "job-window-passed"},
	{messageCategory: "LIMIT_EXCEEDED", cause: "quota-reached"},
	{messageCategory: "TAG_COPY_ERROR", cause: "tag-copy-refused"},
	{messageCategory: "VSS_ERROR", cause: "windows-vss-failed"},
	{messageCategory: "HYPERVISOR_OFFLINE", cause: "hypervisor-offline"},
	{messageCategory: "INVALID_STATE", cause: "resource-not-ready"},
	{messageCategory: "RESOURCE_NOT_FOUND", cause: "resource-missing"},
	{messageCategory: "TOKEN_EXPIRED", cause: "token-expired"},
	{messageCategory: "FATAL_ERROR", cause: "internal-error"},

	{job: event.RecoveryPoint, state: "EXPIRED", cause: "recovery-point-not-deleted"},
	{job: event.RecoveryPoint, state: event.ThreatsFound, cause: "malware-found"},
	{state: "EXPIRED", cause: "job-window-passed"},
	{state: "ABORTED", cause: "stopped-by-user"},
	{state: "PARTIAL", cause: "nested-job-failed"},
	{state: "STOPPED", cause: "continuous-backup-stopped"},
}

// ByPeople reports whether only people can repair what a cause is about, whosever it is.
func ByPeople(cause string) bool {
	row, known := Lookup(cause)
	return known && row.People
}

// OfUnreported is the diagnosis of what fails in silence: confirmed, for it was seen.
func OfUnreported(p event.UnreportedFailure) (Diagnosis, bool) {
	i := slices.IndexFunc(causes, func(c Cause) bool { return c.ID == p.Cause })
	if i < 0 {
		return Diagnosis{}, false
	}
	d := causes[i].Diagnosis(Signal{State: "SILENT"})
	d.Proof, d.Where, d.Why, d.Paste, d.Ours = Confirmed, p.Where, p.Why, p.Paste, p.Ours
	d.AccountAtFault, d.Remedy = cmp.Or(At(p.Fault), d.AccountAtFault), cmp.Or(p.Remedy, d.Remedy)
	for _, f := range p.Also {
		check := Check{Cause: f.Cause, Title: f.Title, Outcome: Fail, Where: f.Where, At: At(f.Fault), Ours: f.Ours}
		d.Checks = append(d.Checks, check)
	}
	return d, true
}
