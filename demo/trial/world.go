// Package trial is the world that tries to break farvault: the real handlers and SDK clients over the wire, on a stage
// whose clock is simulated, with kills, errors and happenings that a seed chooses. It judges by what it knows of the
// world and by the messages as JSON, never by their prose. The tests say how much of it is tried; `make soak` tries
// most.
package trial

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/settings"
	"farvault/simulator/kernel"
)

// World is a simulated organization with farvault deployed in it, seen from outside.
type World struct {
	*stage.Stage
	Random string // what its seed made of it, for people

	settings []byte
	mu       sync.Mutex
	lines    []string // what the functions said, and what happened
	logs     []Line

	began     time.Time
	resources []*Resource
	told      int // messages that were read so far
	heard     []Heard
	deeds     []Deed // of the functions, as the journal has them
	seen      int    // calls of the journal that were looked at
}

// Begins is when the worlds begin: a Monday, an hour before the first backup.
var Begins = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// Options say how a world differs from the one as shipped.
type Options struct {
	Seed     string
	Schedule string            // of the plan's rule; empty: as shipped
	Edits    map[string]string // of the settings: what stands there once, and what is to stand there
	Skew     func(function string) time.Duration
	Members  []stage.Member // nil: those of the cast
	Gate     *Gate          // before every call; nil: none

	Operators string // an ARN of people who may enter the accounts; empty: nobody
}

// often is a schedule by which something is backed up every two hours, from nine o'clock.
const often = "cron(0 9,11,13,15 * * ? *)"

// New deploys farvault as it is shipped, but for the options.
func New(ctx context.Context, o Options) (*World, error) {
	files, err := Shipped(o)
	if err != nil {
		return nil, err
	}
	return Deploy(ctx, files["infra/settings.yaml"].Data, stage.Options{
		Files: files, Begins: Begins, Seed: o.Seed, Skew: o.Skew, Members: o.Members, Front: o.Gate.front(),
		Operators: o.Operators,
	})
}

// Deploy deploys what the options say, of whatever version; the settings are those that the world judges by.
func Deploy(ctx context.Context, wanted []byte, o stage.Options) (w *World, err error) {
	w = &World{began: o.Begins, settings: wanted}
	o.Log = w.logger
	if w.Stage, err = stage.New(ctx, o); err != nil {
		return nil, fmt.Errorf("deploy farvault: %w", err)
	}
	return w, w.judgeBy(wanted)
}

// Change brings what is deployed to other files and other code.
func (w *World) Change(o stage.Options) error {
	if err := w.Redeploy(o); err != nil {
		return err
	}
	return w.judgeBy(w.settings)
}

func (w *World) judgeBy(wanted []byte) (err error) {
	w.Settings, err = settings.Parse("infra/settings.yaml", wanted)
	return err
}

// SettingsText are the settings that are deployed.
func (w *World) SettingsText() []byte { return w.settings }

// Shipped are the files that are deployed.
func Shipped(o Options) (fstest.MapFS, error) {
	const daily = "cron(0 12 * * ? *)"
	files := fstest.MapFS{}
	for _, name := range []string{"template.yaml", "infra/management.yaml", "infra/member.yaml", "infra/settings.yaml"} {
		text, err := fs.ReadFile(farvault.Files, name)
		if err != nil {
			return nil, err
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	settings := string(files["infra/settings.yaml"].Data)
	edits := map[string]string{}
	for was, is := range o.Edits {
		edits[was] = is
	}
	if o.Schedule != "" {
		edits[daily] = o.Schedule
	}
	for was, is := range edits {
		if strings.Count(settings, was) != 1 {
			return nil, fmt.Errorf("the shipped settings do not have %q once", was)
		}
		settings = strings.Replace(settings, was, is, 1)
	}
	files["infra/settings.yaml"].Data = []byte(settings)
	return files, nil
}

// Pass lets time pass, an hour at a time, and looks at what the functions did in it.
func (w *World) Pass(d time.Duration) {
	for d > 0 {
		step := min(d, time.Hour)
		w.World.Advance(step)
		d -= step
		w.look()
	}
}

// Until lets the time pass until t.
func (w *World) Until(t time.Time) { w.Pass(t.Sub(w.Now())) }

// locked changes the world by its own hand.
func (w *World) locked(do func()) {
	w.World.Lock()
	defer w.World.Unlock()
	do()
}

// Say notes what happened, for the trace.
func (w *World) Say(format string, args ...any) { w.note("world", fmt.Sprintf(format, args...)) }

// note keeps a line of the trace. The caller does not hold the world's lock.
func (w *World) note(who, what string) {
	at := w.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lines = append(w.lines, fmt.Sprintf("%s %-18s %s", at.Format("02 15:04:05"), who, what))
}

// Trace are the last lines of what happened, as a text of several lines.
func (w *World) Trace(last int) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.lines[max(0, len(w.lines)-last):], "\n")
}

// Break has Choose say of each call of a function what goes wrong at it; nil ends that.
func (w *World) Break(choose func(*kernel.Call) *kernel.Mishap) {
	w.locked(func() { w.World.Faults.Choose = choose })
}

// Story are the lines of what happened and of what people were told, without those of the functions that went well.
func (w *World) Story() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var story []string
	for _, l := range w.lines {
		who := strings.TrimSpace(l[12:30])
		if who == "world" || who == "message" || strings.Contains(l, ` ERROR `) {
			story = append(story, l[:min(len(l), 300)])
		}
	}
	return strings.Join(story, "\n")
}
