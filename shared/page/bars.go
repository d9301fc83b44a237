package page

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/plain"
)

// account is one bar.
type account struct {
	ID, Name, Read, Note string
	Total, Protected     int
	Alarming             bool
	Shares               []share
}

// accounts are the bars, those with most to do first.
func accounts(v coverage.View) (all []account) {
	for _, a := range v.Account {
		counts, one := map[string]int{}, account{ID: a.ID, Name: a.Label(), Note: a.Excluded}
		for state, n := range a.Counts() {
			counts[string(state)], one.Total = n, one.Total+n
		}
		one.Protected, one.Shares = counts[string(coverage.Protected)], states(counts, one.Total)
		read := a.Read()
		switch {
		case a.Excluded != "":
			one.Note = "excluded: " + a.Excluded
		case read.IsZero():
			one.Note, one.Alarming = "not read yet: nobody knows what it has", true
		case coverage.Stale(read, v.Now):
			one.Note, one.Alarming = "last read "+plain.Span(v.Now.Sub(read))+" ago: unknown", true
		case a.Why != "":
			one.Note, one.Alarming = "not protected: "+plain.Clean(a.Why, plain.NameRunes), true
		case one.Total == 0:
			one.Note = "has nothing that carries a tag"
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b account) int {
		if order := rank(a) - rank(b); order != 0 {
			return order
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// rank orders the bars: what is unknown, what has something to do, what is well, what is empty.
func rank(a account) int {
	switch {
	case a.Alarming:
		return 0
	case a.Total == 0:
		return 3
	case a.Protected < a.Total:
		return 1
	}
	return 2
}

// bucket is one bar of the histogram.
type bucket struct {
	Label  string
	Count  int
	Height template.CSS
	Late   bool // older than is allowed
}

// edges are the ages at which a bar ends.
var edges = []struct {
	until time.Duration
	label string
}{
	{6 * time.Hour, "under 6 h"}, {12 * time.Hour, "6–12 h"}, {24 * time.Hour, "12–24 h"}, {36 * time.Hour, "24–36 h"},
	{72 * time.Hour, "1.5–3 d"}, {7 * 24 * time.Hour, "3–7 d"}, {1 << 62, "over 7 d"},
}

// ages is the histogram of the newest central copies.
func ages(v coverage.View, rows []coverage.Row) []bucket {
	all := make([]bucket, len(edges))
	most := 1
	for i, e := range edges {
		all[i].Label = e.label
		all[i].Late = v.MaxAge > 0 && i > 0 && edges[i-1].until >= v.MaxAge
	}
	for _, r := range rows {
		if r.Central == nil {
			continue
		}
		i := slices.IndexFunc(edges, func(e struct {
			until time.Duration
			label string
		}) bool {
			return v.Now.Sub(r.Central.Created) < e.until
		})
		all[i].Count++
		most = max(most, all[i].Count)
	}
	for i := range all {
		share := 100 * float64(all[i].Count) / float64(most)
		if all[i].Count > 0 {
			share = max(share, 2)
		}
		all[i].Height = template.CSS(fmt.Sprintf("%.1f%%", share)) //nolint:gosec // a number
	}
	return all
}

// foreignRow are copies that no plan of farvault's makes.
type foreignRow struct {
	Account, Plan, Newest, Every string
	Resources                    int
	Stopped                      bool
}

func foreign(v coverage.View) (all []foreignRow) {
	for _, a := range v.Account {
		for _, r := range a.Records {
			for _, f := range r.Foreign {
				one := foreignRow{Account: a.Label(), Plan: f.Label(), Resources: f.Resources, Stopped: f.Stopped,
					Newest: plain.Span(v.Now.Sub(f.Newest)) + " ago", Every: "once so far"}
				if f.Every > 0 {
					one.Every = "every " + plain.Span(f.Every.Duration())
				}
				all = append(all, one)
			}
		}
	}
	return all
}
