package settings

import (
	"fmt"
	"strings"
)

// What AWS Control Tower names its own backup vaults, plans and roles, and the tags by which its plans select.
// https://docs.aws.amazon.com/controltower/latest/userguide/backup-resources.html
// https://repost.aws/articles/ARbhV1VveWQamGWN0vDxqCFA/aws-control-tower-backup-integration-best-practices-guide
const (
	controlTowerPrefix = "aws-controltower-"
	controlTowerTag    = "aws-control-tower-backup"
)

// checkControlTower refuses a plan by a name of Control Tower's, which farvault would have to leave alone.
func (f *file) checkControlTower(s Settings) {
	for i, plan := range s.BackupPlans {
		if strings.HasPrefix(plan.BackupPlanName, controlTowerPrefix) {
			f.mistake(
				fmt.Sprintf("BackupPlans[%d].BackupPlanName", i),
				"is %s: names that begin with %s are AWS Control Tower's",
				plan.BackupPlanName,
				controlTowerPrefix,
			)
		}
	}
}

// doubtControlTower tells of a tag by which Control Tower backs up too.
func (f *file) doubtControlTower(s Settings) {
	for i, plan := range s.BackupPlans {
		if strings.HasPrefix(plan.Selection.TagKey, controlTowerTag) {
			f.mistake(
				fmt.Sprintf("BackupPlans[%d].Selection.TagKey", i),
				"is %s, which AWS Control Tower's own plans select: where they are in use, everything is backed up twice",
				plan.Selection.TagKey,
			)
		}
	}
}
