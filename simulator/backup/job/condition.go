package job

import (
	"fmt"

	"farvault/shared/policy"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/vault"
	"farvault/simulator/kernel"
)

// What copy jobs say when they fail.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
const (
	notSameOrganization = "Copy job failed. Both source and destination account must be a member of the same organization."
	notCrossAccount     = "Copy job failed. Cross-account copy feature is not enabled for the current organization."
	accessDenied        = "Access Denied trying to call AWS Backup service"
	defaultVault        = "Copy job failed because the destination Backup vault is encrypted with the default Backup " +
		"service managed key. " +
		"The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS KMS key may " +
		"be copied."
	copyRetentionOutside = "Copy job failed. The retention specified in the job is not within the range specified for " +
		"the target Backup Vault."
	typeUnsupported   = "Feature is not supported for provided resource type."
	pointMissing      = "Cannot find recovery point %s"
	pointCold         = "Copy job failed. The recovery point is in cold storage and cannot be copied."
	linkedRoleMissing = "The provided role %s cannot be assumed by AWS Backup."
)

func destinationMissing(c *Copy) string {
	return fmt.Sprintf("Copy job failed because backup vault %s does not exist.", c.Order.DestinationVaultARN)
}

// condition is something that a copy rests on.
type condition struct {
	crossAccount bool   // asked only when the copy leaves its account
	page         string // where AWS says so
	holds        func(*Jobs, *Copy, *vault.Vault) bool
	message      func(*Copy) string
}

func says(text string) func(*Copy) string { return func(*Copy) string { return text } }

const guide = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"

// conditions are in the order in which they are tried.
var conditions = []condition{
	{true, guide + "create-cross-account-backup.html", (*Jobs).sameOrganization, says(notSameOrganization)},
	{true, guide + "create-cross-account-backup.html", (*Jobs).featureEnabled, says(notCrossAccount)},
	{false, guide + "API_CopyAction.html", (*Jobs).destinationExists, destinationMissing},
	{
		false,
		"https://repost.aws/knowledge-center/backup-resolve-access-denied-error",
		(*Jobs).roleMay,
		says(accessDenied),
	},
	{true, guide + "create-cross-account-backup.html#security-considerations-cab", (*Jobs).ownKey, says(defaultVault)},
	{false, guide + "vault-lock.html", (*Jobs).withinLock, says(copyRetentionOutside)},
	{false, guide + "backup-feature-availability.html#features-by-resource", (*Jobs).supported, says(typeUnsupported)},
	{
		false,
		guide + "recov-point-create-a-copy.html",
		(*Jobs).sourceExists,
		func(c *Copy) string { return fmt.Sprintf(pointMissing, c.Order.Source.ARN) },
	},
	{false, guide + "recov-point-create-a-copy.html", (*Jobs).sourceWarm, says(pointCold)},
	{
		true,
		guide + "manage-cross-account.html",
		(*Jobs).linkedRoleExists,
		func(c *Copy) string { return fmt.Sprintf(linkedRoleMissing, c.Destination.ServiceLinkedRole()) },
	},
	{
		true,
		guide + "encryption.html#copy-encryption",
		(*Jobs).sourceKeyCustomer,
		says("Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot."),
	},
	{false, guide + "encryption.html#copy-encryption", (*Jobs).sourceKeyUsable, sourceKeyUnusable},
	{false, guide + "encryption.html#copy-encryption", (*Jobs).destinationKeyUsable, destinationKeyUnusable},
}

// refuseCopy is what the first condition that does not hold says; empty when all do.
func (s *Jobs) refuseCopy(c *Copy) string {
	destination, _ := s.vaults.ByARN(c.Order.DestinationVaultARN)
	for _, condition := range conditions {
		if condition.crossAccount && !c.crossAccount() {
			continue
		}
		if !condition.holds(s, c, destination) {
			return condition.message(c)
		}
	}
	return ""
}

func (s *Jobs) sameOrganization(c *Copy, _ *vault.Vault) bool {
	organization := s.organizations.Membership(c.Place.Account).OrganizationID
	return organization != "" && organization == s.organizations.Membership(c.Destination.Account).OrganizationID
}

func (s *Jobs) featureEnabled(*Copy, *vault.Vault) bool { return s.settings.CrossAccount() }

func (s *Jobs) destinationExists(_ *Copy, destination *vault.Vault) bool {
	return destination != nil && destination.State == vault.Available
}

// roleMay judges the two permissions of the copy's role. CopyFromBackupVault is
// about the recovery point, where the source vault's policy has a say and SCPs may look at the target;
// CopyIntoBackupVault is about the destination vault, whose policy must allow it from another account.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
func (s *Jobs) roleMay(c *Copy, destination *vault.Vault) bool {
	role, err := s.iam.Assume(c.RoleARN, principal)
	if err != nil {
		return false
	}
	source, region := c.Order.Source, map[string][]string{"aws:RequestedRegion": {c.Place.Region}}
	targets := map[string][]string{"backup:CopyTargets": {destination.ARN}}
	if path := s.organizations.Membership(c.Destination.Account).Path; path != "" {
		targets["backup:CopyTargetOrgPaths"] = []string{string(path)}
	}
	from := s.k.Judge(role, kernel.Access{
		Action: "backup:CopyFromBackupVault", Resource: source.ARN, Account: c.Place.Account,
		ResourcePolicy: source.Vault().Policy, Context: place.Join(region, place.Carried(source.Tags), targets),
	})
	into := s.k.Judge(role, kernel.Access{
		Action: "backup:CopyIntoBackupVault", Resource: destination.ARN, Account: c.Destination.Account,
		ResourcePolicy: destination.Policy, Context: place.Join(region, place.Carried(destination.Tags)),
	})
	return from.Decision == policy.Allowed && into.Decision == policy.Allowed
}

// ownKey: the default vault can be no destination, nor for types that are not fully managed any vault with aws/backup.
func (s *Jobs) ownKey(c *Copy, destination *vault.Vault) bool {
	return destination.Name != "Default" && (c.Type.FullyManaged || !s.vaults.ServiceKey(destination))
}

func (s *Jobs) withinLock(c *Copy, destination *vault.Vault) bool {
	return destination.Lock.Admits(c.Lifecycle)
}

// supported: a logically air-gapped vault takes fewer types than others, and nothing that stays unencrypted.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
func (s *Jobs) supported(c *Copy, destination *vault.Vault) bool {
	if destination.Type == vault.AirGapped &&
		(!c.Type.AirGapped || c.Order.Source.EncryptionKeyARN == "" && staysUnencrypted[c.Type.Name]) {
		return false
	}
	return !c.crossAccount() || c.Type.CrossAccount
}

func (s *Jobs) sourceExists(c *Copy, _ *vault.Vault) bool {
	found, ok := c.Order.Source.Vault().Point(c.Order.Source.ARN)
	return ok && found == c.Order.Source
}

func (s *Jobs) sourceWarm(c *Copy, _ *vault.Vault) bool { return !c.Order.Source.Cold(s.k.Clock.Now()) }

func (s *Jobs) linkedRoleExists(c *Copy, _ *vault.Vault) bool {
	_, exists := s.iam.Role(c.Destination.ServiceLinkedRole())
	return exists
}
