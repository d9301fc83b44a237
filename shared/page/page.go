// Package page makes one self-contained HTML page of coverage, and CSV for a spreadsheet. It asks nobody for anything:
// the page has its style and its script in it, runs no other, and reaches no server. The command writes both.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the style, the script and the template
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/plain"
)

//go:embed page.css
var style string

//go:embed page.js
var script string

//go:embed page.html
var layout string

var whole = template.Must(template.New("page").Funcs(template.FuncMap{"n": number}).Parse(layout))

// HTML is the page. Names in it are other people's text: the template escapes them, and the page's own policy lets no
// script run but the one that it was made with.
// https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP
func HTML(v coverage.View) ([]byte, error) {
	hash := sha256.Sum256([]byte(script))
	rows := v.Rows()
	tally := v.Tally()
	p := page{
		Policy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" +
			base64.StdEncoding.EncodeToString(hash[:]) + "'; base-uri 'none'; form-action 'none'",
		Style:     template.CSS(style), //nolint:gosec // farvault's own files
		Script:    template.JS(script), //nolint:gosec // as above
		Made:      stamp(v.Now),
		Restored:  coverage.Restored,
		Total:     tally.Resources,
		Protected: tally.Counts[string(coverage.Protected)],
		States:    states(tally.Counts, tally.Resources),
		Accounts:  accounts(v),
		Ages:      ages(v, rows),
		Figures:   figures(v),
		Foreign:   foreign(v),
		Rows:      tableRows(v, rows),
	}
	p.Percent = percent(p.Protected, p.Total)
	if v.MaxAge > 0 {
		p.Allowed = plain.Span(v.MaxAge)
	}
	p.Types, p.Places = choices(rows)
	var b bytes.Buffer
	if err := whole.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("make the page of coverage: %w", err)
	}
	return b.Bytes(), nil
}

type page struct {
	Policy                  string
	Style                   template.CSS
	Script                  template.JS
	Made, Restored, Percent string
	Allowed                 string // age of a copy; empty: it differs
	Total, Protected        int
	States                  []share
	Accounts                []account
	Ages                    []bucket
	Figures                 []figure
	Foreign                 []foreignRow
	Types                   []string
	Places                  []place
	Rows                    []row
}

// share is one state's part of something.
type share struct {
	State, Words string
	Count        int
	Width        template.CSS
}

// figure is one number with its name.
type figure struct{ Value, Name, Note, Mood string }

// place is an account as a filter offers it.
type place struct{ ID, Name string }

func states(counts map[string]int, total int) (all []share) {
	for i := range coverage.States {
		s := coverage.States[len(coverage.States)-1-i] // what is well first: a bar reads from the left
		if n := counts[string(s)]; n > 0 {
			all = append(all, share{string(s), s.Words(), n, width(n, total)})
		}
	}
	slices.SortStableFunc(all, func(a, b share) int { return barOrder(a.State) - barOrder(b.State) })
	return all
}

// barOrder puts protected and due at the left of a bar, and what needs somebody after them.
func barOrder(state string) int {
	order := []coverage.State{
		coverage.Protected, coverage.Due, coverage.Failing, coverage.NearlyRight, coverage.TypeOff, coverage.NotCopied,
		coverage.Unknown, coverage.Untagged, coverage.Uncopyable, coverage.Excluded,
	}
	return slices.Index(order, coverage.State(state))
}

func width(n, of int) template.CSS {
	return template.CSS(fmt.Sprintf("%.3f%%", 100*float64(n)/float64(max(of, 1)))) //nolint:gosec // a number
}

func percent(n, of int) string {
	switch {
	case of == 0:
		return "–"
	case n == of:
		return "100"
	}
	return fmt.Sprintf("%.1f", min(99.9, 100*float64(n)/float64(of)))
}

func figures(v coverage.View) []figure {
	t := v.Tally()
	count := func(s coverage.State) int { return t.Counts[string(s)] }
	mood := func(n int, bad string) string {
		if n == 0 {
			return "calm"
		}
		return bad
	}
	oldest, note := "none", "no copy was seen"
	oldestMood := "calm"
	if !t.OldestCopy.IsZero() {
		age := v.Now.Sub(t.OldestCopy)
		oldest, note = brief(age), "since "+plain.Clock(t.OldestCopy, v.Now)
		if v.MaxAge > 0 && age > v.MaxAge {
			oldestMood = "failing"
		}
	}
	failing, gaps := count(coverage.Failing), count(coverage.NearlyRight)+count(coverage.TypeOff)
	return []figure{
		{number(failing), "failing", "a backup or copy fails or is late", mood(failing, "failing")},
		{number(gaps), "tagged, not backed up", "a near miss, or a type that is off", mood(gaps, "nearly-tagged")},
		{number(count(coverage.Unknown)), "unknown", unread(t.Unread), mood(count(coverage.Unknown)+t.Unread, "unknown")},
		{number(count(coverage.Untagged)), "untagged", number(t.New) + " new since yesterday", "calm"},
		{oldest, "oldest newest copy", note, oldestMood},
	}
}

func unread(accounts int) string {
	if accounts == 0 {
		return "every account was read"
	}
	return plain.Count(accounts, "account", "accounts") + " not read lately"
}

// brief is a span in its largest unit, for a large figure.
func brief(d time.Duration) string {
	if d < 72*time.Hour {
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// number is a count with thin groups of three.
func number(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func stamp(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// choices are what the filters offer: the types and the accounts that the rows have.
func choices(rows []coverage.Row) (types []string, places []place) {
	seen := map[string]bool{}
	for _, r := range rows {
		if !slices.Contains(types, r.Type) {
			types = append(types, r.Type)
		}
		if !seen[r.Account.ID] {
			seen[r.Account.ID] = true
			places = append(places, place{r.Account.ID, r.Account.Label()})
		}
	}
	slices.Sort(types)
	slices.SortFunc(places, func(a, b place) int { return strings.Compare(a.Name, b.Name) })
	return types, places
}
