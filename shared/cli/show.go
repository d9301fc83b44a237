package cli

import (
	"context"
	"fmt"

	"farvault/shared/chain"
)

type chainShowCommand struct{ chainFlags }

// Run prints every link with its state: by account, then by Region. Nothing is changed.
func (c chainShowCommand) Run(ctx context.Context, s Streams) error {
	look, err := c.read(ctx)
	if err != nil {
		return err
	}
	standing := true
	for _, set := range look.sets {
		standings := set.Standings()
		standing = standing && set.Empty()
		if c.JSON {
			for _, one := range standings {
				if err := writeJSON(s.Out, one); err != nil {
					return err
				}
			}
			continue
		}
		if err := tree(s, standings); err != nil {
			return err
		}
	}
	if !standing {
		return found
	}
	return nil
}

// tree prints links under their account and Region, with what differs under each.
func tree(s Streams, standings []chain.Standing) error {
	where := ""
	for _, one := range standings {
		place := one.Account + " " + one.Region
		if one.Region == "" {
			place = one.Account + " (every Region)"
		}
		text := ""
		if place != where {
			text, where = place+"\n", place
		}
		text += fmt.Sprintf("  %-14s %s %s\n", one.State, one.Kind, one.Name)
		for _, line := range one.Differs {
			text += "                 " + line + "\n"
		}
		if _, err := fmt.Fprint(s.Out, text); err != nil {
			return err
		}
	}
	return nil
}
