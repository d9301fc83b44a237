package trial

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// moved moves an account to another unit. That changes nothing for it: there is no harm in it.
func moved(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	return nil, c.move(ctx, c.someone(h), []string{"workloads", "suspects"}[h.roll("unit", 2)])
}

// movedOut moves an account to a unit that the settings leave out: it is told that it departs, and left as it is.
func movedOut(ctx context.Context, c *Chaos, h Happening) (func() error, error) {
	if len(c.accounts()) < 2 {
		return nil, nil
	}
	account := c.someone(h)
	c.gone(account, h)
	unit, err := c.unit(ctx, "left-alone")
	if err != nil {
		return nil, err
	}
	c.out[account] = true
	if left := &c.Settings.Scope.ExcludeOrganizationalUnits; !slices.Contains(*left, unit) {
		*left = append(*left, unit)
	}
	return nil, c.move(ctx, account, "left-alone")
}

// gone notes that an account does not count from now on, and what it holds.
func (c *Chaos) gone(account string, h Happening) {
	c.lasting(Harm{What: h.Kind, Account: account})
	for _, r := range c.resources {
		if r.Account == account && r.Gone.IsZero() {
			r.Gone = c.Now()
		}
	}
}

// move is what a person does to put an account into a unit of that name.
func (c *Chaos) move(ctx context.Context, account, name string) error {
	unit, err := c.unit(ctx, name)
	if err != nil {
		return err
	}
	client := c.organization()
	parents, err := client.ListParents(ctx, &organizations.ListParentsInput{ChildId: &account})
	if err != nil || aws.ToString(parents.Parents[0].Id) == unit {
		return err
	}
	c.Say("people move account %s to %s", account, name)
	_, err = client.MoveAccount(ctx, &organizations.MoveAccountInput{
		AccountId: &account, SourceParentId: parents.Parents[0].Id, DestinationParentId: &unit,
	})
	return err
}

// unit is the id of the unit of a name below the root, which is made where it is not there.
func (c *Chaos) unit(ctx context.Context, name string) (string, error) {
	if id := c.units[name]; id != "" {
		return id, nil
	}
	client := c.organization()
	roots, err := client.ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return "", err
	}
	made, err := client.CreateOrganizationalUnit(ctx, &organizations.CreateOrganizationalUnitInput{
		Name: &name, ParentId: roots.Roots[0].Id,
	})
	if err != nil {
		return "", err
	}
	c.units[name] = aws.ToString(made.OrganizationalUnit.Id)
	return c.units[name], nil
}

// accounts are the members that count: those of the organization that were not moved out of scope.
func (c *Chaos) accounts() []string {
	return slices.DeleteFunc(c.World.accounts(), func(id string) bool { return c.out[id] })
}
