package trial

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/demo/stage"
	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/settings"
)

// settingsChanged is a deployment of other settings: backups are kept longer.
func settingsChanged(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	if c.harmful {
		return nil, nil // whoever deploys the old ones would take it back
	}
	lifecycle := &c.Settings.BackupPlans[0].Rules[0].Lifecycle
	lifecycle.DeleteAfterDays += 10
	c.Say("settings keep backups for %d days", lifecycle.DeleteAfterDays)
	c.lasting(Harm{What: h.Kind})
	return nil, nil
}

// harmful are settings that must not come to all accounts by themselves, and in how many they may stand.
type harmful struct {
	deploy func(*settings.BackupRule)
	stands func(*types.BackupRule) bool
	most   int
	asks   bool // people are asked by the breaker, which lets one account be changed
}

const hourly = "cron(0 * * * ? *)"

// deletesEarly are backups that are kept for a week: farvault never shortens what is kept, whatever the settings say.
var deletesEarly = harmful{
	deploy: func(r *settings.BackupRule) { r.Lifecycle.DeleteAfterDays = 7 },
	stands: func(r *types.BackupRule) bool {
		return r.Lifecycle != nil && aws.ToInt64(r.Lifecycle.DeleteAfterDays) == 7
	},
}

// costsMore are backups of each hour, of which people are asked once one account has them.
var costsMore = harmful{
	deploy: func(r *settings.BackupRule) { r.ScheduleExpression = hourly },
	stands: func(r *types.BackupRule) bool { return aws.ToString(r.ScheduleExpression) == hourly },
	most:   1, asks: true,
}

// settingsHarmful is a deployment of harmful settings. It ends when people deploy the old ones again, and answer.
func settingsHarmful(what harmful) func(context.Context, *Chaos, Happening) (func() error, error) {
	return func(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
		if c.harmful {
			return nil, nil // others are deployed
		}
		c.harmful = true
		rule, breaker := &c.Settings.BackupPlans[0].Rules[0], c.Settings.Breaker
		before := *rule
		what.deploy(rule)
		c.Settings.Breaker = settings.Breaker{MaxAccountsPercentage: 10, MinAccounts: 1}
		end, from := c.harm(Harm{What: h.Kind}), c.Now()
		return func() error {
			end()
			if err := c.judgeSettings(ctx, what, from); err != nil {
				return err
			}
			*rule, c.Settings.Breaker, c.harmful = before, breaker, false
			c.lasting(Harm{What: h.Kind})
			return c.records().UpdateBreaker(ctx, func(b chain.Breaker) chain.Breaker {
				return b.Allow(chain.Allowance{Until: c.Now().Add(time.Hour), Owner: "alice", Why: "the old settings are back"})
			})
		}, nil
	}
}

func (w *World) records() *ledger.Ledger {
	return ledger.New(dynamodb.NewFromConfig(w.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault")
}

// askedAfter is how long a settings' change may go unasked: the look at all accounts is daily.
const askedAfter = 24*time.Hour + inTime

// judgeSettings wants harmful settings in no more accounts than may have them, and people asked about the next.
func (c *Chaos) judgeSettings(ctx context.Context, what harmful, from time.Time) error {
	has, others, err := c.standing(ctx, what, from)
	if err != nil {
		return err
	}
	b, err := c.records().Breaker(ctx)
	if err != nil {
		return err
	}
	if has > what.most {
		c.wrong = append(c.wrong, fmt.Sprintf("settings: harmful ones stand in %d accounts, want %d at most", has, what.most))
	}
	if !what.asks || has == 0 || others == 0 {
		return nil
	}
	if b.HaltedAt.IsZero() && c.unharmed(from, c.Now()) > askedAfter {
		c.wrong = append(c.wrong, fmt.Sprintf("breaker: it did not stop: %d accounts are as before", others))
	}
	told := slices.ContainsFunc(c.Heard(), func(h Heard) bool { return h.GroupKey == alert.HaltedGroup(b.HaltedAt).Key() })
	if !b.HaltedAt.IsZero() && !told && c.unharmed(b.HaltedAt, c.Now()) > inTime {
		c.wrong = append(c.wrong, "breaker: nobody was asked since it stopped at "+b.HaltedAt.Format(time.DateTime))
	}
	return nil
}

// standing counts the accounts whose plans are older than a time: those in which harmful settings stand, and others.
func (c *Chaos) standing(ctx context.Context, what harmful, from time.Time) (has, others int, err error) {
	for _, account := range c.accounts() {
		client := c.backups(account)
		list, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
		if err != nil {
			return 0, 0, err
		}
		for _, p := range list.BackupPlansList {
			plan, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: p.BackupPlanId})
			switch {
			case err != nil:
				return 0, 0, err
			case aws.ToTime(p.CreationDate).After(from):
			case what.stands(&plan.BackupPlan.Rules[0]):
				has++
			default:
				others++
			}
		}
	}
	return has, others, nil
}
