package alert

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
)

// victim is the account whose one failure the noise of another must not hide.
const victim = "555566667777"

// noisyDay is one member's flood: twenty jobs fail each minute, below the five calls a second that AWS Backup takes.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
func noisyDay(t *testing.T, minutes int) (*world, time.Duration) {
	t.Helper()
	w, named, n := newWorld(), time.Duration(-1), 0
	w.Settings.Alerts.MaxMessagesPerHour = 30
	texts := []string{"Access Denied trying to call AWS Backup service", "The specified bucket does not exist",
		"Insufficient permissions to create a copy", "Backup job failed because there was a running job for the same resource.",
		"Given key ID is not accessible", "Rate exceeded"}
	for minute := range minutes {
		for range 20 {
			n++
			j := backupJob(fmt.Sprintf("noise-%d", n), fmt.Sprintf("vol-%d", n), "FAILED", minute)
			if j.Message = texts[n%len(texts)]; n%7 == 0 {
				j.Message = fmt.Sprintf("strange failure %d", n)
			}
			_, _ = w.Record(t.Context(), handlertest.Record(t, j)) // what is held for a second is told by the tick
		}
		if minute == minutes-15 {
			j := backupJob("victim", "x", "FAILED", minute)
			j.Account, j.ResourceARN, j.Message = victim, "arn:aws:ec2:eu-west-1:"+victim+":volume/vol-victim", texts[0]
			_, _ = w.Record(t.Context(), handlertest.Record(t, j))
		}
		if minute%5 == 0 {
			_, _ = w.Record(t.Context(), handlertest.Record(t, event.Tick{At: w.At()}))
		}
		if named < 0 && slices.ContainsFunc(w.people.Heard, func(m message.Message) bool { return strings.Contains(message.Text(m), victim) }) {
			named = time.Duration(minute-(minutes-15)) * time.Minute
		}
		w.Pass(time.Minute)
	}
	return w, named
}

// However much of one member fails, and by whatever causes, another's failure by the same cause is named within ten minutes.
func TestOneMemberHidesNoOther(t *testing.T) {
	t.Parallel()
	const hours = 2
	w, named := noisyDay(t, hours*60)
	about := map[string]int{}
	for _, m := range w.people.Heard {
		about[strings.Join(m.Accounts, " ")]++
	}
	t.Logf("named after %s; %d messages in %d h, by accounts: %v", named, len(w.people.Heard), hours, about)
	if named < 0 || named > 10*time.Minute {
		t.Errorf("the failure of account %s was named after %s", victim, named)
	}
	if n := about[handlertest.Member]; n > hours*15 {
		t.Errorf("%d messages of the noisy member in %d h: more than its half", n, hours)
	}
}
