package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// doctorCommand looks at everything that copies depend on, in the organization and in its accounts.
type doctorCommand struct {
	awsFlags
	Account  []string `help:"Check only these accounts; by default every account in scope."`
	Settings string   `help:"${settings}" type:"existingfile"`
	Fix      bool     `help:"Switch on what the organization lacks, with the management account's credentials."`
	writeFlags
	ManagementProfile string   `help:"The profile of the management account's credentials, for --fix."`
	Wait              waitFlag `help:"${wait}" placeholder:"DURATION"`
	Verbose           bool     `help:"A line for each check, those that pass too." short:"v"`
	JSON              bool     `help:"One JSON object for each precondition." name:"json"`
}

// Run prints every precondition, and ends with status 1 if one fails.
func (c doctorCommand) Run(ctx context.Context, s Streams) error {
	if c.Fix && c.ManagementProfile == "" {
		return wrongUse(
			"--fix changes the organization: it needs --management-profile, a profile of the management account",
		)
	}
	if err := c.askable(s); c.Fix && err != nil {
		return err
	}
	for _, id := range c.Account {
		if !org.IsAccountID(id) {
			return wrongUse("--account %q: an account id has twelve digits", id)
		}
	}
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return err
	}
	for _, doubt := range h.doubts {
		fmt.Fprintf(s.Err, "note: %s\n", doubt)
	}
	if c.Fix {
		if err := c.fix(ctx, s, h); err != nil {
			return err
		}
	}
	return c.report(ctx, s, h)
}

// report prints every precondition.
func (c doctorCommand) report(ctx context.Context, s Streams, h deployment) error {
	look := func(ctx context.Context) ([]proof.Precondition, error) {
		all, err := h.examine(ctx, c.Account)
		if err == nil && len(c.Account) == 0 {
			all = append(all, h.channels(ctx)...)
		}
		return all, err
	}
	all, err := c.Wait.until(ctx, s.Err, wallClock, look)
	if err != nil {
		return err
	}
	failing := false
	for _, p := range all {
		failing = failing || p.Outcome == proof.Fail
		if c.JSON {
			p.Why = whyOf(p)
			if err := writeJSON(s.Out, p); err != nil {
				return err
			}
		}
	}
	if !c.JSON {
		if err := c.print(s, all); err != nil {
			return err
		}
	}
	if failing {
		return found
	}
	if c.Wait > 0 {
		for _, line := range inPlace(h.deployed.Observes) {
			if err := s.note(line); err != nil {
				return err
			}
		}
	}
	return err
}

// fix makes the organization's failing preconditions hold, in their order.
func (c doctorCommand) fix(ctx context.Context, s Streams, h deployment) error {
	management, err := loadAWS(ctx, c.ManagementProfile)
	if err != nil {
		return err
	}
	if err := c.confirm(s, "Switch on in the organization what its failing preconditions name?"); err != nil {
		return err
	}
	for _, p := range h.switches(ctx) {
		if p.Outcome != proof.Fail || !slices.Contains(proof.Switches, p.Name) {
			continue
		}
		if err := cloud.FixOrganization(ctx, management, p.Name); err != nil {
			return err
		}
		fmt.Fprintf(s.Err, "fixed: %s\n", p.Name)
	}
	return nil
}

