package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/alert"
	"farvault/shared/event"
	alerthandler "farvault/shared/handler/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/notify"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// replayCommand runs events through the real alert handler with a ledger in
// memory, and prints what people would be told. Nothing is sent and AWS is not called, so every cause stays suspected.
type replayCommand struct {
	Files    []string `arg:"" name:"file" help:"${replayed}"`
	Settings string   `help:"${settings}" type:"existingfile"`
	JSON     bool     `name:"json" help:"One JSON object for each file."`
}

// replayed is what one file led to.
type replayed struct {
	File     string            `json:"file"`
	Event    string            `json:"event"`            // what it was decoded to
	Function string            `json:"function"`         // who works on it: provision or alert
	Outcome  string            `json:"outcome"`          // done, ignored, failed
	Reason   string            `json:"reason,omitempty"` // silence has one too
	Route    string            `json:"route,omitempty"`  // to whom, and by which route of the settings
	Error    string            `json:"error,omitempty"`
	Asked    []event.Message   `json:"asked,omitempty"` // messages to provision
	Messages []message.Message `json:"messages,omitempty"`
}

// Run replays the files in the order given, as one story: a later event may resolve an earlier one.
func (c replayCommand) Run(ctx context.Context, s Streams) error {
	wishes, err := loadSettings(c.Settings)
	if err != nil {
		return err
	}
	r := newReplay(wishes)
	var bad int
	for _, file := range c.Files {
		raw, err := readFile(file, s.In)
		if err != nil {
			return usage{err}
		}
		out := r.play(ctx, file, raw)
		if out.Error != "" {
			bad++
		}
		if err := c.print(s, out, wishes.Alerts); err != nil {
			return err
		}
	}
	if bad > 0 {
		return wrongUse("%d of %d files could not be read as events", bad, len(c.Files))
	}
	return nil
}

func (c replayCommand) print(s Streams, r replayed, wishes settings.Alerts) error {
	if c.JSON {
		return writeJSON(s.Out, r)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s -> %s: %s", r.File, r.Event, r.Function, r.Outcome)
	for _, why := range []string{r.Reason, r.Error} {
		if why != "" {
			fmt.Fprintf(&b, ": %s", why)
		}
	}
	b.WriteString("\n")
	if r.Route != "" {
		fmt.Fprintf(&b, "    %s\n", r.Route)
	}
	for _, m := range r.Asked {
		fmt.Fprintf(&b, "    asks provision: %s\n", m.Kind())
	}
	for _, m := range r.Messages {
		fmt.Fprintf(
			&b,
			"\n    Mail, because of %s%s. Subject: %s\n\n    %s\n",
			m.Reason,
			receivers(m),
			message.Subject(m),
			indented(message.Text(m)),
		)
		fmt.Fprintf(&b, "\n    Slack\n\n    %s\n", indented(notify.Preview(m)))
		if wishes.AmazonQDeveloper {
			fmt.Fprintf(&b, "\n    Amazon Q Developer\n\n    %s\n", indented(notify.PreviewChat(m)))
		}
		fmt.Fprintf(
			&b,
			"\n    EventBridge: source %s, detail-type %s, and the message that --json prints as the detail\n\n",
			notify.EventSource,
			notify.EventDetailType,
		)
	}
	_, err := fmt.Fprint(s.Out, b.String())
	return err
}

// receivers says whose channels a message goes to, where that is not the default's alone.
func receivers(m message.Message) string {
	if slices.Equal(m.To(), []string{settings.DefaultReceiver}) {
		return ""
	}
	return ", to " + strings.Join(m.To(), " and ")
}

// indented is a text whose lines after the first stand where the first will.
func indented(text string) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ")
}

// replay is the alert handler with everything it reaches caught.
type replay struct {
	handler  *alerthandler.Handler
	now      time.Time
	notified []message.Message
	asked    []event.Message
	arrived  []event.JobStateChange // the copies that the events played say have arrived
}

func newReplay(wishes settings.Settings) *replay {
	r := &replay{}
	r.handler = &alerthandler.Handler{
		Ledger:      ledger.NewMemory(),
		Facts:       noReader{},
		Points:      noReader{},
		CopyActions: noReader{},
		Copies:      r,
		Names:       noReader{},
		Topic:       (*caughtMessages)(r),
		Bus:         silentBus{},
		Provision:   (*caughtRequests)(r),
		Settings:    wishes,
		Now:         func() time.Time { return r.now },
	}
	return r
}

func (r *replay) play(ctx context.Context, file string, raw []byte) replayed {
	out := replayed{File: file, Function: "alert"}
	body, err := event.Read(raw)
	if err != nil {
		out.Event, out.Outcome, out.Error = "unreadable", batch.Failed, oneLine(err)
		return out
	}
	out.Event = strings.TrimPrefix(fmt.Sprintf("%T", body), "event.")
	r.now, r.notified, r.asked = moment(body), nil, nil
	r.handler.CentralAccountID = centralOf(body)
	if j, ok := body.(event.JobStateChange); ok && j.Job == event.Copy && j.Good() {
		r.arrived = append(r.arrived, j)
	}
	if change, ok := body.(event.AccountChange); ok {
		out.Function, out.Outcome = "provision", batch.WordDone
		out.Reason = fmt.Sprintf(
			"would read account %s (%s) and reconcile it",
			change.AccountID,
			change.Change,
		)
		return out
	}
	if call, ok := body.(event.ManagementEvent); ok {
		out.Function, out.Outcome = "provision", batch.WordDone
		out.Reason = fmt.Sprintf("would reconcile account %s at once, because %s called %s", call.Account, call.By, call.Name)
		return out
	}
	done, err := r.handler.Record(ctx, events.SQSMessage{Body: string(raw)})
	var later batch.Later
	if errors.As(err, &later) && later.After == alert.PoolWait { // what waits for more of the same run comes again
		r.now = r.now.Add(later.After)
		done, err = r.handler.Record(ctx, events.SQSMessage{Body: string(raw)})
	}
	out.Outcome, out.Reason, out.Route, out.Asked, out.Messages = done.Word, done.Reason, done.Route, r.asked, r.notified
	if err != nil {
		out.Outcome, out.Error = batch.Failed, err.Error()
	}
	return out
}

// oneLine is an error of several lines as one.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// moment is the time at which the event would be handled: its own.
func moment(body any) time.Time {
	switch e := body.(type) {
	case event.JobStateChange:
		return e.Time
	case event.RecoveryPointStateChange:
		return e.Time
	case event.SelectionRefused:
		return e.Time
	case event.OptInChange:
		return e.Time
	case event.ManagementEvent:
		return e.Time
	case event.Ignored:
		return e.Time
	case event.Report:
		return e.At
	case event.Tick:
		return e.At
	case event.Digest:
		return e.At
	case event.Unreported:
		return e.At
	}
	return time.Time{}
}

// centralOf takes the destination of a copy for the central account: nobody has told replay which one it is.
func centralOf(body any) string {
	if j, ok := body.(event.JobStateChange); ok {
		if arn, err := org.ParseARN(j.DestinationVaultARN); err == nil {
			return arn.Account
		}
	}
	return ""
}
