// Package demo plays farvault's whole story in the simulator: an account joins
// and is protected; copies fail; somebody is told why; what is farvault's own is
// mended; all is well again. The handlers, the SDK's clients and the templates are the real
// ones; only AWS is simulated. Every step ends by looking at the simulated world, and fails if it is not as told.
package demo

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"
)

// The cast. The ids are the ones that AWS's documents use for examples.
const (
	organizationID = "o-a1b2c3d4e5"
	rootID         = "r-ab12"
	managementID   = "999988887777"
	centralID      = "111122223333"
	newcomerID     = "222233334444"
	newcomerName   = "payments-prod"
	homeRegion     = "eu-west-1"
	globalRegion   = "us-east-1"
	alertEmail     = "backup-team@example.com"
)

// members are there before farvault comes.
var members = []struct{ id, name string }{
	{"333344445555", "web-prod"}, {"444455556666", "data-lab"}, {"555566667777", "sandbox"},
}

// begins is a Monday, one hour before the first backup that the settings ask for.
var begins = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// Options say what is deployed and where the story goes.
type Options struct {
	Files fs.FS     // template.yaml and infra/*.yaml, as they are deployed
	Out   io.Writer // the story, for people
}

// step is one scene: what is told before it, and what happens in it.
type step struct {
	title string
	play  func(*stage, context.Context) error
}

var story = []step{
	{"The central account is prepared", (*stage).prepare},
	{"An account is created, and protected by nobody's hand", (*stage).join},
	{"Noon: what is tagged is backed up, and copied to the central account", (*stage).copies},
	{"Somebody takes the central account out of the volume's key policy", (*stage).breakKey},
	{"Somebody replaces the central vault's policy", (*stage).breakVault},
	{"The key policy is put right, with the statement from the alert", (*stage).putRight},
}

// Run plays the story. An error names the step at which the world was not as it should be.
func Run(ctx context.Context, o Options) (Summary, error) {
	s, err := newStage(o)
	if err != nil {
		return Summary{}, fmt.Errorf("set the stage: %w", err)
	}
	defer s.close()
	s.teller.prologue()
	for i, step := range story {
		s.teller.heading(i+1, step.title, s.world.Clock.Now())
		if err := step.play(s, ctx); err != nil {
			s.teller.flush()
			return Summary{}, fmt.Errorf("step %d, %q: %w", i+1, step.title, err)
		}
		s.teller.flush()
	}
	return s.summary(ctx)
}
