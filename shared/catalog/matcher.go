package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Matcher says which messages a cause is about, as data. A message fits when
// it has at least one phrase of every group in Has, and no phrase of Lacks.
// Phrases are words in the form that normalise gives: lower case, no
// punctuation. A phrase starts at a word's start and may end inside a word, so
// that "key" fits "keys" and not "monkey".
type Matcher struct {
	Has   [][]string
	Lacks []string
}

// says makes a Matcher; each argument is a group, its alternatives parted by "|".
func says(groups ...string) Matcher {
	var m Matcher
	for _, group := range groups {
		m.Has = append(m.Has, strings.Split(group, "|"))
	}
	return m
}

// butNot adds phrases, parted by "|", that rule the cause out.
func (m Matcher) butNot(phrases string) Matcher {
	m.Lacks = strings.Split(phrases, "|")
	return m
}

// fits judges a normalised message.
func (m Matcher) fits(text *words) bool {
	said := func(phrase string) bool { return text.contain(phrase) }
	for _, group := range m.Has {
		if !slices.ContainsFunc(group, said) {
			return false
		}
	}
	return !slices.ContainsFunc(m.Lacks, said)
}

// inWord keeps names such as my-kms-key and db_lock whole: what people call their things says nothing of the cause.
func inWord(c rune) bool {
	return c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c)
}

// arn finds an ARN in a sentence; the groups are its service and its resource.
var arn = regexp.MustCompile(`arn:aws[a-z-]*:([a-z0-9-]*):[^:\s]*:[^:\s]*:([^\s"'` + "`" + `,;)\]]*)`)

// shorten leaves of an ARN what it is the ARN of: arn:kms:key, arn:iam:role,
// arn:s3. The rest is a name that somebody chose.
func shorten(s string) string {
	parts := arn.FindStringSubmatch(s)
	resourceType, rest, typed := strings.Cut(strings.Replace(parts[2], ":", "/", 1), "/")
	short := "arn:" + parts[1]
	if typed {
		short += ":" + resourceType
	}
	if strings.HasPrefix(rest, "aws-service-role/") {
		short += ":aws-service-role"
	}
	return short + " "
}

// maxMessage is as much of a message as is read; AWS's longest have a few hundred bytes.
const maxMessage = 8 << 10

// normalise brings a message into the form that phrases are written in: ARNs
// shortened, words of CamelCase and of UPPER_CASE codes parted (AccessDenied
// and ACCESS_DENIED read "access denied"), lower case, apostrophes dropped,
// punctuation and white space one space.
func normalise(message string) string {
	message = message[:min(len(message), maxMessage)]
	if strings.Contains(message, "arn:aws") { // an expression costs more than all the rest
		message = arn.ReplaceAllStringFunc(message, shorten)
	}
	var b strings.Builder
	b.Grow(len(message) + 16)
	for word := range strings.FieldsFuncSeq(message, separates) {
		partWords(&b, strings.Trim(word, ".:/-'’"))
	}
	return strings.TrimSuffix(b.String(), " ")
}

// separates reports whether a rune parts words. Apostrophes do not: can't is one word.
func separates(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune(`-_.:/'’`, c)
}

// partWords writes the words of one token in lower case, a space after each.
func partWords(b *strings.Builder, token string) {
	code := token == strings.ToUpper(token) // ACCOUNT_LIMIT_EXCEEDED
	end := b.Len()
	part := func() {
		if b.Len() > end {
			b.WriteByte(' ')
			end = b.Len()
		}
	}
	var before rune
	for i, c := range token {
		switch {
		case c == '\'' || c == '’':
			continue
		case code && c == '_':
			part()
			before = c
			continue
		case unicode.IsUpper(c) && (unicode.IsLower(before) || unicode.IsUpper(before) && lowerNext(token[i:])):
			part()
		}
		b.WriteRune(unicode.ToLower(c))
		before = c
	}
	part()
}

// lowerNext reports whether the second rune is a small letter: in KMSKey the K of Key.
func lowerNext(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[size:], "'’"))
	return unicode.IsLower(next)
}
