package vault

import (
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// removePoint deletes a recovery point, unless its vault is locked or something holds it. Where the role that it was
// made with may not delete it, "the service sends back an HTTP 200 response with an empty HTTP body, but the recovery
// point is not deleted. Instead, it enters an EXPIRED state"; one that has can be deleted by who may
// iam:CreateServiceLinkedRole, for then AWS Backup's own role does it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DeleteRecoveryPoint.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
func (s *Vaults) removePoint(c *kernel.Call, in getPointInput) (struct{}, error) {
	point, err := s.reachPoint(c, "backup:DeleteRecoveryPoint", in)
	if err == nil {
		err = point.changeable()
	}
	if err != nil {
		return struct{}{}, err
	}
	if s.deletable(point) || point.Status == Expired && s.mayMakeLinkedRole(c, point) {
		s.drop(point)
		return struct{}{}, nil
	}
	s.markExpired(point)
	return struct{}{}, nil
}

// changeable refuses what a lock or a hold protects.
func (r *RecoveryPoint) changeable() error {
	if r.vault.Lock != nil {
		return kernel.Fail(
			"InvalidRequestException",
			"Recovery point cannot be deleted: backup vault %s is locked",
			r.vault.ARN,
		)
	}
	return r.refuseHeld()
}

func (s *Vaults) mayMakeLinkedRole(c *kernel.Call, r *RecoveryPoint) bool {
	return s.k.Judge(c.Caller, kernel.Access{
		Action:   "iam:CreateServiceLinkedRole",
		Resource: r.vault.Place.ServiceLinkedRole(),
		Context:  map[string][]string{"iam:AWSServiceName": {"backup.amazonaws.com"}},
	}).Decision == policy.Allowed
}

type updateLifecycleInput struct {
	BackupVaultName, RecoveryPointArn string
	Lifecycle                         *Lifecycle
}

type updateLifecycleOutput struct {
	BackupVaultArn, RecoveryPointArn string
	Lifecycle                        *Lifecycle           `json:",omitempty"`
	CalculatedLifecycle              *CalculatedLifecycle `json:",omitempty"`
}

// updateLifecycle replaces the whole lifecycle: what is not given is gone. Neither continuous backups nor what is
// locked or held can be changed, nor the transition of what is in cold storage already.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRecoveryPointLifecycle.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
func (s *Vaults) updateLifecycle(c *kernel.Call, in updateLifecycleInput) (updateLifecycleOutput, error) {
	point, err := s.reachPoint(c, "backup:UpdateRecoveryPointLifecycle", getPointInput{
		BackupVaultName: in.BackupVaultName, RecoveryPointArn: in.RecoveryPointArn,
	})
	if err == nil {
		err = point.changeable()
	}
	if err != nil {
		return updateLifecycleOutput{}, err
	}
	wrong := in.Lifecycle.Check(false)
	switch {
	case point.Continuous:
		return updateLifecycleOutput{}, kernel.Fail(
			"InvalidRequestException",
			"Changing the lifecycle of a continuous backup is not supported: %s",
			point.ARN,
		)
	case wrong != "":
		return updateLifecycleOutput{}, invalid("%s", wrong)
	case point.Cold(c.Now) && !sameTransition(point.Lifecycle, in.Lifecycle):
		return updateLifecycleOutput{}, invalid("MoveToColdStorageAfterDays cannot be changed of a recovery point in cold " +
			"storage")
	}
	point.Lifecycle = in.Lifecycle
	s.wind(point)
	return updateLifecycleOutput{
		point.vault.ARN, point.ARN, point.Lifecycle, point.Lifecycle.Calculated(point.Created, point.coldCapable()),
	}, nil
}

func sameTransition(old, new *Lifecycle) bool {
	return new != nil && new.MoveToColdStorageAfterDays != nil &&
		*new.MoveToColdStorageAfterDays == *old.MoveToColdStorageAfterDays
}
