package vault

import (
	"regexp"
	"slices"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// accessPoint is a way to read a recovery point of a bucket without restoring it. While it is there, "Backup pauses
// lifecycle transitions and blocks deletion of that recovery point".
// https://docs.aws.amazon.com/aws-backup/latest/APIReference/API_CreateBackupAccessPoint.html
type accessPoint struct {
	AccessPointArn, Name, Status                                                 string
	RecoveryPointArn, BackupVaultArn, BackupVaultName, ResourceArn, ResourceType string
	CreationTime                                                                 kernel.Time
}

var accessPointName = regexp.MustCompile(`^[\da-z][\da-z-]{1,48}[\da-z]$`)

type createAccessPointInput struct {
	Name, RecoveryPointArn, AccessPointPolicy string
	AccessPointMetadata, Tags                 map[string]string
}

type accessPointOutput struct{ AccessPointArn, Status string }

// createAccessPoint holds a recovery point of S3, the one type that has them. It is AVAILABLE at once (assumed).
func (s *Vaults) createAccessPoint(c *kernel.Call, in createAccessPointInput) (accessPointOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{
		Action: "backup:CreateBackupAccessPoint", Resource: in.RecoveryPointArn, Context: place.Requested(in.Tags),
	}); err != nil {
		return accessPointOutput{}, err
	}
	p := place.Of(c)
	arn := p.ARN("accesspoint/" + in.Name)
	at := slices.IndexFunc(s.pointsIn(p), func(r *RecoveryPoint) bool { return r.ARN == in.RecoveryPointArn })
	switch {
	case !accessPointName.MatchString(in.Name):
		return accessPointOutput{}, invalid("Access point name %s is not valid", in.Name)
	case s.accessPoints[arn] != nil:
		return accessPointOutput{}, kernel.Fail("AlreadyExistsException", "Access point %s already exists", in.Name)
	case at < 0:
		return accessPointOutput{}, kernel.Fail(
			"ResourceNotFoundException",
			"Cannot find recovery point %s",
			in.RecoveryPointArn,
		)
	}
	r := s.pointsIn(p)[at]
	if r.Type.Name != "S3" {
		return accessPointOutput{}, kernel.Fail("InvalidRequestException", "Recovery point %s is not one of S3", r.ARN)
	}
	s.accessPoints[arn] = &accessPoint{
		AccessPointArn: arn, Name: in.Name, Status: "AVAILABLE", RecoveryPointArn: r.ARN, BackupVaultArn: r.vault.ARN,
		BackupVaultName: r.vault.Name, ResourceArn: r.ResourceARN, ResourceType: r.Type.Name, CreationTime: kernel.At(c.Now),
	}
	s.hold(r, arn)
	return accessPointOutput{arn, "AVAILABLE"}, nil
}

type accessPointInput struct{ AccessPointArn string }

// deleteAccessPoint lets go of the recovery point.
// https://docs.aws.amazon.com/aws-backup/latest/APIReference/API_DeleteBackupAccessPoint.html
func (s *Vaults) deleteAccessPoint(c *kernel.Call, in accessPointInput) (struct{}, error) {
	a, err := s.findAccessPoint(c, "backup:DeleteBackupAccessPoint", in)
	if err != nil {
		return struct{}{}, err
	}
	delete(s.accessPoints, a.AccessPointArn)
	for _, r := range s.pointsIn(place.Of(c)) {
		s.release(r, a.AccessPointArn)
	}
	return struct{}{}, nil
}

func (s *Vaults) getAccessPoint(c *kernel.Call, in accessPointInput) (accessPoint, error) {
	a, err := s.findAccessPoint(c, "backup:DescribeBackupAccessPoint", in)
	if err != nil {
		return accessPoint{}, err
	}
	return *a, nil
}

func (s *Vaults) findAccessPoint(c *kernel.Call, action string, in accessPointInput) (*accessPoint, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: action, Resource: in.AccessPointArn}); err != nil {
		return nil, err
	}
	a := s.accessPoints[in.AccessPointArn]
	if a == nil || place.Of(c).ARN("accesspoint/"+a.Name) != a.AccessPointArn {
		return nil, kernel.Fail("ResourceNotFoundException", "Access point %s not found", in.AccessPointArn)
	}
	return a, nil
}

type listAccessPointsInput struct {
	RecoveryPointArn, NextToken string
	MaxResults                  int
}

type listAccessPointsOutput struct {
	BackupAccessPoints []accessPoint
	NextToken          string `json:",omitempty"`
}

// listAccessPoints lists those of a recovery point, or of the account in the Region where none is named.
// https://docs.aws.amazon.com/aws-backup/latest/APIReference/API_ListBackupAccessPointsByRecoveryPoint.html
func (s *Vaults) listAccessPoints(c *kernel.Call, in listAccessPointsInput) (listAccessPointsOutput, error) {
	access := kernel.Access{Action: "backup:" + c.Operation, Resource: in.RecoveryPointArn}
	if err := s.k.Authorize(c, access); err != nil {
		return listAccessPointsOutput{}, err
	}
	var all []accessPoint
	for _, r := range s.pointsIn(place.Of(c)) {
		for _, by := range r.heldBy {
			if a := s.accessPoints[by]; a != nil && (in.RecoveryPointArn == "" || in.RecoveryPointArn == r.ARN) {
				all = append(all, *a)
			}
		}
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listAccessPointsOutput{items, next}, err
}
