package proof

import (
	"fmt"

	"farvault/shared/catalog"
)

func checkRecoveryPoint(f Facts) finding {
	switch {
	case !f.RecoveryPoint.Looked:
		return unread("the recovery point", f.RecoveryPoint)
	case f.RecoveryPoint.Value.Exists:
		return passes("%s exists", f.Copy.RecoveryPointARN)
	}
	return fails(
		catalog.Source,
		f.Copy.RecoveryPointARN,
		fmt.Sprintf("The recovery point %s no longer exists.", f.Copy.RecoveryPointARN),
		"the local vault has no such recovery point",
	).in(f.Copy.SourceAccount, f.Copy.RecoveryPointARN)
}

// checkStorageClass: cold recovery points cannot be copied.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
func checkStorageClass(f Facts) finding {
	switch {
	case !f.RecoveryPoint.Looked:
		return unread("the recovery point", f.RecoveryPoint)
	case !f.RecoveryPoint.Value.Exists:
		return unseen("there is no recovery point to check").after("recovery-point-gone")
	case f.RecoveryPoint.Value.StorageClass != "COLD":
		return passes("its storage class is %s", f.RecoveryPoint.Value.StorageClass)
	}
	return fails(
		catalog.Source,
		f.Copy.RecoveryPointARN,
		"The recovery point is in cold storage. AWS Backup cannot copy from cold storage.",
		"its storage class is COLD",
	).in(f.Copy.SourceAccount, f.Copy.RecoveryPointARN)
}
