package proof

import (
	"fmt"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// lockCause is the catalog's row for a retention that a vault's lock does not allow.
const lockCause = "retention-outside-vault-lock"

// InSettings is the diagnosis with the remedy in infra/settings.yaml, where the number to change stands there: the
// vault's lock is a fact, and the retention of a copy is farvault's own setting.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
func InSettings(d catalog.Diagnosis, f Facts, s settings.Settings) catalog.Diagnosis {
	vault := f.DestinationVault.Value
	arn, err := org.ParseARN(f.Copy.DestinationVaultARN)
	if d.Cause != lockCause || !vault.Locked || err != nil ||
		arn.Name() != s.CentralVault.NameFor(f.Copy.SourceAccount) {
		return d
	}
	var names []string
	nearest := int64(0)
	for _, plan := range s.BackupPlans {
		for _, rule := range plan.Rules {
			days := copyDays(rule, arn.Region)
			if within := vault.nearest(days); within != days {
				names, nearest = append(names, rule.RuleName), max(nearest, within)
			}
		}
	}
	if len(names) == 0 {
		return d
	}
	d.InSettings = true
	d.Remedy = fmt.Sprintf("Write a CopyLifecycle that the lock allows (%s) into the rule %s, then deploy",
		bounds(vault), strings.Join(names, " and the rule "))
	d.Paste = fmt.Sprintf("CopyLifecycle: {DeleteAfterDays: %d}", nearest)
	return d
}

// copyDays is how long a rule keeps its copy in a Region; zero: for ever.
func copyDays(rule settings.BackupRule, region string) int64 {
	for _, c := range rule.Copies() {
		if c.DestinationRegion == region {
			return rule.CopyLifecycleOf(c).DeleteAfterDays
		}
	}
	if rule.CopyLifecycle != nil {
		return rule.CopyLifecycle.DeleteAfterDays
	}
	return rule.Lifecycle.DeleteAfterDays
}

// nearest is the retention that a lock allows which is nearest to days.
func (v Vault) nearest(days int64) int64 {
	switch {
	case days > 0 && days < v.MinRetentionDays:
		return v.MinRetentionDays
	case v.MaxRetentionDays > 0 && (days == 0 || days > v.MaxRetentionDays):
		return v.MaxRetentionDays
	}
	return days
}
