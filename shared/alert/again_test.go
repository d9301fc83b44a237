package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
	"farvault/shared/message"
)

// A plan that a script changes each minute, and farvault puts back, is told three times, then once a day with how often it was and
// by whom; a change of something else is told at once; and the record stays small.
func TestWhatIsChangedAgainAndAgainIsToldOnceADay(t *testing.T) {
	t.Parallel()
	r := alert.NewRecord(alert.ChangedGroup("222233334444"))
	changes := func(what string, minute int) {
		at := alerttest.At(minute)
		r, _ = r.Apply(alert.Reported{Report: event.Report{
			Changes: []event.Change{
				{Op: "update", Kind: "backup plan", Name: what, Account: "222233334444", Region: "eu-west-1"},
			},
			By: []event.Changer{
				{
					CallID: fmt.Sprint(what, minute),
					Name:   "UpdateBackupPlan",
					ARN:    "arn:aws:sts::222233334444:assumed-role/x/y",
					At:     at,
				},
			},
			At: at,
		}})
	}
	told := map[int][]string{}
	var last message.Message
	tell := func(minute int) {
		for d := alert.Decide(r, alerttest.At(minute), alerttest.Every); d.Reason != alert.Suppressed; d = alert.Decide(r, alerttest.At(minute), alerttest.Every) {
			last = message.Compose(r, d.Reason, message.Scene{Now: alerttest.At(minute), Alerts: alerttest.Every})
			told[minute] = append(told[minute], message.Text(last))
			r = r.Notified(r, d.Reason, alerttest.At(minute))
		}
	}
	hours := 26
	for minute := range hours * 60 {
		changes("farvault", minute)
		if minute == 600 {
			changes("another", minute)
		}
		tell(minute)
	}
	n := 0
	for _, texts := range told {
		n += len(texts)
	}
	repeat := int(time.Duration(alerttest.Every.RepeatInterval) / time.Hour)
	if most := 3 + 1 + hours/repeat; n > most || n < 5 || len(told[600]) != 1 ||
		!strings.Contains(told[600][0], "another") {
		t.Errorf(
			"told %d times in %d h with a RepeatInterval of %d h, at most %d; of another plan %q",
			n,
			hours,
			repeat,
			most,
			told[600],
		)
	}
	if !strings.Contains(message.Text(last), "more times until this message") || len(r.Notices) > 12 {
		t.Errorf("%d notices kept; the last message is\n%s", len(r.Notices), message.Text(last))
	}
}
