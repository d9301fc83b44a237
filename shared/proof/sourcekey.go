package proof

import (
	"farvault/shared/catalog"
)

// SourceKeyFault says why the backup account may not copy with a source key, and what to paste to let it; empty where
// it may, or where that cannot be told. Of the Facts it needs the Copy, the accounts, the RecoveryPoint and the
// SourceKey.
func SourceKeyFault(f Facts) (why, paste string) {
	for _, look := range []func(Facts) finding{
		checkSourceKey,
		checkSourceKeyState,
		checkSourceKeyManager,
		checkSourceKeyPolicy,
	} {
		if found := look(f); found.Outcome == catalog.Fail {
			return found.sentence, found.Paste
		}
	}
	return "", ""
}
