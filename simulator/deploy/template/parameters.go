package template

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// parameter is one of a template's parameters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
type parameter struct {
	Type, AllowedPattern, ConstraintDescription string
	Default                                     *Text
	AllowedValues                               []Text
	MinLength, MaxLength                        *Whole
	MinValue, MaxValue                          *float64
	Description, NoEcho                         Inert
}

// values are the parameters' values as Ref gives them: a string, or a list. Every mistake is told.
func (t *Template) values(given map[string]string) (map[string]any, error) {
	out := map[string]any{}
	var mistakes []error
	for _, e := range t.parameters {
		v, err := parameterValue(e, given)
		if err != nil {
			mistakes = append(mistakes, err)
		}
		out[e.key.Value] = v
	}
	var unknown []string
	for name := range given {
		if _, ok := out[name]; !ok {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		mistakes = append(mistakes, fmt.Errorf("the template has no parameter %s", name))
	}
	return out, errors.Join(mistakes...)
}

func parameterValue(e entry, given map[string]string) (any, error) {
	name := e.key.Value
	var p parameter
	if err := (&Evaluation{template: &Template{}}).decodeNode(e.value, &p); err != nil {
		return nil, errorAt(e.key, "parameter %s: %w", name, err)
	}
	value, ok := given[name]
	switch {
	case !ok && p.Default == nil:
		return nil, errorAt(e.key, "parameter %s has no value", name)
	case !ok:
		value = string(*p.Default)
	}
	var elements []string
	switch p.Type {
	case "String", "Number":
		elements = []string{value}
	case "CommaDelimitedList", "List<Number>":
		for _, element := range strings.Split(value, ",") {
			elements = append(elements, strings.TrimSpace(element))
		}
	default:
		return nil, errorAt(e.key, "parameter %s: type %s is not known to the simulator", name, p.Type)
	}
	for _, element := range elements {
		if err := p.check(element); err != nil {
			return nil, errorAt(e.key, "parameter %s: %w", name, err)
		}
	}
	if p.Type == "String" || p.Type == "Number" {
		return value, nil
	}
	list := []any{}
	for _, element := range elements {
		list = append(list, element)
	}
	return list, nil
}

// check holds a value against the parameter's constraints.
func (p parameter) check(value string) error {
	hint := p.ConstraintDescription
	if hint == "" {
		hint = "does not fit the parameter's constraints"
	}
	if p.AllowedPattern != "" {
		pattern, err := regexp.Compile("^(?:" + p.AllowedPattern + ")$")
		if err != nil {
			return fmt.Errorf("AllowedPattern: %w", err)
		}
		if !pattern.MatchString(value) {
			return fmt.Errorf("value %q %s", value, hint)
		}
	}
	if p.AllowedValues != nil && !slices.Contains(p.AllowedValues, Text(value)) {
		return fmt.Errorf("value %q is none of %q", value, p.AllowedValues)
	}
	if (p.MinLength != nil && len(value) < int(*p.MinLength)) ||
		(p.MaxLength != nil && len(value) > int(*p.MaxLength)) {
		return fmt.Errorf("value %q %s", value, hint)
	}
	if p.Type != "Number" && p.Type != "List<Number>" {
		return nil
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return fmt.Errorf("value %q is not a number", value)
	}
	if (p.MinValue != nil && n < *p.MinValue) || (p.MaxValue != nil && n > *p.MaxValue) {
		return fmt.Errorf("value %q %s", value, hint)
	}
	return nil
}
