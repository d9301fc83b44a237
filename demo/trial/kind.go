package trial

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/org"
	sim "farvault/simulator/backup"
	bus "farvault/simulator/eventbridge"
	"farvault/simulator/kernel"
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
		{"the retention is raised", 0, settingsChanged},
	}
}

// spellOf is a span in which calls go wrong.
func spellOf(choice func(Happening) func(*kernel.Call, Point, int) *kernel.Mishap) func(
	context.Context, *Chaos, Happening) (func() error, error) {
	return func(_ context.Context, c *Chaos, h Happening) (func() error, error) {
		s := &spell{Happening: h, choose: choice(h)}
		end := c.harm(Harm{What: h.Kind, Infra: true})
		c.locked(func() { c.spells = append(c.spells, s) })
		return func() error {
			end()
			c.locked(func() { c.spells = without(c.spells, s) })
			return nil
		}, nil
	}
}

func without(all []*spell, one *spell) (rest []*spell) {
	for _, s := range all {
		if s != one {
			rest = append(rest, s)
		}
	}
	return rest
}

func down(h Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	service := services[h.roll("service", len(services))]
	return func(c *kernel.Call, _ Point, _ int) *kernel.Mishap {
		if c.Service != service {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Refuse,
			Error: kernel.Fail("ServiceUnavailable", "Service unavailable").HTTP(http.StatusServiceUnavailable)}
	}
}

func throttles(h Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	service := services[h.roll("service", len(services))]
	return func(c *kernel.Call, _ Point, dice int) *kernel.Mishap {
		if c.Service != service || dice >= 700 {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Refuse, Error: kernel.Fail("ThrottlingException", "Rate exceeded")}
	}
}

func answersLost(Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	return func(_ *kernel.Call, _ Point, dice int) *kernel.Mishap {
		switch {
		case dice < 30:
			return &kernel.Mishap{Kind: kernel.TimeoutAfter}
		case dice < 40:
			return &kernel.Mishap{Kind: kernel.Garble}
		case dice < 50:
			return &kernel.Mishap{Kind: kernel.Truncate}
		}
		return nil
	}
}

func staleReads(Happening) func(*kernel.Call, Point, int) *kernel.Mishap {
	return func(c *kernel.Call, _ Point, dice int) *kernel.Mishap {
		if !happensToRead(c) || dice >= 300 {
			return nil
		}
		return &kernel.Mishap{Kind: kernel.Stale}
	}
}

// killed kills the invocation that makes one of the next hundred calls.
func killed(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	n, kind := 1+h.roll("calls", 100), Kinds[h.roll("kind", len(Kinds))]
	s := &spell{Happening: h}
	s.choose = func(*kernel.Call, Point, int) *kernel.Mishap {
		if n--; n != 0 {
			return nil
		}
		return &kernel.Mishap{Kind: kind}
	}
	c.locked(func() { c.spells = append(c.spells, s) })
	c.harm(Harm{What: h.Kind})()
	return nil, nil
}

func clockOff(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	functions := []string{"farvault-provision", "farvault-alert", "farvault-sweep", "farvault-slack"}
	function := functions[h.roll("function", len(functions))]
	by := time.Duration(h.roll("minutes", 11)-5) * time.Minute
	end := c.harm(Harm{What: h.Kind, Infra: true})
	c.skew.Store(function, by)
	return func() error {
		end()
		c.skew.Delete(function)
		return nil
	}, nil
}

// events has what AWS says arrive otherwise, until the end. The events of Organizations and StackSets are of them.
func (c *Chaos) events(h Happening, set func()) (func() error, error) {
	end := c.harm(Harm{What: h.Kind})
	c.locked(set)
	return func() error {
		end()
		c.locked(func() { c.World.World.EventBridge.Deliveries, c.World.World.EventBridge.Later = nil, nil })
		return nil
	}, nil
}

func eventsLost(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	share := 20 + h.roll("share", 80)
	return c.events(h, func() {
		n := 0
		c.World.World.EventBridge.Deliveries = func(bus.Event) int {
			if n++; n*37%100 < share {
				return 0
			}
			return 1
		}
	})
}

func eventsDoubled(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	times := 2 + h.roll("times", 4)
	return c.events(h, func() { c.World.World.EventBridge.Deliveries = func(bus.Event) int { return times } })
}

