package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"farvault/shared/plain"
)

// object is a JSON object read field by field. What has the wrong type is
// remembered under its full name, so that one reading tells all that is wrong.
type object struct {
	path   string // "detail." or empty
	fields map[string]json.RawMessage
	faults *[]error // shared by the objects opened from one another
}

// openEvent checks the size and the depth before anything is built from the bytes.
func openEvent(raw []byte) (object, error) {
	if len(raw) > MaxBytes {
		return object{}, fmt.Errorf("event has %d bytes, EventBridge sends fewer than %d", len(raw), MaxBytes)
	}
	if d := depth(raw); d > MaxDepth {
		return object{}, fmt.Errorf("event is nested %d levels deep, at most %d are read", d, MaxDepth)
	}
	if json.Valid(raw) {
		if fields, is := members(raw); is {
			return object{fields: fields, faults: new([]error)}, nil
		}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return object{}, fmt.Errorf("event is not a JSON object: %w", plain.JSON(err))
	}
	return object{fields: fields, faults: new([]error)}, nil
}

// depth counts the deepest nesting of brackets outside strings.
func depth(raw []byte) int {
	deepest, open, inString := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}

// empty reports whether the field is absent or one of AWS's ways to write
// nothing: null, and {} for destinationRecoveryPointArn while a copy runs.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func (o object) empty(name string) bool {
	raw := bytes.TrimSpace(o.fields[name])
	return len(raw) == 0 || string(raw) == "null" ||
		len(raw) >= 2 && raw[0] == '{' && len(bytes.TrimSpace(raw[1:len(raw)-1])) == 0
}

// text is the first of the names that is a string, trimmed; empty when all are absent.
func (o object) text(names ...string) string {
	for _, name := range names {
		if o.empty(name) {
			continue
		}
		s, is := plainText(o.fields[name])
		if !is {
			o.fault(name, "a string")
			continue
		}
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// texts is a list of strings; nil when absent.
func (o object) texts(name string) []string {
	if o.empty(name) {
		return nil
	}
	var list []string
	if err := json.Unmarshal(o.fields[name], &list); err != nil {
		o.fault(name, "a list of strings")
	}
	return list
}

// bytes is a size: a number in Copy Job events, a string in the others. A string that is no number is zero, as absent.
func (o object) bytes(name string) int64 {
	if o.empty(name) {
		return 0
	}
	raw := string(bytes.Trim(bytes.TrimSpace(o.fields[name]), `"`))
	if c := bytes.TrimSpace(o.fields[name])[0]; c != '"' && c != '-' && (c < '0' || c > '9') {
		o.fault(name, "a number or a string of digits")
		return 0
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// timeLayouts are the two ways in which AWS writes a time into an event.
var timeLayouts = []string{time.RFC3339Nano, "Jan 2, 2006 3:04:05 PM"}

// time is an instant, UTC. One that AWS wrote in a way we do not know is zero: no alert is lost for a date.
func (o object) time(name string) time.Time {
	s := o.text(name)
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// switches is a map of names to true or false, where AWS also writes "true" and "false".
func (o object) switches(name string) map[string]bool {
	values := o.object(name).fields
	switches := make(map[string]bool, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		on, err := strconv.ParseBool(strings.Trim(string(values[key]), `"`))
		if err != nil {
			o.fault(name+"."+key, "true or false")
			continue
		}
		switches[key] = on
	}
	return switches
}

// object opens a field that is an object; an absent or empty one has no fields.
func (o object) object(name string) object {
	inner := object{path: o.path + name + ".", faults: o.faults}
	if o.empty(name) {
		return inner
	}
	fields, is := members(o.fields[name])
	if !is {
		o.fault(name, "an object")
	}
	inner.fields = fields
	return inner
}

func (o object) fault(name, want string) {
	value := string(o.fields[name])
	if len(value) > 60 {
		value = value[:60] + "…"
	}
	*o.faults = append(*o.faults, fmt.Errorf("%s%s is %q, not %s", o.path, name, value, want))
}

// wrong joins every fault so far, of this object and of those opened from it.
func (o object) wrong() error { return errors.Join(*o.faults...) }

// missing names the fields that must be there and are not.
func (o object) missing(names ...string) error {
	var faults []error
	for _, name := range names {
		if o.empty(name) || o.text(name) == "" {
			faults = append(faults, fmt.Errorf("%s%s is missing", o.path, name))
		}
	}
	return errors.Join(faults...)
}
