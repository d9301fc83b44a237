package catalog

import (
	"fmt"
	"strings"
)

// Table is the catalogue as a Markdown table, a row a cause in the order of precedence.
func Table() string {
	var b strings.Builder
	b.WriteString("| Category | Cause | What it is | Who acts | What to do |\n|---|---|---|---|---|\n")
	for _, c := range causes {
		fmt.Fprintf(
			&b,
			"| %s | [`%s`](%s) | %s | %s | %s |\n",
			c.Category,
			c.ID,
			c.Source,
			cell(c.Title),
			c.actor(),
			cell(c.Remedy),
		)
	}
	return b.String()
}

// categoryWords are the categories in words, for people who choose what to be notified of.
var categoryWords = map[Category]string{
	Organization:   "the organization, its cross-account switch, its accounts",
	KMS:            "any key",
	VaultPolicy:    "a vault's access policy",
	Retention:      "lifecycles, vault locks, cold storage",
	OptIn:          "a service or Region that is switched off",
	Unsupported:    "a type or feature that does not support it",
	Schedule:       "windows, and jobs that block one another",
	Quota:          "a limit",
	Tagging:        "tags and tag policies",
	ResourceState:  "a resource that is not in a state to be backed up",
	ResourceGone:   "a resource, vault or recovery point that is missing",
	IAMRole:        "a role, its trust and permissions, policies of the organization",
	InvalidRequest: "a request that was malformed or clashed",
	Transient:      "a cause that can pass without action",
	UserAction:     "a person stopped the job",
}

// CategoryTable is the catalogue in short as a Markdown table, a row a category in the order of precedence.
func CategoryTable() string {
	var b strings.Builder
	b.WriteString("| Category | It is about | Causes |\n|---|---|---|\n")
	for from := 0; from < len(causes); {
		category, to := causes[from].Category, from
		for to < len(causes) && causes[to].Category == category {
			to++
		}
		fmt.Fprintf(
			&b,
			"| `%s` | %s | %d, the first: %s |\n",
			category,
			categoryWords[category],
			to-from,
			cell(causes[from].Title),
		)
		from = to
	}
	return b.String()
}

// actor is who must act, in a word or two.
func (c Cause) actor() string {
	switch {
	case c.Ours:
		return "farvault"
	case c.Benign:
		return "nobody"
	}
	if c.At == Nobody && !c.Retryable {
		return "the account's owner"
	}
	if c.At == Nobody {
		return "nobody"
	}
	return string(c.At)
}

// cell keeps a text inside its cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
