// Package selftest holds what farvault and its simulator assume of AWS, as rows: what is assumed, which calls that only
// read could settle it, what each answer means, and where only a write could settle it what a person can try in a
// sandbox. It judges facts and asks nobody: shared/cloud reads them, the command prints the answers.
package selftest

import "slices"

// Answer is what a live organization says to an assumption.
type Answer string

// The answers. Sandbox is the answer of a row that no reading call can settle.
const (
	AsAssumed   Answer = "as assumed"
	Otherwise   Answer = "otherwise"
	CouldNotAsk Answer = "could not ask"
	Sandbox     Answer = "try in a sandbox"
)

// Verdict is an answer with what was seen, or why nothing was.
type Verdict struct {
	Answer Answer
	Seen   string
}

// Row is one assumption.
type Row struct {
	ID        string // kebab-case, for good
	Statement string // what is assumed
	Source    string // the page of AWS's that leaves it open, or what speaks for the assumption

	// Asked are the calls, as IAM actions, that Judge's facts come from; all of them only read. Judge is nil where only
	// a write could settle it.
	Asked []string
	Judge func(Facts) Verdict
	Means Meaning

	// Try is for a person in a sandbox. A row that is asked has it where reading alone is weak evidence.
	Try Try

	// NoKnob says of a row that is asked why the simulator cannot be made to answer otherwise.
	NoKnob string
}

// Meaning is what each answer means for farvault.
type Meaning struct{ AsAssumed, Otherwise string }

// Try is an experiment of ten minutes of a person's time, with what each outcome means.
type Try struct {
	Steps    []string
	Outcomes []Outcome
}

// Outcome is what may be seen, and what it means.
type Outcome struct{ Seen, Means string }

// Result is a row with its answer.
type Result struct {
	Row
	Verdict
}

// Judge answers every row from the facts.
func Judge(f Facts) []Result {
	var results []Result
	for _, row := range Rows() {
		result := Result{Row: row, Verdict: Verdict{Answer: Sandbox}}
		if row.Judge != nil {
			result.Verdict = row.Judge(f)
		}
		results = append(results, result)
	}
	return results
}

// Rows are all assumptions, by subject.
func Rows() []Row {
	return slices.Concat(organizationRows, copyRows, jobRows, planRows, vaultRows, retentionRows, keyRows, roleRows,
		eventRows, deliveryRows)
}

// Meaning is what the answer means for farvault; empty where nothing was learned.
func (r Result) Meaning() string {
	switch r.Answer {
	case AsAssumed:
		return r.Means.AsAssumed
	case Otherwise:
		return r.Means.Otherwise
	}
	return ""
}

func asAssumed(seen string) Verdict { return Verdict{AsAssumed, seen} }
func otherwise(seen string) Verdict { return Verdict{Otherwise, seen} }
func couldNot(why string) Verdict   { return Verdict{CouldNotAsk, why} }
