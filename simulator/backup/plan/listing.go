package plan

import (
	"cmp"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

type getInput struct {
	BackupPlanId            string
	VersionId               string
	MaxScheduledRunsPreview int
}

type getOutput struct {
	BackupPlan             Document
	BackupPlanId           string
	BackupPlanArn          string
	VersionId              string
	CreatorRequestId       string `json:",omitempty"`
	CreationDate           kernel.Time
	DeletionDate           kernel.Time             `json:",omitzero"`
	LastExecutionDate      kernel.Time             `json:",omitzero"`
	AdvancedBackupSettings []AdvancedBackupSetting `json:",omitempty"`
}

// get shows a plan, a deleted one too, with its DeletionDate.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetBackupPlan.html
func (s *Plans) get(c *kernel.Call, in getInput) (getOutput, error) {
	p, err := s.authorized(c, "backup:GetBackupPlan", in.BackupPlanId, planNotFound)
	if err != nil {
		return getOutput{}, err
	}
	shown, known := p.version(cmp.Or(in.VersionId, p.VersionID))
	if !known {
		return getOutput{}, planNotFound(in.BackupPlanId)
	}
	return getOutput{
		BackupPlan: shown.document, BackupPlanId: p.ID, BackupPlanArn: p.ARN, VersionId: shown.id,
		CreatorRequestId: p.CreatorRequestID, CreationDate: kernel.At(p.Created), DeletionDate: kernel.At(p.Deleted),
		LastExecutionDate: kernel.At(p.LastExecution), AdvancedBackupSettings: shown.document.AdvancedBackupSettings,
	}, nil
}

type listInput struct {
	NextToken      string
	MaxResults     int
	IncludeDeleted bool
}

// listed is a plan in a list: without its rules, and without its tags.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlansListMember.html
type listed struct {
	BackupPlanId           string
	BackupPlanArn          string
	BackupPlanName         string
	VersionId              string
	CreatorRequestId       string `json:",omitempty"`
	CreationDate           kernel.Time
	DeletionDate           kernel.Time             `json:",omitzero"`
	LastExecutionDate      kernel.Time             `json:",omitzero"`
	AdvancedBackupSettings []AdvancedBackupSetting `json:",omitempty"`
}

type listOutput struct {
	BackupPlansList []listed
	NextToken       string `json:",omitempty"`
}

func (s *Plans) list(c *kernel.Call, in listInput) (listOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:ListBackupPlans"}); err != nil {
		return listOutput{}, err
	}
	plans := s.In(place.Of(c))
	if in.IncludeDeleted {
		plans = s.byPlace[place.Of(c)]
	}
	var all []listed
	for _, p := range plans {
		all = append(all, listed{
			BackupPlanId:           p.ID,
			BackupPlanArn:          p.ARN,
			BackupPlanName:         p.Document.BackupPlanName,
			VersionId:              p.VersionID,
			CreatorRequestId:       p.CreatorRequestID,
			CreationDate:           kernel.At(p.Created),
			DeletionDate:           kernel.At(p.Deleted),
			LastExecutionDate:      kernel.At(p.LastExecution),
			AdvancedBackupSettings: p.Document.AdvancedBackupSettings,
		})
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listOutput{items, next}, err
}
