package farvault_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
)

// statementsIn are the policy statements that a text shows, each as it stands there.
func statementsIn(text string) (all []policy.Statement) {
	text = strings.NewReplacer(`\"`, `"`, `\n`, "\n", "│", " ").Replace(text)
	for i := range text {
		if text[i] != '{' {
			continue
		}
		var s policy.Statement
		decoder := json.NewDecoder(strings.NewReader(text[i:]))
		if err := decoder.Decode(&s); err == nil && s.Effect == policy.Allow && len(s.Principal) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// cures are what a statement repairs, by its first action: the condition, its breach, and where the statement is pasted.
var cures = []struct {
	action, cause string
	breach        func(*proof.Facts)
	policy        func(*proof.Facts) *policy.Document
}{
	{"kms:DescribeKey", "source-key-not-shared", prooftest.KeyNotShared, func(f *proof.Facts) *policy.Document { return f.SourceKey.Value.Policy }},
	{"backup:CopyIntoBackupVault", "vault-policy-denies-copy", prooftest.VaultReplaced, func(f *proof.Facts) *policy.Document { return f.DestinationVault.Value.Policy }},
}

// sufficient reports whether the product calls the condition met once people have pasted the statement.
func sufficient(s policy.Statement) bool {
	for _, cure := range cures {
		if !slices.Contains(s.Action, cure.action) {
			continue
		}
		f := prooftest.Healthy()
		cure.breach(&f)
		broken := cure.policy(&f)
		broken.Statement = append(broken.Statement, s)
		d := proof.Prove(catalog.Diagnose(catalog.Signal{Message: prooftest.AccessDenied}), f)
		return slices.ContainsFunc(d.Checks, func(c catalog.Check) bool { return c.Cause == cure.cause && c.Outcome == catalog.Pass })
	}
	return false
}

// Who pastes a statement from a document gets what the product itself would call sufficient.
func TestTheStatementsInDocumentsAreSufficient(t *testing.T) {
	t.Parallel()
	documents := []string{"README.md", "shared/message/MESSAGES.md"}
	docs, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, docs...)
	samples, err := filepath.Glob("events/farvault-alert/*.json")
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples of alerts: %v", err)
	}
	shown := 0
	for _, document := range append(documents, samples...) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range statementsIn(string(text)) {
			shown++
			if slices.Equal(s.Action, policy.Values{"kms:*"}) {
				continue // what a key's policy has from its beginning, shown beside what is to be added
			}
			if !sufficient(s) {
				t.Errorf("%s shows a statement that is not sufficient: %s", document, s)
			}
		}
	}
	if shown < 4 {
		t.Errorf("only %d statements were found", shown)
	}
}

// A statement that gives too little is found, wherever it stands.
func TestAStatementThatGivesTooLittleIsFound(t *testing.T) {
	t.Parallel()
	const little = `{ "Sid": "AllowBackupCopy", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
  "Action": ["kms:DescribeKey", "kms:CreateGrant"], "Resource": "*" }`
	quoted, err := json.Marshal(map[string]string{"paste": little})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Paste this:\n" + little + "\nand wait.", string(quoted)} {
		found := statementsIn(text)
		if len(found) != 1 || sufficient(found[0]) {
			t.Errorf("%s: found %v", text, found)
		}
	}
}

var fileName = regexp.MustCompile("`([\\w/*.-]+\\.(?:go|md|yaml|json|txt|jsonl))`")

// The files that the recipes, the walk and the reading orders name are there: a reader who follows them gets somewhere.
func TestTheFilesThatDocumentsNameExist(t *testing.T) {
	t.Parallel()
	readmes, err := filepath.Glob("shared/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, document := range append(readmes, "CONTRIBUTING.md", "shared/README.md") {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fileName.FindAllStringSubmatch(string(text), -1) {
			named++
			inRoot, _ := filepath.Glob(m[1])
			beside, _ := filepath.Glob(filepath.Join(filepath.Dir(document), m[1]))
			if len(inRoot)+len(beside) == 0 {
				t.Errorf("%s names %s, and there is no such file", document, m[1])
			}
		}
	}
	if named < 50 {
		t.Errorf("only %d files were found", named)
	}
}

// A package of many files has a sign on its door: a README that shows the order to read them in, on one screen.
func TestLargePackagesHaveAREADME(t *testing.T) {
	t.Parallel()
	packages := []string{"catalog", "proof", "unreported", "message", "settings", "cli", "check", "cloud", "chain", "alert", "policy", "event", "notify", "ledger"}
	for _, name := range packages {
		text, err := os.ReadFile(filepath.Join("shared", name, "README.md"))
		if err != nil {
			t.Error(err)
		}
		if lines := strings.Count(string(text), "\n"); lines > 40 {
			t.Errorf("the README of shared/%s has %d lines, more than 40", name, lines)
		}
	}
}

// Every package says what it is for.
func TestEveryPackageHasAComment(t *testing.T) {
	t.Parallel()
	commented := map[string]bool{}
	for _, root := range []string{"cmd", "demo", "functions", "shared", "simulator"} {
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err == nil {
				commented[filepath.Dir(file)] = commented[filepath.Dir(file)] || parsed.Doc.Text() != ""
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for folder, has := range commented {
		if !has {
			t.Errorf("package %s has no comment", folder)
		}
	}
}
