package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/shared/plain"
)

// statusCommand reads what was remembered of the last look at every account. It looks at no account itself.
type statusCommand struct {
	awsFlags
	Settings string `help:"${settings}" type:"existingfile"`
	Table    string `help:"The DynamoDB table of the stack." default:"farvault"`
	JSON     bool   `help:"One JSON object for each account." name:"json"`
}

// Run prints every account of the organization, and ends with status 1 unless all in scope are protected.
func (c statusCommand) Run(ctx context.Context, s Streams) error {
	h, err := here(ctx, s, c.awsFlags, c.Settings)
	if err != nil {
		return err
	}
	records, err := h.status(ctx, c.Table)
	if err != nil {
		return err
	}
	now := nowAt(ctx, h.config)
	v, err := h.coverage(ctx, ledger.New(dynamodb.NewFromConfig(h.config), c.Table), now, "")
	if err != nil {
		return err
	}
	wrong, rows := false, table{{"STATUS", "ACCOUNT", "NAME", "VERIFIED", "WHY"}}
	for _, r := range records {
		wrong = wrong || !slices.Contains(settledStatuses, r.Status)
		rows = append(rows, recordRows(r, s.Screen, now)...)
		if !c.JSON {
			continue
		}
		if err := writeJSON(s.Out, recordOf(r)); err != nil {
			return err
		}
	}
	if !c.JSON {
		if _, err := fmt.Fprint(s.Out, paint(s, rows.text(s.Screen.Width))); err != nil {
			return err
		}
	}
	fmt.Fprintln(s.Err, countsOf(records))
	if err := sum(s, v); err != nil {
		return err
	}
	if wrong {
		return found
	}
	return nil
}

// settledStatuses are those of accounts for which nobody has to do anything. What is observed is not protected, and was
// not meant to be.
var settledStatuses = []account.Status{
	account.Protected, account.Skipped, account.Left, account.Observed, account.Retired,
}

// recordRows are an account's row, and one for each thing left alone. At a terminal the time is how long ago it was.
func recordRows(r account.Record, screen Screen, now time.Time) (rows [][]string) {
	verified := "never"
	if !r.At.IsZero() {
		verified = ago(r.At, now, screen)
	}
	name := plain.Clean(r.Account.Name, 50)
	rows = append(rows, []string{string(r.Status), r.Account.ID, name, verified, unprotected(r)})
	for _, c := range r.Unmanaged {
		rows = append(rows, []string{"", "", "", "", message.ChangeLine(c)})
	}
	return rows
}

// ago is when something was: at a terminal how long ago, elsewhere the time.
func ago(at, now time.Time, screen Screen) string {
	if screen.Width > 0 {
		return plain.Span(now.Sub(at)) + " ago"
	}
	return at.UTC().Format(time.RFC3339)
}

// countsOf is "6 accounts: 4 protected, 1 skipped, 1 waiting".
func countsOf(records []account.Record) string {
	counts := map[account.Status]int{}
	for _, r := range records {
		counts[r.Status]++
	}
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[status], status))
	}
	return plain.Count(len(records), "account", "accounts") + ": " + strings.Join(parts, ", ")
}

// unprotected is why an account is not protected; empty: it is.
func unprotected(r account.Record) string {
	if len(r.Held) > 0 && r.Why == r.Held[0].Why {
		return message.ChangeLine(r.Held[0])
	}
	return r.Why
}

// record is an account's record as JSON. The lists of sentences are those of versions before this one, and go with the
// next.
type record struct {
	account.Record
	Changes   []string `json:"changes,omitempty"`
	Held      []string `json:"held,omitempty"`
	Unmanaged []string `json:"beside,omitempty"`
}

func recordOf(r account.Record) record {
	r.Why = unprotected(r)
	return record{r, changeLines(r.Changes), changeLines(r.Held), changeLines(r.Unmanaged)}
}

// status is the record of every account, in the order of the organization's tree. An account that nobody has looked at
// is Waiting, or Skipped where it is out of scope.
func (h deployment) status(ctx context.Context, table string) ([]account.Record, error) {
	accounts, err := h.organization().Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	remembered := ledger.New(dynamodb.NewFromConfig(h.config), table)
	retired, err := remembered.Retired(ctx)
	if err != nil {
		return nil, fmt.Errorf("read which accounts are retired: %w", err)
	}
	shown := h.watched("accounts read", len(accounts))
	defer shown.end()
	var records []account.Record
	for _, member := range accounts {
		r, err := remembered.Account(ctx, member.ID)
		if err != nil {
			return nil, fmt.Errorf("read the record of account %s: %w", member.ID, err)
		}
		if r.At.IsZero() {
			r = account.Record{Status: account.Waiting, Why: "not read yet"}
			if in, why := chain.InScope(h.settings, h.deployed, member); !in {
				r.Status, r.Why = account.Skipped, why
			}
		}
		if by, is := retired[member.ID]; is {
			r.Status, r.Why, r.Held = account.Retired, by.Sentence(), nil
		}
		r.Account = member
		records = append(records, r)
		shown.step()
	}
	return records, nil
}
