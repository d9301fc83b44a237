// Package plan is AWS Backup's backup plans and selections: what they may say,
// and which resources and which rules they come to. It starts no jobs.
package plan

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// Document is a plan as its owner writes it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlanInput.html
type Document struct {
	BackupPlanName         string
	Rules                  []Rule
	AdvancedBackupSettings []AdvancedBackupSetting `json:",omitempty"`
	ScanSettings           []json.RawMessage       `json:",omitempty"` // kept and shown, and without effect here
}

// AdvancedBackupSetting is kept and shown, and has no effect here: Windows VSS.
type AdvancedBackupSetting struct {
	ResourceType  string
	BackupOptions map[string]string
}

// Plan is a backup plan in its present version.
type Plan struct {
	Place            place.Place
	ID, ARN          string
	VersionID        string
	Document         Document
	CreatorRequestID string
	Created, Deleted time.Time
	LastExecution    time.Time
	Tags             map[string]string

	versions   []version // oldest first
	selections []*Selection
}

// Selections are the plan's, oldest first.
func (p *Plan) Selections() []*Selection { return slices.Clone(p.selections) }

// Creator is the plan and one of its rules as jobs and recovery points name them.
func (p *Plan) Creator(r Rule) *vault.Creator {
	return &vault.Creator{
		BackupPlanId:       p.ID,
		BackupPlanArn:      p.ARN,
		BackupPlanName:     p.Document.BackupPlanName,
		BackupPlanVersion:  p.VersionID,
		BackupRuleId:       r.RuleId,
		BackupRuleName:     r.RuleName,
		BackupRuleCron:     r.ScheduleExpression,
		BackupRuleTimezone: r.ScheduleExpressionTimezone,
	}
}

// Plans are all plans of the world.
type Plans struct {
	k         *kernel.Kernel
	iam       *iam.Service
	emit      vault.Emit
	scheduled func(*Plan)
	byPlace   map[place.Place][]*Plan
}

// New makes a world without plans. scheduled is told of each new version of a plan.
func New(k *kernel.Kernel, i *iam.Service, emit vault.Emit, scheduled func(*Plan)) *Plans {
	return &Plans{k: k, iam: i, emit: emit, scheduled: scheduled, byPlace: map[place.Place][]*Plan{}}
}

// find looks a plan up that may have been deleted.
func (s *Plans) find(p place.Place, id string) (*Plan, bool) {
	for _, plan := range s.byPlace[p] {
		if plan.ID == id {
			return plan, true
		}
	}
	return nil, false
}

// ByARN looks a plan up that has not been deleted.
func (s *Plans) ByARN(p place.Place, arn string) (*Plan, bool) {
	for _, plan := range s.byPlace[p] {
		if plan.ARN == arn && plan.Deleted.IsZero() {
			return plan, true
		}
	}
	return nil, false
}

// publish gives the plan a new version: rules keep their ids by name, windows and
// schedules that were left out are filled in as GetBackupPlan shows them.
func (s *Plans) publish(p *Plan, d Document) {
	old := map[string]string{}
	for _, r := range p.Document.Rules {
		old[r.RuleName] = r.RuleId
	}
	p.Document = d
	p.Document.Rules = slices.Clone(d.Rules)
	for i := range p.Document.Rules {
		r := &p.Document.Rules[i]
		*r = r.withDefaults()
		if r.RuleId = old[r.RuleName]; r.RuleId == "" {
			r.RuleId = s.k.UUID("backup rule")
		}
	}
	p.VersionID = base64.RawStdEncoding.EncodeToString([]byte(s.k.UUID("backup plan version")))
	p.versions = append(p.versions, version{p.VersionID, s.k.Clock.Now(), p.Document})
	s.scheduled(p)
}

// emitState tells of a change to a plan; the date has another name in each state.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-backup-plan
func (s *Plans) emitState(p *Plan, state, date string) {
	s.emit(p.Place, "Backup Plan State Change", []string{p.ARN}, map[string]string{
		"backupPlanId": p.ID, "versionId": p.VersionID, date: vault.EventTime(s.k.Clock.Now()), "state": state,
	})
}

// authorized asks for the action on the plan and then for the plan; missing makes the error when there is none.
func (s *Plans) authorized(c *kernel.Call, action, id string, missing func(id string) error) (*Plan, error) {
	where := place.Of(c)
	p, found := s.find(where, id)
	access := kernel.Access{Action: action, Resource: where.ARN("backup-plan:" + id)}
	if found && c.Now.Sub(p.Created) >= s.k.Assume.PlanTagsLag {
		access.Context = place.Carried(p.Tags)
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if !found {
		return nil, missing(id)
	}
	return p, nil
}

// Plans that are missing answer in two ways, by operation:
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/backup/plan.go
func planNotFound(id string) error {
	return kernel.Fail("ResourceNotFoundException", "Cannot find Backup plan with ID %s", id)
}

func planInvalid(id string) error { return invalid("Cannot find Backup plan with ID %s", id) }

func invalid(format string, args ...any) error {
	return kernel.Fail("InvalidParameterValueException", format, args...)
}

// In are the plans of a place that have not been deleted, by name and then age.
func (s *Plans) In(p place.Place) []*Plan {
	var all []*Plan
	for _, plan := range s.byPlace[p] {
		if plan.Deleted.IsZero() {
			all = append(all, plan)
		}
	}
	slices.SortStableFunc(
		all,
		func(a, b *Plan) int { return strings.Compare(a.Document.BackupPlanName, b.Document.BackupPlanName) },
	)
	return all
}
