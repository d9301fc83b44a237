package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"farvault/simulator/kernel"
)

// route matches the path of a REST-JSON operation, one segment with another, and puts path and query parameters among
// the members of its input.
type route struct {
	service, name, method string
	path                  []string          // segments; a label has its braces
	query                 map[string]string // query parameter to member
}

// newRoute reads "GET /copy-jobs/?accountId=ByAccountId&state=ByState".
func newRoute(o kernel.Operation) route {
	method, rest, _ := strings.Cut(o.Route, " ")
	path, query, _ := strings.Cut(rest, "?")
	r := route{service: o.Service, name: o.Name, method: method, path: segments(path), query: map[string]string{}}
	for _, pair := range strings.Split(query, "&") {
		if from, to, ok := strings.Cut(pair, "="); ok {
			r.query[from] = to
		}
	}
	return r
}

// segments are the parts of an escaped path; one slash at its end says nothing.
func segments(path string) []string { return strings.Split(strings.TrimSuffix(path, "/"), "/") }

// label is the member that a segment of a route stands for.
func label(segment string) (string, bool) {
	name, is := strings.CutPrefix(segment, "{")
	return strings.TrimSuffix(name, "}"), is
}

// match answers with how to read the input when the request's path is this operation's.
func (r route) match(req *http.Request, path []string, body []byte) (func(any) error, bool) {
	if len(path) != len(r.path) {
		return nil, false
	}
	for i, segment := range r.path {
		if _, is := label(segment); is && path[i] == "" || !is && path[i] != segment {
			return nil, false
		}
	}
	return func(in any) error { return r.read(req, path, body, in) }, true
}

func (r route) read(req *http.Request, path []string, body []byte, in any) error {
	if err := unmarshal(body, in); err != nil {
		return err
	}
	for i, segment := range r.path {
		name, is := label(segment)
		if !is {
			continue
		}
		value, err := url.PathUnescape(path[i])
		if err != nil {
			return err
		}
		if err := set(in, name, value); err != nil {
			return err
		}
	}
	parameters := req.URL.Query()
	for param, member := range r.query {
		if values := parameters[param]; len(values) > 0 {
			if err := set(in, member, values[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// set puts a parameter's text into the member of that name.
func set(in any, member, text string) error {
	field := reflect.ValueOf(in).Elem().FieldByName(member)
	if !field.IsValid() {
		return fmt.Errorf("%T has no member %s", in, member)
	}
	return setText(field, text)
}

// setText puts text into a field of a simple kind; times are ISO 8601 in paths, queries and forms.
func setText(field reflect.Value, text string) error {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if field.Type() == reflect.TypeFor[kernel.Time]() {
		return json.Unmarshal([]byte(strconv.Quote(text)), field.Addr().Interface())
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
	case reflect.Bool:
		v, err := strconv.ParseBool(text)
		field.SetBool(v)
		return err
	case reflect.Int, reflect.Int32, reflect.Int64:
		v, err := strconv.ParseInt(text, 10, 64)
		field.SetInt(v)
		return err
	default:
		return fmt.Errorf("cannot put %q into a %s", text, field.Type())
	}
	return nil
}
