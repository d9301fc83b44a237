package plan

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
)

// organizationsPrefix begins the ids of plans that AWS Backup makes by the backup policies of AWS Organizations. They
// cannot be changed in the account: https://github.com/rebuy-de/aws-nuke/issues/633
const organizationsPrefix = "orgs/"

// fixed refuses a change of a plan that a backup policy made. Two of AWS's texts are known, of the deletion of a plan
// and of a selection; the others are made after them.
func (p *Plan) fixed(format string) error {
	if !strings.HasPrefix(p.ID, organizationsPrefix) {
		return nil
	}
	return invalid(format+" for backup plan %s created by organizations", p.ID)
}

// backupPolicy is an effective backup policy, of whose elements these have an effect.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html
type backupPolicy struct {
	Plans map[string]struct {
		Regions    []string
		Rules      map[string]policyRule
		Selections struct {
			Tags      map[string]policyTags
			Resources map[string]policyResources
		}
	}
}

// policyRule has its numbers as text.
type policyRule struct {
	Schedule    string          `json:"schedule_expression"`
	Vault       string          `json:"target_backup_vault_name"`
	Lifecycle   policyLifecycle `json:"lifecycle"`
	CopyActions map[string]struct {
		Lifecycle policyLifecycle `json:"lifecycle"`
	} `json:"copy_actions"`
}

type policyLifecycle struct {
	Delete string `json:"delete_after_days"`
	Cold   string `json:"move_to_cold_storage_after_days"`
}

type policyTags struct {
	Role   string   `json:"iam_role_arn"`
	Key    string   `json:"tag_key"`
	Values []string `json:"tag_value"`
}

type policyResources struct {
	Role       string   `json:"iam_role_arn"`
	Types      []string `json:"resource_types"`
	NotTypes   []string `json:"not_resource_types"`
	Conditions map[string]map[string]struct {
		Key   string `json:"condition_key"`
		Value string `json:"condition_value"`
	} `json:"conditions"`
}

// Follow makes the plans of an account what its effective backup policy says, at once; empty: it has none. It panics on
// a policy that cannot be read.
func (s *Plans) Follow(account, effective string) {
	var wanted backupPolicy
	if effective != "" {
		if err := json.Unmarshal([]byte(effective), &wanted); err != nil {
			panic("simulator: effective backup policy: " + err.Error())
		}
	}
	for where, plans := range s.byPlace {
		for _, p := range plans {
			kept := slices.Contains(wanted.Plans[p.Document.BackupPlanName].Regions, where.Region)
			if where.Account == account && p.fixed("") != nil && p.Deleted.IsZero() && !kept {
				p.Deleted = s.k.Clock.Now()
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted.Plans)) {
		for _, region := range wanted.Plans[name].Regions {
			s.follow(place.Place{Account: account, Region: region}, name, wanted)
		}
	}
}

func (s *Plans) follow(where place.Place, name string, wanted backupPolicy) {
	i := slices.IndexFunc(s.byPlace[where], func(p *Plan) bool {
		return p.fixed("") != nil && p.Deleted.IsZero() && p.Document.BackupPlanName == name
	})
	if i < 0 {
		id := organizationsPrefix + s.k.UUID("backup plan")
		i, s.byPlace[where] = len(s.byPlace[where]), append(s.byPlace[where], &Plan{
			Place: where, ID: id, ARN: where.ARN("backup-plan:" + id), Created: s.k.Clock.Now(),
			Tags: map[string]string{},
		})
	}
	p, rules := s.byPlace[where][i], []Rule(nil)
	for _, rule := range slices.Sorted(maps.Keys(wanted.Plans[name].Rules)) {
		rules = append(rules, wanted.Plans[name].Rules[rule].rule(rule, where))
	}
	s.publish(p, Document{BackupPlanName: name, Rules: rules})
	p.selections = nil
	selections := wanted.Plans[name].Selections
	for _, one := range slices.Sorted(maps.Keys(selections.Tags)) {
		s.addSelection(p, selections.Tags[one].document(one))
	}
	for _, one := range slices.Sorted(maps.Keys(selections.Resources)) {
		s.addSelection(p, selections.Resources[one].document(one))
	}
}

// addSelection gives the plan a selection, whose role is the account's own.
func (s *Plans) addSelection(p *Plan, d SelectionDocument) {
	d.IamRoleArn = strings.ReplaceAll(d.IamRoleArn, "$account", p.Place.Account)
	p.selections = append(
		p.selections,
		&Selection{ID: s.k.UUID("backup selection"), Document: d, Created: s.k.Clock.Now()},
	)
}

func (r policyRule) rule(name string, where place.Place) Rule {
	rule := Rule{
		RuleName:              name,
		TargetBackupVaultName: r.Vault,
		ScheduleExpression:    r.Schedule,
		Lifecycle:             r.Lifecycle.lifecycle(),
	}
	for _, to := range slices.Sorted(maps.Keys(r.CopyActions)) {
		rule.CopyActions = append(rule.CopyActions, CopyAction{
			DestinationBackupVaultArn: strings.ReplaceAll(to, "$account", where.Account),
			Lifecycle:                 r.CopyActions[to].Lifecycle.lifecycle(),
		})
	}
	return rule
}

func (l policyLifecycle) lifecycle() *vault.Lifecycle {
	if l == (policyLifecycle{}) {
		return nil
	}
	return &vault.Lifecycle{DeleteAfterDays: days(l.Delete), MoveToColdStorageAfterDays: days(l.Cold)}
}

func days(text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

func (t policyTags) document(name string) SelectionDocument {
	d := SelectionDocument{SelectionName: name, IamRoleArn: t.Role}
	for _, value := range t.Values {
		d.ListOfTags = append(d.ListOfTags, Condition{"STRINGEQUALS", t.Key, value})
	}
	return d
}

func (r policyResources) document(name string) SelectionDocument {
	d := SelectionDocument{SelectionName: name, IamRoleArn: r.Role, Resources: r.Types, NotResources: r.NotTypes}
	if len(r.Conditions) == 0 {
		return d
	}
	d.Conditions = &Conditions{}
	for operator, into := range map[string]*[]ConditionParameter{
		"string_equals": &d.Conditions.StringEquals, "string_not_equals": &d.Conditions.StringNotEquals,
		"string_like": &d.Conditions.StringLike, "string_not_like": &d.Conditions.StringNotLike,
	} {
		for _, one := range slices.Sorted(maps.Keys(r.Conditions[operator])) {
			c := r.Conditions[operator][one]
			*into = append(*into, ConditionParameter{c.Key, c.Value})
		}
	}
	return d
}
