package simulator

import (
	"crypto/sha256"
	"encoding/hex"
)

// Keep remembers who may do what and what is in vaults: roles, keys, vaults with their recovery points. What it answers
// brings that back; the rest of the world and its time go on. The world is locked by the caller, for both.
func (w *World) Keep() (restore func()) {
	roles, keys, vaults := w.IAM.Keep(), w.KMS.Keep(), w.Backup.Keep()
	return func() {
		roles()
		keys()
		vaults()
	}
}

// Digest tells two states of that apart, of vaults those of one account.
func (w *World) Digest(account string) string {
	h := sha256.New()
	w.IAM.Digest(h)
	w.KMS.Digest(h)
	w.Backup.Digest(h, account)
	return hex.EncodeToString(h.Sum(nil)[:12])
}
