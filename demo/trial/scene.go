package trial

import (
	"context"
	"fmt"
	"time"

	"farvault/demo/stage"
	"farvault/shared/alert"
)

// Scene is a stretch of farvault's work at whose calls things go wrong.
type Scene struct {
	Name    string
	Prepare func(context.Context, *World) error // all is well
	Play    func(context.Context, *World) error // what goes wrong goes wrong in here
	Heal    func(context.Context, *World) error // nothing goes wrong any more, and time for what is left
	Judge   func(context.Context, *World, Trouble) []string
}

// Trouble is what went wrong in a scene, which its judges make allowance for.
type Trouble struct {
	Kills int  // blows that fell
	Error bool // a call met an error as long as the scene was played
}

// Scenes are those that the kills and the errors are played in. Together the four functions make every call in them
// that they make in the demo.
var Scenes = []Scene{
	{"join", nil, playJoin, healJoin, judgeJoin},
	{"repair", prepareCopies, playRepair, healRepair, judgeRepair},
	{"lost events", prepareCopies, playLost, healLost, judgeLost},
}

// member is whose copies the scenes are about.
var member = stage.Members[0].ID

// Act plays a scene with the blows. It answers with what is wrong afterwards, and how many blows fell.
func (s Scene) Act(ctx context.Context, w *World, blows ...Blow) (wrong []string, fell int, err error) {
	var n *int
	err = s.run(ctx, w, func() { n = Strike(w, blows...) })
	if err != nil {
		return nil, 0, err
	}
	return s.Verdict(ctx, w, Trouble{Kills: len(blows)}), *n, nil
}

// Rehearse plays a scene in which nothing goes wrong. It answers with its calls.
func (s Scene) Rehearse(ctx context.Context, w *World) (points []Point, wrong []string, err error) {
	var c *Counter
	if err := s.run(ctx, w, func() { c = Count(w) }); err != nil {
		return nil, nil, err
	}
	return c.Points(), s.Verdict(ctx, w, Trouble{}), nil
}

// run plays a scene, and lets something begin where it begins to count.
func (s Scene) run(ctx context.Context, w *World, begin func()) error {
	if s.Prepare != nil {
		if err := s.Prepare(ctx, w); err != nil {
			return fmt.Errorf("prepare %s: %w", s.Name, err)
		}
	}
	begin()
	if err := s.Play(ctx, w); err != nil {
		return fmt.Errorf("play %s: %w", s.Name, err)
	}
	w.Break(nil)
	if err := s.Heal(ctx, w); err != nil {
		return fmt.Errorf("heal %s: %w", s.Name, err)
	}
	return nil
}

// Verdict is what is wrong after a scene: what holds of every scene, and what holds of this one.
func (s Scene) Verdict(ctx context.Context, w *World, t Trouble) []string {
	wrong := w.deleted()
	for _, account := range append(w.accounts(), stage.CentralID) {
		wrong = append(wrong, w.wrongIn(ctx, account)...)
	}
	if err := w.Err(); err != nil {
		wrong = append(wrong, err.Error())
	}
	wrong = append(wrong, w.repeated(t)...)
	return append(wrong, s.Judge(ctx, w, t)...)
}

// repeated are the messages of one group and reason that came more often than once, and once more for each kill.
func (w *World) repeated(t Trouble) (wrong []string) {
	type said struct {
		group  string
		reason alert.Reason
	}
	n := map[said]int{}
	for _, h := range w.Heard() {
		if h.Reason == alert.FirstNotification || h.Reason == alert.AllResolved || h.Reason == alert.Departs {
			n[said{h.GroupKey, h.Reason}]++
		}
	}
	for s, times := range n {
		if times > 1+t.Kills && !t.Error {
			wrong = append(wrong, fmt.Sprintf("%s of group %s came %d times", s.reason, alert.Short(s.group), times))
		}
	}
	return wrong
}

func playJoin(ctx context.Context, w *World) error {
	w.Pass(10 * time.Minute)
	if err := w.Create(ctx, "payments-prod"); err != nil {
		return err
	}
	w.Pass(10 * time.Minute)
	if _, err := w.Tag(ctx, stage.NewcomerID, "EBS"); err != nil {
		return err
	}
	w.Pass(15 * time.Minute)
	return nil
}

func healJoin(_ context.Context, w *World) error {
	w.Until(w.NextRun().Add(45 * time.Minute))
	return nil
}

