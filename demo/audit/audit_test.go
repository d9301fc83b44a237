package audit_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"farvault"
	"farvault/demo/audit"
)

// depth is how long the sequences are: two calls in every run, three in `make verify`, four in `make audit`.
func depth(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("FARVAULT_AUDIT")); err == nil {
		return n
	}
	if os.Getenv("FARVAULT_VERIFY") != "" {
		return 3
	}
	return 2
}

// listed are the ways that SECURITY.md lists, each with what stops it.
func listed(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| A way that the policies leave | What stops it |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	ways := map[string]string{}
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 2 {
			t.Fatalf("not a row of two cells: %q", line)
		}
		ways[strings.TrimPrefix(cells[0], "| ")] = strings.TrimSuffix(cells[1], " |")
	}
	return ways
}

// What the search finds is what SECURITY.md lists with what stops it, and nothing that it lists is found no more.
func TestSecurityListsEveryWay(t *testing.T) {
	t.Parallel()
	report, err := audit.Run(t.Context(), audit.Options{Files: farvault.Files, Depth: depth(t)})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := report.Print(&text); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + text.String())
	ways := listed(t)
	for _, w := range report.Found {
		if ways[w.String()] == "" {
			t.Errorf("SECURITY.md does not list %s", w)
		}
		delete(ways, w.String())
	}
	for w := range ways {
		t.Errorf("SECURITY.md lists what is not found: %s", w)
	}
}

// holed is the central template with one statement more in the policy of farvault-provision, and without the denial that
// would hold against it.
func holed(t *testing.T, action string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"template.yaml", "infra/management.yaml", "infra/member.yaml", "infra/settings.yaml"} {
		text, err := farvault.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	const before = "              - Sid: ReadVault\n"
	text := string(files["template.yaml"].Data)
	hole := "              - Sid: Hole\n                Effect: Allow\n                Action: " + action + "\n                Resource: \"*\"\n"
	plain := strings.NewReplacer("              - "+action+"\n", "", ", "+action+"]", "]").Replace(text)
	changed := strings.Replace(plain, before, hole+before, 1)
	if changed == plain || plain == text {
		t.Fatalf("template.yaml has no denial of %s, or no %q", action, before)
	}
	files["template.yaml"].Data = []byte(changed)
	return files
}

// The search can fail: of a policy that allows too much it finds what that is good for, behind the vault's own denial too.
func TestAPlantedHoleIsFound(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]string{
		"backup:DeleteRecoveryPoint": "farvault-provision: backup:PutBackupVaultAccessPolicy on the central vault, one that opens it, then " +
			"backup:DeleteRecoveryPoint of the copy: the copy is lost",
		"kms:ScheduleKeyDeletion": "farvault-provision: kms:ScheduleKeyDeletion of the copy's key: the copy is unreadable until its key is repaired",
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			report, err := audit.Run(t.Context(), audit.Options{Files: holed(t, action), Depth: 2, As: "farvault-provision"})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(report.Found, func(w audit.Way) bool { return w.String() == want }) {
				t.Errorf("found %v, want %s", report.Found, want)
			}
		})
	}
}
