package selftest

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Pseudonyms replace what tells an organization apart by stand-ins, the same for the same, so that answers can be
// filed where strangers read them. The zero value knows no names and is ready to use.
type Pseudonyms struct {
	names   []string
	standIn map[string]string
	counts  map[string]int
}

// NewPseudonyms also replaces these names, which no pattern finds: those of accounts.
func NewPseudonyms(names ...string) *Pseudonyms {
	long := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "" })
	slices.SortFunc(long, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) // a name within another comes later
	})
	return &Pseudonyms{names: long}
}

// arnParts are partition, service, Region, account and resource of an ARN within a text.
var arnParts = regexp.MustCompile(`arn:([\w-]+):([\w-]*):([\w-]*):(\d*):([^\s"',;()\[\]{}]+)`)

// patterns are what identifies, by the kind of its stand-in, in the order in which they are looked for.
var patterns = []struct {
	kind string
	of   *regexp.Regexp
}{
	{"account", regexp.MustCompile(`\b\d{12}\b`)},
	{"mail", regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)},
	{"unit", regexp.MustCompile(`\bou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\b`)},
	{"organization", regexp.MustCompile(`\bo-[a-z0-9]{10,32}\b`)},
	{"id", regexp.MustCompile(`\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b`)},
	{"id", regexp.MustCompile(`\b[a-z]{1,6}-[0-9a-f]{8,32}\b`)},
}

// Text is a text without what identifies. An ARN keeps its service, Region and kind of resource.
func (p *Pseudonyms) Text(text string) string {
	text = arnParts.ReplaceAllStringFunc(text, func(arn string) string {
		m := arnParts.FindStringSubmatch(arn)
		kind, name := "", m[5]
		if i := strings.IndexAny(name, "/:"); i >= 0 {
			kind, name = name[:i+1], name[i+1:]
		}
		account := m[4]
		if account != "" {
			account = p.of("account", account)
		}
		return strings.Join([]string{"arn", m[1], m[2], m[3], account, kind + p.of("name", name)}, ":")
	})
	for _, name := range p.names {
		text = whole(name).ReplaceAllStringFunc(text, func(found string) string { return p.of("name", found) })
	}
	for _, pattern := range patterns {
		text = pattern.of.ReplaceAllStringFunc(text, func(found string) string { return p.of(pattern.kind, found) })
	}
	return text
}

// whole finds a name that is not part of a longer word.
func whole(name string) *regexp.Regexp {
	word := func(c byte) string {
		if c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			return `\b`
		}
		return ""
	}
	return regexp.MustCompile(word(name[0]) + regexp.QuoteMeta(name) + word(name[len(name)-1]))
}

// of is the stand-in of a value.
func (p *Pseudonyms) of(kind, value string) string {
	if p.standIn == nil {
		p.standIn, p.counts = map[string]string{}, map[string]int{}
	}
	if p.standIn[value] == "" {
		p.counts[kind]++
		p.standIn[value] = kind + "-" + strconv.Itoa(p.counts[kind])
	}
	return p.standIn[value]
}