// judgeJoin wants the newcomer's first copy, and no red message.
func judgeJoin(ctx context.Context, w *World, t Trouble) (wrong []string) {
	for _, r := range w.resources {
		copied, err := w.Copies(ctx, r)
		if err != nil || len(copied.Completed) == 0 || len(copied.Completed) > 1 && !t.Error || len(copied.Failed) != 0 {
			wrong = append(wrong, fmt.Sprintf("the newcomer's %s has copies %+v, %v", r.Type, copied, err))
		}
	}
	for _, h := range w.Heard() {
		if h.Color == alert.Red && !t.Error {
			wrong = append(wrong, fmt.Sprintf("nothing failed, and %s says %q", h.At.Format(time.TimeOnly), h.Title))
		}
	}
	return wrong
}

func prepareCopies(ctx context.Context, w *World) error {
	w.Pass(10 * time.Minute)
	for _, kind := range []string{"EBS", "EFS"} {
		if _, err := w.Tag(ctx, member, kind); err != nil {
			return err
		}
	}
	w.Until(w.NextRun().Add(6 * time.Minute))
	return nil
}

func playRepair(ctx context.Context, w *World) error {
	if err := w.ShutVault(ctx); err != nil {
		return err
	}
	w.Pass(35 * time.Minute)
	return nil
}

func healRepair(_ context.Context, w *World) error {
	w.Until(w.NextRun().Add(45 * time.Minute))
	return nil
}

// judgeRepair wants the copies that failed told, and made again once.
func judgeRepair(ctx context.Context, w *World, t Trouble) (wrong []string) {
	told := false
	for _, h := range w.Heard() {
		told = told || h.Cause == "vault-policy-denies-copy" || h.Cause == "chain-changed"
	}
	if !told {
		wrong = append(wrong, "nobody was told that the vault was shut")
	}
	return append(wrong, w.unrepaired(ctx, t)...)
}

// unrepaired are the backups that have no copy, or several, and the groups that are still open. After an error that
// lasted the copy of a backup may be given up; the newest is not.
func (w *World) unrepaired(ctx context.Context, t Trouble) (wrong []string) {
	for _, r := range w.resources {
		copied, err := w.Copies(ctx, r)
		if err != nil {
			return []string{err.Error()}
		}
		if copied.Newest.Before(w.Now().Add(-time.Hour)) || len(copied.Completed) < 2 && !t.Error {
			wrong = append(wrong, fmt.Sprintf("%s has copies of %d backups, the newest of %s",
				r.Type, len(copied.Completed), copied.Newest.Format(time.DateTime)))
		}
		for point, times := range copied.Completed {
			if times > 1 {
				wrong = append(wrong, fmt.Sprintf("%s was copied %d times", point, times))
			}
		}
	}
	for _, g := range w.Groups() {
		if g.Open || len(g.Firing()) > 0 {
			wrong = append(
				wrong,
				fmt.Sprintf("group %s at %s is still open, told at %s", g.Cause, g.Place, g.SentAt.Format(time.TimeOnly)),
			)
		}
	}
	return wrong
}

// playLost closes a key whose copies fail without an event.
func playLost(ctx context.Context, w *World) error {
	w.Deliver(func(detailType string) int {
		if detailType == "Copy Job State Change" {
			return 0
		}
		return 1
	})
	if err := w.CloseKey(ctx, w.resources[0]); err != nil {
		return err
	}
	w.Pass(50 * time.Minute)
	return nil
}

func healLost(ctx context.Context, w *World) error {
	w.Deliver(nil)
	if err := w.OpenKey(ctx, w.resources[0]); err != nil {
		return err
	}
	w.Until(w.NextRun().Add(75 * time.Minute))
	return nil
}

// judgeLost wants the copy that failed told, and its end.
func judgeLost(ctx context.Context, w *World, _ Trouble) (wrong []string) {
	r := w.resources[0]
	at, _ := w.Reported(r.Account, r.ARN, w.began)
	if at.IsZero() {
		wrong = append(wrong, "nobody was told of the copy that failed")
	}
	copied, err := w.Copies(ctx, r)
	if err != nil || len(copied.Failed) == 0 || copied.Newest.IsZero() {
		wrong = append(wrong, fmt.Sprintf("the key was closed and opened, and the copies are %+v, %v", copied, err))
	}
	for _, g := range w.Groups() {
		if g.Open {
			wrong = append(wrong, fmt.Sprintf("group %s at %s is still open", g.Cause, g.Place))
		}
	}
	return wrong
}
