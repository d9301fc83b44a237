package plain

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// JSON says for people why a text could not be read as JSON, without names of the program's own types. Another error
// stays as it is, and nil stays nil.
func JSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("it is %s, not %s", value(kind.Value), wanted(kind))
	case errors.As(err, &kind):
		return fmt.Errorf("%s is %s, not %s", strings.TrimPrefix(kind.Field, "."), value(kind.Value), wanted(kind))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input":
		return errors.New("the JSON ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d: %s", syntax.Offset, syntax.Error())
	}
	return err
}

// value is a JSON value's kind as a noun: "a number". The decoder may put the value itself behind the kind.
func value(kind string) string {
	kind, _, _ = strings.Cut(kind, " ")
	switch kind {
	case "array":
		return "a list"
	case "bool":
		return "true or false"
	case "object":
		return "an object"
	}
	return "a " + kind
}

// wanted is what should have stood in its place.
func wanted(kind *json.UnmarshalTypeError) string {
	switch kind.Type.Kind().String() {
	case "slice", "array":
		return "a list"
	case "string":
		return "a string"
	case "bool":
		return "true or false"
	case "struct", "map", "ptr", "interface":
		return "an object"
	}
	return "a number of its kind"
}
