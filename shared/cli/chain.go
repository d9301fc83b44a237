package cli

import (
	"context"
	"fmt"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/plain"
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

type chainDiffCommand struct{ chainFlags }

type chainApplyCommand struct {
	chainFlags
	writeFlags
	SettingsDiffer bool `help:"${settingsDiffer}"`
}

// Run prints what differs, and what the keys cost.
func (c chainDiffCommand) Run(ctx context.Context, s Streams) error {
	look, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	differs := false
	for _, set := range look.sets {
		if err := c.print(s, set.Changes, message.ChangeLines); err != nil {
			return err
		}
		if err := c.print(s, set.LeftAlone(), message.ChangeLines); err != nil {
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

// price tells what the account's keys cost a month, as the setting is and as it could be.
func (c chainFlags) price(s Streams, look accountState) error {
	cost := chain.Cost(look.settings, look.deployed, look.sets[len(look.sets)-1].Desired)
	if c.JSON {
		return writeJSON(s.Out, cost)
	}
	_, err := fmt.Fprintln(s.Err, cost)
	return err
}

// Run makes the changes and prints them. What is left to people is printed too, and is status 1.
func (c chainApplyCommand) Run(ctx context.Context, s Streams) error {
	if err := c.askable(s); err != nil {
		return err
	}
	look, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	if look.settingsDiffer && !c.SettingsDiffer {
		return wrongUse("nothing was changed, because of the settings: apply the deployed ones, deploy these first, or " +
			"give --settings-differ")
	}
	if err := c.ask(s, look); err != nil {
		return err
	}
	made, left := 0, []chain.Change{}
	for _, set := range look.sets {
		result, err := look.provisioner.Apply(ctx, set)
		if printed := c.print(s, result.Applied, message.DoneLines); printed != nil {
			return printed
		}
		if err != nil {
			return fmt.Errorf("apply to account %s: %w", set.Account, err)
		}
		made, left = made+len(result.Applied), append(left, set.Held()...)
	}
	if len(left) > 0 {
		fmt.Fprintf(s.Err, "left to you:\n")
		if err := c.print(s, left, message.ChangeLines); err != nil {
			return err
		}
		return found
	}
	fmt.Fprintf(s.Err, "account %s: %s made\n", c.Account, plain.Count(made, "change", "changes"))
	return nil
}

// ask shows what would change and asks for it. Where nothing would, it asks nothing.
func (c chainApplyCommand) ask(s Streams, look accountState) error {
	if c.Yes {
		return nil
	}
	n := 0
	for _, set := range look.sets {
		for _, one := range chain.Values(set.Writes()) {
			n++
			fmt.Fprintln(s.Err, strings.Join(message.ChangeLines(one), "\n"))
		}
	}
	if n == 0 {
		return nil
	}
	return c.confirm(s, "Make %s in account %s?", plain.Count(n, "change", "changes"), c.Account)
}

// accountState is one account as it was found, by the chains that its protection takes.
type accountState struct {
	settings    settings.Settings
	deployed    chain.Deployment
	provisioner *cloud.Provisioner
	sets        []chain.ChangeSet // the account's own is the last

	settingsDiffer bool // from those that are deployed
}

func (c chainFlags) read(ctx context.Context, s Streams) (accountState, error) {
	if !org.IsAccountID(c.Account) {
		return accountState{}, wrongUse("--account %q: an account id has twelve digits", c.Account)
	}
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return accountState{}, err
	}
	account, err := h.world.Organization().Account(ctx, c.Account)
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

		settingsDiffer: h.settingsDiffer() != "",

		provisioner: h.world.ProvisionerBy(cloud.EntryRoleOf(h.deployed, h.settings.Entry)),
	}
	for _, desired := range chain.Desires(h.settings, h.deployed, account) {
		seen, err := look.provisioner.Observe(ctx, desired)
		if err != nil {
			return accountState{}, h.entryError(ctx, fmt.Errorf("observe account %s: %w", desired.Account, err))
		}
		look.sets = append(look.sets, chain.Diff(desired, seen))
	}
	return look, nil
}
