package proof

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// The source key is the resource's, or for a fully managed type the local vault's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html#copy-encryption

func checkSourceKey(f Facts) finding {
	if reason, decided := f.withoutSourceKey(); decided {
		return reason
	}
	if f.SourceKey.Value.Exists {
		return passes("%s exists", f.sourceKeyARN())
	}
	return f.keyFails(fmt.Sprintf("The source key %s does not exist.", f.sourceKeyARN()), "the key does not exist").
		byPeople()
}

func checkSourceKeyState(f Facts) finding {
	if reason, decided := f.withoutSourceKey(); decided {
		return reason
	}
	key := f.SourceKey.Value
	switch {
	case !key.Exists:
		return unseen("there is no source key to check").after("key-missing")
	case key.State == "Enabled":
		return passes("key is enabled")
	}
	return f.keyFails(fmt.Sprintf("The state of %s is %s, "+
		"not Enabled.", f.keyLabel(), key.State), "its state is "+key.State).
		byPeople().
		paste(Revive(key))
}

// revive is what makes a key usable again, a command a line; empty where nothing can. A key whose deletion is
// canceled is disabled: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
func Revive(key Key) string {
	enable := "aws kms enable-key --key-id " + key.ARN
	switch key.State {
	case "Disabled":
		return enable
	case "PendingDeletion", "PendingReplicaDeletion": // the second is a primary key that waits for its replicas
		return "aws kms cancel-key-deletion --key-id " + key.ARN + "\n" + enable
	}
	return ""
}

// checkSourceKeyManager: no other account can use an AWS managed key. For fully managed types that key is not used for
// the copy.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html#copy-encryption
func checkSourceKeyManager(f Facts) finding {
	if reason, decided := f.withoutSourceKey(); decided {
		return reason
	}
	t, _ := typeOf(f.Copy)
	switch {
	case !f.SourceKey.Value.Exists:
		return unseen("there is no source key to check").after("key-missing")
	case !f.SourceKey.Value.AWSManaged:
		return passes("key is customer managed")
	case t.managed:
		return passes(
			"the local vault's key is AWS managed, which has no effect on a fully managed type",
		).assuming(managedAssumption)
	}
	return f.keyFails(fmt.Sprintf("No other account can use %s: it is "+
		"an AWS managed key.", f.keyLabel()), "key is AWS managed").
		byPeople()
}

// checkSourceKeyPolicy asks the key's policy for what the backup account's service-linked role calls.
// https://repost.aws/knowledge-center/backup-cross-account-copy-error
func checkSourceKeyPolicy(f Facts) finding {
	if reason, decided := f.withoutSourceKey(); decided {
		return reason
	}
	key, calls, assumption := f.SourceKey.Value, sourceKeyCalls, ""
	if t, _ := typeOf(f.Copy); t.managed {
		calls, assumption = managedKeyCalls, managedAssumption
	}
	switch {
	case !key.Exists:
		return unseen("there is no source key to check").after("key-missing")
	case key.AWSManaged:
		return passes("its policy is AWS's own").assuming(assumption)
	case key.Policy == nil:
		return unseen("could not read the source key's policy")
	}
	arn, err := org.ParseARN(key.ARN)
	if err != nil {
		return unseen("could not read the source key's account: %v", err)
	}
	refused, denial := refusals(f.keyRequests(f.serviceLinkedRole(), arn, calls), key)
	if root := org.IAM(arn.Partition, f.destination().Account, "root"); assumption != "" && len(refused) > 0 {
		// Who reads the local vault's key is told nowhere: either will do.
		if byRoot, _ := refusals(f.keyRequests(root, arn, calls), key); len(byRoot) == 0 {
			refused = nil
		}
	}
	switch {
	case len(refused) == 0:
		return passes(
			"its policy allows the backup account %s",
			CountOf(len(calls), "call", "calls"),
		).assuming(assumption)
	case len(denial.Unknown) > 0:
		return unseen(
			"the source key's policy uses %s, which farvault cannot evaluate",
			strings.Join(slices.Compact(denial.Unknown), ", "),
		)
	case f.unsure(*key.Policy):
		return unseen(
			"the source key's policy depends on the accounts' organizational units, which are not known",
		)
	case key.mayGrant(denial):
		return unseen("the source key's policy alone does not allow the copy, and the key's grants could not be read")
	}
	return f.notShared(refused, denial).assuming(assumption)
}

