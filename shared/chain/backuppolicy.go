package chain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"farvault/shared/settings"
)

// backupPolicy is an account's effective backup policy of AWS Organizations, as far as it says what is backed up.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html
type backupPolicy struct {
	Plans map[string]struct {
		Regions    []string
		Selections struct {
			Tags      map[string]policyTags
			Resources map[string]policyResources
		}
	}
}

// policyTags select what has one of the values of a tag.
type policyTags struct {
	Key    string   `json:"tag_key"`
	Values []string `json:"tag_value"`
}

// policyResources select as a selection's own elements do.
type policyResources struct {
	Types      []string                              `json:"resource_types"`
	NotTypes   []string                              `json:"not_resource_types"`
	Conditions map[string]map[string]policyCondition `json:"conditions"` // by operator and name
}

type policyCondition struct {
	Key   string `json:"condition_key"`
	Value string `json:"condition_value"`
}

// PolicyPlans are the plans that AWS Backup makes in an account by its effective backup policy, one for each Region.
func PolicyPlans(account, effective string) ([]SeenPlan, error) {
	var policy backupPolicy
	if err := json.Unmarshal([]byte(effective), &policy); err != nil {
		return nil, fmt.Errorf("read the effective backup policy of account %s: %w", account, err)
	}
	var plans []SeenPlan
	for _, name := range slices.Sorted(maps.Keys(policy.Plans)) {
		one := policy.Plans[name]
		for _, region := range one.Regions {
			plan := SeenPlan{Account: account, Region: region, Name: name, Manager: Organizations}
			add := func(selection string, picks settings.Picking) {
				plan.Selections = append(plan.Selections,
					Selection{Account: account, Region: region, Plan: name, Name: selection, Picks: picks})
			}
			for _, selection := range slices.Sorted(maps.Keys(one.Selections.Tags)) {
				add(selection, one.Selections.Tags[selection].picking())
			}
			for _, selection := range slices.Sorted(maps.Keys(one.Selections.Resources)) {
				add(selection, one.Selections.Resources[selection].picking())
			}
			plans = append(plans, plan)
		}
	}
	return plans, nil
}

func (t policyTags) picking() (p settings.Picking) {
	for _, value := range t.Values {
		p.ListOfTags = append(p.ListOfTags, settings.TagCondition{
			ConditionKey: settings.ResourceTag + strings.TrimPrefix(t.Key, settings.ResourceTag), ConditionValue: value,
		})
	}
	return p
}

func (r policyResources) picking() settings.Picking {
	of := func(operator string) (all []settings.TagCondition) {
		for _, name := range slices.Sorted(maps.Keys(r.Conditions[operator])) {
			c := r.Conditions[operator][name]
			all = append(all, settings.TagCondition{ConditionKey: c.Key, ConditionValue: c.Value})
		}
		return all
	}
	return settings.Picking{
		Resources: r.Types, NotResources: r.NotTypes,
		Conditions: settings.Conditions{
			StringEquals: of("string_equals"), StringNotEquals: of("string_not_equals"),
			StringLike: of("string_like"), StringNotLike: of("string_not_like"),
		},
	}
}

// StillToCome are the plans of a policy that are not in the account yet, in these Regions.
func StillToCome(policy, seen []SeenPlan, regions []string) (all []SeenPlan) {
	for _, plan := range policy {
		made := func(p SeenPlan) bool {
			return p.Manager == plan.Manager && p.Region == plan.Region && p.Name == plan.Name
		}
		if slices.Contains(regions, plan.Region) && !slices.ContainsFunc(seen, made) {
			all = append(all, plan)
		}
	}
	return all
}
