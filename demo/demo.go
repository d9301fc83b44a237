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

	scenery "farvault/demo/stage"
)

// The cast.
const (
	organizationID = scenery.OrganizationID
	managementID   = scenery.ManagementID
	centralID      = scenery.CentralID
	newcomerID     = scenery.NewcomerID
	newcomerName   = "payments-prod"
	homeRegion     = scenery.HomeRegion
	globalRegion   = scenery.GlobalRegion
)

// length is how long the story takes at most, in simulated time.
const length = 5 * 24 * time.Hour

// begins is a Monday, one hour before the first backup that the settings ask for. Binaries know no time but this
// machine's: with them the story begins so long ago that it has ended by now, and nothing happens after the time that
// they read.
func begins(o Options) time.Time {
	if o.Binaries == "" {
		return time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)
	}
	day := time.Now().UTC().Add(-length).Truncate(24 * time.Hour)
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, -1)
	}
	return day.Add(8 * time.Hour)
}

// Options say what is deployed and where the story goes.
type Options struct {
	Files fs.FS     // template.yaml and infra/*.yaml, as they are deployed
	Out   io.Writer // the story, for people

	// Code is where the packaged template finds the functions' zips, by its parameters; nil: the template is SAM's.
	Code map[string]string

	// Binaries is the folder with provision/bootstrap, alert/bootstrap and sweep/bootstrap, which
	// then run as processes, as Lambda runs them. Empty: the handlers run in this process.
	Binaries string
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
	{"Somebody takes the central account out of the volume's key policy: told before the copy fails", (*stage).breakKey},
	{"Somebody replaces the central vault's policy", (*stage).breakVault},
	{"The key policy is put right, with the statement from the alert", (*stage).putRight},
	{"Somebody deletes a copy in the central vault", (*stage).deleteCopy},
}

// Run plays the story. An error names the step at which the world was not as it should be.
func Run(ctx context.Context, o Options) (Summary, error) {
	s, err := newStage(ctx, o)
	if err != nil {
		return Summary{}, fmt.Errorf("set the stage: %w", err)
	}
	defer s.Close()
	s.teller.prologue()
	for i, step := range story {
		s.teller.heading(i+1, step.title)
		if err := step.play(s, ctx); err != nil {
			s.teller.flush()
			return Summary{}, fmt.Errorf("step %d, %q: %w", i+1, step.title, err)
		}
		s.teller.flush()
	}
	return s.summary(ctx)
}
