package message_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/message"
)

// FuzzRead: what is read is a message of this version, and reads again as itself; what is not is an error with words.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"version":2,"groupKey":"a","reason":"first-notification","color":"RED","title":"x","accounts":["222233334444"]}`,
		`{"version":1,"reason":"resolved","colour":"GREEN","at":"2026-03-02T09:00:00Z"}`, `{"version":3,"reason":"x"}`,
		`{"reason":"mended","sections":[{"heading":"h","lines":["l"],"paste":"{}"}],"facts":[{"label":"a","value":"b"}]}`,
		`{"reason":""}`, `[]`, `{"reason":"x","resources":-1}`, `{"reason":"x","at":"yesterday"}`, "\xff", "{",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := message.Read(text)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without words")
			}
			return
		}
		if m.Version != message.MessageVersion || m.Reason == "" {
			t.Fatalf("read as %+v", m)
		}
		written, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := message.Read(written)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := json.Marshal(again)
		if diff := cmp.Diff(string(written), string(twice)); err != nil || diff != "" {
			t.Errorf("%v (-once +twice):\n%s", err, diff)
		}
	})
}
