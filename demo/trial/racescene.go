package trial

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/demo/stage"
	"farvault/shared/alert"
	"farvault/shared/org"
	"farvault/shared/wiring"
	"farvault/simulator/lambda"
)

// RaceScene is a stretch of farvault's work in which what comes within five minutes runs side by side.
type RaceScene struct {
	Name    string
	Members int                                 // accounts that are there before
	Prepare func(context.Context, *World) error // all is well, and functions run as they come
	Happen  func(context.Context, *World) error // what makes work; no function runs
	Each    func(*Race, int) error              // more work, before each round, which are numbered; nil: none
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
		Name: "ten alerts of one group", Members: 1, Prepare: prepareSome(10, 1, "EFS"), Happen: happenShut, Rounds: 4,
		Heal: healRepair, Judge: judgeRepair,
	},
	{
		Name: "ten alerts of ten groups", Members: 5, Prepare: prepareSome(10, 5, "EBS"), Happen: happenClosed, Rounds: 4,
		Heal: healClosed, Judge: judgeClosed,
	},
	{
		Name: "repair twice", Members: 1, Prepare: prepareCopies, Happen: happenShut, Rounds: 4,
		Twice: of(wiring.ProvisionFunction), Heal: healRepair, Judge: judgeRepair,
	},
	{
		Name: "two ticks at once", Members: 2, Prepare: prepareSome(4, 2, "EBS"), Happen: happenClosed, Rounds: 5,
		Each: sweeps("tick", "tick"), Twice: of(wiring.AlertFunction), Heal: healClosed, Judge: judgeClosed,
	},
}

// of says of the batches of a function that they are delivered twice.
func of(function string) func(lambda.Batch) bool {
	return func(b lambda.Batch) bool { return b.Function == function }
}

// sweeps has the sweep's works begin, once each.
func sweeps(works ...string) func(*Race, int) error {
	return func(r *Race, _ int) error {
		for _, work := range works {
			if err := r.World.World.Lambda.Schedule(wiring.SweepFunction, []byte(`{"work":"`+work+`"}`)); err != nil {
				return err
			}
		}
		return nil
	}
}

// Bubble is what a race is run in: the test's. Settle waits until all who run in it wait, and In has something run in a
// bubble of its own.
type Bubble struct {
	Settle func()
	In     func(func() error) error
}

// Play plays a scene in the order of a seed, with a defect planted at the gate where there is one. It answers with the
// race and what is wrong after it.
func (s RaceScene) Play(ctx context.Context, seed uint64, in Bubble, plant func(*Asked)) (*Race, []string, error) {
	gate := &Gate{Change: plant}
	w, err := New(ctx, Options{
		Schedule: halfPast, Members: townOf(s.Members), Gate: gate, Seed: "race",
		Operators: org.IAM("aws", stage.CentralID, "root"),
	})
	if err != nil {
		return nil, nil, err
	}
	defer w.Close()
	race := &Race{World: w, Gate: gate, Order: OrderOf(seed), Settle: in.Settle, Twice: s.Twice}
	if err := s.play(ctx, race, in); err != nil {
		return race, nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	wrong := append(Scene{Judge: s.Judge}.Verdict(ctx, w, Trouble{}), w.doubled()...)
	for queue, n := range w.Letters() {
		wrong = append(wrong, fmt.Sprintf("%d messages in %s", n, queue))
	}
	return race, append(wrong, race.unsettled()...), nil
}

func (s RaceScene) play(ctx context.Context, race *Race, in Bubble) error {
	w := race.World
	if err := s.Prepare(ctx, w); err != nil {
		return err
	}
	w.World.Lambda.Hold(true)
	if err := s.Happen(ctx, w); err != nil {
		return err
	}
	for round := range s.Rounds {
		w.Pass(5 * time.Minute)
		if s.Each != nil {
			if err := s.Each(race, round); err != nil {
				return err
			}
		}
		if err := in.In(race.Run); err != nil {
			return err
		}
	}
	w.World.Lambda.Hold(false)
	return s.Heal(ctx, w)
}

// townOf are accounts that are there before: those of the cast, and as many more as it takes.
func townOf(n int) []stage.Member {
	all := slices.Clone(stage.Members)
	for i := len(all); i < n; i++ {
		all = append(all, stage.Member{ID: fmt.Sprintf("6666%08d", i), Name: fmt.Sprintf("town-%d", i)})
	}
	return all[:n]
}

// RaceSceneOf is the scene of that name.
func RaceSceneOf(name string) (RaceScene, bool) {
	i := slices.IndexFunc(RaceScenes, func(s RaceScene) bool { return s.Name == name })
	if i < 0 {
		return RaceScene{}, false
	}
	return RaceScenes[i], true
}

// unsettled are the writes that farvault makes in accounts at the next look at all of them: none, where all has come to
// its end.
func (r *Race) unsettled() (wrong []string) {
	w := r.World
	w.look()
	before := len(w.deeds)
	if err := sweeps("accounts")(r, 0); err != nil {
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
		wrong = append(
			wrong,
			fmt.Sprintf("all is done, and the next look writes: %s.%s in %s", d.Service, d.Operation, d.Account),
		)
	}
	return wrong
}

func prepareJoin(_ context.Context, w *World) error {
	w.Pass(10 * time.Minute)
	return nil
}

func happenJoin(ctx context.Context, w *World) error { return w.Create(ctx, "payments-prod") }

// prepareSome tags so many resources, and waits for the minute before they are backed up.
func prepareSome(n, members int, kind string) func(context.Context, *World) error {
	return func(ctx context.Context, w *World) error {
		w.Pass(10 * time.Minute)
		for i := range n {
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
			wrong = append(
				wrong,
				fmt.Sprintf("the key of %s was closed and opened, and its copies are %+v, %v", r.ARN, copied, err),
			)
			continue
		}
		if at, _ := w.Reported(
			r.Account,
			r.ARN,
			w.began,
		); at.IsZero() ||
			at.Sub(*copied.Failed[0].CompletionDate) > promised {
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

// promised is by when a failure is told: AWS Backup sends its event within five minutes, and what the pace holds is
// told with a tick.
const promised = 20 * time.Minute

// doubled are messages that say the same of one group at the same time: what a race that both have won leads to.
func (w *World) doubled() (wrong []string) {
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
			wrong = append(
				wrong,
				fmt.Sprintf("%s %q of %s came %d times", s.reason, strings.TrimSpace(s.title), alert.Short(s.group), times),
			)
		}
	}
	return wrong
}
