package vault

import (
	"slices"
	"strings"
	"time"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// dateRange is inclusive at both ends.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DateRange.html
type dateRange struct{ FromDate, ToDate kernel.Time }

// pointSelection says which recovery points a legal hold holds: those of the vaults or resources that it names, made in
// the range.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointSelection.html
type pointSelection struct {
	VaultNames          []string   `json:",omitempty"`
	ResourceIdentifiers []string   `json:",omitempty"`
	DateRange           *dateRange `json:",omitempty"`
}

func (sel pointSelection) takes(r *RecoveryPoint) bool {
	return (len(sel.VaultNames) == 0 || slices.Contains(sel.VaultNames, r.vault.Name)) &&
		(len(sel.ResourceIdentifiers) == 0 || slices.Contains(sel.ResourceIdentifiers, r.ResourceARN) ||
			slices.Contains(sel.ResourceIdentifiers, r.Type.Name)) &&
		(sel.DateRange == nil ||
			!r.Created.Before(sel.DateRange.FromDate.Time) && !r.Created.After(sel.DateRange.ToDate.Time))
}

// legalHold keeps recovery points from being deleted or altered until it is canceled.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/legalholds.html
type legalHold struct {
	Title, Description, CancelDescription, Status, LegalHoldId, LegalHoldArn string
	CreationDate                                                             kernel.Time
	CancellationDate                                                         kernel.Time    `json:",omitzero"`
	RecoveryPointSelection                                                   pointSelection `json:",omitzero"`

	place place.Place
}

type createHoldInput struct {
	Title, Description, IdempotencyToken string
	RecoveryPointSelection               pointSelection
	Tags                                 map[string]string
}

// createHold holds the recovery points that are there and selected.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLegalHold.html
func (s *Vaults) createHold(c *kernel.Call, in createHoldInput) (legalHold, error) {
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: "backup:CreateLegalHold", Context: place.Requested(in.Tags)},
	); err != nil {
		return legalHold{}, err
	}
	if in.Title == "" || in.Description == "" {
		return legalHold{}, kernel.Fail("MissingParameterValueException", "Title and Description are required")
	}
	id := s.k.UUID("legal hold")
	h := &legalHold{
		Title: in.Title, Description: in.Description, Status: "ACTIVE", LegalHoldId: id,
		LegalHoldArn: place.Of(c).ARN("legal-hold:" + id), CreationDate: kernel.At(c.Now),
		RecoveryPointSelection: in.RecoveryPointSelection, place: place.Of(c),
	}
	s.holds = append(s.holds, h)
	for _, r := range s.pointsIn(h.place) {
		if in.RecoveryPointSelection.takes(r) {
			s.hold(r, h.LegalHoldArn)
		}
	}
	return *h, nil
}

type holdInput struct{ LegalHoldId, CancelDescription string }

// cancelHold lets go of what was held: what is overdue by then is deleted.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CancelLegalHold.html
func (s *Vaults) cancelHold(c *kernel.Call, in holdInput) (struct{}, error) {
	h, err := s.findHold(c, "backup:CancelLegalHold", in.LegalHoldId)
	if err != nil {
		return struct{}{}, err
	}
	if h.Status != "ACTIVE" {
		return struct{}{}, kernel.Fail("InvalidResourceStateException", "Legal hold %s is %s", h.LegalHoldId, h.Status)
	}
	h.Status, h.CancelDescription, h.CancellationDate = "CANCELED", in.CancelDescription, kernel.At(c.Now)
	for _, r := range s.pointsIn(h.place) {
		s.release(r, h.LegalHoldArn)
	}
	return struct{}{}, nil
}

func (s *Vaults) getHold(c *kernel.Call, in holdInput) (legalHold, error) {
	h, err := s.findHold(c, "backup:GetLegalHold", in.LegalHoldId)
	if err != nil {
		return legalHold{}, err
	}
	return *h, nil
}

func (s *Vaults) findHold(c *kernel.Call, action, id string) (*legalHold, error) {
	if err := s.k.Authorize(
		c,
		kernel.Access{Action: action, Resource: place.Of(c).ARN("legal-hold:" + id)},
	); err != nil {
		return nil, err
	}
	for _, h := range s.holds {
		if h.LegalHoldId == id && h.place == place.Of(c) {
			return h, nil
		}
	}
	return nil, kernel.Fail("ResourceNotFoundException", "Legal hold %s not found", id)
}

type listHoldsOutput struct {
	LegalHolds []legalHold
	NextToken  string `json:",omitempty"`
}

// listHolds leaves the selections out, as AWS's shape does.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_LegalHold.html
func (s *Vaults) listHolds(c *kernel.Call, in listProtectedInput) (listHoldsOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:ListLegalHolds"}); err != nil {
		return listHoldsOutput{}, err
	}
	var all []legalHold
	for _, h := range s.holds {
		if h.place == place.Of(c) {
			shown := *h
			shown.RecoveryPointSelection, shown.CancelDescription = pointSelection{}, ""
			all = append(all, shown)
		}
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listHoldsOutput{items, next}, err
}

// hold keeps a recovery point for the sake of a legal hold or an access point, by its ARN.
func (s *Vaults) hold(r *RecoveryPoint, by string) {
	if len(r.heldBy) == 0 {
		r.heldSince = s.k.Clock.Now()
	}
	r.heldBy = append(r.heldBy, by)
}

// release lets go of it; the last one to do so lets happen what was due meanwhile.
func (s *Vaults) release(r *RecoveryPoint, by string) {
	if !slices.Contains(r.heldBy, by) {
		return
	}
	r.heldBy = slices.DeleteFunc(r.heldBy, func(held string) bool { return held == by })
	if len(r.heldBy) > 0 {
		return
	}
	r.heldSince = time.Time{}
	if at := r.Lifecycle.Calculated(r.Created, false).DeleteAt; !at.IsZero() && !at.After(s.k.Clock.Now()) {
		s.expire(r)
	}
}

// refuseHeld says what stands in the way of a deletion or a change: "Any actions to delete or disassociate a recovery
// point will fail with an error if one or more active legal holds are on the recovery point", and an active access
// point "blocks deletion". The words are ours.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLegalHold.html
// https://docs.aws.amazon.com/aws-backup/latest/APIReference/API_CreateBackupAccessPoint.html
func (r *RecoveryPoint) refuseHeld() error {
	if len(r.heldBy) == 0 {
		return nil
	}
	what := "a legal hold"
	if strings.Contains(r.heldBy[0], ":accesspoint/") {
		what = "a backup access point"
	}
	return kernel.Fail("InvalidRequestException", "Recovery point %s is under %s: %s", r.ARN, what, r.heldBy[0])
}
