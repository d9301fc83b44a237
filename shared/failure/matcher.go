package failure

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
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
func (m Matcher) fits(text string) bool {
	said := func(phrase string) bool { return contains(text, phrase) }
	for _, group := range m.Has {
		if !slices.ContainsFunc(group, said) {
			return false
		}
	}
	return !slices.ContainsFunc(m.Lacks, said)
}

// contains reports whether the phrase stands in the text, from a word's start.
func contains(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		if i += from; i == 0 || !inWord(rune(text[i-1])) {
			return true
		}
		from = i + 1
	}
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
	message = arn.ReplaceAllStringFunc(message[:min(len(message), maxMessage)], shorten)
	var words []string
	for _, word := range strings.FieldsFunc(message, separates) {
		words = append(words, strings.Fields(partWords(strings.Trim(word, ".:/-'’")))...)
	}
	return strings.Join(words, " ")
}

// separates reports whether a rune parts words. Apostrophes do not: can't is one word.
func separates(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune(`-_.:/'’`, c)
}

// partWords parts the words of one token and puts it in lower case.
func partWords(token string) string {
	code := token == strings.ToUpper(token) // ACCOUNT_LIMIT_EXCEEDED
	runes := []rune(strings.NewReplacer("'", "", "’", "").Replace(token))
	var b strings.Builder
	for i, c := range runes {
		hump := i > 0 && unicode.IsUpper(c) &&
			(unicode.IsLower(runes[i-1]) || unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if hump {
			b.WriteByte(' ')
		}
		if code && c == '_' {
			c = ' '
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
