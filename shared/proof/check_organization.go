package proof

import (
	"fmt"

	"farvault/shared/catalog"
	"farvault/shared/org"
)

// checkMembership: "Both source and destination account must be a member of the same organization."
// https://repost.aws/knowledge-center/backup-troubleshoot-cross-account-copy
func checkMembership(f Facts) finding {
	for _, one := range []struct {
		what, id string
		fact     Fact[org.Account]
	}{
		{"the source account's membership", f.Copy.SourceAccount, f.SourceAccount},
		{"the destination account's membership", f.destination().Account, f.DestinationAccount},
	} {
		if !one.fact.Looked {
			return unread(one.what, one.fact)
		}
		if one.fact.Value.ID == "" {
			return fails(
				catalog.Management,
				"",
				fmt.Sprintf("Account %s is not a member of the organization %s.", one.id, f.Organization.Value),
				"the organization's list has no account "+one.id,
			).in(one.id, "")
		}
	}
	return passes("both %s and %s are members", f.SourceAccount.Value.ID, f.DestinationAccount.Value.ID)
}

// checkCrossAccountBackup: only the management account can switch it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateGlobalSettings.html
func checkCrossAccountBackup(f Facts) finding {
	if !f.CrossAccountBackup.Looked {
		return unread("the organization's AWS Backup settings", f.CrossAccountBackup)
	}
	if f.CrossAccountBackup.Value {
		return passes("isCrossAccountBackupEnabled is true")
	}
	return fails(
		catalog.Management,
		"",
		"Cross-account backup is switched off for the whole organization.",
		"isCrossAccountBackupEnabled is not true",
	).
		paste("aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true")
}

func checkResourceType(f Facts) finding {
	t, known := typeOf(f.Copy)
	switch {
	case !known:
		return unseen("farvault's table of resource types has no %q", f.Copy.ResourceType)
	case t.copyable && f.DestinationVault.Value.AirGapped:
		return f.checkAirGapped(t)
	case t.plain:
		return f.failsPlain()
	case t.copyable:
		return passes("%s can be copied to another account", f.Copy.ResourceType)
	}
	return fails(
		catalog.Source,
		f.Copy.ResourceARN,
		fmt.Sprintf("A resource of this kind (%s) cannot be copied to another account.", f.Copy.ResourceType),
		"AWS's table of features by resource has no cross-account copy for it",
	).in(f.Copy.SourceAccount, f.Copy.ResourceARN)
}

// failsPlain: of DynamoDB only what AWS Backup made with its advanced features can be copied to another account, and
// only the recovery point's ARN tells.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
func (f Facts) failsPlain() finding {
	return fails(
		catalog.Source,
		f.Copy.ResourceARN,
		fmt.Sprintf(
			"The backup was made without AWS Backup's advanced features, and %s can only be copied with them.",
			f.Copy.ResourceType,
		),
		"the recovery point is DynamoDB's own backup: "+f.Copy.RecoveryPointARN,
	).because("advanced-features-off").in(f.Copy.SourceAccount, f.Copy.RecoveryPointARN)
}

// checkServiceLinkedRole: the copy is made by the destination account's role, not by the member's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
func checkServiceLinkedRole(f Facts) finding {
	arn := f.serviceLinkedRole()
	switch {
	case !f.ServiceLinkedRole.Looked:
		return unread("the backup account's service-linked role", f.ServiceLinkedRole)
	case f.ServiceLinkedRole.Value.Exists:
		return passes("%s exists", arn)
	}
	return fails(
		catalog.Destination,
		arn,
		fmt.Sprintf(
			"The backup account %s has no role AWSServiceRoleForBackup. AWS Backup makes the copies with this role.",
			f.destination().Account,
		),
		"the role AWSServiceRoleForBackup does not exist",
	).
		owned(f.ServiceLinkedRole.Value.Owned).
		in(f.destination().Account, arn).
		paste("aws iam create-service-linked-role --aws-service-name backup.amazonaws.com")
}

// serviceLinkedRole is the ARN of the role that makes copies in the backup account.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles.html
func (f Facts) serviceLinkedRole() string {
	to := f.destination()
	return org.IAM(to.Partition, to.Account, "role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup")
}
