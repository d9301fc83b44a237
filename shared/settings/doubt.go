package settings

import (
	"fmt"
	"slices"
)

// shortRetention is how many days of backups are so few that a mistake may outlive all of them.
const shortRetention = 7

// doubts are what AWS takes but few people want.
func (f *file) doubts(s Settings) Mistakes {
	f.doubtTypes(s)
	f.doubtReceivers(s.Alerts)
	f.doubtAirGapped(s)
	f.doubtControlTower(s)
	f.doubtSpread(s)
	for i, plan := range s.BackupPlans {
		path := fmt.Sprintf("BackupPlans[%d].Rules", i)
		f.doubtOverlaps(path, plan.Rules)
		for j, rule := range plan.Rules {
			at := fmt.Sprintf("%s[%d]", path, j)
			f.doubtRetention(at+".Lifecycle", "backups", rule.Lifecycle)
			for _, c := range rule.copies(at) {
				if c.path != at+".Lifecycle" {
					f.doubtRetention(c.path, "copies", c.lifecycle)
				}
			}
			f.doubtCold(at, s, rule)
			f.doubtRegions(at, s, rule)
		}
	}
	doubts := f.mistakes.sorted()
	f.mistakes = nil
	return slices.CompactFunc(doubts, func(a, b Mistake) bool { return a == b })
}

func (f *file) doubtRetention(path, what string, l Lifecycle) {
	if l.DeleteAfterDays < shortRetention {
		f.mistake(
			path+".DeleteAfterDays",
			"is %d: %s expire before a mistake of last week is found",
			l.DeleteAfterDays,
			what,
		)
	}
}

// doubtOverlaps tells of rules of which AWS runs only the one that keeps longer.
func (f *file) doubtOverlaps(path string, rules []BackupRule) {
	opened := make([]Openings, len(rules))
	for i, r := range rules {
		opened[i], _ = StartWindow{
			r.ScheduleExpression,
			r.ScheduleExpressionTimezone,
			orDefault(r.StartWindowMinutes),
		}.Openings()
		for j := range i {
			if at, meet := opened[i].Overlap(opened[j]); meet {
				f.mistake(
					fmt.Sprintf("%s[%d]", path, i),
					"overlaps with the rule %s, on %s for one: where start windows overlap AWS runs only the rule that keeps longer",
					rules[j].RuleName,
					at.Format("2006-01-02 15:04"),
				)
			}
		}
	}
}

func orDefault(window int64) int64 {
	if window == 0 {
		return DefaultWindow
	}
	return window
}

// doubtTypes tells of types that are backed up and never copied.
func (f *file) doubtTypes(s Settings) {
	for i, name := range s.OptIn {
		path := fmt.Sprintf("ResourceTypeOptIn[%d]", i)
		switch {
		case !featureOf(name).CrossAccount:
			f.mistake(
				path,
				"is %s, which %s (AWS's table of %s): its backups stay in their account",
				name,
				featureOf(name).cannotCopy("", ""),
				FeaturesDate,
			)
		case name == "DynamoDB" && !slices.Contains(s.Managed, name):
			f.mistake(
				path,
				"is DynamoDB, and only its backups with advanced features can be copied: add it to ResourceTypeManagement "+
					"unless every account has switched them on",
			)
		}
	}
	if s.LocalVault.EncryptionKey == AWSManaged {
		f.mistake(
			"LocalVault.EncryptionKey",
			"is AWSManaged: what AWS Backup encrypts with the vault's key (EFS, S3, DynamoDB and other fully managed types) "+
				"cannot be copied to another account",
		)
	}
}

// doubtRegions tells of pairs of Regions between which a type is not copied.
func (f *file) doubtRegions(path string, s Settings, rule BackupRule) {
	for i, c := range rule.Copies() {
		for _, from := range s.Regions {
			to := c.DestinationRegion
			if to == "" {
				to = from
			}
			for _, name := range s.OptIn {
				if why := featureOf(name).cannotCopy(from, to); why != "" && featureOf(name).CrossAccount {
					f.mistake(
						fmt.Sprintf("%s.CopyActions[%d]", path, i),
						"copies from %s to %s: %s %s (AWS's table of %s)",
						from,
						to,
						name,
						why,
						FeaturesDate,
					)
				}
			}
		}
	}
}
