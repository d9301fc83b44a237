package check

import (
	"fmt"
	"strconv"
	"strings"

	"farvault/shared/settings"
)

// checkSchedule judges when a rule runs.
func (d *document) checkSchedule(r *backupRule) {
	if expression, ok := r.schedule.literal(); ok {
		if wrong := settings.ScheduleMistake(expression); wrong != "" {
			d.say(
				Schedule,
				r.schedule.at,
				assign(r.schedule.syntax, r.set(r.backupPlan.schedule, legalSchedule(expression))),
				"%s is %q: %s",
				r.backupPlan.schedule,
				expression,
				wrong,
			)
		}
	}
	zone, ok := r.timezone.literal()
	if wrong := settings.TimezoneMistake(zone); ok && wrong != "" {
		meant := append(settings.NearTimezones(zone), settings.DefaultTimezone)[0]
		d.say(
			Schedule,
			r.timezone.at,
			assign(r.timezone.syntax, r.set(r.backupPlan.timezone, meant)),
			"%s is %q: %s",
			r.backupPlan.timezone,
			zone,
			wrong,
		)
	}
}

// legalSchedule is the expression as it was meant: Unix's five fields with the sixth, one
// day field "?", one run an hour, a rate as cron. What cannot be told is AWS's own default.
func legalSchedule(expression string) string {
	inner := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(expression), "cron("), ")"))
	fields := strings.Fields(inner)
	if hours, ok := rate(expression); ok {
		fields = strings.Fields(hours)
	}
	if len(fields) == 5 {
		fields = append(fields, "*")
	}
	if len(fields) == 6 {
		minute, _, _ := strings.Cut(strings.Split(fields[0], ",")[0], "/")
		if minute == "*" {
			minute = "0"
		}
		fields[0] = minute
		switch {
		case fields[2] == "?" && fields[4] == "?":
			fields[4] = "*"
		case fields[2] != "?" && fields[4] == "*":
			fields[4] = "?"
		case fields[2] != "?" && fields[4] != "?":
			fields[2] = "?"
		}
		if meant := "cron(" + strings.Join(fields, " ") + ")"; settings.ScheduleMistake(meant) == "" {
			return meant
		}
	}
	return settings.DefaultSchedule
}

// rate is a rate expression as the fields of cron: AWS Backup knows no rates.
func rate(expression string) (fields string, ok bool) {
	inner, isRate := strings.CutPrefix(expression, "rate(")
	words := strings.Fields(strings.TrimSuffix(inner, ")"))
	if !isRate || len(words) != 2 {
		return "", false
	}
	n, err := strconv.Atoi(words[0])
	switch {
	case err != nil || n < 1:
		return "", false
	case strings.HasPrefix(words[1], "minute"):
		return "0 0/1 * * ? *", true
	case strings.HasPrefix(words[1], "hour") && n < 24:
		return fmt.Sprintf("0 0/%d * * ? *", n), true
	case strings.HasPrefix(words[1], "day") && n == 7:
		return "0 5 ? * SUN *", true
	}
	return "0 5 ? * * *", true
}

// checkWindows judges how long a rule's job may wait and run.
func (d *document) checkWindows(r *backupRule) {
	start, completion := r.start.number(), r.completion.number()
	if r.start.open() {
		completion = nil
	}
	startWrong, completionWrong := settings.WindowMistakes(start, completion)
	if startWrong != "" {
		d.say(
			Window,
			r.start.at,
			assign(r.start.syntax, r.set(r.backupPlan.start, min(max(*start, settings.MinWindow), settings.MaxWindow))),
			"%s %s",
			r.backupPlan.start,
			startWrong,
		)
	}
	if completionWrong != "" {
		least := int64(settings.DefaultCompletionWindow)
		if start != nil {
			least = max(least, 2**start)
		}
		d.say(
			Window,
			r.completion.at,
			assign(r.completion.syntax, r.set(r.backupPlan.completion, least)),
			"%s %s",
			r.backupPlan.completion,
			completionWrong,
		)
	}
}
