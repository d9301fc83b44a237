package proof

import (
	"fmt"

	"farvault/shared/catalog"
	"farvault/shared/org"
)

// condition is one thing that must hold for a copy to another account.
type condition struct {
	cause string // the row that a failing check proves
	title string // the condition in words
	check func(Facts) finding
}

// conditions are all that a copy needs, in the order in which the copy meets them.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
var conditions = []condition{
	{"not-same-organization", "both accounts are members of the organization", checkMembership},
	{
		"cross-account-copy-disabled",
		"cross-account backup is switched on for the organization",
		checkCrossAccountBackup,
	},
	{"type-not-copyable", "the resource type can be copied to another account", checkResourceType},
	{"recovery-point-gone", "the recovery point exists", checkRecoveryPoint},
	{"recovery-point-cold", "the recovery point is in warm storage", checkStorageClass},
	{"backup-role-gone", "the backup role exists", checkBackupRole},
	{"backup-role-not-assumable", "the backup role trusts AWS Backup", checkTrust},
	{"backup-role-lacks-copy", "the backup role's policies allow the copy", checkIdentityPolicies},
	{"boundary-denies-copy", "the backup role's permissions boundary allows the copy", checkBoundary},
	{"scp-denies-copy", "the service control policies allow the copy", checkSCPs},
	{"rcp-denies-copy", "the resource control policies allow AWS Backup to assume the backup role", checkRCPs},
	{"local-vault-policy-denies-copy", "the local vault's access policy allows copies from it", checkLocalVaultPolicy},
	{"vault-gone", "the destination vault exists", checkDestinationVault},
	{
		"destination-vault-uses-aws-managed-key",
		"the destination vault has a customer managed key",
		checkDestinationVaultKey,
	},
	{"vault-policy-denies-copy", "the destination vault's access policy allows the copy", checkVaultPolicy},
	{"retention-outside-vault-lock", "the retention is within the destination vault's lock", checkVaultLock},
	{"key-missing", "the source key exists", checkSourceKey},
	{"key-disabled", "the source key is enabled", checkSourceKeyState},
	{"source-key-aws-managed", "the source key is a customer managed key", checkSourceKeyManager},
	{"source-key-not-shared", "the source key's policy allows the backup account to use the key", checkSourceKeyPolicy},
	{
		"service-linked-role-missing",
		"AWS Backup's service-linked role exists in the backup account",
		checkServiceLinkedRole,
	},
	{"destination-key-unusable", "the destination vault's key is enabled", checkDestinationKey},
}

// finding is a check's result with the sentence that tells a failing one to people.
type finding struct {
	catalog.Check
	sentence  string
	remedy    string // where the row's would not help; empty: the row's
	what, why string // of a look that failed: at what, and for which reason
}

// passes is a condition that holds; saw says by what.
func passes(saw string, args ...any) finding {
	return finding{Check: catalog.Check{Outcome: catalog.Pass, Evidence: catalog.Evidence{Saw: fmt.Sprintf(saw, args...)}}}
}

// fails is a condition that does not hold in somebody's account: sentence for the message, saw for the evidence.
func fails(at catalog.At, where, sentence, saw string) finding {
	return finding{
		Check: catalog.Check{
			Outcome:  catalog.Fail,
			At:       at,
			Where:    where,
			Evidence: catalog.Evidence{ARN: where, Saw: saw},
		},
		sentence: sentence,
	}
}

// unseen is a condition that could not be looked at, and why.
func unseen(why string, args ...any) finding {
	saw := catalog.Evidence{Saw: fmt.Sprintf(why, args...)}
	return finding{Check: catalog.Check{Outcome: catalog.CouldNotRead, Evidence: saw}}
}

// unread is unseen because of a fact that was not read.
func unread[T any](what string, f Fact[T]) finding {
	if f.Why == "" {
		return unseen("nobody checked %s", what)
	}
	found := unseen("could not read %s: %s", what, f.Why)
	found.what, found.why = what, f.Why
	return found
}

// paste, instead, because, assuming, by, after and in fill in what only some findings have.
func (f finding) paste(text string) finding   { f.Paste = text; return f }
func (f finding) instead(text string) finding { f.remedy, f.Paste = text, ""; return f }

// because names a narrower row than the condition's.
func (f finding) because(cause string) finding { f.Cause = cause; return f }

// owned says whose the thing is. What is farvault's own it repairs, but for what byPeople takes back.
func (f finding) owned(ours bool) finding { f.Owned, f.Ours = ours, ours; return f }

// byPeople is what farvault does not repair, whosever it is.
func (f finding) byPeople() finding            { f.Ours = false; return f }
func (f finding) assuming(text string) finding { f.Evidence.Assumption = text; return f }
func (f finding) by(statement string) finding  { f.Evidence.Statement = statement; return f }
func (f finding) after(cause string) finding   { f.After = cause; return f }
func (f finding) in(account, arn string) finding {
	f.Evidence.Account, f.Evidence.ARN = account, arn
	return f
}

// destination is the account, Region and partition that the copy goes to, by the destination vault's ARN.
func (f Facts) destination() org.ARN {
	arn, err := org.ParseARN(f.Copy.DestinationVaultARN)
	if err != nil {
		return org.ARN{
			Partition: org.Partition(f.Copy.Region),
			Region:    f.Copy.Region,
			Account:   f.DestinationAccount.Value.ID,
		}
	}
	return arn
}

// owner names an account for people, by the name that the facts know.
func (f Facts) owner(account string) string {
	for _, known := range []Fact[org.Account]{f.SourceAccount, f.DestinationAccount} {
		if known.Looked && known.Value.ID == account && known.Value.Name != "" {
			return known.Value.Name
		}
	}
	return account
}
