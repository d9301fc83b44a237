package handler

import "log/slog"

// The keys of the log lines, the same in every function.
const (
	keyRecord    = "record"  // SQS message id
	keyRecords   = "records" // of the invocation
	keyAttempt   = "attempt" // deliveries of the record, this one included
	keyKind      = "kind"    // the sweep's work
	keyAccount   = "account"
	keyRegion    = "region"
	keyJob       = "job"
	keyCause     = "cause"
	keyGroup     = "group"
	keyRoute     = "route" // to whom an alert goes, and by which route of the settings
	keyReason    = "reason"
	keyOutcome   = "outcome"
	keyChanges   = "changes"   // written to AWS
	keyHeld      = "held"      // found, and left to people: conflicts and decisions
	keyRestarted = "restarted" // copies
	keySent      = "sent"      // messages
	keyRefused   = "refused"   // why Slack takes no messages
	keyDelay     = "delay"
	keyDuration  = "duration"
	keyError     = "error"
)

// The words of an Outcome. Waits and Failed are set by Batch, for records that come again.
const (
	Did    = "done"
	Ignore = "ignored"
	Waits  = "waits"
	Failed = "failed"
)

// Outcome is how a record ended and why, for its log line: silence has a reason too.
type Outcome struct {
	Word    string
	Reason  string
	Attrs   []slog.Attr
	Metrics []Metric
}

// Done is the outcome of a record that was acted on.
func Done(reason string, attrs ...slog.Attr) Outcome {
	return Outcome{Word: Did, Reason: reason, Attrs: attrs}
}

// Ignored is the outcome of a record that needs nothing, and why.
func Ignored(reason string, attrs ...slog.Attr) Outcome {
	return Outcome{Word: Ignore, Reason: reason, Attrs: attrs}
}

func (o Outcome) attrs() []slog.Attr {
	return append([]slog.Attr{slog.String(keyOutcome, o.Word), slog.String(keyReason, o.Reason)}, o.Attrs...)
}
