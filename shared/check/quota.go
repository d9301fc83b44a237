package check

import "farvault/shared/settings"

// quota is a number that AWS Backup does not go beyond and that nobody can have raised.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
type quota struct {
	limit int
	what  string // "rules in a plan"
}

var (
	rulesAPlan          = quota{settings.MaxRules, "rules in a plan"}
	copiesARule         = quota{5, "copy actions in a rule"}
	tagsASelection      = quota{30, "tags and conditions in a selection"}
	tagsARecoveryPoint  = quota{10, "tags that a rule adds to a recovery point"}
	resourcesASelection = quota{500, "ARNs without a wildcard in a selection"}
	wildcardsASelection = quota{30, "ARNs with a wildcard in a selection"}
)

func (d *document) checkQuota(n *node, count int, q quota) {
	if n != nil && count > q.limit {
		d.say(Quota, n.at, "", "there are %d %s: AWS Backup takes %d at most", count, q.what, q.limit)
	}
}
