package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
)

// retireCommand ends farvault's work in accounts, or takes that back. What it changes there it changes with the
// operator's own credentials in the member: no role of farvault's may delete or switch off anything.
type retireCommand struct {
	awsFlags
	writeFlags
	accountable
	Account       []string `xor:"which" required:"" placeholder:"ID" help:"Retire these accounts."`
	All           bool     `xor:"which" required:"" help:"Retire every account in scope but the central one."`
	Undo          bool     `help:"Take the retirement back: farvault prepares the accounts again."`
	MemberProfile string   `placeholder:"NAME" help:"${retireProfile}"`
	MemberRole    string   `placeholder:"ROLE" help:"${retireRole}"`
	Settings      string   `help:"${settings}" type:"existingfile"`
	JSON          bool     `name:"json" help:"One JSON object for each call and for each thing that stays."`
}

// Run records the retirement first, which the functions obey, and then ends what is left in the accounts.
func (c retireCommand) Run(ctx context.Context, s Streams) error {
	if err := errors.Join(c.check(), c.askable(s)); err != nil {
		return err
	}
	if c.MemberRole != "" && c.MemberProfile == "" {
		return wrongUse("--member-role needs --member-profile: whose credentials assume it?")
	}
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return err
	}
	if h.deployed.Observes {
		return wrongUse("farvault observes: it has made nothing that could be taken back; delete the StackSet's instances")
	}
	ids, err := c.accounts(ctx, h)
	if err != nil {
		return err
	}
	if c.Undo {
		return c.undo(ctx, s, h, ids)
	}
	return c.retire(ctx, s, h, ids)
}

// accounts are the ids of those that are meant.
func (c retireCommand) accounts(ctx context.Context, h deployment) (ids []string, err error) {
	if c.All {
		return c.inScope(ctx, h)
	}
	all, err := h.organization().Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	for _, id := range c.Account {
		switch {
		case !org.IsAccountID(id):
			return nil, wrongUse("--account %q: an account id has twelve digits", id)
		case id == h.deployed.CentralAccountID:
			return nil, wrongUse("account %s is the central account: it keeps the copies of all others", id)
		case !slices.ContainsFunc(all, func(a org.Account) bool { return a.ID == id }):
			return nil, wrongUse("account %s is not a member of the organization", id)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// inScope are all but the central account, which keeps the copies.
func (c retireCommand) inScope(ctx context.Context, h deployment) (ids []string, err error) {
	scoped, err := h.scoped(ctx)
	for _, a := range scoped {
		if a.ID != h.deployed.CentralAccountID {
			ids = append(ids, a.ID)
		}
	}
	return ids, err
}

func (c retireCommand) undo(ctx context.Context, s Streams, h deployment, ids []string) error {
	if err := c.confirm(s, "Let farvault work again in %s?", strings.Join(ids, ", ")); err != nil {
		return err
	}
	if err := h.records.Retire(ctx, ids, nil); err != nil {
		return fmt.Errorf("take the retirement back: %w", err)
	}
	_, err := fmt.Fprintf(s.Err, "no longer retired: %s. farvault prepares what is missing within minutes.\n",
		strings.Join(ids, ", "))
	return err
}

// retire reads what there is to do in each account before anything is changed in any of them.
func (c retireCommand) retire(ctx context.Context, s Streams, h deployment, ids []string) error {
	work := map[string]chain.Retiring{}
	people := map[string]*aws.Config{}
	for _, id := range ids {
		r, err := h.records.Account(ctx, id)
		if err != nil {
			return fmt.Errorf("read the record of account %s: %w", id, err)
		}
		vault := h.settings.LocalVault.BackupVaultName
		if work[id], err = h.world.Retiring(ctx, id, h.deployed.Regions(h.settings), vault, r.SwitchedOn); err != nil {
			return fmt.Errorf("read account %s: %w", id, err)
		}
		if people[id], err = c.person(ctx, h, id); err != nil {
			return err
		}
	}
	if err := c.confirm(s, "End farvault's work in %s? Backups by its plans stop, no data is deleted.",
		strings.Join(ids, ", ")); err != nil {
		return err
	}
	by := account.Retirement{Owner: c.Owner, Why: c.Why, At: nowAt(ctx, h.config).UTC()}
	if err := h.records.Retire(ctx, ids, &by); err != nil {
		return fmt.Errorf("record the retirement: %w", err)
	}
	fmt.Fprintf(s.Err, "recorded: %s, %s\n", strings.Join(ids, ", "), by.Sentence())
	var failed []error
	for _, id := range ids {
		failed = append(failed, c.withdraw(ctx, s, people[id], id, work[id]))
	}
	return errors.Join(failed...)
}

// person is the operator's own configuration in a member; nil: there is none, and the commands are printed.
func (c retireCommand) person(ctx context.Context, h deployment, id string) (*aws.Config, error) {
	if c.MemberProfile == "" {
		return nil, nil
	}
	config, err := loadAWS(ctx, c.MemberProfile)
	if err != nil {
		return nil, err
	}
	config.Region = h.deployed.HomeRegion
	if c.MemberRole != "" {
		role := org.IAM(h.deployed.Partition, id, "role/"+c.MemberRole)
		config.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(config), role))
	}
	caller, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	switch {
	case err != nil:
		return nil, fmt.Errorf("ask whose credentials those of profile %s are: %w", c.MemberProfile, err)
	case aws.ToString(caller.Account) != id:
		return nil, wrongUse(
			"the credentials of profile %s are of account %s, not of %s: give --member-role too, or retire "+
				"one account at a time",
			c.MemberProfile,
			aws.ToString(caller.Account),
			id,
		)
	case strings.Contains(aws.ToString(caller.Arn), ":assumed-role/farvault-"):
		return nil, wrongUse("%s is a role of farvault's: retire with your own credentials", aws.ToString(caller.Arn))
	}
	return &config, nil
}

// withdraw makes the calls in one account, or prints them. One that fails is printed with its error and ends the rest.
func (c retireCommand) withdraw(
	ctx context.Context, s Streams, person *aws.Config, id string, work chain.Retiring,
) error {
	if err := c.stays(s, work.Stays); err != nil {
		return err
	}
	if person == nil && len(work.Calls) > 0 && !c.JSON {
		fmt.Fprintf(s.Err, "run these with your own credentials in account %s:\n", id)
	}
	for _, call := range work.Calls {
		if person != nil {
			if err := cloud.Withdraw(ctx, *person, call); err != nil {
				return fmt.Errorf("account %s: %w", id, err)
			}
		}
		if err := c.print(s, call, person != nil); err != nil {
			return err
		}
	}
	return nil
}
