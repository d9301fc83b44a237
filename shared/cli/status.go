package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/account"
	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/message"
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
	now := time.Now()
	v, err := h.coverage(ctx, ledger.New(dynamodb.NewFromConfig(h.config), c.Table), now, "")
	if err != nil {
		return err
	}
	wrong := false
	for _, r := range records {
		wrong = wrong || r.Status != account.Protected && r.Status != account.Skipped && r.Status != account.Left
		if c.JSON {
			err = writeJSON(s.Out, recordOf(r))
		} else {
			_, err = fmt.Fprintln(s.Out, recordText(r))
		}
		if err != nil {
			return err
		}
	}
	for _, line := range message.CoverageLines(*v.Tally(), now) {
		if _, err := fmt.Fprintln(s.Err, line); err != nil {
			return err
		}
	}
	if wrong {
		return found
	}
	return nil
}

// recordText is "protected 222233334444 payments-prod, verified 2026-03-02T12:00:00Z", and a line for each thing left
// alone.
func recordText(r account.Record) string {
	line := fmt.Sprintf("%-9s %s %s", r.Status, r.Account.ID, r.Account.Name)
	if !r.At.IsZero() {
		line += ", verified " + r.At.UTC().Format(time.RFC3339)
	}
	if why := unprotected(r); why != "" {
		line += ": " + why
	}
	for _, c := range r.Unmanaged {
		line += "\n          " + message.ChangeLine(c)
	}
	return line
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
	accounts, err := h.world.Organization().Accounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the organization's accounts: %w", err)
	}
	remembered := ledger.New(dynamodb.NewFromConfig(h.config), table)
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
		r.Account = member
		records = append(records, r)
	}
	return records, nil
}
