package proof

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
)

// checkDestinationKey: the copy is encrypted with the destination vault's key, which is in its own account. For what
// AWS Backup fully manages it uses the grant that was made with the vault, for the rest its service-linked role.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
func checkDestinationKey(f Facts) finding {
	if reason, blocked := f.noDestinationVault(); blocked {
		return reason
	}
	key, arn := f.DestinationKey.Value, f.DestinationVault.Value.EncryptionKeyARN
	switch {
	case f.awsOwnedKey():
		return passes(awsOwnedKey)
	case !f.DestinationKey.Looked:
		return unread("the destination vault's key", f.DestinationKey)
	case key.Exists && key.State == "Enabled":
		return f.checkDestinationKeyPolicy(arn, key)
	}
	saw := "its state is " + key.State
	if !key.Exists {
		saw = "the key does not exist"
	}
	return fails(
		catalog.Destination,
		arn,
		fmt.Sprintf("The key of the destination vault cannot be used: %s.", saw),
		saw,
	).in(f.destination().Account, arn).
		paste(Revive(key))
}

func (f Facts) checkDestinationKeyPolicy(arn string, key Key) finding {
	parsed, err := org.ParseARN(arn)
	if t, _ := typeOf(f.Copy); err != nil || t.managed || key.AWSManaged || key.Policy == nil {
		return passes("%s is enabled", arn)
	}
	refused, denial := refusals(f.keyRequests(f.serviceLinkedRole(), parsed, destinationKeyCalls), key)
	switch {
	case len(refused) == 0:
		return passes("%s is enabled and allows AWS Backup to use it", arn)
	case len(denial.Unknown) > 0:
		return unseen(
			"the destination key's policy uses %s, which farvault cannot evaluate",
			strings.Join(slices.Compact(denial.Unknown), ", "),
		)
	case f.unsure(*key.Policy):
		return unseen(
			"the destination key's policy depends on the accounts' organizational units, which are not known",
		)
	case key.mayGrant(denial):
		return unseen(
			"the destination key's policy alone does not allow the copy, and the key's grants could not be read",
		)
	}
	saw := said(denial.Decision, denial.By, strings.Join(refused, ", "), "its policy")
	return fails(
		catalog.Destination,
		arn,
		"The destination vault's key does not allow AWS Backup to encrypt copies with it.",
		saw,
	).
		in(f.destination().Account, arn).
		by(denial.By.Statement).
		owned(key.Owned)
}
