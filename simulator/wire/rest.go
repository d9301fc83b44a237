package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"farvault/simulator/kernel"
)

// route matches method and path of a REST-JSON operation and puts path and
// query parameters among the members of its input.
type route struct {
	service, name, method string
	path                  *regexp.Regexp
	labels                []string
	query                 map[string]string // query parameter to member
}

var label = regexp.MustCompile(`\{([A-Za-z]+)\}`)

// newRoute reads "GET /copy-jobs/?accountId=ByAccountId&state=ByState".
func newRoute(o kernel.Operation) route {
	method, rest, _ := strings.Cut(o.Route, " ")
	path, query, _ := strings.Cut(rest, "?")
	r := route{service: o.Service, name: o.Name, method: method, query: map[string]string{}}
	for _, m := range label.FindAllStringSubmatch(path, -1) {
		r.labels = append(r.labels, m[1])
	}
	pattern := label.ReplaceAllString(strings.TrimSuffix(path, "/"), `([^/]+)`)
	r.path = regexp.MustCompile("^" + pattern + "/?$")
	for _, pair := range strings.Split(query, "&") {
		if from, to, ok := strings.Cut(pair, "="); ok {
			r.query[from] = to
		}
	}
	return r
}

// match answers with how to read the input when the request is this operation's.
func (r route) match(req *http.Request, body []byte) (func(any) error, bool) {
	found := r.path.FindStringSubmatch(req.URL.EscapedPath())
	if req.Method != r.method || found == nil {
		return nil, false
	}
	return func(in any) error {
		if err := unmarshal(body, in); err != nil {
			return err
		}
		for i, name := range r.labels {
			value, err := url.PathUnescape(found[i+1])
			if err != nil {
				return err
			}
			if err := set(in, name, value); err != nil {
				return err
			}
		}
		for param, member := range r.query {
			if values := req.URL.Query()[param]; len(values) > 0 {
				if err := set(in, member, values[0]); err != nil {
					return err
				}
			}
		}
		return nil
	}, true
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
