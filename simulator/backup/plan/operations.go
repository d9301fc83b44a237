package plan

import (
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

type createInput struct {
	BackupPlan       Document
	BackupPlanTags   map[string]string
	CreatorRequestId string
}

type published struct {
	BackupPlanId           string
	BackupPlanArn          string
	CreationDate           kernel.Time
	VersionId              string
	AdvancedBackupSettings []AdvancedBackupSetting `json:",omitempty"`
}

func (p *Plan) published() published {
	return published{p.ID, p.ARN, kernel.At(p.Created), p.VersionID, p.Document.AdvancedBackupSettings}
}

// create makes a plan. A CreatorRequestId that a plan bears answers with that plan; a
// document that a plan already has is refused; a name that one has is not:
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html ,
// https://github.com/ministryofjustice/modernisation-platform/pull/4909
func (s *Plans) create(c *kernel.Call, in createInput) (published, error) {
	where := place.Of(c)
	err := s.k.Authorize(c, kernel.Access{
		Action:   "backup:CreateBackupPlan",
		Resource: where.ARN("backup-plan:*"),
		Context:  place.Requested(in.BackupPlanTags),
	})
	if err != nil {
		return published{}, err
	}
	if in.CreatorRequestId != "" && !validName.MatchString(in.CreatorRequestId) {
		return published{}, invalid("CreatorRequestId %s is not valid", in.CreatorRequestId)
	}
	live := s.In(where)
	for _, p := range live {
		if in.CreatorRequestId != "" && p.CreatorRequestID == in.CreatorRequestId {
			return p.published(), nil
		}
	}
	if err := in.check(c.Now, live); err != nil {
		return published{}, err
	}
	id := s.k.UUID("backup plan")
	p := &Plan{
		Place: where, ID: id, ARN: where.ARN("backup-plan:" + id), CreatorRequestID: in.CreatorRequestId,
		Created: c.Now, Tags: in.BackupPlanTags,
	}
	s.byPlace[where] = append(s.byPlace[where], p)
	s.publish(p, in.BackupPlan)
	s.emitState(p, "CREATED", "creationDate")
	return p.published(), nil
}

// check refuses a new plan beside those that are there.
func (in createInput) check(now time.Time, live []*Plan) error {
	if err := in.BackupPlan.check(now); err != nil {
		return err
	}
	if err := place.CheckTags(in.BackupPlanTags); err != nil {
		return err
	}
	for _, p := range live {
		if p.Document.same(in.BackupPlan) {
			return kernel.Fail("AlreadyExistsException", "Backup plan with the same plan document already exists").
				With("CreatorRequestId", p.CreatorRequestID).With("Arn", p.ARN)
		}
	}
	if len(live) >= maxPlans {
		return kernel.Fail("LimitExceededException", "The account has %d backup plans, the limit", maxPlans)
	}
	return nil
}

type updateInput struct {
	BackupPlanId string
	BackupPlan   Document
}

// update replaces the document; the versions before stay readable.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html
func (s *Plans) update(c *kernel.Call, in updateInput) (published, error) {
	p, err := s.authorized(c, "backup:UpdateBackupPlan", in.BackupPlanId, planNotFound)
	if err != nil {
		return published{}, err
	}
	if !p.Deleted.IsZero() {
		return published{}, planNotFound(in.BackupPlanId)
	}
	if err := p.fixed("Backup plan cannot be updated"); err != nil {
		return published{}, err
	}
	if err := in.BackupPlan.check(c.Now); err != nil {
		return published{}, err
	}
	s.publish(p, in.BackupPlan)
	s.emitState(p, "MODIFIED", "modifiedAt")
	return p.published(), nil
}

type deleted struct {
	BackupPlanId, BackupPlanArn string
	DeletionDate                kernel.Time
	VersionId                   string
}

func (s *Plans) remove(c *kernel.Call, in struct{ BackupPlanId string }) (deleted, error) {
	p, err := s.authorized(c, "backup:DeleteBackupPlan", in.BackupPlanId, planNotFound)
	if err != nil {
		return deleted{}, err
	}
	if err := p.fixed("Backup plan cannot be deleted"); err != nil {
		return deleted{}, err
	}
	if len(p.selections) > 0 {
		return deleted{}, kernel.Fail(
			"InvalidRequestException",
			"Related backup plan selections must be deleted prior to backup plan deletion",
		)
	}
	if p.Deleted.IsZero() {
		p.Deleted = c.Now
		s.emitState(p, "DELETED", "deletionDate")
	}
	return deleted{p.ID, p.ARN, kernel.At(p.Deleted), p.VersionID}, nil
}

// Operations are the API of plans and selections.
func (s *Plans) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "CreateBackupPlan", s.create).REST("PUT /backup/plans"),
		kernel.Op("backup", "UpdateBackupPlan", s.update).REST("POST /backup/plans/{BackupPlanId}"),
		kernel.Op("backup", "GetBackupPlan", s.get).
			REST("GET /backup/plans/{BackupPlanId}?versionId=VersionId&MaxScheduledRunsPreview=MaxScheduledRunsPreview"),
		kernel.Op("backup", "ListBackupPlans", s.list).
			REST("GET /backup/plans?nextToken=NextToken&maxResults=MaxResults&includeDeleted=IncludeDeleted"),
		kernel.Op("backup", "ListBackupPlanVersions", s.listVersions).
			REST("GET /backup/plans/{BackupPlanId}/versions?nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "DeleteBackupPlan", s.remove).REST("DELETE /backup/plans/{BackupPlanId}"),
		kernel.Op("backup", "CreateBackupSelection", s.createSelection).
			REST("PUT /backup/plans/{BackupPlanId}/selections"),
		kernel.Op("backup", "GetBackupSelection", s.getSelection).
			REST("GET /backup/plans/{BackupPlanId}/selections/{SelectionId}"),
		kernel.Op("backup", "ListBackupSelections", s.listSelections).
			REST("GET /backup/plans/{BackupPlanId}/selections?nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "DeleteBackupSelection", s.deleteSelection).
			REST("DELETE /backup/plans/{BackupPlanId}/selections/{SelectionId}"),
	}
}
