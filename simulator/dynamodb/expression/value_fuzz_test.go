package expression_test

import (
	"encoding/json"
	"testing"

	"farvault/simulator/dynamodb/expression"
)

// FuzzValue: an attribute value that is read is written and read as the same, and equals itself.
func FuzzValue(f *testing.F) {
	f.Add([]byte(`{"M":{"a":{"NS":["1","2.50"]},"b":{"L":[{"B":"AAE="},{"NULL":true},{"BOOL":false}]}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var v expression.Value
		if json.Unmarshal(text, &v) != nil {
			return
		}
		written, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%s was read, and is not written: %v", text, err)
		}
		var again expression.Value
		if err := json.Unmarshal(written, &again); err != nil || !v.Equal(again) {
			t.Errorf("%s is written %s, read %+v, %v", text, written, again, err)
		}
	})
}
