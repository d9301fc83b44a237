package audit

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Print writes the report for people.
func (r Report) Print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "Sequences of up to %d calls\nprincipal\tstates\tcalls\tallowed\n", r.Depth)
	for _, p := range r.Principals {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\n", p.Name, p.States, p.Calls, p.Allowed)
	}
	_, _ = fmt.Fprintf(table, "\nWays to harm a copy in the central vault: %d\n", len(r.Found))
	for _, w := range r.Found {
		_, _ = fmt.Fprintln(table, w)
	}
	return table.Flush()
}
