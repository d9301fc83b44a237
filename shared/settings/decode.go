package settings

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"farvault/shared/plain"
)

// decode stores the node in what v points to and remembers where each property
// stands. Unlike yaml's own decoding it goes on after a mistake and knows the column.
func (f *file) decode(path string, node *yaml.Node, v any) {
	f.value(path, node, reflect.ValueOf(v).Elem())
}

func (f *file) value(path string, node *yaml.Node, into reflect.Value) {
	f.at[path] = node
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		f.refuse(path, node, "uses an anchor or an alias: write the value out")
		return
	}
	if strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!") {
		f.refuse(path, node, "has the tag %s: this is not a CloudFormation template, write the value itself", node.Tag)
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		f.mapping(path, node, into)
	case reflect.Slice:
		f.sequence(path, node, into)
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		f.value(path, node, into.Elem())
	default:
		f.scalar(path, node, into)
	}
}

func (f *file) mapping(path string, node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.MappingNode {
		f.refuse(
			path,
			node,
			"is %s: must be a mapping of %s",
			kindOf(node),
			strings.Join(properties(into.Type()), ", "),
		)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		field, known := fieldOf(into, key.Value)
		first, twice := seen[key.Value]
		switch {
		case !known || key.Kind != yaml.ScalarNode:
			f.say(key, "%s", unknown(key.Value, properties(into.Type())))
		case twice:
			f.say(key, "%s is written twice, first in line %d", key.Value, first)
		default:
			seen[key.Value] = key.Line
			f.value(join(path, key.Value), value, field)
		}
	}
}

func (f *file) sequence(path string, node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		f.refuse(path, node, "is %s: must be a list", kindOf(node))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		f.value(fmt.Sprintf("%s[%d]", path, i), item, into.Index(i))
	}
}

// scalar stores a word or number. Text is taken as it is written, whatever YAML
// would make of it: an account id may begin with a zero, a tag's value may be "yes".
func (f *file) scalar(path string, node *yaml.Node, into reflect.Value) {
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		f.refuse(path, node, "is %s: must be %s", kindOf(node), wordFor(into.Type()))
		return
	}
	switch into.Interface().(type) {
	case Duration:
		d, err := plain.Duration(node.Value)
		if err != nil {
			f.refuse(path, node, "is %s: must be %s", node.Value, wordFor(into.Type()))
			return
		}
		into.SetInt(int64(d))
	case bool:
		if node.Value != "true" && node.Value != "false" {
			f.refuse(path, node, "is %s: must be true or false", node.Value)
			return
		}
		into.SetBool(node.Value == "true")
	case int, int64:
		n, err := strconv.ParseInt(node.Value, 10, into.Type().Bits())
		if err != nil {
			f.refuse(path, node, "is %s: must be %s", node.Value, wordFor(into.Type()))
			return
		}
		into.SetInt(n)
	default:
		into.SetString(node.Value)
	}
}

// fieldOf is the field of a struct that carries the property's name.
func fieldOf(into reflect.Value, property string) (reflect.Value, bool) {
	for i, name := range properties(into.Type()) {
		if name == property {
			return into.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// properties are the names that a mapping may have, in the order of the struct.
func properties(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("yaml")
	}
	return names
}

func join(path, property string) string {
	if path == "" {
		return property
	}
	return path + "." + property
}
