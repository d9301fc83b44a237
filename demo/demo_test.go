package demo

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"farvault"
)

// TestMain lets memory grow: the tests stage a hundred worlds, each of which is soon garbage.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// deployed are the files that are deployed, with the plan's rule due every two hours:
// the same story in half a simulated day.
func deployed(t testing.TB) fstest.MapFS {
	t.Helper()
	files := shipped(t)
	const daily, often = "cron(0 12 * * ? *)", "cron(0 9,11,13,15 * * ? *)"
	settings := files["infra/settings.yaml"]
	if !bytes.Contains(settings.Data, []byte(daily)) {
		t.Fatalf("infra/settings.yaml has no rule with %s", daily)
	}
	settings.Data = bytes.ReplaceAll(settings.Data, []byte(daily), []byte(often))
	return files
}

// openVaults are settings under which the tests can break vaults by any hand.
func openVaults(settings []byte) []byte {
	for _, line := range []string{
		"  DenyDeletion: true\n", "  BreakGlassPrincipalArns: [\"arn:aws:iam::*:role/" + breakGlass + "\"]\n",
	} {
		settings = bytes.ReplaceAll(settings, []byte(line), nil)
	}
	return settings
}

// shipped are the files that are deployed, as they are but for vaults that the tests can break by any hand.
func shipped(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"template.yaml", "infra/management.yaml", "infra/member.yaml", "infra/settings.yaml"} {
		text, err := fs.ReadFile(farvault.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	files["infra/settings.yaml"].Data = openVaults(files["infra/settings.yaml"].Data)
	return files
}

// linksIn adds up the links that the story says were made.
func linksIn(told string) (n int) {
	for _, m := range regexp.MustCompile(`(\d+) links? made`).FindAllStringSubmatch(told, -1) {
		one, _ := strconv.Atoi(m[1]) // digits
		n += one
	}
	return n
}

// ending is how the story ends, without the resources' ids, which are the simulator's.
var ending = Summary{Accounts: 6, LinksCreated: 42, CopiesCompleted: 5, AlertsSent: 2, Resolved: 1, Open: 1, Failures: []Failure{
	{Account: "111122223333", Category: "user_action", Cause: "recovery-point-deleted", Proof: "confirmed"},
	{Account: "222233334444", Category: "kms", Cause: "source-key-not-shared", Proof: "confirmed"},
	{Account: "222233334444", Category: "vault_policy", Cause: "vault-policy-denies-copy", Proof: "confirmed", Mended: true},
}}

// endingAsShipped is how it ends where the local vaults have an access policy too.
func endingAsShipped() Summary {
	s := ending
	s.LinksCreated += 4 // one in each member
	return s
}

// unnamed is a summary without the resources' ids.
func unnamed(s Summary) Summary {
	s.Failures = slices.Clone(s.Failures)
	for i := range s.Failures {
		s.Failures[i].Resource = ""
	}
	return s
}

func TestTheStoryEndsAsItIsTold(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	got, err := Run(context.Background(), Options{Files: farvault.Files, Out: &told})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Failures {
		if f.Cause != "recovery-point-deleted" && !strings.Contains(f.Resource, ":222233334444:") {
			t.Errorf("failure of %s is not the new account's", f.Resource)
		}
	}
	if diff := cmp.Diff(endingAsShipped(), unnamed(got)); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if printed := linksIn(told.String()); printed != got.LinksCreated {
		t.Errorf("the story has %d links made, its end %d", printed, got.LinksCreated)
	}
	for _, words := range []string{
		"payments-prod is not ready yet: tried again after ",
		"Given key ID is not accessible",
		"Access Denied trying to call AWS Backup service",
		"RED  1 copy in payments-prod will fail tomorrow at 12:00 UTC",
		`"Sid": "AllowBackupCopy"`,
		"AMBER  The central vault's policy was changed and has been repaired; 1 copy restarted",
		"fixed since 12:55 UTC; the next copy, tomorrow at 12:00 UTC, will show it",
		"arn:aws:sts::111122223333:assumed-role/farvault-break-glass/alice did it at 12:06 UTC",
		"GREEN  Copies of",
		"RED  1 recovery point was deleted before its time from the central vault",
		"assumed-role/farvault-break-glass/alice, by DeleteRecoveryPoint",
		"1 deleted, 3 left, the newest from 12:00 UTC",
	} {
		if !strings.Contains(unbroken(told.String()), unbroken(words)) {
			t.Errorf("the story does not say %q", words)
		}
	}
}

// unbroken is a text in one line: the story's mails have lines of their own.
func unbroken(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " ")
}

func TestTheStoryIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	tell := func() string {
		var told bytes.Buffer
		if _, err := Run(context.Background(), Options{Files: deployed(t), Out: &told}); err != nil {
			t.Fatal(err)
		}
		return told.String()
	}
	if diff := cmp.Diff(tell(), tell()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func BenchmarkStory(b *testing.B) {
	files := deployed(b)
	for b.Loop() {
		if _, err := Run(context.Background(), Options{Files: files, Out: io.Discard}); err != nil {
			b.Fatal(err)
		}
	}
}
