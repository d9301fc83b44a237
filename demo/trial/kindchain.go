package trial

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/org"
)

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
