package expression_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"farvault/simulator/dynamodb/expression"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text, want string // an empty want is a refusal
	}{
		"an integer":             {"42", "42"},
		"needless zeros":         {"+0042.500", "42.5"},
		"negative zero":          {"-0", "0"},
		"an exponent":            {"1.5e3", "1500"},
		"a small one":            {"1E-3", "0.001"},
		"38 digits":              {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
		"39 digits":              {"123456789012345678901234567890123456789", ""},
		"over the range":         {"1e131", ""},
		"an exponent of no end":  {"1e999999999999999999999", ""},
		"a fraction":             {"1/2", ""},
		"a word":                 {"NaN", ""},
		"nothing":                {"", ""},
		"hexadecimal is no form": {"0x10", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			var v expression.Value
			err := json.Unmarshal([]byte(`{"N":"`+tt.text+`"}`), &v)
			if err != nil && tt.want == "" {
				return
			}
			if err != nil || v.Text != tt.want {
				t.Errorf("%q is %q, %v; want %q", tt.text, v.Text, err, tt.want)
			}
		})
	}
}

// Adding and taking away again gives the number that there was.
func TestArithmetic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64().Draw(t, "a")
		b := rapid.Int64().Draw(t, "b")
		item := expression.Item{"n": number(a)}
		there := apply(t, "SET n = n + :b", item, number(b))
		if want := new(big.Int).Add(big.NewInt(a), big.NewInt(b)).String(); there["n"].Text != want {
			t.Fatalf("%d + %d = %s, want %s", a, b, there["n"].Text, want)
		}
		if diff := cmp.Diff(item, apply(t, "SET n = n - :b", there, number(b))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func number(n int64) expression.Value {
	return expression.Value{Type: "N", Text: big.NewInt(n).String()}
}

func apply(t *rapid.T, text string, item expression.Item, b expression.Value) expression.Item {
	u, err := expression.ParseUpdate(text, expression.NewPlaceholders(nil, map[string]expression.Value{":b": b}))
	if err != nil {
		t.Fatal(err)
	}
	out, err := u.Apply(item, []string{"pk"})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzExpressions: any text is refused or can be applied, without a panic, and what a refused or failed update saw stays as it was.
func FuzzExpressions(f *testing.F) {
	f.Add("SET a.b[0] = if_not_exists(a.b[0], :v) + :v REMOVE c[1] ADD d :v DELETE e :v")
	f.Add("NOT (a = :v OR size(#n) BETWEEN :v AND :v) AND contains(c, :v)")
	f.Fuzz(func(t *testing.T, text string) {
		values := map[string]expression.Value{":v": number(1), ":l": {Type: "L", List: []expression.Value{number(1)}}, ":s": {Type: "SS", Set: []string{"x"}}}
		placeholders := func() *expression.Placeholders {
			return expression.NewPlaceholders(map[string]string{"#n": "a"}, values)
		}
		item := func() expression.Item {
			return expression.Item{
				"a": {Type: "M", Map: map[string]expression.Value{"b": {Type: "L", List: []expression.Value{number(1), number(2)}}}},
				"c": {Type: "L", List: []expression.Value{number(1), number(2)}}, "e": {Type: "SS", Set: []string{"x", "y"}},
			}
		}
		if c, err := expression.ParseCondition("ConditionExpression", text, placeholders()); err == nil {
			c.Holds(item())
			_ = c.CheckKey("a", "c")
		}
		if p, err := expression.ParseProjection(text, placeholders()); err == nil {
			p.Of(item())
		}
		if u, err := expression.ParseUpdate(text, placeholders()); err == nil {
			before := item()
			_, _ = u.Apply(before, nil)
			if diff := cmp.Diff(item(), before); diff != "" {
				t.Errorf("%q changed what it was applied to: %s", text, diff)
			}
		}
	})
}
