package message

import (
	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/plain"
)

// otherWords is what AWS said of those members of whom it said something else than of the one that is shown, each text
// once with all its resources; and what to do about a cause that is another.
func otherWords(members []alert.Member, r alert.Record) []Section {
	type words struct{ said, cause string }
	about := map[words][]alert.Member{}
	var order []words
	shown := plain.Clean(r.Alert.StatusMessage, plain.SaidRunes)
	for _, m := range members {
		w := words{m.StatusMessage, m.Cause}
		if m.StatusMessage == "" || w.said == shown {
			continue
		}
		if about[w] == nil {
			order = append(order, w)
		}
		about[w] = append(about[w], m)
	}
	var items [][]string
	for _, w := range order {
		var names []string
		for _, m := range about[w] {
			names = append(names, resourceOf(m.Problem))
		}
		item := []string{few(names) + `: "` + plain.Clean(w.said, plain.SaidRunes) + `"`}
		if c, known := catalog.Lookup(w.cause); known {
			d := c.Diagnosis(catalog.Signal{Job: r.Alert.Job, Message: w.said})
			item = append(item, sentence("Suspected: "+lowerFirst(d.Title)), sentence(d.Remedy))
		}
		items = append(items, item)
	}
	return appendItems(nil, "AWS said of the others", items)
}