func eventsLate(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	return c.events(h, func() {
		n := 0
		c.World.World.EventBridge.Later = func(bus.Event) time.Duration {
			n++
			return time.Duration(n*29%40) * time.Minute
		}
	})
}

func vaultShut(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	c.lasting(Harm{What: h.Kind})
	return nil, c.ShutVault(ctx)
}

func planLosesCopies(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	account, client, plan, err := c.planOf(ctx, h)
	if err != nil || plan == nil {
		return nil, err
	}
	c.lasting(Harm{What: h.Kind, Account: account})
	in := planInput(plan)
	for i := range in.Rules {
		in.Rules[i].CopyActions = nil
	}
	_, err = client.UpdateBackupPlan(ctx, &backup.UpdateBackupPlanInput{BackupPlanId: plan.BackupPlanId, BackupPlan: in})
	return nil, err
}

func selectionDeleted(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	account, client, plan, err := c.planOf(ctx, h)
	if err != nil || plan == nil {
		return nil, err
	}
	list, err := client.ListBackupSelections(ctx, &backup.ListBackupSelectionsInput{BackupPlanId: plan.BackupPlanId})
	if err != nil || len(list.BackupSelectionsList) == 0 {
		return nil, err
	}
	c.lasting(Harm{What: h.Kind, Account: account})
	_, err = client.DeleteBackupSelection(ctx, &backup.DeleteBackupSelectionInput{
		BackupPlanId: plan.BackupPlanId, SelectionId: list.BackupSelectionsList[0].SelectionId,
	})
	return nil, err
}

func ruleDisabled(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	account := c.someone(h)
	client := eventbridge.NewFromConfig(c.World.World.Administrator(account, stage.HomeRegion))
	_, err := client.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(chain.ForwardingRule)})
	if err != nil {
		return nil, nil // it is not there yet
	}
	c.lasting(Harm{What: h.Kind, Account: account})
	_, err = client.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{
		Rule: aws.String(chain.ForwardingRule), Ids: c.targets(ctx, client),
	})
	return nil, err
}

func (c *Chaos) targets(ctx context.Context, client *eventbridge.Client) (ids []string) {
	out, err := client.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String(chain.ForwardingRule)})
	if err != nil {
		return nil
	}
	for _, t := range out.Targets {
		ids = append(ids, aws.ToString(t.Id))
	}
	return ids
}

func keyClosed(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	r := c.something(h, func(r *Resource) bool { return r.Key != "" && !c.shut[r] })
	if r == nil {
		return nil, nil
	}
	c.shut[r] = true
	end := c.harm(Harm{What: h.Kind, Account: r.Account})
	return func() error {
		end()
		c.shut[r] = false
		return c.OpenKey(ctx, r)
	}, c.CloseKey(ctx, r)
}

func localKeyDisabled(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	account := c.someone(h)
	vault, err := c.backups(account).DescribeBackupVault(ctx, &backup.DescribeBackupVaultInput{
		BackupVaultName: &c.Settings.LocalVault.BackupVaultName,
	})
	if err != nil {
		return nil, nil // it is not there yet
	}
	end := c.harm(Harm{What: h.Kind, Account: account})
	_, err = c.keys(account).DisableKey(ctx, &kms.DisableKeyInput{KeyId: vault.EncryptionKeyArn})
	return func() error {
		end()
		_, err := c.keys(account).EnableKey(ctx, &kms.EnableKeyInput{KeyId: vault.EncryptionKeyArn})
		return err
	}, err
}

// roleGone takes a role of the StackSet's out of an account; its end is the StackSet that makes it again.
func roleGone(name string) func(context.Context, *Chaos, Happening) (func() error, error) {
	return func(_ context.Context, c *Chaos, h Happening) (func() error, error) {
		account := c.someone(h)
		arn := org.IAM("aws", account, "role/farvault/"+name)
		c.World.World.Lock()
		defer c.World.World.Unlock()
		role, found := c.World.World.IAM.Role(arn)
		if !found {
			return nil, nil
		}
		c.World.World.IAM.RemoveRole(account, name)
		harm := &Harm{What: h.Kind, Account: account, From: c.World.World.Clock.Now()}
		c.harms = append(c.harms, harm)
		return func() error {
			harm.To = c.Now()
			c.locked(func() { c.World.World.IAM.PutRole(account, role) })
			return nil
		}, nil
	}
}

