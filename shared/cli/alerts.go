package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/alert"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/notify"
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

// mutedFlags say what is muted.
type mutedFlags struct {
	Cause    string `help:"The cause's id, as messages show it. One of cause, account, resource and group is required."`
	Account  string `help:"The account's id, twelve digits."`
	Resource string `help:"The resource's ARN."`
}

type alertsMuteCommand struct {
	tableFlag
	writeFlags
	mutedFlags
	Group string        `help:"The group, as messages show it: its cause, and its account where it has one alone."`
	Why   string        `help:"Required. The reason for the mute; the digest shows it." name:"reason"`
	Owner string        `help:"Required. The person or team to ask."`
	For   time.Duration `help:"For how long, such as 3d or 72h; at most 90d." xor:"end"`
	Until time.Time     `help:"Until when, as 2026-03-06T08:00:00Z; at most 90d. This or --for is required." xor:"end"`
}

// Run writes the mute.
func (c alertsMuteCommand) Run(ctx context.Context, s Streams) error {
	if err := c.askable(s); err != nil {
		return err
	}
	records, now, err := c.ledger(ctx, s)
	if err != nil {
		return err
	}
	return c.mute(ctx, s, records, now)
}

func (c alertsMuteCommand) mute(ctx context.Context, s Streams, records *ledger.Ledger, now time.Time) error {
	until := c.Until
	if until.IsZero() && c.For == 0 {
		return wrongUse("--for or --until is required: how long to mute")
	}
	if until.IsZero() {
		until = now.Add(c.For)
	}
	about, err := c.about(ctx, records)
	if err != nil {
		return err
	}
	m := alert.Mute{
		Cause:    about.Cause,
		Account:  about.Account,
		Resource: about.Resource,
		Why:      c.Why,
		Owner:    c.Owner,
		Until:    until.UTC(),
	}
	if err := m.Check(now); err != nil {
		return usage{err}
	}
	if err := c.confirm(s, "Mute %s?", m.Line(now)); err != nil {
		return err
	}
	if err := records.Mute(ctx, m, now); err != nil {
		return fmt.Errorf("mute: %w", err)
	}
	_, err = fmt.Fprintf(s.Out, "muted  %s\n", m.Line(now))
	return err
}

// about is what is muted: what the flags say, or cause and account of the group that they name.
func (c alertsMuteCommand) about(ctx context.Context, records *ledger.Ledger) (mutedFlags, error) {
	if c.Group == "" {
		return c.mutedFlags, nil
	}
	if c.mutedFlags != (mutedFlags{}) {
		return mutedFlags{}, wrongUse("--group names cause and account: leave out --cause, --account and --resource")
	}
	r, err := findGroup(ctx, records, c.Group)
	if err != nil {
		return mutedFlags{}, err
	}
	about := mutedFlags{Cause: r.Cause}
	if g := openGroupOf(r, nil, time.Time{}); g.Accounts == 1 {
		about.Account = g.Account
	}
	return about, nil
}

type alertsTestCommand struct {
	awsFlags
	Topic    string `help:"The ARN of the alerts topic; without it farvault-alerts in this account and Region."`
	Settings string `help:"${receivers}" type:"existingfile"`
}

// Run publishes the message to the topic, from where it goes to every channel, and puts it on the bus.
func (c alertsTestCommand) Run(ctx context.Context, s Streams) error {
	wishes, err := loadSettings(c.Settings)
	if err != nil {
		return err
	}
	h, err := connect(ctx, s, c.awsFlags, defaultTable)
	if err != nil {
		return err
	}
	config := h.config
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("ask AWS who is calling: %w", err)
	}
	caller, err := org.ParseARN(aws.ToString(who.Arn))
	if err != nil {
		return fmt.Errorf("read the caller's ARN: %w", err)
	}
	own := func(service, resource string) string {
		return org.ARN{
			Partition: caller.Partition,
			Service:   service,
			Region:    config.Region,
			Account:   caller.Account,
			Resource:  resource,
		}.String()
	}
	topic := cmp.Or(c.Topic, own("sns", "farvault-alerts"))
	m := message.ComposeTest(caller.Name(), wishes.Alerts.ReceiverNames(), time.Now())
	if err := notify.NewSNS(sns.NewFromConfig(config), topic, wishes.Alerts).Notify(ctx, m); err != nil {
		return fmt.Errorf("send a test message: %w", err)
	}
	if err := notify.NewEventBridge(eventbridge.NewFromConfig(config), own("events", "event-bus/farvault")).
		Notify(ctx, m); err != nil {
		return fmt.Errorf("send a test message, which mail and Slack have: %w", err)
	}
	if _, err := fmt.Fprintf(
		s.Out,
		"A message marked TEST was accepted: published to %s, for %s, and put on the bus farvault. It should arrive within "+
			"a minute at each channel that is confirmed:\n",
		topic,
		strings.Join(m.To(), ", "),
	); err != nil {
		return err
	}
	return reportChannels(ctx, s, config, topic)
}
