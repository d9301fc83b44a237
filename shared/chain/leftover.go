package chain

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// A setting's name is what farvault finds its own by. A plan, selection or vault whose name no setting has any more
// stays as it is: it goes on backing up, beside whatever has come in its place, until people end it.

// SeenVault is a backup vault of farvault's that is no link of the chain.
type SeenVault struct {
	Account, Region, Name string
	RecoveryPoints        int64
}

// Picked are resources that a selection picks: ARNs, or why they could not be read.
type Picked struct {
	Resources []string
	Unread    string
}

// Left is something of farvault's own that no setting names. Of a plan or a selection that still backs up it says what
// ends that.
type Left struct {
	Ref
	Why string
	End []string // commands of the AWS CLI, with the account's own credentials
}

// Names reports whether a link of the chain is this one.
func (c Chain) Names(ref Ref) bool {
	return slices.ContainsFunc(c.Links, func(l Link) bool { return l.Ref() == ref })
}

// Leftovers are what is farvault's own in the account and no setting names: plans and selections that back up, and
// vaults.
func (s ChangeSet) Leftovers() (all []Left) {
	if len(s.Desired.Regions) == 0 {
		return nil
	}
	for _, p := range s.Seen.Plans {
		if !p.Owned {
			continue
		}
		if !s.Desired.Names(p.Ref()) {
			if len(p.Selections) > 0 && !s.Desired.ends(p) {
				all = append(all, p.left(slices.Contains(s.Desired.Others, p.Name)))
			}
			continue
		}
		for _, selection := range p.Selections {
			if !s.Desired.Names(selection.Ref()) {
				all = append(all, selection.left())
			}
		}
	}
	for _, v := range s.Seen.Vaults {
		all = append(all, v.left())
	}
	slices.SortFunc(all, func(a, b Left) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// Change is the leftover as people read it.
func (l Left) Change() Change { return Change{Op: Leftover, Ref: l.Ref, Why: l.Why} }

// left says what is left; named: the settings have the plan, for other accounts.
func (p SeenPlan) left(named bool) Left {
	l := Left{Ref: p.Ref()}
	var picks []string
	for _, selection := range p.Selections {
		picks = append(picks, selection.Picks.String())
		l.End = append(l.End, selection.end())
	}
	l.Why = "no setting names it, and it still backs up what has " + strings.Join(picks, " or ")
	if named {
		l.Why = "its Scope no longer has the account, which has no other plan; it still backs up what has " +
			strings.Join(picks, " or ")
	}
	l.End = append(l.End, fmt.Sprintf("aws backup delete-backup-plan --backup-plan-id %s --region %s", p.ID, p.Region))
	return l
}

func (s Selection) left() Left {
	return Left{Ref: s.Ref(), End: []string{s.end()},
		Why: fmt.Sprintf("no setting names it, and plan %s still backs up what has %s", s.Plan, s.Picks)}
}

// end is the command that ends the backups of a selection. What it has backed up stays.
// https://docs.aws.amazon.com/cli/latest/reference/backup/delete-backup-selection.html
func (s Selection) end() string {
	return fmt.Sprintf("aws backup delete-backup-selection --backup-plan-id %s --selection-id %s --region %s",
		s.PlanID, s.ID, s.Region)
}

func (v SeenVault) left() Left {
	return Left{
		Ref: BackupVault{Account: v.Account, Region: v.Region, Name: v.Name}.Ref(),
		Why: fmt.Sprintf("no setting names it; it holds %s, until their retention is over",
			plain.Count(int(v.RecoveryPoints), "recovery point", "recovery points")),
	}
}

// named reports whether a vault of farvault's is another chain's link.
func (c Chain) named(vault string) bool {
	account, _ := settings.Vault{BackupVaultName: c.VaultPerAccount}.AccountOf(vault)
	return org.IsAccountID(account)
}

// IsLink reports whether a vault of that name is one that some chain has.
func (c Chain) IsLink(region, vault string) bool {
	return c.named(vault) || c.Names(BackupVault{Account: c.Account, Region: region, Name: vault}.Ref())
}

// risking is a change with what people must be asked before it is made: it ends backups of what is picked today, or
// backs up a second time what something left over does.
func (o Observed) risking(c Change) Change {
	want, is := c.Want.(Selection)
	if !is || !c.Writes() {
		return c
	}
	ending := o.Ending[c.Ref]
	switch {
	case c.Op == Create && len(want.Ends) == 0:
		return o.doubling(c, want)
	case ending.Unread != "":
		c.Risk = event.EndsBackups
		c.Why = "it would no longer pick what it picks today, and farvault could not read what that is: " + ending.Unread
	case len(ending.Resources) > 0:
		c.Risk = event.EndsBackups
		c.Why = fmt.Sprintf("it would end the backups of %s that it picks today: %s",
			plain.Count(len(ending.Resources), "resource", "resources"), some(ending.Resources))
	}
	return c
}

// doubling is a selection that is made while farvault's own plans select the same under a name that no setting has.
func (o Observed) doubling(c Change, want Selection) Change {
	for _, p := range o.Plans {
		for _, other := range p.Selections {
			if !p.Owned || p.Region != want.Region || other.Ref() == c.Ref || want.Picks.Apart(other.Picks) {
				continue
			}
			c.Risk = event.BacksUpMore
			c.Why = fmt.Sprintf("plan %s, which is there too, backs up the same: what has %s", p.Name, other.Picks)
			if p.Name == want.Plan {
				c.Why = fmt.Sprintf("selection %s of the plan, which is there too, picks the same: %s", other.Name, other.Picks)
			}
			return c
		}
	}
	return c
}

// someShown is how many resources a reason names.
const someShown = 3

func some(arns []string) string {
	if len(arns) <= someShown {
		return strings.Join(arns, ", ")
	}
	return strings.Join(arns[:someShown], ", ") + fmt.Sprintf(" and %d more", len(arns)-someShown)
}
