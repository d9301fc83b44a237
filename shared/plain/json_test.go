package plain_test

import (
	"encoding/json"
	"errors"
	"testing"

	"farvault/shared/plain"
)

func TestJSONErrorsNameNoTypes(t *testing.T) {
	t.Parallel()
	var into struct {
		Kind  string
		List  []string
		Count int
		Inner struct{ On bool }
	}
	for text, want := range map[string]string{
		`[]`:                 "it is a list, not an object",
		`3`:                  "it is a number, not an object",
		`{"Kind":3}`:         "Kind is a number, not a string",
		`{"List":{}}`:        "List is an object, not a list",
		`{"Count":"x"}`:      "Count is a string, not a number of its kind",
		`{"Count":1.5}`:      "Count is a number, not a number of its kind",
		`{"Inner":{"On":1}}`: "Inner.On is a number, not true or false",
		`{`:                  "the JSON ends too early",
		`{"Kind":}`:          "not JSON at byte 9: invalid character '}' looking for beginning of value",
	} {
		if got := plain.JSON(json.Unmarshal([]byte(text), &into)); got == nil || got.Error() != want {
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
	if plain.JSON(nil) != nil {
		t.Error("nil is an error")
	}
	if other := errors.New("another"); plain.JSON(other) != other {
		t.Error("another error is changed")
	}
}
