package cli

import (
	"context"
	"fmt"

	"farvault/shared/chain"
)

type chainShowCommand struct{ chainFlags }

// Run prints every link with its state: by account, then by Region. Nothing is changed.
func (c chainShowCommand) Run(ctx context.Context, s Streams) error {
	look, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	standing := true
	for _, set := range look.sets {
		standings := set.Standings()
		standing = standing && set.Empty()
		if c.JSON {
			for _, one := range standings {
				if err := writeJSON(s.Out, standingOf(one)); err != nil {
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
		for _, c := range one.Changes {
			for _, line := range differing(c) {
				text += "                 " + line + "\n"
			}
		}
		if _, err := fmt.Fprint(s.Out, text); err != nil {
			return err
		}
	}
	return nil
}

// standing is a chain.Standing as JSON.
type standing struct {
	Kind    chain.Kind `json:"kind"`
	Name    string     `json:"name"`
	Account string     `json:"account"`
	Region  string     `json:"region,omitempty"`
	State   string     `json:"state"`
	Differs []string   `json:"differs,omitempty"`
}

func standingOf(s chain.Standing) standing {
	one := standing{Kind: s.Kind, Name: s.Name, Account: s.Account, Region: s.Region, State: s.State}
	for _, c := range s.Changes {
		one.Differs = append(one.Differs, reasons(c)...)
	}
	return one
}
