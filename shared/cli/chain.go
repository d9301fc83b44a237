package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// chainCommand works on one account's chain, against whatever the standard AWS environment names.
type chainCommand struct {
	Show  chainShowCommand  `cmd:"" help:"Show every link of the account as a tree, with its state."`
	Diff  chainDiffCommand  `cmd:"" help:"Show what would change: the dry run. Exit status 1 when something differs."`
	Apply chainApplyCommand `cmd:"" help:"Bring the account to its desired state."`
}

// chainFlags are common to the chain's commands. Credentials are those of an operator in the
// central account (template parameter OperatorPrincipalArns).
type chainFlags struct {
	awsFlags
	Account  string `required:"" help:"The account's id, twelve digits."`
	Settings string `help:"${settings}" type:"existingfile"`
	JSON     bool   `help:"One JSON object for each change." name:"json"`
}

type chainDiffCommand struct {
	awsFlags
	Account  string `xor:"which" required:"" help:"The account's id, twelve digits."`
	All      bool   `xor:"which" required:"" help:"${diffAll}"`
	Settings string `help:"${settings}" type:"existingfile"`
	JSON     bool   `help:"One JSON object for each change; with --all one object." name:"json"`
}

// one is the command about the one account.
func (c chainDiffCommand) one() chainFlags {
	return chainFlags{awsFlags: c.awsFlags, Account: c.Account, Settings: c.Settings, JSON: c.JSON}
}

type chainApplyCommand struct {
	chainFlags
	writeFlags
	SettingsDiffer bool `help:"${settingsDiffer}"`
}

// Run prints what differs, and what the keys cost.
func (c chainDiffCommand) Run(ctx context.Context, s Streams) error {
	if c.All {
		return c.all(ctx, s)
	}
	return c.one().diff(ctx, s)
}

func (c chainFlags) diff(ctx context.Context, s Streams) error {
	look, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	differs := false
	for _, set := range look.sets {
		if err := c.print(s, set.Changes, message.ChangeLines); err != nil {
			return err
		}
		if err := c.print(s, slices.Concat(set.LeftAlone(), leftovers(set)), message.ChangeLines); err != nil {
			return err
		}
		if set.Empty() {
			fmt.Fprintf(s.Err, "account %s is as desired\n", set.Account)
		}
		differs = differs || !set.Empty()
	}
	if err := c.price(s, look); err != nil {
		return err
	}
	if differs {
		return found
	}
	return nil
}

// leftovers are what is farvault's own in the account and no setting names.
func leftovers(set chain.ChangeSet) (all []chain.Change) {
	for _, l := range set.Leftovers() {
		all = append(all, l.Change())
	}
	return all
}

// price tells what the account's keys cost a month, as the setting is and as it could be.
func (c chainFlags) price(s Streams, look accountState) error {
	cost := chain.Cost(look.settings, look.deployed, look.sets[len(look.sets)-1].Desired)
	if c.JSON {
		return writeJSON(s.Out, cost)
	}
	_, err := fmt.Fprintln(s.Err, cost)
	return err
}

// accountState is one account as it was found, by the chains that its protection takes.
type accountState struct {
	settings    settings.Settings
	deployed    chain.Deployment
	provisioner *cloud.Provisioner
	sets        []chain.ChangeSet // the account's own is the last

	settingsDiffer bool // from those that are deployed
	records        *ledger.Ledger
	now            time.Time // where the deployment is
}

func (c chainFlags) read(ctx context.Context, s Streams) (accountState, error) {
	if !org.IsAccountID(c.Account) {
		return accountState{}, wrongUse("--account %q: an account id has twelve digits", c.Account)
	}
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return accountState{}, err
	}
	account, err := h.organization().Account(ctx, c.Account)
	if err != nil {
		return accountState{}, h.entryError(ctx, fmt.Errorf("look up account %s: %w", c.Account, err))
	}
	if account.ID == "" {
		return accountState{}, wrongUse("account %s is not a member of the organization", c.Account)
	}
	if in, why := chain.InScope(h.settings, h.deployed, account); !in {
		return accountState{}, wrongUse("account %s is not protected: %s", c.Account, why)
	}
	look := accountState{
		settings: h.settings,
		deployed: h.deployed,
		records:  h.records,
		now:      nowAt(ctx, h.config),

		settingsDiffer: h.settingsDiffer() != "",

		provisioner: h.world.ProvisionerBy(cloud.EntryRoleOf(h.deployed, h.settings.Entry)),
	}
	past, err := h.records.Account(ctx, account.ID)
	if err != nil {
		return accountState{}, fmt.Errorf("read the record of account %s: %w", account.ID, err)
	}
	for _, desired := range chain.Desires(h.settings, h.deployed, account) {
		if len(desired.Regions) > 0 {
			desired.Regions = past.Regions(desired.Regions)
		}
		seen, err := look.provisioner.Observe(ctx, desired)
		if err != nil {
			return accountState{}, h.entryError(ctx, fmt.Errorf("observe account %s: %w", desired.Account, err))
		}
		look.sets = append(look.sets, chain.Diff(desired, seen))
	}
	return look, nil
}
