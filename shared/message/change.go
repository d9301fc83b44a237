package message

import (
	"fmt"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/plain"
)

const (
	attributesShown = 8  // of one change
	detailsShown    = 60 // lines of a section, beyond which changes have no attributes
	documentShown   = 16 // lines of a policy's statement or of a pattern
	// width is the column at which a difference breaks: terminals and plain text mails have 72 to 80.
	width = 72
)

// none is what an attribute shows where there is nothing.
const none = "(none)"

// ChangeLine is the change on one line, without values: "update KMS key alias/farvault in 222233334444/eu-west-1:
// KeyRotationEnabled".
func ChangeLine(c event.Change) string {
	line := head(c)
	switch names := attributeNames(c); {
	case line == "":
		line = c.Why
	case c.Why != "":
		line += ": " + c.Why
	case names != "":
		line += ": " + names
	}
	if c.Risk != "" && c.Why == "" {
		line += " (" + string(c.Risk) + ")"
	}
	return plain.Clean(line, plain.LineRunes)
}

// CountedLine is a sort of change with the number of accounts: "update backup plan daily: Rules, in accounts: 31".
func CountedLine(c event.Counted) string {
	if c.Accounts == 0 { // a version before this one has written the number into the line
		return ChangeLine(c.Change)
	}
	return fmt.Sprintf("%s, in accounts: %d", ChangeLine(c.Change), c.Accounts)
}

// tense is what the two values of an attribute are called.
type tense struct{ now, shouldBe string }

var (
	found = tense{"now", "should be"}
	done  = tense{"was", "is"}
)

// ChangeLines are a change that was found, and below it each attribute that differs: how it is now and how it should
// be, indented, a document over as many lines as it takes.
func ChangeLines(c event.Change) []string { return changeLines(c, found) }

// DoneLines are ChangeLines of a change that was made: how it was, and how it is.
func DoneLines(c event.Change) []string { return changeLines(c, done) }

func changeLines(c event.Change, t tense) []string {
	if len(c.Attributes) == 0 {
		return cleanLines(ChangeLine(c))
	}
	lines := []string{plain.Clean(head(c), plain.LineRunes)}
	for _, l := range cleanLines(c.Why) {
		lines = append(lines, "  "+l)
	}
	return append(lines, attributeLines(c.Attributes, t)...)
}

// AttributeLines are what was found to differ, indented: each attribute's name, how it is now, and how it should be.
func AttributeLines(attributes []event.Attribute) []string { return attributeLines(attributes, found) }

func attributeLines(attributes []event.Attribute, t tense) (lines []string) {
	for _, a := range attributes[:min(len(attributes), attributesShown)] {
		lines = append(lines, "  "+attributeName(a))
		lines = append(lines, valueLines(t.now, a.Now)...)
		lines = append(lines, valueLines(t.shouldBe, a.ShouldBe)...)
	}
	if rest := len(attributes) - attributesShown; rest > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more", rest))
	}
	return lines
}

// AttributeLine is what differs on one line, for a list: a document is named and not shown.
func AttributeLine(a event.Attribute) string {
	name := attributeName(a)
	switch isDocument := layOut(a.Now+a.ShouldBe, width) != nil || layOut(a.Now, width) != nil; {
	case isDocument && a.Now == "":
		return name + ": is missing"
	case isDocument && a.ShouldBe == "":
		return name + ": should not be there"
	case isDocument:
		return name + ": is otherwise"
	}
	return fmt.Sprintf("%s: now %s, should be %s", name, orNone(a.Now), orNone(a.ShouldBe))
}

// orNone shows an empty value as such.
func orNone(value string) string {
	if value == "" {
		return none
	}
	return plain.Clean(value, plain.WhyRunes)
}

// head says what is done about what, and where: "update backup vault farvault in 111122223333/eu-west-1"; empty where
// nothing in AWS is at issue.
func head(c event.Change) string {
	switch {
	case c.Line != "":
		return c.Line
	case c.Kind == event.KindCopy:
		return "the copy of " + c.Name + " is not started again"
	case c.Kind == "":
		return ""
	}
	text := strings.TrimSpace(string(c.Op) + " " + string(c.Kind) + " " + c.Name)
	switch where := c.Account + "/" + c.Region; {
	case c.Account == "":
		return text
	case c.Region == "":
		return text + " in " + c.Account
	default:
		return text + " in " + where
	}
}

// attributeNames are the names of what differs, each once.
func attributeNames(c event.Change) string {
	var names []string
	for _, a := range c.Sort().Attributes {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", ")
}

// attributeName is "KeyState", or of a part of it "AccessPolicy, statement AllowCopyFromOrganization".
func attributeName(a event.Attribute) string {
	name := plain.Clean(a.Name, plain.NameRunes)
	switch part := plain.Clean(a.Part, plain.NameRunes); {
	case part == "":
		return name
	case a.Name == chain.ManagementPreference:
		return name + ", " + part
	default:
		return name + ", statement " + part
	}
}

// valueLines are a value behind its label, or below it where it is a document too long for the line.
func valueLines(label, value string) []string {
	label = "    " + label + ":"
	switch document := layOut(value, width-len(label+" ")); len(document) {
	case 0:
		return []string{label + " " + orNone(value)}
	case 1:
		return []string{label + " " + plain.Clean(document[0], plain.WhyRunes)}
	}
	lines := []string{label}
	for _, l := range layOut(value, width-len("      ")) {
		if len(lines) > documentShown {
			return append(lines, "      …")
		}
		lines = append(lines, "      "+plain.CleanIndented(l, plain.WhyRunes))
	}
	return lines
}
