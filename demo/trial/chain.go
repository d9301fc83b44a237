package trial

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/demo/stage"
	"farvault/shared/chain"
)

// parts are how much an account has of what farvault makes there, by the name of the kind.
type parts map[string]int

// whole is what every member has, each once; the central account has the key and the vault.
func (w *World) whole(account string) parts {
	if account == stage.CentralID {
		return parts{"key": 1, "vault": 1}
	}
	plans := len(w.Settings.BackupPlans)
	return parts{"key": 1, "vault": 1, "plan": plans, "selection": plans, "rule": 1, "target": 1}
}

// wrongIn is what an account has too much or too little of, as it stands in the world.
func (w *World) wrongIn(ctx context.Context, account string) (wrong []string) {
	has, err := w.partsOf(ctx, account)
	if err != nil {
		return []string{fmt.Sprintf("account %s: %v", account, err)}
	}
	for kind, want := range w.whole(account) {
		if has[kind] != want {
			wrong = append(wrong, fmt.Sprintf("account %s has %d of %s, want %d", account, has[kind], kind, want))
		}
	}
	return wrong
}

// doubledIn is what an account has too much of.
func (w *World) doubledIn(ctx context.Context, account string) (wrong []string) {
	has, err := w.partsOf(ctx, account)
	if err != nil {
		return []string{fmt.Sprintf("account %s: %v", account, err)}
	}
	for kind, want := range w.whole(account) {
		if has[kind] > want {
			wrong = append(wrong, fmt.Sprintf("account %s has %d of %s, want %d", account, has[kind], kind, want))
		}
	}
	return wrong
}

func (w *World) partsOf(ctx context.Context, account string) (parts, error) {
	has := parts{}
	for _, count := range []func(context.Context, string, parts) error{
		w.countKeys, w.countVaults, w.countPlans, w.countRules,
	} {
		if err := count(ctx, account, has); err != nil {
			return nil, err
		}
	}
	return has, nil
}

// countKeys counts the keys that carry farvault's tag and were not scheduled for deletion by people.
func (w *World) countKeys(ctx context.Context, account string, has parts) error {
	client := w.keys(account)
	pages := kms.NewListKeysPaginator(client, &kms.ListKeysInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, key := range page.Keys {
			tags, err := client.ListResourceTags(ctx, &kms.ListResourceTagsInput{KeyId: key.KeyId})
			if err != nil {
				continue // AWS's own keys have none to list
			}
			for _, tag := range tags.Tags {
				if aws.ToString(tag.TagKey) == chain.OwnerTag {
					has["key"]++
				}
			}
		}
	}
	return nil
}

func (w *World) countVaults(ctx context.Context, account string, has parts) error {
	name := w.Settings.LocalVault.BackupVaultName
	if account == stage.CentralID {
		name = w.Settings.CentralVault.BackupVaultName
	}
	list, err := w.backups(account).ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
	if err != nil {
		return err
	}
	for _, v := range list.BackupVaultList {
		if aws.ToString(v.BackupVaultName) == name {
			has["vault"]++
		}
	}
	return nil
}

// countPlans counts plans that copy to the central account, and their selections.
func (w *World) countPlans(ctx context.Context, account string, has parts) error {
	client := w.backups(account)
	plans, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
	if err != nil {
		return err
	}
	for _, p := range plans.BackupPlansList {
		document, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: p.BackupPlanId})
		if err != nil {
			return err
		}
		if !copiesAll(document.BackupPlan) {
			continue
		}
		has["plan"]++
		selections, err := client.ListBackupSelections(ctx, &backup.ListBackupSelectionsInput{BackupPlanId: p.BackupPlanId})
		if err != nil {
			return err
		}
		has["selection"] += len(selections.BackupSelectionsList)
	}
	return nil
}

// copiesAll reports whether each rule copies somewhere.
func copiesAll(p *types.BackupPlan) bool {
	for _, rule := range p.Rules {
		if len(rule.CopyActions) == 0 {
			return false
		}
	}
	return len(p.Rules) > 0
}

func (w *World) countRules(ctx context.Context, account string, has parts) error {
	if account == stage.CentralID {
		return nil // its rules are the template's
	}
	client := eventbridge.NewFromConfig(w.World.Administrator(account, stage.HomeRegion))
	rules, err := client.ListRules(ctx, &eventbridge.ListRulesInput{NamePrefix: aws.String(chain.ForwardingRule)})
	if err != nil {
		return err
	}
	for _, r := range rules.Rules {
		has["rule"]++
		targets, err := client.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: r.Name})
		if err != nil {
			return err
		}
		has["target"] += len(targets.Targets)
	}
	return nil
}
