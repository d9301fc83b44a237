package settings

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// maxSpread is how many minutes of an hour are left after its first: only the minute of a schedule is moved, for
// the next hour may be one that a clock change skips, or one of another day.
const maxSpread = 59

// PlanFor is the plan as one account gets it: every schedule written out, and moved to a later minute of its hour, the
// same number of minutes for all rules of the plan, so that they stand to each other as they do in the settings. It is
// a hash of the account's id, at most StartSpreadMinutes, and the same for ever while the settings stay. Whoever asks
// when a rule of an account starts asks here.
func (s Settings) PlanFor(plan BackupPlan, account string) BackupPlan {
	later := plan.later(account, s.StartSpreadMinutes)
	plan.Rules = slices.Clone(plan.Rules)
	for i, rule := range plan.Rules {
		if rule.ScheduleExpression == "" {
			rule.ScheduleExpression = DefaultSchedule
		}
		plan.Rules[i].ScheduleExpression = delayed(rule.ScheduleExpression, later)
	}
	return plan
}

// later is by how many minutes the account's jobs start after the time in the settings.
func (p BackupPlan) later(account string, spread int64) int {
	starts := min(int(spread), p.room()) + 1
	// Salted, lest the accounts of one shard of the central vault, a hash of the same id, start at a few minutes alone.
	sum := sha256.Sum256([]byte("start\x00" + account))
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(starts))
}

// room is by how many minutes all rules of the plan can be moved within their hours.
func (p BackupPlan) room() int {
	room := maxSpread
	for _, rule := range p.Rules {
		if minute, ok := startMinute(rule.ScheduleExpression); ok {
			room = min(room, maxSpread-minute)
		}
	}
	return room
}

// startMinute is the minute of a schedule; not ok for one that has not one number there, or is none.
func startMinute(expression string) (int, bool) {
	field, _, _ := strings.Cut(strings.TrimLeft(strings.TrimPrefix(expression, "cron("), " "), " ")
	minute, err := strconv.Atoi(field)
	return minute, err == nil && minute >= 0 && minute <= maxSpread
}

// delayed is the schedule some minutes later; a schedule without a minute stays as it is.
func delayed(expression string, minutes int) string {
	minute, ok := startMinute(expression)
	if !ok || minutes == 0 {
		return expression
	}
	fields := strings.Fields(strings.TrimPrefix(expression, "cron("))
	return "cron(" + strings.Join(append([]string{strconv.Itoa(minute + minutes)}, fields[1:]...), " ")
}

func (f *file) checkSpread(s Settings) {
	if n := s.StartSpreadMinutes; n < 0 || n > maxSpread {
		f.mistake(
			"StartSpreadMinutes",
			"is %d: must be 0 (all accounts start at the same minute) to %d, for a start is moved within its hour",
			n,
			maxSpread,
		)
	}
}

// doubtSpread tells of a rule that starts so late in its hour that the accounts of its plan spread over less than was
// asked for.
func (f *file) doubtSpread(s Settings) {
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			if minute, ok := startMinute(
				rule.ScheduleExpression,
			); ok &&
				int64(maxSpread-minute) < s.StartSpreadMinutes {
				f.mistake(
					"StartSpreadMinutes",
					"is %d: %s of %s starts at minute %d, so the starts of that plan spread over %d minutes",
					s.StartSpreadMinutes,
					rule.RuleName,
					plan.BackupPlanName,
					minute,
					maxSpread-minute,
				)
			}
		}
	}
}
