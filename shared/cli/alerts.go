package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// alertsCommand looks at what is open and what is muted, against whatever the standard AWS
// environment names: credentials of an operator in the central account, in the home Region.
type alertsCommand struct {
	List   alertsListCommand   `cmd:"" help:"List what is open and what is muted. Exit status 1 when something is open."`
	Show   alertsShowCommand   `cmd:"" help:"Show one open group as its message reads now."`
	Mute   alertsMuteCommand   `cmd:"" help:"${mute}"`
	Unmute alertsUnmuteCommand `cmd:"" help:"End a mute before its time."`
	Accept alertsAcceptCommand `cmd:"" help:"${accept}"`
	Test   alertsTestCommand   `cmd:"" help:"${alertsTest}"`
}

// tableFlag names farvault's table.
type tableFlag struct {
	awsFlags
	Table string `default:"farvault" help:"The DynamoDB table of the stack."`
}

// ledger is the table, and what time it is where it is.
func (f tableFlag) ledger(ctx context.Context, s Streams) (*ledger.Ledger, time.Time, error) {
	h, err := connect(ctx, s, f.awsFlags, f.Table)
	if err != nil {
		return nil, time.Time{}, err
	}
	return h.records, nowAt(ctx, h.config), nil
}

type alertsListCommand struct {
	tableFlag
	JSON bool `name:"json" help:"One JSON object for each group and mute."`
}

// openGroup is an open group as JSON.
type openGroup struct {
	Group    string    `json:"group"`
	Cause    string    `json:"cause"`
	Place    string    `json:"place"`
	Failures int       `json:"failures"`
	Accounts int       `json:"accounts"`
	Since    time.Time `json:"since"`
	Told     bool      `json:"told"`
	Why      string    `json:"why,omitempty"` // it is not told

	Account  string `json:"account"`  // of the failure that the message shows
	Region   string `json:"region"`   // its own
	Resource string `json:"resource"` // ARN, or what stands for one
}

// openHeading is above the open groups.
var openHeading = []string{"GROUP", "ACCOUNT", "RESOURCE", "FAILURES", "FOR", "CAUSE"}

// row is the group for people: a group of many shows one of its accounts and resources, and counts the others.
func (g openGroup) row(now time.Time) []string {
	account, resource := g.Account, g.Resource
	if arn, err := org.ParseARN(resource); err == nil {
		resource = arn.Resource
	}
	if g.Accounts > 1 {
		account += fmt.Sprintf(" +%d", g.Accounts-1)
	}
	if g.Failures > 1 {
		resource += fmt.Sprintf(" +%d", g.Failures-1)
	}
	cause := g.Cause
	if g.Why != "" {
		cause += "; " + g.Why
	}
	return []string{
		alert.Short(g.Group), account, plain.Clean(resource, 60), fmt.Sprint(g.Failures), plain.Span(now.Sub(g.Since)),
		cause,
	}
}

// readTogether is how many groups are read, and held in memory, at once.
const readTogether = 100

// Run prints the open groups, then the mutes.
func (c alertsListCommand) Run(ctx context.Context, s Streams) error {
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.list(ctx, s, records, now)
}

func (c alertsListCommand) list(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	keys, err := records.OpenGroups(ctx)
	if err != nil {
		return fmt.Errorf("list open groups: %w", err)
	}
	mutes, err := records.Mutes(ctx)
	if err != nil {
		return fmt.Errorf("list mutes: %w", err)
	}
	open, rows := 0, table{openHeading}
	for some := range slices.Chunk(keys, readTogether) {
		read, err := records.ReadGroups(ctx, some)
		if err != nil {
			return fmt.Errorf("list open groups: %w", err)
		}
		for _, r := range read {
			g := openGroupOf(r, mutes, now)
			if g.Failures == 0 {
				continue
			}
			open++
			if !c.JSON {
				rows = append(rows, g.row(now))
			} else if err := writeJSON(s.Out, g); err != nil {
				return err
			}
		}
	}
	if len(rows) > 1 {
		if _, err := fmt.Fprint(s.Out, rows.text(s.Screen.Width)); err != nil {
			return err
		}
	}
	if open == 0 {
		fmt.Fprintln(s.Err, "Nothing is open.")
	}
	for _, m := range alert.Lasting(mutes, now) {
		if err := c.print(s, m, "muted  "+m.Line(now)); err != nil {
			return err
		}
	}
	accepted, err := records.Accepted(ctx)
	if err != nil {
		return fmt.Errorf("list what was accepted: %w", err)
	}
	for _, a := range accepted {
		if err := c.print(s, a, "accepted  "+a.Line(now)); err != nil {
			return err
		}
	}
	if open > 0 {
		return found
	}
	return nil
}

func openGroupOf(r alert.Record, mutes []alert.Mute, now time.Time) openGroup {
	var t alert.Tally
	t.Add(r)
	c := t.Causes[r.Cause]
	return openGroup{
		Group:    r.Key,
		Cause:    plain.Clean(r.Cause, 100),
		Place:    plain.Clean(r.Place, 200),
		Failures: t.Failures,
		Accounts: len(t.Accounts),
		Since:    c.Since,
		Told:     r.Open,
		Account:  r.Alert.Account,
		Region:   r.Alert.Region,
		Resource: r.Alert.Resource,
		Why:      cmp.Or(alert.Muted(r, alert.Reminder, mutes, now), alert.DigestAlone(r, alert.Reminder)),
	}
}

func (c alertsListCommand) print(s Streams, v any, line string) error {
	if c.JSON {
		return writeJSON(s.Out, v)
	}
	_, err := fmt.Fprintln(s.Out, line)
	return err
}
