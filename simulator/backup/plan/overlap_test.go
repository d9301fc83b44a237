package plan

import (
	"testing"
	"time"

	"farvault/simulator/backup/vault"
)

// A rule due at noon on Monday, 2 March 2026, beside another.
func TestSwallowed(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	keep := func(days int64) *vault.Lifecycle { return &vault.Lifecycle{DeleteAfterDays: &days} }
	due := Rule{RuleName: "due", ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: keep(35)}
	tests := map[string]struct {
		other Rule
		want  bool
	}{
		"longer kept, at the same time":                 {Rule{ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: keep(365)}, true},
		"kept for ever, at the same time":               {Rule{ScheduleExpression: "cron(0 12 * * ? *)"}, true},
		"shorter kept, at the same time":                {Rule{ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: keep(7)}, false},
		"as long kept, behind in the plan":              {Rule{ScheduleExpression: "cron(0 12 * * ? *)", Lifecycle: keep(35)}, false},
		"longer kept, within the start window":          {Rule{ScheduleExpression: "cron(59 19 * * ? *)", Lifecycle: keep(365)}, true},
		"longer kept, when the start window has closed": {Rule{ScheduleExpression: "cron(0 20 * * ? *)", Lifecycle: keep(365)}, false},
		"longer kept, its own start window still open":  {Rule{ScheduleExpression: "cron(1 4 * * ? *)", Lifecycle: keep(365)}, true},
		"longer kept, its own start window closed":      {Rule{ScheduleExpression: "cron(0 4 * * ? *)", Lifecycle: keep(365)}, false},
		"longer kept, on another day":                   {Rule{ScheduleExpression: "cron(0 12 ? * SUN *)", Lifecycle: keep(365)}, false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			tt.other.RuleName = "other"
			p := &Plan{Document: Document{Rules: []Rule{due, tt.other}}}
			if by, got := p.Swallowed(due, noon); got != tt.want || got && by != "other" {
				t.Errorf("swallowed: %t by %q, want %t", got, by, tt.want)
			}
		})
	}
}
