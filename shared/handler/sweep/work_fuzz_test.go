package sweep

import (
	"encoding/json"
	"testing"
)

// FuzzWork: what starts the sweep is refused with words, or is the name of some work; a page comes with the work that
// goes on from pages alone.
func FuzzWork(f *testing.F) {
	f.Add([]byte(`{"work":"listen"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var w Work
		if err := json.Unmarshal(text, &w); err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if w.Page != nil && w.Work != silenceWork {
			t.Errorf("%q goes on from %+v", w.Work, *w.Page)
		}
	})
}
