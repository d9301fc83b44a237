package trial

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"farvault/demo/stage"
	sim "farvault/simulator/backup"
)

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
	c.gone(account, h)
	c.locked(func() { c.World.World.Organizations.RemoveAccount(account) })
	return nil, nil
}
