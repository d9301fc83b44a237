package check_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/check"
)

var update = flag.Bool("update", false, "write the golden files")

// load reads files as one run; their names are those without the folder.
func load(t *testing.T, names ...string) []check.File {
	t.Helper()
	var files []check.File
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, check.File{Name: filepath.Base(name), Text: text})
	}
	return files
}

func told(findings []check.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
	}
	return b.String()
}

// TestArticle holds what is found in the two templates of the article that the product began
// with, checked together: account A's plan aims at the vault that account B's template declares.
func TestArticle(t *testing.T) {
	t.Parallel()
	got := told(check.Run(load(t, "../../examples/article-account-a.yaml", "../../examples/article-account-b.yaml")...))
	if *update {
		if err := os.WriteFile("testdata/article.golden.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/article.golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// TestArticleTellsEveryInventedAction holds the list of what AWS Backup does not have, read off
// the article's policy by hand.
func TestArticleTellsEveryInventedAction(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range check.Run(load(t, "../../examples/article-account-b.yaml")...) {
		if f.Rule == check.UnknownAction {
			got = append(got, strings.TrimPrefix(strings.Fields(f.Message)[0], "backup:"))
		}
	}
	want := []string{
		"ListBackups", "CreateBackupSubfolder", "CreateBackupTemplate", "CreateBackup", "PutBackupVaultNotification", "PutBackupRule",
		"PutRecoveryPointPolicy", "UpdateBackupSelection", "UpdateBackupSubfolder", "UpdateBackupTemplate", "UpdateBackupVault",
		"UpdateBackupVaultAccessPolicy", "UpdateBackupVaultNotification", "UpdateBackupVaultLockConfiguration", "UpdateRecoveryPointPolicy", "UpdateResource",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCleanFiles holds that what is right gets no finding: the article's templates put right, what farvault deploys, and a backup policy.
func TestCleanFiles(t *testing.T) {
	t.Parallel()
	for law, names := range map[string][]string{
		"the article's templates put right": {"../../examples/corrected-account-a.yaml", "../../examples/corrected-account-b.yaml"},
		"account A alone":                   {"../../examples/corrected-account-a.yaml"},
		"account B alone":                   {"../../examples/corrected-account-b.yaml"},
		"farvault's own files":              {"../../template.yaml", "../../infra/management.yaml", "../../infra/member.yaml", "../../infra/settings.yaml"},
		"an Organizations backup policy":    {"testdata/backup-policy.json"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := told(check.Run(load(t, names...)...)); got != "" {
				t.Error(got)
			}
		})
	}
}

// TestRules holds that every rule says where AWS says so, once.
func TestRules(t *testing.T) {
	t.Parallel()
	seen := map[check.RuleID]bool{}
	for _, r := range check.Rules() {
		if seen[r.ID] || r.Title == "" || !strings.HasPrefix(r.Page, "https://docs.aws.amazon.com/") || !slices.Contains([]check.Severity{check.Error, check.Warning, check.Note}, r.Severity) {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
	}
}