func copyOmitted(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	account := c.someone(h)
	c.lasting(Harm{What: h.Kind, Account: account})
	c.locked(func() { c.World.World.Backup.Omit(account, stage.HomeRegion, sim.OmitCopy, 1) })
	return nil, nil
}

// copyDeleted takes a copy out of the central vault by the break-glass role.
func copyDeleted(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	client := backup.NewFromConfig(c.breakGlass(stage.CentralID))
	vault := &c.Settings.CentralVault.BackupVaultName
	list, err := client.ListRecoveryPointsByBackupVault(ctx, &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: vault,
	})
	if err != nil || len(list.RecoveryPoints) == 0 {
		return nil, nil // nothing to take
	}
	point := list.RecoveryPoints[h.roll("point", len(list.RecoveryPoints))]
	c.lasting(Harm{What: h.Kind})
	c.Say("alice deletes %s", aws.ToString(point.RecoveryPointArn))
	c.taken[aws.ToString(point.ResourceArn)] = c.Now()
	_, err = client.DeleteRecoveryPoint(ctx, &backup.DeleteRecoveryPointInput{
		BackupVaultName: vault, RecoveryPointArn: point.RecoveryPointArn,
	})
	return nil, err
}

// forged puts events that look like AWS's on farvault's bus, by a member's administrator. AWS refuses them.
func forged(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	client := eventbridge.NewFromConfig(c.World.World.Administrator(c.someone(h), stage.HomeRegion))
	for _, source := range []string{"aws.backup", "farvault"} {
		_, err := client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
			EventBusName: aws.String("arn:aws:events:" + stage.HomeRegion + ":" + stage.CentralID + ":event-bus/farvault"),
			Source:       &source, DetailType: aws.String("Copy Job State Change"),
			Detail: aws.String(`{"state":"FAILED","copyJobId":"` + fmt.Sprint(h.Dice) + `"}`),
		}}})
		if err != nil {
			c.Say("a forged event is refused: %v", err)
		}
	}
	return nil, nil
}

func tagged(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	_, err := c.Tag(ctx, c.someone(h), []string{"EBS", "EFS", "S3", "RDS"}[h.roll("type", 4)])
	return nil, err
}

func untagged(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	r := c.something(h, func(*Resource) bool { return true })
	if r == nil {
		return nil, nil
	}
	r.Gone = c.Now()
	c.Say("people in %s take the tag from %s", r.Account, r.ARN)
	c.lasting(Harm{What: h.Kind, Account: r.Account})
	c.locked(func() { c.World.World.Backup.SetTags(r.Account, stage.HomeRegion, r.ARN, nil) })
	return nil, nil
}

func created(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	c.made++
	id := fmt.Sprintf("7%011d", 77788889999+c.made)
	c.locked(func() {
		c.World.World.Organizations.NextAccountIDs = append(c.World.World.Organizations.NextAccountIDs, id)
		c.StackSet.Wait = time.Duration(4+h.roll("stack", 150)) * time.Minute
	})
	c.lasting(Harm{What: h.Kind, Account: id})
	return nil, c.Create(ctx, fmt.Sprintf("newcomer-%d", c.made))
}

func left(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	if len(c.accounts()) < 2 {
		return nil, nil
	}
	account := c.someone(h)
	c.Say("account %s leaves the organization", account)
	c.lasting(Harm{What: h.Kind, Account: account})
	for _, r := range c.resources {
		if r.Account == account && r.Gone.IsZero() {
			r.Gone = c.Now()
		}
	}
	c.locked(func() { c.World.World.Organizations.RemoveAccount(account) })
	return nil, nil
}

// settingsChanged is a deployment of other settings: backups are kept longer.
func settingsChanged(_ context.Context, c *Chaos, h Happening) (func() error, error) {
	lifecycle := &c.Settings.BackupPlans[0].Rules[0].Lifecycle
	lifecycle.DeleteAfterDays += 10
	c.Say("settings keep backups for %d days", lifecycle.DeleteAfterDays)
	c.lasting(Harm{What: h.Kind})
	return nil, nil
}
