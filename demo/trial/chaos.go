package trial

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
)

// Chaos is a world in which a schedule of things happens, and what is known of them.
type Chaos struct {
	*World
	size    Size
	counter Counter
	spells  []*spell
	harms   []*Harm
	skew    sync.Map // by function
	made    int      // accounts

	shut  map[*Resource]bool   // whose keys are closed
	taken map[string]time.Time // resources of which a copy was deleted, and when
	out   map[string]bool      // accounts that were moved out of scope
	units map[string]string    // ids of organizational units, by name

	harmful bool // harmful settings are deployed
	known   map[string]map[who]bool
	wrong   []string

	digests int // messages that were looked at for digests
}

// who is whom a group is about.
type who struct{ account, resource string }

// Play plays what happens in the world of a seed. It answers with what was wrong.
func Play(ctx context.Context, seed uint64, size Size, schedule []Happening) (c *Chaos, err error) {
	c = &Chaos{
		size: size, shut: map[*Resource]bool{}, taken: map[string]time.Time{}, known: map[string]map[who]bool{},
		out: map[string]bool{}, units: map[string]string{},
	}
	c.World, err = New(ctx, Options{Seed: strconv.FormatUint(seed, 10), Members: size.members(), Skew: c.skewed})
	if err != nil {
		return nil, err
	}
	c.Pass(settled)
	for i, m := range size.members() {
		if _, err := c.Tag(ctx, m.ID, []string{"EBS", "EFS", "RDS"}[i%3]); err != nil {
			return c, err
		}
	}
	c.Break(c.choose)
	return c, c.play(ctx, schedule)
}

// skewed is how far the clock of a function is off.
func (c *Chaos) skewed(function string) time.Duration {
	if by, is := c.skew.Load(function); is {
		return by.(time.Duration)
	}
	return 0
}

// moment is when something is to be done.
type moment struct {
	at time.Duration
	do func() error
}

// play lets the schedule happen, ends what has not ended, and lets a quiet time pass.
func (c *Chaos) play(ctx context.Context, schedule []Happening) error {
	var due []moment
	for _, h := range schedule {
		due = append(due, moment{h.At, func() error {
			c.Say("%s", h)
			end, err := kindOf(h.Kind).Begin(ctx, c, h)
			if err == nil && end != nil {
				due = append(due, moment{min(h.At+max(h.Lasts, time.Minute), c.length()), func() error {
					c.Say("%s ends", h.Kind)
					return end()
				}})
			}
			return err
		}})
	}
	for len(due) > 0 {
		slices.SortStableFunc(due, func(a, b moment) int { return int(a.at - b.at) })
		now := due[0]
		due = due[1:]
		c.until(ctx, Begins.Add(now.at))
		if err := now.do(); err != nil {
			return fmt.Errorf("at %s: %w", c.Now().Format(time.DateTime), err)
		}
	}
	c.until(ctx, Begins.Add(c.length()))
	c.until(ctx, c.Now().Add(quiet))
	return c.judge(ctx)
}

func (c *Chaos) length() time.Duration { return time.Duration(c.size.Days) * 24 * time.Hour }

// until lets time pass, and looks each hour at what people know.
func (c *Chaos) until(ctx context.Context, t time.Time) {
	for c.Now().Before(t) {
		c.Pass(min(t.Sub(c.Now()), time.Hour))
		c.remember()
		c.lookAtDigests(ctx)
	}
}

// remember keeps whom each group is about: farvault forgets those that are well after a day.
func (c *Chaos) remember() {
	for _, g := range c.Groups() {
		if c.known[g.Key] == nil {
			c.known[g.Key] = map[who]bool{}
		}
		for _, m := range g.Members {
			c.known[g.Key][who{m.Account, m.Resource}] = true
		}
	}
}

func kindOf(name string) Kind {
	return kinds[slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })]
}

// lasting notes a harm that has no end of its own: it is over when farvault has repaired it, two days later at most.
func (c *Chaos) lasting(h Harm) {
	c.harm(h)
	c.harms[len(c.harms)-1].To = c.Now().Add(48 * time.Hour)
}

// someone is an account of the organization.
func (c *Chaos) someone(h Happening) string {
	all := c.accounts()
	return all[h.roll("account", len(all))]
}

// something is a resource that counts.
func (c *Chaos) something(h Happening, which func(*Resource) bool) *Resource {
	var some []*Resource
	for _, r := range c.resources {
		if r.Gone.IsZero() && which(r) {
			some = append(some, r)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[h.roll("resource", len(some))]
}

// planOf is the plan of an account; nil: it has none yet.
func (c *Chaos) planOf(ctx context.Context, h Happening) (string, *backup.Client, *backup.GetBackupPlanOutput, error) {
	account := c.someone(h)
	client := c.backups(account)
	list, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
	if err != nil || len(list.BackupPlansList) == 0 {
		return account, client, nil, err
	}
	plan, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: list.BackupPlansList[0].BackupPlanId})
	return account, client, plan, err
}

// planInput is a plan as UpdateBackupPlan takes it.
func planInput(plan *backup.GetBackupPlanOutput) *types.BackupPlanInput {
	in := &types.BackupPlanInput{BackupPlanName: plan.BackupPlan.BackupPlanName}
	for _, r := range plan.BackupPlan.Rules {
		in.Rules = append(in.Rules, types.BackupRuleInput{
			RuleName: r.RuleName, TargetBackupVaultName: r.TargetBackupVaultName, ScheduleExpression: r.ScheduleExpression,
			StartWindowMinutes: r.StartWindowMinutes, CompletionWindowMinutes: r.CompletionWindowMinutes,
			Lifecycle: r.Lifecycle, CopyActions: r.CopyActions, RecoveryPointTags: r.RecoveryPointTags,
		})
	}
	return in
}
