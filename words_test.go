package farvault_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// replaced are words that documents and messages do not use, and what they use instead: CONTRIBUTING.md, "Words".
var replaced = []struct{ word, instead string }{
	{`does not admit|admits (nobody|the|everybody)|admitted`, "allow"},
	{`(un)?mended?|mends|mending`, "repair"},
	{`put(s|ting)? (it |this |them )?right`, "repair"},
	{`is well again|are well again`, "resolved, works again"},
	{`(is|are|was|were|be|gets?) told( of)?`, "is reported, is notified"},
	{`tells? (nobody|people|them|of)`, "notify, report"},
	{`a silence|in silence|silences`, "an unreported failure"},
	{`hourly look|daily look|looks? at an account|looked at`, "check, read, reconcile"},
	{`is to be had|not to be had`, "is available"},
	{`outlived?|outlives`, "past its retention"},
	{`by itself`, "without action, or leave it out"},
	{`so many`, "the number, or any number"},
	{`as (it|they) comes?|as the settings come`, "by default"},
	{`makes? it so|making it so`, "apply"},
	{`for ever`, "forever"},
	{`any more`, "no longer"},
	{`may (not )?(use|see|read|assume|delete|change|do|post|pass|have)`, "can, has permission to"},
	{`(is|are) no (property|action|template|member|account|text|document|address|failure)`, "is not a"},
	{`stands beside|stand beside`, "are both set"},
	{`colo(u)rs?|catalog(ue)s?|hono(u)rs?|behavio(u)rs?|(normal|recogn|organ)is(e|ed|ation)`, "American spelling"},
	{`wishes`, "configuration, settings"},
	{`does not hold either`, "also failing"},
	{`it is known who`, "identified"},
}

// kept are places where such a word stays, and why.
var kept = []struct{ file, text, why string }{
	{"CHANGELOG.md", "allow for admit", "it names the old words beside the new"},
	{"CHANGELOG.md", "unreported failure for silence", "it names the old words beside the new"},
	{"", "mended", "a reason and a status of alerts, and a setting, until the schema's version rises"},
	{"", "Mend.", "a setting, until the schema's version rises"},
	{"shared/catalog/cause_", "", "AWS's own words stand in the matchers and samples; titles and remedies are checked in CAUSES.md"},
}

func allowed(file, text string) bool {
	return slices.ContainsFunc(kept, func(k struct{ file, text, why string }) bool {
		return strings.HasPrefix(file, k.file) && (k.text == "" || strings.Contains(text, k.text))
	})
}

// quoted is what words are not looked for in: what stands in code marks or is quoted from AWS is not farvault's.
var quoted = regexp.MustCompile("`[^`]*`|\"[^\"]*\"|https?://\\S+")

// found are the words of the list that a text has.
func found(text string) (all []string) {
	for i, r := range replaced {
		if word := patterns[i].FindString(quoted.ReplaceAllString(text, " ")); word != "" {
			all = append(all, word+": "+r.instead)
		}
	}
	return all
}

var patterns = func() (all []*regexp.Regexp) {
	for _, r := range replaced {
		all = append(all, regexp.MustCompile(`(?i)\b(`+r.word+`)\b`))
	}
	return all
}()

// plainDocuments are the documents that people read first, and plainPackages those whose texts reach people.
var (
	plainDocuments = []string{"README.md", "docs/*.md", "examples/README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "shared/README.md", "shared/message/MESSAGES.md",
		"shared/*/README.md", "infra/settings.yaml", "shared/catalog/CAUSES.md"}
	plainPackages = []string{"shared/catalog", "shared/proof", "shared/unreported", "shared/message", "shared/notify", "shared/settings",
		"shared/check", "shared/cli"}
)

func TestDocumentsUsePlainWords(t *testing.T) {
	t.Parallel()
	for _, pattern := range plainDocuments {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no such document, %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(text), "\n") {
				for _, word := range found(line) {
					if !allowed(file, line) {
						t.Errorf("%s:%d: %s", file, i+1, word)
					}
				}
			}
		}
	}
}

func TestMessagesUsePlainWords(t *testing.T) {
	t.Parallel()
	for _, folder := range plainPackages {
		err := filepath.WalkDir(folder, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			parsed, err := parser.ParseFile(files, file, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				literal, ok := n.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					return true
				}
				text, _ := strconv.Unquote(literal.Value)
				for _, word := range found(text) {
					if strings.Contains(text, " ") && !allowed(file, text) {
						t.Errorf("%s: %s", files.Position(literal.Pos()), word)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The list finds what it is for, and what it is not for stays.
func TestTheWordsAreFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"The source key does not admit the backup account":      1,
		"It is told of once, and mended.":                       2,
		"Cold storage is not to be had for this rule":           1,
		"AWS says `a silence`, and \"for ever\"":                0,
		"The source key's policy does not allow the account.":   0,
		"The copy's retention is kept for ever, by itself":      2,
		"A person who recommends it, in the catalog" + "ue":     1,
		"Restore it, and commend the behavior of the catalog":   0,
		"Somebody put it right, and the account is well again.": 2,
	} {
		if got := found(text); len(got) != want {
			t.Errorf("%q: found %q, want %d", text, got, want)
		}
	}
}