// examine looks at the organization, then at each account: the named ones, or all in scope.
func (h deployment) examine(ctx context.Context, only []string) ([]proof.Precondition, error) {
	out := h.switches(ctx)
	accounts, err := h.organization().Accounts(ctx)
	if err != nil {
		if slices.ContainsFunc(out, func(p proof.Precondition) bool { return p.Outcome == proof.Fail }) {
			return out, nil
		}
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	for _, id := range only {
		if !slices.ContainsFunc(accounts, func(a org.Account) bool { return a.ID == id }) {
			return nil, wrongUse("account %s is not a member of the organization", id)
		}
	}
	out = append(out, proof.InOrganization(h.settings, h.deployed, accounts)...)
	var scoped []string
	for _, account := range accounts {
		if in, _ := chain.InScope(h.settings, h.deployed, account); in && account.ID != h.deployed.CentralAccountID {
			scoped = append(scoped, account.ID)
		}
	}
	forecast, now := h.world.Forecast(accounts), nowAt(ctx, h.config)
	shown := h.watched("accounts checked", len(accounts))
	defer shown.end()
	for _, account := range accounts {
		shown.step()
		named := slices.Contains(only, account.ID)
		if in, _ := chain.InScope(h.settings, h.deployed, account); !in && !named || len(only) > 0 && !named {
			continue
		}
		out = append(out, h.account(ctx, account, scoped)...)
		if account.State == org.Active && account.ID != h.deployed.CentralAccountID && !h.deployed.Observes {
			out = append(out, h.coming(ctx, forecast, account, now)...)
		}
	}
	proof.Blocking(out, h.deployed)
	return out, nil
}

func (h deployment) switches(ctx context.Context) []proof.Precondition {
	state, err := h.world.Reader().OrganizationState(ctx)
	if err != nil {
		return []proof.Precondition{
			{Name: proof.ReadOrganization, Account: h.deployed.ManagementAccountID, Outcome: proof.Fail,
				Why: h.entryError(ctx, err).Error(), Command: h.managementCommand(ctx)},
		}
	}
	return state.Preconditions(h.deployed)
}

// account looks at one account: whether it can be entered, its chain, the quotas, and in a member what others may have
// put in the way. Scoped are the ids of all members in scope, whose copies the central account must have room for.
func (h deployment) account(ctx context.Context, account org.Account, scoped []string) []proof.Precondition {
	at := proof.Precondition{Account: account.ID, Outcome: proof.Fail}
	if account.State != org.Active {
		at.Name, at.Why = proof.ActiveAccount, "its state is "+string(account.State)
		return []proof.Precondition{at}
	}
	if h.deployed.Observes {
		return h.observed(ctx, account)
	}
	var out []proof.Precondition
	var own chain.ChangeSet
	for _, desired := range chain.Desires(h.settings, h.deployed, account) {
		seen, err := h.world.ProvisionerBy(cloud.EntryRoleOf(h.deployed, h.settings.Entry)).Observe(ctx, desired)
		if err != nil {
			at.Name, at.Why = proof.EnterAccount, h.entryError(ctx, err).Error()
			at.Command = h.memberCommand(account)
			return append(out, at)
		}
		own = chain.Diff(desired, seen)
		out = append(out, proof.Preconditions(own)...)
		if account.ID == h.deployed.CentralAccountID {
			out = append(out, proof.Protections(own)...)
		}
	}
	if account.ID == h.deployed.CentralAccountID {
		return append(out, proof.Quotas(own, h.settings.CentralVault.Names(scoped))...)
	}
	out = append(out, proof.Quotas(own, nil)...)
	return append(out, h.obstacles(ctx, account)...)
}

// obstacles are what farvault does not own: service control policies, and the keys of the workloads.
func (h deployment) obstacles(ctx context.Context, account org.Account) []proof.Precondition {
	var out []proof.Precondition
	reader := h.world.Reader()
	if h.settings.PermissionsBoundary != "" && h.settings.PermissionsBoundary != settings.DefaultBoundary {
		out = append(out, h.boundary(ctx, account))
	}
	for _, region := range h.deployed.Regions(h.settings) {
		vault := h.deployed.CentralVaultARN(h.settings, region, account.ID)
		denied, err := reader.DeniedByOrganization(ctx, account, region, vault)
		scps := proof.Precondition{Name: proof.ControlPolicies, Account: account.ID, Outcome: proof.Pass}
		if err != nil || len(denied) > 0 {
			scps.Outcome, scps.Why = proof.Fail, denials(denied, err)
		}
		out = append(out, scps)
		faults, err := reader.WorkloadKeys(ctx, account, region, h.settings.LocalVault.BackupVaultName, vault)
		if err != nil {
			out = append(
				out,
				proof.Precondition{Name: proof.WorkloadKey, Account: account.ID, Outcome: proof.Fail, Why: err.Error()},
			)
		}
		for _, f := range faults {
			out = append(
				out,
				proof.Precondition{
					Name:    proof.WorkloadKey + " " + f.KeyARN,
					Account: account.ID,
					Outcome: proof.Fail,
					Why:     f.Why,
					Command: f.Paste,
				},
			)
		}
	}
	return out
}

// boundary looks whether a permissions boundary of the organization's own lets the roles work, and keeps them from
// more.
func (h deployment) boundary(ctx context.Context, account org.Account) proof.Precondition {
	arn := chain.BoundaryARN(h.settings, h.deployed, account.ID)
	p := proof.Precondition{Name: proof.Boundary, Account: account.ID, Outcome: proof.Pass}
	faults, err := h.world.Reader().BoundaryFaults(ctx, account.ID, h.deployed.HomeRegion, arn)
	switch {
	case err != nil:
		p.Outcome, p.Why = proof.Fail, err.Error()
	case len(faults) > 0:
		p.Outcome, p.Why = proof.Fail, arn+": "+strings.Join(faults, "; ")
	}
	return p
}

func denials(denied []string, err error) string {
	if err != nil {
		return err.Error()
	}
	return "denied by service control policies: " + strings.Join(denied, "; ")
}
