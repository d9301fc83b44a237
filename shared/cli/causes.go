package cli

import (
	"fmt"
	"text/tabwriter"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// causesCommand prints the catalogue of causes.
type causesCommand struct {
	JSON bool `name:"json" help:"One JSON object for each cause, with AWS's messages and their source."`
}

// cause is a row of the catalogue as JSON.
type cause struct {
	Category       catalog.Category `json:"category"`
	Cause          string           `json:"cause"`
	Title          string           `json:"title"`
	AccountAtFault catalog.At       `json:"accountAtFault"`
	Jobs           []event.JobKind  `json:"jobs,omitempty"` // left out: any
	Remedy         string           `json:"remedy"`
	Samples        []string         `json:"samples,omitempty"`
	Source         string           `json:"source"`
	Ours           bool             `json:"ours"`
	Retryable      bool             `json:"retryable"`
	Benign         bool             `json:"benign"`
	AtFault        catalog.At       `json:"account_at_fault"` // what accountAtFault was called; for one release
}

// Run prints every cause, in the order in which words that fit several are decided.
func (c causesCommand) Run(s Streams) error {
	if c.JSON {
		for _, row := range catalog.Causes() {
			line := cause{
				row.Category,
				row.ID,
				row.Title,
				row.At,
				row.Jobs,
				row.Remedy,
				row.Samples,
				row.Source,
				row.Ours,
				row.Retryable,
				row.Benign,
				row.At,
			}
			if err := writeJSON(s.Out, line); err != nil {
				return err
			}
		}
		return nil
	}
	table := tabwriter.NewWriter(s.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CATEGORY\tCAUSE\tWHO ACTS\tWHAT IT IS")
	for _, row := range catalog.Causes() {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", row.Category, row.ID, row.At, row.Title)
	}
	return table.Flush()
}
