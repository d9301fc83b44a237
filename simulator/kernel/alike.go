package kernel

import (
	"reflect"
	"strings"

	"farvault/shared/policy"
)

// How much is kept of what is alike, and how long a text may be for it. Once there is so much, it begins anew: then
// there is one more of each.
const (
	mostTexts     = 8192
	longestText   = 256
	mostDocuments = 256
	mostParts     = 2048
)

// Alike keeps one of each text and each part of a policy that is the same in many accounts: ten thousand accounts say
// the same of themselves, but for their ids. What comes out of it is read and never changed.
type Alike struct {
	texts     map[string]string
	documents map[string]policy.Document // by their text
	parts     map[string]any             // of statements, by their text
}

// Text is a text as it is kept, without what it may be a part of, such as the body of a request.
func (a *Alike) Text(text string) string {
	if text == "" || len(text) > longestText {
		return text
	}
	if known, is := a.texts[text]; is {
		return known
	}
	text = strings.Clone(text)
	keep(&a.texts, mostTexts, text, text)
	return text
}

// Document is policy.Parse, with one of each document, statement and part of one that is alike.
func (a *Alike) Document(text string) (policy.Document, error) {
	if known, is := a.documents[text]; is {
		return known, nil
	}
	d, err := policy.Parse(text)
	if err != nil {
		return d, err
	}
	for i, s := range d.Statement {
		d.Statement[i] = a.statement(s)
	}
	keep(&a.documents, mostDocuments, text, d)
	return d, nil
}

func (a *Alike) statement(s policy.Statement) policy.Statement {
	s.Sid = a.Text(s.Sid)
	s.Effect = policy.Effect(a.Text(string(s.Effect)))
	for _, values := range []*policy.Values{&s.Action, &s.NotAction, &s.Resource, &s.NotResource} {
		if *values != nil {
			*values = part(a, policy.Statement{Action: *values}.String(), *values)
		}
	}
	for _, principal := range []*policy.Principal{&s.Principal, &s.NotPrincipal} {
		if *principal != nil {
			*principal = part(a, policy.Statement{Principal: *principal}.String(), *principal)
		}
	}
	if s.Condition != nil {
		s.Condition = part(a, policy.Statement{Condition: s.Condition}.String(), s.Condition)
	}
	return s
}

// part is the one that is kept of a part of a statement, by a text that tells it from all others.
func part[T any](a *Alike, text string, p T) T {
	if known, is := a.parts[text]; is {
		if same, is := known.(T); is {
			return same
		}
		return p
	}
	keep(&a.parts, mostParts, text, any(p))
	return p
}

func keep[T any](all *map[string]T, most int, text string, value T) {
	if *all == nil || len(*all) >= most {
		*all = map[string]T{}
	}
	(*all)[text] = value
}

// input makes the texts of what a call asks for those that are kept.
func (a *Alike) input(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			a.input(v.Elem())
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(a.Text(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() {
				a.input(field)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			a.input(v.Index(i))
		}
	case reflect.Map:
		a.entries(v)
	}
}

// entries are those of a map, which are put in anew: the keys and values of a map cannot be set.
func (a *Alike) entries(m reflect.Value) {
	if m.Len() == 0 || m.Type().Key().Kind() != reflect.String {
		return
	}
	anew := reflect.MakeMapWithSize(m.Type(), m.Len())
	for entries := m.MapRange(); entries.Next(); {
		key, value := reflect.New(m.Type().Key()).Elem(), reflect.New(m.Type().Elem()).Elem()
		key.Set(entries.Key())
		value.Set(entries.Value())
		a.input(key)
		a.input(value)
		anew.SetMapIndex(key, value)
	}
	m.Set(anew)
}
