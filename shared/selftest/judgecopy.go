package selftest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"farvault/shared/org"
)

// arrivingEvent asks the event history of CloudTrail, which has some of AWS Backup's events. The member's own is the
// proof that it would show.
func arrivingEvent(f Facts) Verdict {
	if why := cmp.Or(f.Arrived.missing(), f.MemberCopies.missing(), f.CentralCopies.missing()); why != "" {
		return couldNot(why)
	}
	at := func(records []Record) (n int) {
		for _, r := range records {
			if slices.ContainsFunc(f.Arrived.Value, func(a Arrival) bool {
				return strings.Contains(r.Text, a.SourceVaultARN) || strings.Contains(r.Text, a.ARN)
			}) {
				n++
			}
		}
		return n
	}
	member, central := at(f.MemberCopies.Value), at(f.CentralCopies.Value)
	switch {
	case member == 0:
		return couldNot("not even the member's event history has a record of a copy that arrived")
	case central > 0:
		return otherwise(fmt.Sprintf("%d records of arriving copies are in the central account's event history", central))
	}
	return asAssumed(fmt.Sprintf("%d records of copies are in the member's event history, none in the central account's",
		member))
}

func copyResource(f Facts) Verdict {
	if f.Arrived.missing() != "" {
		return couldNot(f.Arrived.missing())
	}
	seen := 0
	for _, a := range f.Arrived.Value {
		resource, err := org.ParseARN(a.ResourceARN)
		vault, err2 := org.ParseARN(a.SourceVaultARN)
		if err != nil || err2 != nil || resource.Account == "" { // S3's names no account
			continue
		}
		seen++
		if resource.Account != vault.Account {
			return otherwise("a copy from " + a.SourceVaultARN + " shows ResourceArn " + a.ResourceARN)
		}
	}
	if seen == 0 {
		return couldNot("no copy of another account is in the central vaults")
	}
	return asAssumed(fmt.Sprintf("%d copies show the resource in its own account", seen))
}

func copyDates(f Facts) Verdict {
	if why := cmp.Or(f.Arrived.missing(), f.Copies.missing()); why != "" {
		return couldNot(why)
	}
	seen := 0
	for _, a := range f.Arrived.Value {
		i := slices.IndexFunc(f.Copies.Value, func(c CopyJob) bool { return c.RecoveryPointARN == a.ARN })
		if i < 0 {
			continue
		}
		seen++
		begun := f.Copies.Value[i].Created
		switch {
		case !a.Created.Before(begun):
			return otherwise(fmt.Sprintf("CreationDate is %s after the copy job began", a.Created.Sub(begun)))
		case a.Completed.Before(begun):
			return otherwise(fmt.Sprintf("CompletionDate is %s before the copy job began", begun.Sub(a.Completed)))
		}
	}
	if seen == 0 {
		return couldNot("no copy of the member's last 30 days is in the central vaults")
	}
	return asAssumed(fmt.Sprintf("%d copies have CreationDate before and CompletionDate after their job began", seen))
}

func failedCopyPlan(f Facts) Verdict {
	if f.Copies.missing() != "" {
		return couldNot(f.Copies.missing())
	}
	seen := 0
	for _, c := range f.Copies.Value {
		if !c.Failed || c.BackupJobID == "" {
			continue
		}
		seen++
		if c.PlanID == "" {
			return otherwise("a FAILED copy job that a backup job began has no CreatedBy")
		}
	}
	if seen == 0 {
		return couldNot("the member has no FAILED copy job of a plan in the last 30 days")
	}
	return asAssumed(fmt.Sprintf("%d FAILED copy jobs name their plan", seen))
}

// shape is a document's members with their types and without their values, to be shown to strangers.
func shape(value any) string {
	switch v := value.(type) {
	case map[string]any:
		members := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, name+": "+shape(v[name]))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + shape(v[0]) + "]"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	}
	return "null"
}
