package batch

import "log/slog"

// The keys of the log lines, the same in every function.
const (
	keyRecord    = "record"  // SQS message id
	keyRecords   = "records" // of the invocation
	keyAttempt   = "attempt" // deliveries of the record, this one included
	KeyKind      = "kind"    // the sweep's work
	KeyAccount   = "account"
	KeyRegion    = "region"
	KeyJob       = "job"
	KeyCause     = "cause"
	KeyGroup     = "group"
	keyRoute     = "route" // to whom an alert goes, and by which route of the settings
	keyReason    = "reason"
	keyOutcome   = "outcome"
	KeyChanges   = "changes"   // written to AWS
	KeyHeld      = "held"      // found, and left to people: conflicts and decisions
	KeyRestarted = "restarted" // copies
	KeySent      = "sent"      // messages
	KeyRefused   = "refused"   // why Slack takes no messages
	keyDelay     = "delay"
	KeyDuration  = "duration"
	KeyError     = "error"
)

// The words of an Outcome. Waits and Failed are set by Batch, for records that come again.
const (
	WordDone    = "done"
	WordIgnored = "ignored"
	Waits       = "waits"
	Failed      = "failed"
)

// Outcome is how a record ended and why, for its log line: silence has a reason too.
type Outcome struct {
	Word    string
	Reason  string
	Route   string // to whom the alert goes and by which route; empty where there are no routes, or was no alert
	Attrs   []slog.Attr
	Metrics []Metric
}

// Done is the outcome of a record that was acted on.
func Done(reason string, attrs ...slog.Attr) Outcome {
	return Outcome{Word: WordDone, Reason: reason, Attrs: attrs}
}

// Ignored is the outcome of a record that needs nothing, and why.
func Ignored(reason string, attrs ...slog.Attr) Outcome {
	return Outcome{Word: WordIgnored, Reason: reason, Attrs: attrs}
}

func (o Outcome) attrs() []slog.Attr {
	attrs := append([]slog.Attr{slog.String(keyOutcome, o.Word), slog.String(keyReason, o.Reason)}, o.Attrs...)
	if o.Route != "" {
		attrs = append(attrs, slog.String(keyRoute, o.Route))
	}
	return attrs
}
