package trial

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"farvault/demo/stage"
)

// Deed is a writing call of farvault's.
type Deed struct {
	At                          time.Time
	Service, Operation, Account string
	Error                       string
}

// byFarvault is a session of a role of farvault's, in any account.
var byFarvault = regexp.MustCompile(`:role/(farvault/)?farvault-(provision|provisioner|alert|sweep|slack|reader)$`)

// watch reads the journal since the last look.
func (w *World) watch() {
	w.World.Lock()
	calls := slices.Clone(w.World.Journal.Calls())
	w.World.Journal.Reset()
	w.World.Unlock()
	for _, c := range calls {
		if c.Write && byFarvault.MatchString(c.RoleARN) {
			w.deeds = append(w.deeds, Deed{c.At, c.Service, c.Operation, c.Account, c.Error})
		}
	}
}

// mayGo are the calls by which farvault takes something away: its own messages and records, and a selection that
// another has replaced.
var mayGo = map[string]bool{
	"sqs.DeleteMessage": true, "dynamodb.DeleteItem": true, "backup.DeleteBackupSelection": true,
}

// loses are the beginnings of the names of calls that take away, switch off or lock.
var loses = []string{
	"Delete", "Disable", "ScheduleKeyDeletion", "Remove", "Untag", "Disassociate", "PutBackupVaultLock", "Stop",
	"Cancel", "UpdateRecoveryPoint", "Revoke", "Retire", "Detach",
}

// deleted are the calls by which farvault took away what it never may.
func (w *World) deleted() (wrong []string) {
	w.look()
	for _, d := range w.deeds {
		name := d.Service + "." + d.Operation
		if mayGo[name] || !slices.ContainsFunc(loses, func(l string) bool { return strings.HasPrefix(d.Operation, l) }) {
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s in %s at %s", name, d.Account, d.At.Format(time.DateTime)))
	}
	return wrong
}

// accounts are the members whose chain is looked at: those that were there and the newcomer, if it came.
func (w *World) accounts() (ids []string) {
	w.World.Lock()
	defer w.World.Unlock()
	for _, a := range w.World.Organizations.Accounts() {
		if a.Id != stage.ManagementID && a.Id != stage.CentralID {
			ids = append(ids, a.Id)
		}
	}
	return ids
}
