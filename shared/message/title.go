package message

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// firingTitles say what does not work, by kind; the verbs are first told, of a run that had good jobs before, and
// reminded.
func (s Scene) firingTitle(members []alert.Member, a alert.Alert, reason alert.Reason) string {
	if !a.Due.IsZero() {
		return s.comingTitle(members, a, reason)
	}
	what, where, verb := counted(members), s.place(members), "do not reach"
	switch {
	case a.State == partial:
		verb = backupVerb(a.State, reason) + " in" // what is missing of a copy is missing in the vault
	case reason == alert.Reminder:
		verb = "still do not reach"
	case len(members) > 0 && !members[0].LastGood.IsZero():
		verb = "no longer reach"
	}
	switch a.Job {
	case event.Copy:
		return fmt.Sprintf("Copies of %s in %s %s %s", what, where, verb, s.vault(a.Destination))
	case event.Backup:
		return fmt.Sprintf("Backups of %s in %s %s", what, where, backupVerb(a.State, reason))
	case event.Restore:
		return fmt.Sprintf("The restore of %s in %s failed", what, where)
	case event.Run:
		return fmt.Sprintf("%s in %s made no backup at its time", what, where)
	case event.Selection:
		return fmt.Sprintf("%s in %s %s", what, where, "selects nothing, so nothing is backed up")
	case event.Tagged:
		return fmt.Sprintf("%s in %s: tagged for backup, and not backed up", what, where)
	case event.Foreign:
		return fmt.Sprintf("%s in %s that %s not farvault's: no more copies", what, where, isOrAre(len(members)))
	case event.Key:
		return fmt.Sprintf("%s that copies depend on cannot be used in %s", what, where)
	case event.Retention:
		return fmt.Sprintf("Backups in %s in %s are past their retention and still cost money", what, where)
	case event.RecoveryPoint:
		return fmt.Sprintf("%s in %s %s", what, where, pointVerb(a.State, len(members) > 1))
	case event.Account:
		return accountTitle(a, where, len(accountsOf(members)))
	case event.Unnamed:
		return unnamedTitle(a, where)
	case event.OptIn:
		return fmt.Sprintf("AWS Backup is switched off for %s in %s", few(typesOf(members)), where)
	}
	return fmt.Sprintf("%s in %s: %s", what, where, plain.Clean(a.State, plain.NameRunes))
}

// typesOf are the resource types that the members are about.
func typesOf(members []alert.Member) (types []string) {
	for _, m := range members {
		types = append(types, plain.Clean(m.ResourceType, plain.NameRunes))
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// accountEnd says what is right again with one or several accounts as such.
func accountEnd(a alert.Alert, where string, n int) string {
	have := "has its"
	if n > 1 {
		have = "have their"
	}
	switch {
	case strings.HasPrefix(a.Resource, event.AccountReading):
		return fmt.Sprintf("farvault can read %s again", where)
	case strings.HasPrefix(a.Resource, event.AccountSurplus):
		return fmt.Sprintf("The surplus KMS key in %s is deleted, or used by a vault", where)
	case strings.HasPrefix(a.Resource, event.AccountRoles):
		return fmt.Sprintf("AWS has deployed farvault's roles in %s", where)
	}
	return fmt.Sprintf("%s %s whole backup chain again", where, have)
}

// accountTitle says of one or several accounts as such what is wrong with them.
func accountTitle(a alert.Alert, where string, n int) string {
	verb := "does not have its"
	if n > 1 {
		verb = "do not have their"
	}
	if strings.HasPrefix(a.Resource, event.AccountReading) {
		return fmt.Sprintf("farvault cannot read %s, so failures there stay unseen", where)
	}
	if strings.HasPrefix(a.Resource, event.AccountSurplus) {
		return fmt.Sprintf("A KMS key of farvault's in %s is used by no vault", where)
	}
	if strings.HasPrefix(a.Resource, event.AccountRoles) {
		return fmt.Sprintf("AWS could not deploy farvault's roles in %s", where)
	}
	return fmt.Sprintf("%s %s whole backup chain, so farvault cannot vouch for the copies", where, verb)
}

// unnamedTitle says what of farvault's own no setting names: the same in however many accounts.
func unnamedTitle(a alert.Alert, where string) string {
	what := plain.Clean(strings.TrimPrefix(a.Resource, event.UnnamedLink), plain.NameRunes)
	if strings.HasPrefix(what, string(chain.KindBackupVault)) {
		return fmt.Sprintf("No setting names %s in %s", what, where)
	}
	return fmt.Sprintf("No setting names %s in %s, and it still backs up", what, where)
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// partial is the state of a job or recovery point of a composite resource of which a part is missing; the others are
// there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
const partial = "PARTIAL"

// backupVerbs are the ends of a backup job that are not plain failures.
var backupVerbs = map[string]string{
	"COMPLETED": "complete with issues",
	"ABORTED":   "were stopped",
	"EXPIRED":   "do not end in their window",
	partial:     "lack a part",
}

// pointVerbs are the bad states of a recovery point, of one and of several.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRecoveryPoint.html
var pointVerbs = map[string][2]string{
	partial: {"lacks a part", "lack a part"},
	"STOPPED": {
		"is no longer written to: the continuous backup stopped",
		"are no longer written to: the continuous backups stopped",
	},
	"EXPIRED": {"is past its retention and still costs money", "are past their retention and still cost money"},

	event.ThreatsFound: {"holds malware", "hold malware"},
}

func pointVerb(state string, several bool) string {
	verbs, known := pointVerbs[state]
	switch {
	case !known:
		return "is in the state " + plain.Clean(state, plain.NameRunes)
	case several:
		return verbs[1]
	}
	return verbs[0]
}

func backupVerb(state string, reason alert.Reason) string {
	verb, ok := backupVerbs[state]
	if !ok {
		verb = "fail"
	}
	if reason == alert.Reminder && state != "ABORTED" {
		return "still " + verb
	}
	return verb
}

// vault is the vault that copies go to, in words.
func (s Scene) vault(arn string) string {
	v, err := org.ParseARN(arn)
	switch {
	case err != nil:
		return "their vault"
	case v.Account == s.CentralAccountID:
		return "the central vault"
	}
	return plain.Clean("vault "+v.Name()+" in "+v.Account, plain.NameRunes)
}
