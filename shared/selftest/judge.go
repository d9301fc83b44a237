package selftest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"farvault/shared/org"
	"farvault/shared/settings"
)

// soon is how long after the making of a role or plan its first use says something about what has spread.
const soon = 15 * time.Minute

// atOnce is as soon after as counts as the next call.
const atOnce = time.Minute

func joined(f Facts) Verdict {
	if f.Joins.missing() != "" {
		return couldNot(f.Joins.missing())
	}
	var results, joins []Record
	for _, r := range f.Joins.Value {
		switch r.Name {
		case "AccountJoinedOrganization":
			joins = append(joins, r)
		case "CreateAccountResult":
			results = append(results, r)
		}
	}
	if len(joins) == 0 {
		return couldNot("no account has joined the organization in the last 90 days")
	}
	newest := slices.MaxFunc(joins, func(a, b Record) int { return a.At.Compare(b.At) })
	details, _ := newest.Document["serviceEventDetails"].(map[string]any)
	account, _ := details["accountId"].(string)
	method, _ := details["joinedMethod"].(string)
	if !org.IsAccountID(account) || method == "" {
		return otherwise("serviceEventDetails is " + shape(details))
	}
	if method == "Created" && !slices.ContainsFunc(results, func(r Record) bool {
		return strings.Contains(r.Text, account) && newest.At.Sub(r.At).Abs() <= atOnce
	}) {
		return otherwise("no CreateAccountResult of the account within a minute of its AccountJoinedOrganization")
	}
	return asAssumed("serviceEventDetails is " + shape(details))
}

func newAccountOptIns(f Facts) Verdict {
	switch v := f.Virgin; {
	case v.missing() != "":
		return couldNot(v.missing())
	case v.Value.Set:
		return couldNot("somebody has set resource types in " + v.Value.Region)
	case len(v.Value.OptedIn) > 0 && v.Value.Unsure != "":
		return couldNot("something is switched on in " + v.Value.Region + ", by AWS or by somebody: " + v.Value.Unsure)
	case len(v.Value.OptedIn) > 0:
		return otherwise("switched on in " + v.Value.Region + ": " + strings.Join(v.Value.OptedIn, ", "))
	default:
		return asAssumed("nothing is switched on in " + v.Value.Region)
	}
}

func defaultVault(f Facts) Verdict {
	switch v := f.Virgin; {
	case v.missing() != "":
		return couldNot(v.missing())
	case slices.Contains(v.Value.Vaults, "Default"):
		return otherwise("a vault named Default is in " + v.Value.Region)
	default:
		return asAssumed("no vault named Default is in " + v.Value.Region)
	}
}

func typesPerRegion(f Facts) Verdict {
	if f.Types.missing() != "" {
		return couldNot(f.Types.missing())
	}
	if len(f.Types.Value) < 2 {
		return couldNot("one Region alone answered")
	}
	all := map[string]bool{}
	for _, r := range f.Types.Value {
		for _, name := range r.Types {
			all[name] = name != "Timestream" // known to be in some Regions alone
		}
	}
	var lacking []string
	for _, r := range f.Types.Value {
		for name, expected := range all {
			if expected && !slices.Contains(r.Types, name) {
				lacking = append(lacking, r.Name+" has no "+name)
			}
		}
	}
	if slices.Sort(lacking); len(lacking) > 0 {
		return otherwise(strings.Join(lacking, "; "))
	}
	if len(all) == 0 {
		return couldNot("no Region shows any type")
	}
	return asAssumed(fmt.Sprintf("the same types in %d Regions", len(f.Types.Value)))
}

