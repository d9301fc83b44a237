package trial

import (
	"context"
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/wiring"
	"farvault/simulator/lambda"
)

// RaceScene is a stretch of farvault's work in which what comes within five minutes runs side by side.
type RaceScene struct {
	Name    string
	Members int                                 // accounts that are there before
	Prepare func(context.Context, *World) error // all is well, and functions run as they come
	Happen  func(context.Context, *World) error // what makes work; no function runs
	Each    func(*World) error                  // more work, before each round; nil: none
	Rounds  int                                 // of five minutes, after what has happened
	Twice   func(lambda.Batch) bool             // what is delivered to two invocations at the same time; nil: nothing
	Heal    func(context.Context, *World) error
	Judge   func(context.Context, *World, Trouble) []string
}

// halfPast is a schedule of the plan whose runs are not at the hour: then the sweep looks at what is silent, which is
// most of the calls of a race and another matter.
const halfPast = "cron(30 8,10,12,14 * * ? *)"

// RaceScenes are those that the orders are played in.
var RaceScenes = []RaceScene{
	{
		Name: "two deliveries", Members: 1, Prepare: prepareJoin, Happen: happenJoin, Rounds: 3,
		Twice: of(wiring.ProvisionFunction), Heal: healJoin, Judge: judgeJoin,
	},
	{
		Name: "sweep beside provision", Members: 1, Prepare: prepareJoin, Happen: happenJoin, Rounds: 3,
		Each: sweeps("accounts", "jobs"), Heal: healJoin, Judge: judgeJoin,
	},
	{
		Name: "ten alerts of one group", Members: 1, Prepare: prepareTen(1, "EFS"), Happen: happenShut, Rounds: 4,
		Heal: healRepair, Judge: judgeRepair,
	},
	{
		Name: "ten alerts of ten groups", Members: 5, Prepare: prepareTen(5, "EBS"), Happen: happenClosed, Rounds: 4,
		Heal: healClosed, Judge: judgeClosed,
	},
	{
		Name: "repair twice", Members: 1, Prepare: prepareCopies, Happen: happenShut, Rounds: 4,
		Twice: of(wiring.ProvisionFunction), Heal: healRepair, Judge: judgeRepair,
	},
	{
		Name: "two ticks at once", Members: 3, Prepare: prepareTen(3, "EBS"), Happen: happenClosed, Rounds: 5,
		Each: sweeps("tick", "tick"), Twice: of(wiring.AlertFunction), Heal: healClosed, Judge: judgeClosed,
	},
}

// of says of the batches of a function that they are delivered twice.
func of(function string) func(lambda.Batch) bool {
	return func(b lambda.Batch) bool { return b.Function == function }
}

// sweeps has the sweep's works begin, once each.
func sweeps(works ...string) func(*World) error {
	return func(w *World) error {
		for _, work := range works {
			if err := w.World.Lambda.Schedule(wiring.SweepFunction, []byte(`{"work":"`+work+`"}`)); err != nil {
				return err
			}
		}
		return nil
	}
}

// Play plays a scene in the order of a seed. Settle and bubble are the test's: the one waits until all who run wait,
// the other has a race in a bubble of its own.
func (s RaceScene) Play(
	ctx context.Context, w *World, gate *Gate, order Order, settle func(), bubble func(func() error) error,
) (*Race, []string, error) {
	race := &Race{World: w, Gate: gate, Order: order, Settle: settle, Twice: s.Twice}
	if err := s.Prepare(ctx, w); err != nil {
		return race, nil, fmt.Errorf("prepare %s: %w", s.Name, err)
	}
	w.World.Lambda.Hold(true)
	if err := s.Happen(ctx, w); err != nil {
		return race, nil, fmt.Errorf("begin %s: %w", s.Name, err)
	}
	for range s.Rounds {
		w.Pass(5 * time.Minute)
		if s.Each != nil {
			if err := s.Each(w); err != nil {
				return race, nil, err
			}
		}
		if err := bubble(race.Run); err != nil {
			return race, nil, err
		}
	}
	w.World.Lambda.Hold(false)
	if err := s.Heal(ctx, w); err != nil {
		return race, nil, fmt.Errorf("heal %s: %w", s.Name, err)
	}
	wrong := Scene{Judge: s.Judge}.Verdict(ctx, w, Trouble{})
	for queue, n := range w.Letters() {
		wrong = append(wrong, fmt.Sprintf("%d messages in %s", n, queue))
	}
	return race, append(wrong, w.unsettled()...), nil
}

