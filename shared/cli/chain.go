package cli

import (
	"context"
	"fmt"

	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
)

// chainCommand works on one account's chain, against whatever the standard AWS environment names.
type chainCommand struct {
	Diff  chainDiffCommand  `cmd:"" help:"What would be changed: the dry run. Exit status 1 when something differs."`
	Apply chainApplyCommand `cmd:"" help:"Make the account as desired."`
}

// chainFlags are common to the chain's commands. Credentials are those of an operator in the
// central account (template parameter OperatorPrincipalArns).
type chainFlags struct {
	Account  string `required:"" help:"The account's id, twelve digits."`
	Settings string `help:"The settings file; without it the settings that this binary was built with." type:"existingfile"`
	JSON     bool   `name:"json" help:"One JSON object a change."`
}

type chainDiffCommand struct{ chainFlags }

type chainApplyCommand struct{ chainFlags }

// Run prints what differs.
func (c chainDiffCommand) Run(ctx context.Context, s Streams) error {
	_, set, err := c.diff(ctx)
	if err != nil {
		return err
	}
	if err := c.print(s, set.Changes); err != nil {
		return err
	}
	if !set.Empty() {
		return found
	}
	fmt.Fprint(s.Err, set.String())
	return nil
}

// Run makes the changes and prints them. What is left to people is printed too, and is status 1.
func (c chainApplyCommand) Run(ctx context.Context, s Streams) error {
	provisioner, set, err := c.diff(ctx)
	if err != nil {
		return err
	}
	result, err := provisioner.Apply(ctx, set)
	if printed := c.print(s, result.Applied); printed != nil {
		return printed
	}
	if err != nil {
		return fmt.Errorf("apply to account %s: %w", c.Account, err)
	}
	if held := set.Held(); len(held) > 0 {
		fmt.Fprintf(s.Err, "left to you:\n")
		if err := c.print(s, held); err != nil {
			return err
		}
		return found
	}
	fmt.Fprintf(s.Err, "account %s: %d changes made\n", c.Account, len(result.Applied))
	return nil
}

func (c chainFlags) diff(ctx context.Context) (*cloud.Provisioner, chain.ChangeSet, error) {
	if !org.IsAccountID(c.Account) {
		return nil, chain.ChangeSet{}, wrongUse("--account %q: an account id has twelve digits", c.Account)
	}
	wishes, err := loadSettings(c.Settings)
	if err != nil {
		return nil, chain.ChangeSet{}, err
	}
	config, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, chain.ChangeSet{}, fmt.Errorf("load the AWS configuration: %w", err)
	}
	place, err := cloud.Discover(ctx, config)
	if err != nil {
		return nil, chain.ChangeSet{}, err
	}
	world := cloud.New(config, place, "farvault")
	account, err := world.Organization().Account(ctx, c.Account)
	if err != nil {
		return nil, chain.ChangeSet{}, fmt.Errorf("look up account %s: %w", c.Account, err)
	}
	if in, why := chain.InScope(wishes, place, account); !in {
		return nil, chain.ChangeSet{}, wrongUse("account %s is not protected: %s", c.Account, why)
	}
	provisioner := world.Provisioner()
	desired := chain.Desire(wishes, place, account)
	seen, err := provisioner.Observe(ctx, desired)
	if err != nil {
		return nil, chain.ChangeSet{}, fmt.Errorf("observe account %s: %w", c.Account, err)
	}
	return provisioner, chain.Diff(desired, seen), nil
}

// change is a chain.Change as JSON.
type change struct {
	Op         chain.Op          `json:"op"`
	Kind       chain.Kind        `json:"kind"`
	Name       string            `json:"name"`
	Account    string            `json:"account"`
	Region     string            `json:"region,omitempty"`
	Attributes []chain.Attribute `json:"attributes,omitempty"`
	Why        string            `json:"why,omitempty"`
}

func (c chainFlags) print(s Streams, changes []chain.Change) error {
	for _, one := range changes {
		if !c.JSON {
			if _, err := fmt.Fprintln(s.Out, one); err != nil {
				return err
			}
			continue
		}
		line := change{one.Op, one.Ref.Kind, one.Ref.Name, one.Ref.Account, one.Ref.Region, one.Attributes, one.Why}
		if err := writeJSON(s.Out, line); err != nil {
			return err
		}
	}
	return nil
}
