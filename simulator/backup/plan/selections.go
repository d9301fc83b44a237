package plan

import (
	"reflect"
	"slices"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

type createSelectionInput struct {
	BackupPlanId     string
	BackupSelection  SelectionDocument
	CreatorRequestId string
}

type selectionCreated struct {
	SelectionId  string
	BackupPlanId string
	CreationDate kernel.Time
}

// createSelection adds a selection to a plan. The caller passes the role.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html
func (s *Plans) createSelection(c *kernel.Call, in createSelectionInput) (selectionCreated, error) {
	p, err := s.authorized(c, "backup:CreateBackupSelection", in.BackupPlanId, planInvalid)
	if err != nil {
		return selectionCreated{}, err
	}
	if err := s.iam.PassRole(c, in.BackupSelection.IamRoleArn, "backup.amazonaws.com"); err != nil {
		return selectionCreated{}, err
	}
	if !p.Deleted.IsZero() {
		return selectionCreated{}, planInvalid(in.BackupPlanId)
	}
	if err := p.fixed("Cannot create selection"); err != nil {
		return selectionCreated{}, err
	}
	for _, old := range p.selections {
		if in.CreatorRequestId == "" || old.CreatorRequestID != in.CreatorRequestId {
			continue
		}
		if !reflect.DeepEqual(old.Document, in.BackupSelection) {
			return selectionCreated{}, kernel.Fail("AlreadyExistsException", "Backup selection with the same request ID "+
				"already exists").
				With("CreatorRequestId", old.CreatorRequestID)
		}
		return selectionCreated{old.ID, p.ID, kernel.At(old.Created)}, nil
	}
	if err := in.BackupSelection.check(); err != nil {
		return selectionCreated{}, err
	}
	if len(p.selections) >= maxSelections {
		return selectionCreated{}, kernel.Fail(
			"LimitExceededException",
			"Backup plan %s has %d selections, the limit",
			p.ID,
			maxSelections,
		)
	}
	if err := s.checkRole(p.Place, in.BackupSelection); err != nil {
		return selectionCreated{}, err
	}
	selection := &Selection{
		ID:               s.k.UUID("backup selection"),
		Document:         in.BackupSelection,
		CreatorRequestID: in.CreatorRequestId,
		Created:          c.Now,
	}
	p.selections = append(p.selections, selection)
	return selectionCreated{selection.ID, p.ID, kernel.At(selection.Created)}, nil
}

type selectionInput struct{ BackupPlanId, SelectionId string }

type selectionOutput struct {
	BackupSelection  SelectionDocument
	SelectionId      string
	BackupPlanId     string
	CreationDate     kernel.Time
	CreatorRequestId string `json:",omitempty"`
}

func (s *Plans) getSelection(c *kernel.Call, in selectionInput) (selectionOutput, error) {
	p, i, err := s.selection(c, "backup:GetBackupSelection", in)
	if err != nil {
		return selectionOutput{}, err
	}
	found := p.selections[i]
	return selectionOutput{found.Document, found.ID, p.ID, kernel.At(found.Created), found.CreatorRequestID}, nil
}

// selection finds a selection's index in its plan, which is the resource that permissions are about.
func (s *Plans) selection(c *kernel.Call, action string, in selectionInput) (*Plan, int, error) {
	p, err := s.authorized(c, action, in.BackupPlanId, planInvalid)
	if err != nil {
		return nil, 0, err
	}
	for i, found := range p.selections {
		if found.ID == in.SelectionId {
			return p, i, nil
		}
	}
	return nil, 0, kernel.Fail("ResourceNotFoundException", "Cannot find Backup selection with ID %s", in.SelectionId)
}

func (s *Plans) deleteSelection(c *kernel.Call, in selectionInput) (struct{}, error) {
	p, i, err := s.selection(c, "backup:DeleteBackupSelection", in)
	if err == nil {
		err = p.fixed("Cannot delete selection")
	}
	if err == nil {
		p.selections = slices.Delete(p.selections, i, i+1)
	}
	return struct{}{}, err
}

type listSelectionsInput struct {
	BackupPlanId string
	NextToken    string
	MaxResults   int
}

// listedSelection is a selection in a list: without what it selects.
type listedSelection struct {
	SelectionId, SelectionName, BackupPlanId string
	CreationDate                             kernel.Time
	CreatorRequestId                         string `json:",omitempty"`
	IamRoleArn                               string
}

type listSelectionsOutput struct {
	BackupSelectionsList []listedSelection
	NextToken            string `json:",omitempty"`
}

func (s *Plans) listSelections(c *kernel.Call, in listSelectionsInput) (listSelectionsOutput, error) {
	p, err := s.authorized(c, "backup:ListBackupSelections", in.BackupPlanId, planInvalid)
	if err != nil {
		return listSelectionsOutput{}, err
	}
	var all []listedSelection
	for _, found := range p.selections {
		all = append(
			all,
			listedSelection{
				found.ID,
				found.Document.SelectionName,
				p.ID,
				kernel.At(found.Created),
				found.CreatorRequestID,
				found.Document.IamRoleArn,
			},
		)
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listSelectionsOutput{items, next}, err
}
