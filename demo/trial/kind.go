package trial

import (
	"context"
	"time"

	"farvault/shared/chain"
)

// Kind is a kind of happening.
type Kind struct {
	Name    string
	Longest time.Duration // how long it can last; zero: it has no end of its own
	// Begin lets it happen, and answers with what ends it; nil: nothing does.
	Begin func(context.Context, *Chaos, Happening) (end func() error, err error)
}

// kinds are all that can happen. It is filled in init, since what happens can ask for them.
var kinds []Kind

func init() {
	kinds = []Kind{
		{"a function is killed", 0, killed},
		{"a service is down", 6 * time.Hour, spellOf(down)},
		{"a service throttles", 6 * time.Hour, spellOf(throttles)},
		{"answers are lost", 3 * time.Hour, spellOf(answersLost)},
		{"reads are stale", 6 * time.Hour, spellOf(staleReads)},
		{"a clock is off", 12 * time.Hour, clockOff},
		{"events are lost", 12 * time.Hour, eventsLost},
		{"events come several times", 12 * time.Hour, eventsDoubled},
		{"events come late and in another order", 12 * time.Hour, eventsLate},
		{"the central vault is shut", 0, vaultShut},
		{"a plan loses its copies", 0, planLosesCopies},
		{"a selection is deleted", 0, selectionDeleted},
		{"a forwarding rule is disabled", 0, ruleDisabled},
		{"a workload's key is closed", 30 * time.Hour, keyClosed},
		{"a local vault's key is disabled", 30 * time.Hour, localKeyDisabled},
		{"the reader role is gone", 20 * time.Hour, roleGone(chain.ReaderRole)},
		{"the provisioner role is gone", 20 * time.Hour, roleGone(chain.ProvisionerRole)},
		{"AWS makes a copy late", 0, copyOmitted},
		{"a copy is deleted", 0, copyDeleted},
		{"forged events", 0, forged},
		{"something new is tagged", 0, tagged},
		{"a tag is taken away", 0, untagged},
		{"an account is created", 0, created},
		{"an account leaves", 0, left},
		{"an account moves to another unit", 0, moved},
		{"an account moves out of scope", 0, movedOut},
		{"the retention is raised", 0, settingsChanged},
		{"settings that delete early are deployed", 40 * time.Hour, settingsHarmful(deletesEarly)},
		{"settings that cost more are deployed", 40 * time.Hour, settingsHarmful(costsMore)},
	}
}
