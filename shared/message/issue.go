package message

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/plain"
)

// remark is what a digest counts as one: a cause, or the same words of AWS's that no row knows.
type remark struct{ cause, message string }

// remarked is how many resources a remark is about, and where.
type remarked struct {
	remark
	resources int
	accounts  map[string]bool
}

// WithIssues is a digest with those issues that were heard of after the last one, a line for each kind.
func (m Message) WithIssues(all alert.Issues, last time.Time) Message {
	kinds := map[remark]*remarked{}
	for _, i := range all {
		if !i.At.After(last) {
			continue
		}
		r := remark{i.Cause, i.StatusMessage}
		if kinds[r] == nil {
			kinds[r] = &remarked{remark: r, accounts: map[string]bool{}}
		}
		kinds[r].resources++
		kinds[r].accounts[i.Account] = true
	}
	order := slices.SortedFunc(maps.Values(kinds), func(a, b *remarked) int {
		return cmp.Or(cmp.Compare(b.resources, a.resources), cmp.Compare(a.cause, b.cause), cmp.Compare(a.message, b.message))
	})
	var lines []string
	for _, r := range order {
		lines = append(lines, r.line())
	}
	m.Sections = appendAll(slices.Clone(m.Sections), "Backed up, with a message from AWS", lines)
	return m.cleaned()
}

func (r remarked) line() string {
	where := fmt.Sprintf(
		"%s in %s",
		plain.Count(r.resources, "resource", "resources"),
		plain.Count(len(r.accounts), "account", "accounts"),
	)
	if r.message != "" {
		return fmt.Sprintf("%s: farvault does not know what this means: %q", where, r.message)
	}
	known, _ := catalog.Lookup(r.cause)
	return fmt.Sprintf("%s: %s (%s)", where, known.Title, r.cause)
}
