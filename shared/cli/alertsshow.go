package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"
	"farvault/shared/message"
)

// alertsShowCommand prints one group as its message would read now.
type alertsShowCommand struct {
	tableFlag
	Group string `arg:"" help:"The group, as messages and alerts list show it: the first letters of its key do."`
	JSON  bool   `name:"json" help:"One JSON object."`
}

// Run prints the group. Exit status 1 when it is open.
func (c alertsShowCommand) Run(ctx context.Context, s Streams) error {
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.show(ctx, s, records, now)
}

func (c alertsShowCommand) show(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	r, err := findGroup(ctx, records, c.Group)
	if err != nil {
		return err
	}
	m := message.Compose(r, alert.Reminder, message.Scene{Now: now})
	if c.JSON {
		err = writeJSON(s.Out, m)
	} else {
		_, err = fmt.Fprint(s.Out, paint(s, wholeLines(message.Mail(m), s.Screen.Width)))
	}
	if err != nil {
		return err
	}
	return found
}

// findGroup is the one open group whose key begins so.
func findGroup(ctx context.Context, records *ledger.Ledger, begins string) (alert.Record, error) {
	keys, err := records.OpenGroups(ctx)
	if err != nil {
		return alert.Record{}, fmt.Errorf("list open groups: %w", err)
	}
	var near []string
	for _, key := range keys {
		if begins != "" && strings.HasPrefix(key, strings.ToLower(begins)) {
			near = append(near, key)
		}
	}
	read, err := records.ReadGroups(ctx, near)
	if err != nil {
		return alert.Record{}, err
	}
	var open []alert.Record
	for _, r := range read {
		if len(r.Firing()) > 0 {
			open = append(open, r)
		}
	}
	switch len(open) {
	case 0:
		return alert.Record{}, wrongUse("no open group begins with %q; `farvault alerts list` shows them", begins)
	case 1:
		return open[0], nil
	}
	return alert.Record{}, wrongUse("%d open groups begin with %q; give more of the key, as alerts list --json shows it",
		len(open), begins)
}
