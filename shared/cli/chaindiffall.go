package cli

import (
	"context"
	"fmt"
	"sync"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/guard"
	"farvault/shared/org"
)

// accountsAtOnce is how many accounts are read at the same time. AWS Backup's rates are an account's and Region's own;
// the organization's are asked once: https://docs.aws.amazon.com/general/latest/gr/bk.html
const accountsAtOnce = 16

// all shows what the next sweep would change in every account in scope. It only reads. An account that cannot be read
// is named with the reason, and costs the others nothing.
func (c chainDiffCommand) all(ctx context.Context, s Streams) error {
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return err
	}
	accounts, err := h.scoped(ctx)
	if err != nil {
		return h.entryError(ctx, err)
	}
	o := chain.Overlook(h.previews(ctx, accounts))
	if c.JSON {
		err = writeJSON(s.Out, o)
	} else {
		err = printOverview(s, o)
	}
	switch {
	case err != nil:
		return err
	case o.Differs():
		return found
	case len(o.Unread) > 0:
		return couldNotLook
	}
	return nil
}

// scoped are the accounts that a sweep reconciles, in the order of the organization's tree.
func (h deployment) scoped(ctx context.Context) (scoped []org.Account, err error) {
	accounts, err := h.organization().Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	for _, a := range accounts {
		if a.State != org.Active {
			continue
		}
		if in, _ := chain.InScope(h.settings, h.deployed, a); in {
			scoped = append(scoped, a)
		}
	}
	return scoped, nil
}

// previewer reads accounts, several at once.
type previewer struct {
	deployment
	provisioner  *cloud.Provisioner
	organization *cloud.Organization

	policies sync.Once
}

// previews reads accounts, several at once.
func (h deployment) previews(ctx context.Context, accounts []org.Account) []chain.Preview {
	previews := make([]chain.Preview, len(accounts))
	shown := h.watched("accounts read", len(accounts))
	defer shown.end()
	reader := previewer{deployment: h, organization: h.organization(),
		provisioner: h.world.ProvisionerBy(cloud.EntryRoleOf(h.deployed, h.settings.Entry))}
	slots := make(chan struct{}, accountsAtOnce)
	var all guard.Group
	for i, a := range accounts {
		slots <- struct{}{}
		all.Go(func() error {
			defer func() { <-slots; shown.step() }()
			previews[i] = chain.Preview{Account: a}
			return guard.Do(func() error { return reader.read(ctx, &previews[i]) })
		})
	}
	for i, err := range all.Wait() {
		if err != nil {
			previews[i] = chain.Preview{Account: accounts[i], Unread: h.entryError(ctx, err).Error()}
		}
	}
	return previews
}

// read reads one account.
func (r *previewer) read(ctx context.Context, p *chain.Preview) error {
	past, err := r.records.Account(ctx, p.Account.ID)
	if err != nil {
		return fmt.Errorf("read the record of account %s: %w", p.Account.ID, err)
	}
	for _, desired := range chain.Desires(r.settings, r.deployed, p.Account) {
		if len(desired.Regions) > 0 {
			desired.Regions = past.Regions(desired.Regions)
		}
		seen, err := r.provisioner.Observe(ctx, desired)
		if err != nil {
			return fmt.Errorf("observe account %s: %w", desired.Account, err)
		}
		p.Sets = append(p.Sets, chain.Diff(desired, seen))
		if desired.Account != p.Account.ID || p.Account.ID == r.deployed.CentralAccountID {
			continue
		}
		plans, tagged, err := r.provisioner.Beside(ctx, desired)
		if err != nil {
			return fmt.Errorf("read the backup plans of account %s: %w", desired.Account, err)
		}
		policy, err := r.policyPlans(ctx, desired.Account)
		if err != nil {
			return err
		}
		plans = append(plans, chain.StillToCome(policy, plans, desired.Regions)...)
		p.Twice = append(p.Twice, chain.TwiceBackedUp(desired, plans, tagged)...)
	}
	return nil
}

// policyPlans are the plans of the organization's backup policies. That they could not be read is said once.
func (r *previewer) policyPlans(ctx context.Context, account string) (plans []chain.SeenPlan, err error) {
	plans, unread := r.organization.BackupPolicy(ctx, account)
	if unread != nil {
		r.policies.Do(func() { err = r.streams.note("note: " + r.entryError(ctx, unread).Error()) })
	}
	return plans, err
}
