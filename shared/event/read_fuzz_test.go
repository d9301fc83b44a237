package event_test

import (
	"encoding/json"
	"testing"

	"farvault/shared/event"
)

// FuzzRead: a record of farvault's own queues is a value or an error with words, and a message that was read can be
// written and read again.
func FuzzRead(f *testing.F) {
	for _, raw := range samples(f) {
		f.Add(raw)
	}
	for _, body := range []event.Body{
		event.ReconcileAccount{AccountID: "222233334444", Cause: "x"}, event.Tick{}, event.Report{},
		event.Unreported{}, event.Repair{},
	} {
		text, err := json.Marshal(event.NewMessage(body))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{`{"version":1,"kind":"account"}`, `{"version":99,"kind":"mend"}`, `{"version":1,"kind":"?"}`, "{", "[]", "\xff"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := event.Read(raw)
		if (got == nil) == (err == nil) {
			t.Fatalf("neither or both of a value and an error: %#v, %v", got, err)
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
		body, ours := got.(event.Body)
		if !ours {
			return
		}
		written, err := json.Marshal(event.NewMessage(body))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := event.Read(written); err != nil {
			t.Fatalf("%s\nwas read, written as\n%s\nand cannot be read again: %v", raw, written, err)
		}
	})
}
