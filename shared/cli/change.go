package cli

import (
	"fmt"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/proof"
)

// change is a chain.Change as JSON.
type change struct {
	Op         chain.Op    `json:"op"`
	Kind       chain.Kind  `json:"kind"`
	Name       string      `json:"name"`
	Account    string      `json:"account"`
	Region     string      `json:"region,omitempty"`
	Attributes []attribute `json:"attributes,omitempty"`
	Why        string      `json:"why,omitempty"`
}

// attribute is an event.Attribute as JSON. Want and got are what versions before this one called its values, and go
// with the next.
type attribute struct {
	event.Attribute
	Want string `json:"want"`
	Got  string `json:"got"`
}

// print prints changes, with what differs below each.
func (c chainFlags) print(s Streams, changes []chain.Change, lines func(event.Change) []string) error {
	for _, one := range chain.Values(changes) {
		if !c.JSON {
			if _, err := fmt.Fprintln(s.Out, strings.Join(lines(one), "\n")); err != nil {
				return err
			}
			continue
		}
		line := change{one.Op, one.Kind, one.Name, one.Account, one.Region, nil, one.Why}
		for _, a := range one.Attributes {
			line.Attributes = append(line.Attributes, attribute{a, a.ShouldBe, a.Now})
		}
		if err := writeJSON(s.Out, line); err != nil {
			return err
		}
	}
	return nil
}

// changeLines are changes, one on each line.
func changeLines(changes []event.Change) (lines []string) {
	for _, c := range changes {
		lines = append(lines, message.ChangeLine(c))
	}
	return lines
}

// differing is what is said of a link whose name stands above it: why nothing is done, and what differs.
func differing(c event.Change) (lines []string) {
	if c.Why != "" {
		lines = append(lines, c.Why)
	}
	return append(lines, message.AttributeLines(c.Attributes)...)
}

// reasons are differing with an attribute a line.
func reasons(c event.Change) (lines []string) {
	if c.Op == chain.Create {
		return []string{"is missing"}
	}
	if c.Why != "" {
		lines = append(lines, c.Why)
	}
	for _, a := range c.Attributes {
		lines = append(lines, message.AttributeLine(a))
	}
	return lines
}

// whyOf is what keeps a precondition from holding, on one line.
func whyOf(p proof.Precondition) string {
	if p.Why != "" {
		return p.Why
	}
	var all []string
	for _, c := range p.Changes {
		all = append(all, reasons(c)...)
	}
	return strings.Join(all, "; ")
}

// preconditionText is "FAIL    trusted-access in 999988887777: why", with what differs and the command below it.
func preconditionText(p proof.Precondition) string {
	text := fmt.Sprintf("%-7s %s", p.Outcome, p.Name)
	if !strings.Contains(p.Name, p.Account) {
		text += " in " + p.Account
	}
	why, below := p.Why, ""
	for _, c := range p.Changes {
		if c.Op == chain.Create {
			c.Why = "is missing"
		}
		why = strings.TrimPrefix(why+"; "+c.Why, "; ")
		for _, line := range message.AttributeLines(c.Attributes) {
			below += "\n      " + line
		}
	}
	if why = strings.TrimSuffix(why, "; "); why != "" {
		text += ": " + why
	}
	return text + below + toDo(p.Command)
}

// toDo are the lines below a check that say what repairs it: the command to run, or the statement to add to the policy
// that the check names.
func toDo(command string) string {
	switch {
	case command == "":
		return ""
	case strings.HasPrefix(command, "{"):
		return "\n        add to the policy:\n" + statementIndent +
			strings.ReplaceAll(message.LaidOut(command), "\n", "\n"+statementIndent)
	}
	return "\n        " + runMark + command
}