// notShared tells a key that nobody over there may use from one that lacks some calls, and from one that denies.
func (f Facts) notShared(refused []string, denial policy.Verdict) finding {
	key, to := f.SourceKey.Value, f.destination()
	statements := CountOf(len(key.Policy.Statement), "statement", "statements")
	sentence := fmt.Sprintf("The policy of %s does not allow the backup account %s to use it.", f.keyLabel(), to.Account)
	saw := fmt.Sprintf("its policy has %s, none names %s", statements, to.Account)
	if names(*key.Policy, to.Account) {
		sentence = fmt.Sprintf(
			"The policy of %s does not allow the backup account %s everything that a copy needs.",
			f.keyLabel(),
			to.Account,
		)
		saw = fmt.Sprintf(
			"its policy has %s, none allows %s to %s",
			statements,
			strings.Join(refused, ", "),
			to.Account,
		)
	}
	if denial.Decision == policy.ExplicitlyDenied {
		sentence = fmt.Sprintf("The policy of %s denies the backup account %s what a copy needs.", f.keyLabel(), to.Account)
		saw = fmt.Sprintf(
			"its policy has %s, %s denies %s",
			statements,
			denial.By.Statement,
			strings.Join(refused, ", "),
		)
	}
	if key.State == "Enabled" {
		saw = "key is enabled; " + saw
	}
	found := f.keyFails(sentence, saw).by(denial.By.Statement)
	if denial.Decision == policy.ExplicitlyDenied {
		return found.instead(
			fmt.Sprintf(
				"Remove the Deny (%s) from the key's policy, or exclude AWSServiceRoleForBackup of the backup account %s from it.",
				denial.By.Statement,
				to.Account,
			),
		)
	}
	return found.paste(policy.KeyCopyStatement(to.Account, to.Partition).String())
}

// withoutSourceKey decides every check of the source key where there is none to look at.
func (f Facts) withoutSourceKey() (finding, bool) {
	switch {
	case !f.RecoveryPoint.Looked:
		return unread("the recovery point's key", f.RecoveryPoint), true
	case !f.RecoveryPoint.Value.Exists && !f.SourceKey.Value.Exists:
		return unseen("there is no recovery point with a key to check").after("recovery-point-gone"), true
	case f.RecoveryPoint.Value.EncryptionKeyARN == "" && f.SourceKey.Value.ARN == "":
		return passes("the recovery point is not encrypted"), true
	case !f.SourceKey.Looked:
		return unread("the source key", f.SourceKey), true
	}
	return finding{}, false
}

func (f Facts) sourceKeyARN() string {
	if arn := f.SourceKey.Value.ARN; arn != "" {
		return arn
	}
	return f.RecoveryPoint.Value.EncryptionKeyARN
}

// keyLabel names the source key for people: its whole id, its alias, its owner.
func (f Facts) keyLabel() string {
	arn, err := org.ParseARN(f.sourceKeyARN())
	if err != nil {
		return "the source key"
	}
	if alias := f.SourceKey.Value.Alias; alias != "" {
		return fmt.Sprintf("key %s (%s, owned by %s)", arn.Name(), alias, f.owner(arn.Account))
	}
	return fmt.Sprintf("key %s (owned by %s)", arn.Name(), f.owner(arn.Account))
}

func (f Facts) keyFails(sentence, saw string) finding {
	at, account := catalog.Source, f.Copy.SourceAccount
	if arn, err := org.ParseARN(f.sourceKeyARN()); err == nil {
		account = arn.Account
		if account == f.destination().Account {
			at = catalog.Destination
		}
	}
	return fails(
		at,
		f.sourceKeyARN(),
		sentence,
		saw,
	).owned(f.SourceKey.Value.Owned || slices.Contains(f.OwnedKeys, f.sourceKeyARN())).
		in(account, f.sourceKeyARN())
}

func CountOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
