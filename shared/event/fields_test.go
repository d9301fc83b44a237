package event

import (
	"encoding/json"
	"reflect"
	"testing"
)

// FuzzMembers holds the splitting of objects to encoding/json.
func FuzzMembers(f *testing.F) {
	for _, text := range []string{
		`{}`, ` { "a" : 1 , "b":[1,{"c":"}\""}] , "a":null } `, `{"\u0061":"x","é":true}`, `[1]`, `{"a":{"b":{}},"c":-1.5e3}`, "{\"\xff\":\"\xff\"}",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		var want map[string]json.RawMessage
		wantErr := json.Unmarshal(raw, &want)
		got, is := members(raw)
		if is != (wantErr == nil && want != nil) {
			t.Fatalf("%s: an object %t, encoding/json: %v", raw, is, wantErr)
		}
		if !is {
			return
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d fields, want %d", raw, len(got), len(want))
		}
		for name, value := range want {
			if !reflect.DeepEqual(got[name], value) {
				t.Errorf("%s: %q is %s, want %s", raw, name, got[name], value)
			}
			var text *string
			if err := json.Unmarshal(value, &text); err != nil || text == nil {
				continue
			}
			if plain, ok := plainText(value); !ok || plain != *text {
				t.Errorf("%s: text %q, want %q", value, plain, *text)
			}
		}
	})
}
