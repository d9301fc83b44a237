package wire

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"farvault/simulator/kernel"
)

// queryCodec is the Query protocol: a form in, XML out (IAM, STS, SNS).
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
func queryCodec() codec {
	return codec{
		read: func(_ *http.Request, body []byte) (string, func(any) error) {
			form, err := url.ParseQuery(string(body))
			return form.Get("Action"), func(in any) error {
				if err != nil {
					return err
				}
				return readForm(form, "", reflect.ValueOf(in).Elem())
			}
		},
		ok: func(w http.ResponseWriter, name string, out any) {
			if own, is := out.(interface{ XML() []byte }); is {
				writeBytes(w, 200, own.XML())
				return
			}
			var b bytes.Buffer
			fmt.Fprintf(&b, "<%sResponse xmlns=\"https://simulator/\"><%sResult>", name, name)
			writeXML(&b, reflect.ValueOf(out))
			fmt.Fprintf(
				&b,
				"</%sResult><ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId>"+
					"</ResponseMetadata></%sResponse>",
				name,
				name,
			)
			writeBytes(w, 200, b.Bytes())
		},
		fail: func(w http.ResponseWriter, _ string, err *kernel.Error) {
			var b bytes.Buffer
			b.WriteString("<ErrorResponse><Error><Type>Sender</Type>")
			element(&b, "Code", err.Code)
			element(&b, "Message", err.Message)
			b.WriteString("</Error><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ErrorResponse>")
			writeBytes(w, err.Status, b.Bytes())
		},
	}
}

func writeBytes(w http.ResponseWriter, status int, text []byte) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client may be gone: nobody is left to tell
}

// readForm fills a struct from Name=…, List.member.1=…, Map.entry.1.key=….
func readForm(form url.Values, prefix string, into reflect.Value) error {
	for i := range into.NumField() {
		name := prefix + into.Type().Field(i).Name
		if err := readField(form, name, into.Field(i)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func readField(form url.Values, name string, field reflect.Value) error {
	switch field.Kind() {
	case reflect.Slice:
		for n := 1; has(form, fmt.Sprintf("%s.member.%d", name, n)); n++ {
			item := reflect.New(field.Type().Elem()).Elem()
			if err := readItem(form, fmt.Sprintf("%s.member.%d", name, n), item); err != nil {
				return err
			}
			field.Set(reflect.Append(field, item))
		}
		return nil
	case reflect.Map:
		field.Set(reflect.MakeMap(field.Type()))
		for n := 1; ; n++ {
			entry := fmt.Sprintf("%s.entry.%d.", name, n)
			key, value := form.Get(entry+"key")+form.Get(entry+"Name"), entry+"value"
			if key == "" {
				return nil
			}
			if !has(form, value) {
				value = entry + "Value"
			}
			item := reflect.New(field.Type().Elem()).Elem()
			if err := readItem(form, value, item); err != nil {
				return err
			}
			field.SetMapIndex(reflect.ValueOf(key), item)
		}
	}
	return readItem(form, name, field)
}

func readItem(form url.Values, name string, item reflect.Value) error {
	if item.Kind() == reflect.Struct && item.Type() != reflect.TypeFor[kernel.Time]() {
		return readForm(form, name+".", item)
	}
	if values, ok := form[name]; ok {
		return setText(item, values[0])
	}
	return nil
}

// has reports whether the form has the name or something below it.
func has(form url.Values, name string) bool {
	if _, ok := form[name]; ok {
		return true
	}
	for key := range form {
		if strings.HasPrefix(key, name+".") {
			return true
		}
	}
	return false
}

// writeXML writes a struct's members as elements, lists as <member>, maps as
// <entry>; empty members are left out unless they are booleans or numbers.
func writeXML(b *bytes.Buffer, v reflect.Value) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		writeMember(b, v.Type().Field(i).Name, v.Field(i))
	}
}

func writeMember(b *bytes.Buffer, name string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if t, ok := v.Interface().(kernel.Time); ok {
		if !t.IsZero() {
			element(b, name, t.ISO())
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if v.String() != "" {
			element(b, name, v.String())
		}
	case reflect.Bool:
		element(b, name, strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int32, reflect.Int64:
		element(b, name, strconv.FormatInt(v.Int(), 10))
	case reflect.Struct:
		b.WriteString("<" + name + ">")
		writeXML(b, v)
		b.WriteString("</" + name + ">")
	case reflect.Slice:
		b.WriteString("<" + name + ">")
		for i := range v.Len() {
			writeMember(b, "member", v.Index(i))
		}
		b.WriteString("</" + name + ">")
	case reflect.Map:
		writeMap(b, name, v)
	}
}

func writeMap(b *bytes.Buffer, name string, v reflect.Value) {
	keys := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		keys = append(keys, key.String())
	}
	sort.Strings(keys)
	b.WriteString("<" + name + ">")
	for _, key := range keys {
		b.WriteString("<entry>")
		element(b, "key", key)
		writeMember(b, "value", v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key())))
		b.WriteString("</entry>")
	}
	b.WriteString("</" + name + ">")
}

func element(b *bytes.Buffer, name, text string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a bytes.Buffer does not fail
	b.WriteString("</" + name + ">")
}