// unsettled are the writes that farvault makes in accounts at the next look at all of them: none, where all has come to
// its end.
func (w *World) unsettled() (wrong []string) {
	w.look()
	before := len(w.deeds)
	if err := sweeps("accounts")(w); err != nil {
		return []string{err.Error()}
	}
	w.Pass(10 * time.Minute)
	for _, d := range w.deeds[before:] {
		switch d.Service {
		case "dynamodb", "sqs", "sns", "events":
			if d.Service != "events" || d.Operation == "PutEvents" {
				continue
			}
		}
		wrong = append(wrong, fmt.Sprintf("all is done, and the next look writes: %s.%s in %s", d.Service, d.Operation, d.Account))
	}
	return wrong
}

func prepareJoin(_ context.Context, w *World) error {
	w.Pass(10 * time.Minute)
	return nil
}

func happenJoin(ctx context.Context, w *World) error { return w.Create(ctx, "payments-prod") }

// prepareTen tags ten resources, and waits for the minute before they are backed up.
func prepareTen(members int, kind string) func(context.Context, *World) error {
	return func(ctx context.Context, w *World) error {
		w.Pass(10 * time.Minute)
		for i := range 10 {
			if _, err := w.Tag(ctx, w.accounts()[i%members], kind); err != nil {
				return err
			}
		}
		w.Until(w.NextRun().Add(-time.Minute))
		return nil
	}
}

func happenShut(ctx context.Context, w *World) error { return w.ShutVault(ctx) }

func happenClosed(ctx context.Context, w *World) error {
	for _, r := range w.resources {
		if err := w.CloseKey(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func healClosed(ctx context.Context, w *World) error {
	for _, r := range w.resources {
		if err := w.OpenKey(ctx, r); err != nil {
			return err
		}
	}
	w.Until(w.NextRun().Add(90 * time.Minute))
	return nil
}

// judgeClosed wants each copy that failed told, and its end.
func judgeClosed(ctx context.Context, w *World, _ Trouble) (wrong []string) {
	for _, r := range w.resources {
		copied, err := w.Copies(ctx, r)
		if err != nil || len(copied.Failed) == 0 || copied.Newest.IsZero() {
			wrong = append(wrong, fmt.Sprintf("the key of %s was closed and opened, and its copies are %+v, %v", r.ARN, copied, err))
			continue
		}
		if at, _ := w.Reported(r.Account, r.ARN, w.began); at.IsZero() || at.Sub(*copied.Failed[0].CompletionDate) > promised {
			wrong = append(wrong, fmt.Sprintf("the copy of %s that failed at %s was told at %s",
				r.ARN, copied.Failed[0].CompletionDate.Format(time.TimeOnly), at.Format(time.TimeOnly)))
		}
	}
	for _, g := range w.Groups() {
		if g.Open || len(g.Firing()) > 0 {
			wrong = append(wrong, fmt.Sprintf("group %s at %s is still open", g.Cause, g.Place))
		}
	}
	return wrong
}

// promised is by when a failure is told: AWS Backup sends its event within five minutes, and what the pace holds is told
// with a tick.
const promised = 20 * time.Minute

// Doubled are messages that say the same of one group at the same time: what a race that both have won leads to.
func (w *World) Doubled() (wrong []string) {
	type said struct {
		group, title string
		reason       alert.Reason
	}
	n := map[said]int{}
	for _, h := range w.Heard() {
		n[said{h.GroupKey, h.Title, h.Reason}]++
	}
	for s, times := range n {
		if times > 1 && s.reason != alert.Reminder {
			wrong = append(wrong, fmt.Sprintf("%s %q of %s came %d times", s.reason, strings.TrimSpace(s.title), alert.Short(s.group), times))
		}
	}
	return wrong
}
