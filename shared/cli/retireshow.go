package cli

import (
	"fmt"
	"time"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// withdrawn is a call as JSON.
type withdrawn struct {
	chain.Withdrawal
	Command string `json:"command"`
	Done    bool   `json:"done"`
}

// print shows a call: as done, or as the command to run.
func (c retireCommand) print(s Streams, call chain.Withdrawal, done bool) error {
	if c.JSON {
		return writeJSON(s.Out, withdrawn{call, call.Command(), done})
	}
	mark := ""
	if done {
		mark = "done: "
	}
	_, err := fmt.Fprintf(s.Out, "%s%s\n", mark, call.Command())
	return err
}

// stays shows what is not deleted, and until when it is needed.
func (c retireCommand) stays(s Streams, all []chain.StillNeeded) error {
	rows := table{{"STAYS", "NAME", "WHERE", "NEEDED UNTIL"}}
	for _, one := range all {
		if c.JSON {
			if err := writeJSON(s.Out, one); err != nil {
				return err
			}
			continue
		}
		where := one.Account
		if one.Region != "" {
			where += "/" + one.Region
		}
		rows = append(rows, []string{string(one.Kind), nameBeside(one.Name), where, neededUntil(one)})
	}
	if c.JSON {
		return nil
	}
	_, err := fmt.Fprint(s.Err, rows.text(s.Screen.Width))
	return err
}

// nameBeside is a name where the account and the Region stand beside it: an ARN has them too.
func nameBeside(name string) string {
	if arn, err := org.ParseARN(name); err == nil {
		return arn.Resource
	}
	return name
}

// neededUntil is until when recovery points need a thing.
func neededUntil(one chain.StillNeeded) string {
	points := plain.Count(one.Points, "recovery point", "recovery points")
	switch {
	case one.Points == 0 && one.Kind == chain.KindRole && one.Name != chain.BackupRole:
		return "not needed by backups; the StackSet's"
	case one.Points == 0:
		return "not needed: no recovery points"
	case one.Forever:
		return "never to be deleted: one of " + points + " has no end"
	}
	return one.Until.UTC().Format(time.DateOnly) + ", when the last of " + points + " expires"
}
