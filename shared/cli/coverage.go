package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/coverage"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/page"
	"farvault/shared/plain"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// coverageCommand shows what the hourly reading of every account has found. It reads no account itself.
type coverageCommand struct {
	tableFlag
	Settings string    `help:"${settings}" type:"existingfile"`
	Account  string    `help:"One account alone, by its id."`
	State    string    `help:"One state alone: failing, nearly-tagged, type-off, unknown, untagged, protected, ..."`
	JSON     bool      `help:"One JSON object for each resource." name:"json" xor:"form"`
	CSV      bool      `help:"Comma-separated values, safe to open in a spreadsheet." name:"csv" xor:"form"`
	HTML     string    `help:"Write one self-contained page to this file." name:"html" xor:"form" placeholder:"FILE"`
	At       time.Time `help:"Judge ages at this time instead of now." hidden:""`
}

// Run prints the resources, what needs somebody first, and ends with status 1 where something does.
func (c coverageCommand) Run(ctx context.Context, s Streams) error {
	if c.State != "" && !slices.Contains(coverage.States, coverage.State(c.State)) {
		return wrongUse("--state %q is none of %s", c.State, strings.Trim(fmt.Sprint(coverage.States), "[]"))
	}
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return err
	}
	now := c.At
	if now.IsZero() {
		now = nowAt(ctx, h.config)
	}
	v, err := h.coverage(ctx, ledger.New(dynamodb.NewFromConfig(h.config), c.Table), now, c.Account)
	if err != nil {
		return err
	}
	if c.Account != "" {
		if err := h.sayPlans(ctx, s, c.Account); err != nil {
			return err
		}
	}
	return c.show(s, v)
}

func (c coverageCommand) show(s Streams, v coverage.View) error {
	var err error
	switch {
	case c.HTML != "":
		err = c.write(s, v)
	case c.CSV:
		var text []byte
		if text, err = page.CSV(v); err == nil {
			_, err = s.Out.Write(text)
		}
	case c.JSON:
		err = c.lines(s.Out, v)
	default:
		err = c.print(s, v)
	}
	if err != nil {
		return err
	}
	t := v.Tally()
	for state, n := range t.Counts {
		if s := coverage.State(state); n > 0 && !s.Green() && s != coverage.Untagged && s != coverage.Uncopyable {
			return found
		}
	}
	if t.Unread > 0 {
		return found
	}
	return nil
}

func (c coverageCommand) write(s Streams, v coverage.View) error {
	text, err := page.HTML(v)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.HTML, text, 0o600); err != nil {
		return fmt.Errorf("write the page of coverage: %w", err)
	}
	fmt.Fprintf(s.Err, "Wrote %s.\n", c.HTML)
	return sum(s, v)
}

// coverageLine is a resource as JSON.
type coverageLine struct {
	Account     string    `json:"account"`
	AccountName string    `json:"accountName"`
	Region      string    `json:"region"`
	ReadAt      time.Time `json:"readAt"`
	coverage.Resource
}

func (c coverageCommand) lines(w io.Writer, v coverage.View) error {
	for _, r := range c.rows(v) {
		line := coverageLine{r.Account.ID, r.Account.Name, r.Region, r.Read, r.Resource}
		if err := writeJSON(w, line); err != nil {
			return err
		}
	}
	return nil
}

func (c coverageCommand) rows(v coverage.View) (rows []coverage.Row) {
	for _, r := range v.Rows() {
		if c.State == "" || string(r.State) == c.State {
			rows = append(rows, r)
		}
	}
	return rows
}

// print is a table, and what there is to say of all of it.
func (c coverageCommand) print(s Streams, v coverage.View) error {
	rows := table{{"STATE", "RESOURCE", "TYPE", "ACCOUNT", "NEWEST COPY", "KEPT UNTIL", "WHY"}}
	for _, r := range c.rows(v) {
		age, kept := "none", "-"
		if r.Central != nil {
			age = plain.Span(v.Now.Sub(r.Central.Created))
			if kept = "forever"; !r.Central.Kept.IsZero() {
				kept = r.Central.Kept.UTC().Format(time.DateOnly)
			}
		}
		rows = append(rows, []string{
			r.State.Words(), plain.Clean(r.Name(), plain.NameRunes), r.Type,
			plain.Clean(r.Account.Label(), plain.NameRunes), age, kept, plain.Clean(r.Why, plain.WhyRunes),
		})
	}
	if _, err := fmt.Fprint(s.Out, paint(s, rows.text(s.Screen.Width))); err != nil {
		return err
	}
	return sum(s, v)
}

// sum is what there is to say of all resources.
func sum(s Streams, v coverage.View) error {
	for _, line := range message.CoverageLines(*v.Tally(), v.Now) {
		if err := s.note(line); err != nil {
			return err
		}
	}
	return nil
}

// coverage is how the accounts stand at a time, all of them or one.
func (h deployment) coverage(
	ctx context.Context, records *ledger.Ledger, now time.Time, only string,
) (coverage.View, error) {
	v := coverage.View{Now: now, MaxAge: allowedAge(h.settings, now)}
	accounts, err := h.organization().Accounts(ctx)
	if err != nil {
		return v, fmt.Errorf("list the organization's accounts: %w", err)
	}
	retired, err := records.Retired(ctx)
	if err != nil {
		return v, fmt.Errorf("read which accounts are retired: %w", err)
	}
	shown := h.watched("accounts read", len(accounts))
	defer shown.end()
	for _, a := range accounts {
		shown.step()
		if a.ID == h.deployed.CentralAccountID || only != "" && only != a.ID {
			continue
		}
		one := coverage.Account{ID: a.ID, Name: a.Name}
		if in, why := chain.InScope(h.settings, h.deployed, a); !in {
			one.Excluded = why
			v.Add(one)
			continue
		}
		if by, is := retired[a.ID]; is {
			one.Excluded = by.Sentence()
			v.Add(one)
			continue
		}
		known, err := records.Account(ctx, a.ID)
		if err != nil {
			return v, fmt.Errorf("read the record of account %s: %w", a.ID, err)
		}
		if known.Status != account.Protected && known.Status != account.Observed {
			one.Why = unprotected(known)
		}
		for _, region := range h.deployed.Regions(h.settings) {
			r, err := records.Coverage(ctx, a.ID, region)
			if err != nil {
				return v, err
			}
			one.Records = append(one.Records, r)
		}
		v.Add(one)
	}
	return v, nil
}

// allowedAge is how old the newest copy of any resource may be; zero where that differs from plan to plan.
func allowedAge(s settings.Settings, now time.Time) time.Duration {
	return unreported.AllowedAge(s.BackupPlans, time.Duration(s.Alerts.MaxCopyAge), now)
}
