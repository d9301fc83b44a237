package message_test

import (
	"time"

	"farvault/shared/alert/alerttest"
	"farvault/shared/event"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// snapshot is the account of the volume as the hourly check reads it: its plan backed it up, and copied it, until two
// days ago.
func snapshot() unreported.Snapshot {
	noon := time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)
	rule := unreported.WatchedRule{Name: "DailyEBSBackup", ID: "rule", Timetable: settings.StartWindow{Schedule: "cron(0 12 * * ? *)"}.Timetable(),
		StartMinutes: 480, CompletionMinutes: 10080, DeleteAfterDays: 35, Destinations: []string{alerttest.Vault}}
	return unreported.Snapshot{
		Account: alerttest.Member, Region: "eu-west-1", OptIn: map[string]bool{"EBS": true},
		Plans: []unreported.ExpectedPlan{{Name: "CrossAccountBackupPlan", ID: "plan", Version: "v1", TagKey: "backup", TagValue: "daily",
			Rules: []unreported.WatchedRule{rule}, Selected: []string{alerttest.Volume}}},
		Jobs:     []unreported.PlannedJob{{PlanID: "plan", RuleID: "rule", Created: noon}},
		Points:   []unreported.Point{backedUp(noon)},
		Arrivals: map[string]unreported.Arrivals{alerttest.Vault: {Newest: map[string]unreported.Arrival{alerttest.Volume: {Created: noon, Completed: noon.Add(time.Hour)}}}},
	}
}

func backedUp(at time.Time) unreported.Point {
	return unreported.Point{ResourceARN: alerttest.Volume, ResourceType: "EBS", PlanID: "plan", PlanVersion: "v1", RuleID: "rule", Created: at, Completed: at.Add(10 * time.Minute)}
}

// found is the failure of that cause that the check of the snapshot finds.
func found(cause string, change func(*unreported.Snapshot)) event.UnreportedFailure {
	s := snapshot()
	change(&s)
	for _, p := range s.Failures(nil, 36*time.Hour, alerttest.Noon) {
		if p.Cause == cause && !p.Holds {
			return p
		}
	}
	panic("the snapshot has no failure " + cause)
}

var (
	missedRun = found("run-missed", func(s *unreported.Snapshot) { s.Missed = s.Suspects(alerttest.Noon) })
	nearTag   = found("tagged-not-backed-up", func(s *unreported.Snapshot) {
		s.Plans[0].Selected = nil
		s.Select([]unreported.Resource{
			{ARN: alerttest.Volume, Tags: map[string]string{"Backup": "Daily"}},
			{ARN: "arn:aws:fsx:eu-west-1:" + alerttest.Member + ":file-system/fs-0123456789abcdef0", Tags: map[string]string{"backup": "daily"}},
			{ARN: "arn:aws:ec2:eu-west-1:" + alerttest.Member + ":volume/vol-0fedcba9876543210", Tags: map[string]string{"backup": "daily"}},
		})
	})
	overdueCopy = found("copy-overdue", func(s *unreported.Snapshot) {
		at := s.Jobs[0].Created.AddDate(0, 0, 1)
		s.Jobs = append(s.Jobs, unreported.PlannedJob{PlanID: "plan", RuleID: "rule", Created: at})
		s.Points = append(s.Points, backedUp(at))
	})
)
