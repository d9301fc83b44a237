package plan

import (
	"slices"
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// version is one version of a plan, and when it was made.
type version struct {
	id       string
	created  time.Time
	document Document
}

// version is the version of an id.
func (p *Plan) version(id string) (version, bool) {
	i := slices.IndexFunc(p.versions, func(v version) bool { return v.id == id })
	if i < 0 {
		return version{}, false
	}
	return p.versions[i], true
}

type listVersionsInput struct {
	BackupPlanId string
	NextToken    string
	MaxResults   int
}

type listVersionsOutput struct {
	BackupPlanVersionsList []listed
	NextToken              string `json:",omitempty"`
}

// listVersions shows every version of a plan, the newest first, each with the date of its own making.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupPlanVersions.html
func (s *Plans) listVersions(c *kernel.Call, in listVersionsInput) (listVersionsOutput, error) {
	p, err := s.authorized(c, "backup:ListBackupPlanVersions", in.BackupPlanId, planNotFound)
	if err != nil {
		return listVersionsOutput{}, err
	}
	var all []listed
	for _, v := range slices.Backward(p.versions) {
		all = append(all, listed{
			BackupPlanId:      p.ID,
			BackupPlanArn:     p.ARN,
			BackupPlanName:    v.document.BackupPlanName,
			VersionId:         v.id,
			CreatorRequestId:  p.CreatorRequestID,
			CreationDate:      kernel.At(v.created),
			DeletionDate:      kernel.At(p.Deleted),
			LastExecutionDate: kernel.At(p.LastExecution),
		})
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listVersionsOutput{items, next}, err
}
