package settings

import (
	"fmt"
	"time"
)

// The names that farvault's vaults have unless the file says otherwise.
const (
	DefaultCentralVault = "farvault"
	DefaultLocalVault   = "farvault-local"
)

// DefaultSchedule is AWS Backup's own: 5:00 UTC every day.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
const DefaultSchedule = "cron(0 5 ? * * *)"

// DefaultSelectionName is the name of a plan's selection.
const DefaultSelectionName = "tagged"

// defaults is a file that says nothing: no plan yet, everything else as most organizations want it.
func defaults() Settings {
	return Settings{
		CentralVault:        Vault{BackupVaultName: DefaultCentralVault},
		LocalVault:          Vault{BackupVaultName: DefaultLocalVault},
		PermissionsBoundary: DefaultBoundary,
		OptIn:               []string{"Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"},
		Alerts: Alerts{
			GroupInterval:  Duration(5 * time.Minute),
			RepeatInterval: Duration(24 * time.Hour),
			MaxCopyAge:     Duration(36 * time.Hour),

			MaxMessagesPerHour: 30,
		},
		Mend:    Mend{Enabled: true, Reconcile: true, RestartCopies: true, RetryTransient: true, MaxRestarts: 2},
		Breaker: Breaker{MaxAccountsPercentage: 10, MinAccounts: 20},
	}
}

// fillIn adds the defaults of what stands in lists, which defaults cannot know.
func (f *file) fillIn(s *Settings) {
	for i := range s.BackupPlans {
		plan, path := &s.BackupPlans[i], fmt.Sprintf("BackupPlans[%d]", i)
		if !f.written(path + ".Selection.SelectionName") {
			plan.Selection.SelectionName = DefaultSelectionName
		}
		for j := range plan.Rules {
			if !f.written(fmt.Sprintf("%s.Rules[%d].ScheduleExpression", path, j)) {
				plan.Rules[j].ScheduleExpression = DefaultSchedule
			}
		}
	}
}
