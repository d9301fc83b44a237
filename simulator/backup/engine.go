package backup

import (
	"fmt"
	"time"

	"farvault/simulator/backup/job"
	"farvault/simulator/backup/plan"
)

// schedule winds a clock for each rule of a plan's present version. The clocks of
// earlier versions run out: they ask whether their version is still the present one.
func (s *Service) schedule(p *plan.Plan) {
	for _, r := range p.Document.Rules {
		s.wind(p, p.VersionID, r, s.k.Clock.Now())
	}
}

func (s *Service) wind(p *plan.Plan, version string, r plan.Rule, after time.Time) {
	next, err := r.Next(after)
	if err != nil || next.IsZero() {
		return // the expression was checked with the plan: it has no further time
	}
	s.k.Clock.At(next, func() {
		if p.VersionID != version || !p.Deleted.IsZero() {
			return
		}
		s.run(p, r, next)
		s.wind(p, version, r, next)
	})
}

// run backs up what the plan's selections come to, as each selection's role.
func (s *Service) run(p *plan.Plan, r plan.Rule, at time.Time) {
	if _, swallowed := p.Swallowed(r, at); swallowed || s.jobs.Omissions.Take(p.Place, job.OmitRun) {
		return
	}
	p.LastExecution = at
	for _, selection := range p.Selections() {
		if message := s.refuseSelection(p, selection); message != "" {
			s.emitDenied(p, r, message)
			continue
		}
		for _, found := range s.resources.In(p.Place) {
			if selection.Document.Matches(found, s.settings.OptedIn(p.Place, found.Type)) {
				s.jobs.Start(job.Order{
					Place:       p.Place,
					VaultName:   r.TargetBackupVaultName,
					Resource:    found,
					RoleARN:     selection.Document.IamRoleArn,
					Lifecycle:   r.Lifecycle,
					Continuous:  r.EnableContinuousBackup,
					Tags:        r.RecoveryPointTags,
					StartWindow: r.StartWindow(),
					CreatedBy:   p.Creator(r),
					CopyActions: r.CopyActions,
				})
			}
		}
	}
}

// refuseSelection is why a selection cannot be processed; empty when it can. No
// job comes of one that cannot, only an event in CloudTrail.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html ,
// https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/195
func (s *Service) refuseSelection(p *plan.Plan, selection *plan.Selection) string {
	role := selection.Document.IamRoleArn
	caller, err := s.iam.Assume(role, principal)
	if err != nil {
		return fmt.Sprintf("The provided role %s cannot be assumed by AWS Backup.", role)
	}
	if !selection.Document.MayFind(s.k, p.Place, caller) {
		return fmt.Sprintf("User: %s is not authorized to perform: tag:GetResources", caller.ARN)
	}
	return ""
}

// emitDenied is the CloudTrail service event of a selection that could not be processed.
// https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/195
func (s *Service) emitDenied(p *plan.Plan, r plan.Rule, message string) {
	if s.Emit == nil {
		return
	}
	now := s.k.Clock.Now().UTC().Format(time.RFC3339)
	creator := p.Creator(r)
	s.Emit(
		p.Place.Account,
		p.Place.Region,
		"aws.backup",
		"AWS Service Event via CloudTrail",
		[]string{},
		map[string]any{
			"eventVersion":       "1.08",
			"userIdentity":       map[string]string{"accountId": p.Place.Account, "invokedBy": principal},
			"eventTime":          now,
			"eventSource":        principal,
			"eventName":          "ProcessBackupPlanSelection",
			"awsRegion":          p.Place.Region,
			"sourceIPAddress":    principal,
			"userAgent":          principal,
			"errorCode":          "AccessDenied",
			"errorMessage":       message,
			"requestParameters":  nil,
			"responseElements":   nil,
			"eventID":            s.k.UUID("CloudTrail event"),
			"readOnly":           false,
			"eventType":          "AwsServiceEvent",
			"managementEvent":    true,
			"recipientAccountId": p.Place.Account,
			"serviceEventDetails": map[string]string{
				"backupPlanArn":     creator.BackupPlanArn,
				"backupPlanVersion": creator.BackupPlanVersion,
				"backupPlanRuleId":  creator.BackupRuleId,
			},
		},
	)
}

// principal is AWS Backup as roles trust it and CloudTrail names it.
const principal = "backup.amazonaws.com"
