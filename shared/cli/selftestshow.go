package cli

import (
	"fmt"
	"io"

	"farvault/shared/selftest"
)

// showAnswers prints the rows that were asked, then what can be tried in a sandbox.
func showAnswers(w io.Writer, results []selftest.Result) error {
	for _, r := range results {
		if r.Answer == selftest.Sandbox {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-13s  %s: %s\n", r.Answer, r.ID, r.Statement); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "               %s\n", r.Seen); err != nil {
			return err
		}
		if means := r.Meaning(); means != "" {
			if _, err := fmt.Fprintf(w, "               means: %s\n", means); err != nil {
				return err
			}
		}
	}
	for _, r := range results {
		if len(r.Try.Steps) == 0 || r.Answer == selftest.AsAssumed || r.Answer == selftest.Otherwise {
			continue
		}
		if err := showTry(w, r.Row); err != nil {
			return err
		}
	}
	return nil
}

// showTry prints an experiment.
func showTry(w io.Writer, r selftest.Row) error {
	text := fmt.Sprintf("\nTry in a sandbox: %s\n  %s\n  (%s)\n", r.ID, r.Statement, r.Source)
	for i, step := range r.Try.Steps {
		text += fmt.Sprintf("  %d. %s\n", i+1, step)
	}
	for _, o := range r.Try.Outcomes {
		text += fmt.Sprintf("  - %s: %s\n", o.Seen, o.Means)
	}
	_, err := io.WriteString(w, text)
	return err
}

// filedAnswer is a row as it can be filed: nothing in it tells whose organization it is.
type filedAnswer struct {
	ID        string          `json:"id"`
	Statement string          `json:"statement"`
	Source    string          `json:"source"`
	Answer    selftest.Answer `json:"answer"`
	Seen      string          `json:"seen,omitempty"`
	Means     string          `json:"means,omitempty"`
	Asked     []string        `json:"asked,omitempty"`
	Steps     []string        `json:"steps,omitempty"`
	Outcomes  []filedOutcome  `json:"outcomes,omitempty"`
}

type filedOutcome struct {
	Seen  string `json:"seen"`
	Means string `json:"means"`
}

// fileAnswers prints one JSON object a row.
func fileAnswers(w io.Writer, results []selftest.Result, names *selftest.Pseudonyms) error {
	for _, r := range results {
		f := filedAnswer{
			ID: r.ID, Statement: r.Statement, Source: r.Source, Answer: r.Answer, Seen: names.Text(r.Seen),
			Means: r.Meaning(), Asked: r.Asked, Steps: r.Try.Steps,
		}
		for _, o := range r.Try.Outcomes {
			f.Outcomes = append(f.Outcomes, filedOutcome(o))
		}
		if err := writeJSON(w, f); err != nil {
			return err
		}
	}
	return nil
}
