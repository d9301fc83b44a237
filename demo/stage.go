package demo

import (
	"context"
	"time"

	scenery "farvault/demo/stage"
	"farvault/shared/settings"
	"farvault/simulator"
)

// stage is the simulated world with farvault deployed in it, and what the story knows of it.
type stage struct {
	*scenery.Stage
	world    *simulator.World
	settings settings.Settings
	slack    *scenery.Webhook
	log      *chronicle
	teller   *teller

	volume, fileSystem string // ARNs of what the newcomer has
	volumeKey          string // ARN of the key that encrypts the volume
	pager              string // ARN of its queue
	binaries           bool   // the functions are processes, which read the clock of the machine
}

// newStage sets the stage up for the story.
func newStage(ctx context.Context, o Options) (*stage, error) {
	return newStageOf(ctx, o, scenery.Options{})
}

// newStageOf sets the stage up with options of its own.
func newStageOf(ctx context.Context, o Options, set scenery.Options) (*stage, error) {
	s := &stage{binaries: o.Binaries != ""}
	s.log = newChronicle(s.now)
	set.Files, set.Begins, set.Log, set.Binaries, set.Code = o.Files, begins(o), s.log.logger, o.Binaries, o.Code
	return s.with(ctx, o, set)
}

func (s *stage) with(ctx context.Context, o Options, options scenery.Options) (*stage, error) {
	set, err := scenery.New(ctx, options)
	if err != nil {
		return nil, err
	}
	s.Stage, s.world, s.settings, s.slack = set, set.World, set.Settings, set.Slack
	s.teller = newTeller(o.Out, s)
	if err := s.attachPager(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// now is the simulated time.
func (s *stage) now() time.Time { return s.Now() }