func optInNames(f Facts) Verdict {
	if f.Types.missing() != "" {
		return couldNot(f.Types.missing())
	}
	shown, unknown := map[string]bool{}, map[string]bool{}
	for _, r := range f.Types.Value {
		for _, name := range r.Types {
			shown[name] = true
			if !slices.Contains(settings.ResourceTypes, name) {
				unknown[name] = true
			}
		}
	}
	switch {
	case len(unknown) > 0:
		return otherwise("farvault knows no type " + strings.Join(slices.Sorted(maps.Keys(unknown)), ", "))
	case len(shown) == 0:
		return couldNot("no Region shows any type")
	}
	return asAssumed(fmt.Sprintf("farvault knows all %d types that are shown", len(shown)))
}

func summariesToday(f Facts) Verdict {
	switch d := f.Today; {
	case d.missing() != "":
		return couldNot(d.missing())
	case d.Value.Listed == 0:
		return couldNot("the member has had no job today (UTC)")
	case d.Value.Summarized < d.Value.Listed:
		return otherwise(fmt.Sprintf("of %d jobs of today the summaries count %d", d.Value.Listed, d.Value.Summarized))
	default:
		return asAssumed(fmt.Sprintf("the summaries count all %d jobs of today", d.Value.Listed))
	}
}

func listShapes(f Facts) Verdict {
	if f.Lists.missing() != "" {
		return couldNot(f.Lists.missing())
	}
	var left []string
	for _, l := range f.Lists.Value {
		if l.Left {
			left = append(left, l.Call)
		}
	}
	switch {
	case len(f.Lists.Value) == 0:
		return couldNot("no list was empty")
	case len(left) > 0:
		return otherwise("left out of the answers of " + strings.Join(left, ", "))
	}
	return asAssumed(fmt.Sprintf("%d empty lists are written as []", len(f.Lists.Value)))
}

func planTags(f Facts) Verdict {
	if f.PlanCalls.missing() != "" {
		return couldNot(f.PlanCalls.missing())
	}
	for i, created := range f.PlanCalls.Value {
		if created.Name != "CreateBackupPlan" || created.ErrorCode != "" {
			continue
		}
		for _, next := range f.PlanCalls.Value[i+1:] {
			if next.Name != "CreateBackupSelection" || next.Caller != created.Caller || next.At.Sub(created.At) > atOnce {
				continue
			}
			if next.refused() {
				return otherwise("CreateBackupSelection was refused right after CreateBackupPlan: " + next.ErrorCode)
			}
			return asAssumed("CreateBackupSelection was allowed right after CreateBackupPlan")
		}
	}
	return couldNot("nobody has made a backup plan and a selection within a minute in the last 90 days")
}

func stackSetReady(f Facts) Verdict {
	if f.Entry.missing() != "" {
		return couldNot(f.Entry.missing())
	}
	var entered, refused time.Duration = -1, -1
	for _, t := range f.Entry.Value.Tries {
		age := t.At.Sub(f.Entry.Value.RoleCreated)
		switch {
		case age < 0 || age > soon:
		case t.ErrorCode != "":
			refused = max(refused, age)
		case entered < 0 || age < entered:
			entered = age
		}
	}
	switch {
	case refused >= atOnce:
		return otherwise(fmt.Sprintf("the role was still refused %s after it was made", refused))
	case entered < 0 || entered > atOnce:
		return couldNot("nobody tried to enter the account within a minute of its role's creation")
	}
	return asAssumed(fmt.Sprintf("the role was entered %s after it was made", cmp.Or(entered, time.Second)))
}

func trailCase(f Facts) Verdict {
	if f.PlanCalls.missing() != "" {
		return couldNot(f.PlanCalls.missing())
	}
	seen := 0
	for _, r := range f.PlanCalls.Value {
		request, _ := r.Document["requestParameters"].(map[string]any)
		for name := range request {
			seen++
			if unicode.IsUpper(rune(name[0])) {
				return otherwise(r.Name + " has requestParameters " + shape(request))
			}
		}
	}
	if seen == 0 {
		return couldNot("nobody has made a backup plan in the last 90 days")
	}
	return asAssumed("requestParameters begin with small letters")
}
