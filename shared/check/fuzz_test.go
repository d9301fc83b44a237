package check_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"pgregory.net/rapid"

	"farvault/shared/check"
)

// FuzzRun holds that any bytes get findings with a place in the file, a known rule and a
// message, and the same findings again.
func FuzzRun(f *testing.F) {
	for _, name := range []string{"../../examples/article-account-a.yaml", "../../examples/article-account-b.yaml", "testdata/backup-policy.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add("f.yaml", text)
	}
	for _, tt := range ruleCases {
		f.Add("f.yaml", []byte(strings.Replace(tt.file, tt.old, tt.new, 1)))
	}
	f.Add("f.json", []byte(`{"Statement": [{"Effect": "Allow", "Action": ["backup:*", null, 1, {}]}, null, "x"]}`))
	f.Add("f.yaml", []byte("a: &a [*a, *a]\nResources: *a\n"))
	f.Add("f.yaml", []byte("Resources: {A: {Type: AWS::Backup::BackupVault, Properties: {AccessPolicy: |2\n   {\n"))
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		findings := check.Run(check.File{Name: name, Text: text})
		lines := 1 + strings.Count(string(text), "\n")
		for _, finding := range findings {
			if finding.Line < 1 || finding.Line > lines+1 || finding.Column < 1 || finding.Message == "" || !known(finding.Rule) {
				t.Errorf("%+v in %d lines", finding, lines)
			}
		}
		if again := check.Run(check.File{Name: name, Text: text}); !reflect.DeepEqual(findings, again) {
			t.Errorf("first %v, then %v", findings, again)
		}
	})
}

func known(id check.RuleID) bool {
	for _, r := range check.Rules() {
		if r.ID == id {
			return true
		}
	}
	return false
}

// TestEveryOperationIsAnAction holds the list of actions to the API: AWS adds operations, and
// a policy that allows a new one is right.
func TestEveryOperationIsAnAction(t *testing.T) {
	t.Parallel()
	client := reflect.TypeFor[*backup.Client]()
	seen := 0
	for method := range client.Methods() {
		if method.Name == "Options" {
			continue
		}
		seen++
		if findings := check.Run(identityPolicyWith("backup:" + method.Name)); len(findings) > 0 {
			t.Error(findings)
		}
	}
	if seen < 100 {
		t.Errorf("only %d operations seen", seen)
	}
}

func identityPolicyWith(action string) check.File {
	return check.File{Name: "policy.json", Text: []byte(strings.Replace(identityPolicy, "backup:StartCopyJob", action, 1))}
}

// TestPlacesDoNotDependOnSpace moves a policy with a mistake in it down and to the right.
func TestPlacesDoNotDependOnSpace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		down := rapid.IntRange(0, 5).Draw(t, "down")
		right := rapid.IntRange(0, 5).Draw(t, "right")
		note := rapid.StringMatching(`[a-zü\t]{0,5}`).Draw(t, "note")
		line := strings.Repeat(" ", right) + `"Sid": "` + strings.ReplaceAll(note, "\t", "") + `", "Action": "backup:Frobnicate"`
		text := "{\"Statement\": [{\"Effect\": \"Allow\", \"Resource\": \"*\"," + strings.Repeat("\n", down+1) + line + "}]}"
		findings := check.Run(check.File{Name: "p.json", Text: []byte(text)})
		want := len([]rune(line)) - len(`"backup:Frobnicate"`) + 1
		if len(findings) != 1 || findings[0].Line != down+2 || findings[0].Column != want {
			t.Errorf("want %d:%d, got %v", down+2, want, findings)
		}
	})
}
