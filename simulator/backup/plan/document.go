package plan

import (
	"encoding/json"
	"time"

	"farvault/simulator/kernel"
)

// Quotas of plans: https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html
const (
	maxPlans = 300
	maxRules = 10
)

// check refuses a document that AWS Backup refuses. Mistakes in a rule are told
// with its name: https://github.com/aws/aws-cdk/issues/8685
func (d Document) check(now time.Time) error {
	switch {
	case !validName.MatchString(d.BackupPlanName):
		return invalid("Backup plan name %s is not valid", d.BackupPlanName)
	case len(d.Rules) == 0:
		return kernel.Fail("MissingParameterValueException", "Backup plan must have at least one rule")
	case len(d.Rules) > maxRules:
		return kernel.Fail(
			"LimitExceededException",
			"Backup plan has %d rules, the limit is %d",
			len(d.Rules),
			maxRules,
		)
	}
	names := map[string]bool{}
	for _, r := range d.Rules {
		switch {
		case !validName.MatchString(r.RuleName):
			return invalid("Rule name %s is not valid", r.RuleName)
		case names[r.RuleName]:
			return invalid("Rule name %s is used more than once", r.RuleName)
		}
		names[r.RuleName] = true
		if wrong := r.check(now); wrong != "" {
			return invalid("Error in rule %s : %s", r.RuleName, wrong)
		}
	}
	return nil
}

// same reports whether two documents say the same, what is filled in and rule ids apart.
func (d Document) same(other Document) bool { return d.plain() == other.plain() }

func (d Document) plain() string {
	rules := make([]Rule, 0, len(d.Rules))
	for _, r := range d.Rules {
		r = r.withDefaults()
		r.RuleId = ""
		rules = append(rules, r)
	}
	d.Rules = rules
	text, err := json.Marshal(d)
	if err != nil {
		panic("simulator: backup plan document: " + err.Error()) // strings, numbers and maps of strings always encode
	}
	return string(text)
}
