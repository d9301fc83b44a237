package cli

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"farvault/shared/plain"
)

// readings are how flags of durations and times are read: durations with days, and both with examples in their errors.
func readings() []kong.Option {
	return []kong.Option{
		kong.TypeMapper(reflect.TypeFor[time.Duration](), reading(plain.Duration)),
		kong.TypeMapper(reflect.TypeFor[time.Time](), reading(func(text string) (time.Time, error) {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return at, fmt.Errorf("%q is no time such as 2026-03-06T08:00:00Z", text)
			}
			return at, nil
		})),
	}
}

// reading makes a mapper of a function that reads a text.
func reading[T any](read func(string) (T, error)) kong.MapperFunc {
	return func(c *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := c.Scan.PopValueInto("value", &text); err != nil {
			return err
		}
		value, err := read(text)
		if err != nil {
			return err
		}
		target.Set(reflect.ValueOf(value))
		return nil
	}
}

// noValue is what the parser says of a flag at the end of the line that has no value.
var noValue = strings.NewReplacer(
	`expected string value but got "EOL" (<EOL>)`, "a value is missing",
	`expected value but got "EOL" (<EOL>)`, "a value is missing",
)
