package proof

import (
	"fmt"
	"slices"

	"farvault/shared/catalog"
)

// airGappedRemedy stands for what the row about uncopyable types says.
const airGappedRemedy = "Remove the type from ResourceTypeOptIn, or copy it to a standard vault. A logically " +
	"air-gapped vault does not accept it."

// staysUnencrypted are the types whose unencrypted backups cannot be encrypted on the way, which a logically air-gapped
// vault asks for.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-usecase
var staysUnencrypted = []string{"Aurora", "DocumentDB", "Neptune"}

// checkAirGapped: a logically air-gapped vault takes fewer types than others.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource
func (f Facts) checkAirGapped(t resourceType) finding {
	bare := f.RecoveryPoint.Looked && f.RecoveryPoint.Value.Exists && f.RecoveryPoint.Value.EncryptionKeyARN == ""
	switch {
	case !t.airGapped:
		return fails(
			catalog.Source,
			f.Copy.ResourceARN,
			fmt.Sprintf(
				"A resource of this kind (%s) cannot be copied into a logically air-gapped vault.",
				f.Copy.ResourceType,
			),
			"AWS's table of features by resource has no logically air-gapped vault for it",
		).in(f.Copy.SourceAccount, f.Copy.ResourceARN).
			instead(airGappedRemedy)
	case bare && slices.Contains(staysUnencrypted, t.name):
		return fails(
			catalog.Source,
			f.Copy.ResourceARN,
			fmt.Sprintf("An unencrypted resource of this kind (%s) cannot be copied "+
				"into a logically air-gapped vault.", f.Copy.ResourceType),
			"the recovery point is not encrypted",
		).in(f.Copy.SourceAccount, f.Copy.ResourceARN).
			instead("Encrypt the cluster: restore it from a snapshot with a key. A logically air-gapped vault does not accept " +
				"an unencrypted one.")
	}
	if t.maybeNot != "" {
		return unseen("a logically air-gapped vault takes %s but %s, and its "+
			"ARN does not say which it is", t.name, t.maybeNot)
	}
	return passes("%s can be copied into a logically air-gapped vault of another account", f.Copy.ResourceType)
}

const awsOwnedKey = "the vault is logically air-gapped, and AWS Backup owns its key"

// awsOwnedKey reports whether there is no key to look at, for nobody but AWS can break it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-service-owned-key
func (f Facts) awsOwnedKey() bool {
	return f.DestinationVault.Value.AirGapped && f.DestinationVault.Value.EncryptionKeyARN == ""
}
