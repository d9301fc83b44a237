package farvault_test

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"farvault"
	"farvault/demo"
	"farvault/shared/cli"
)

// blocks are the README's fenced blocks of one kind.
func blocks(t *testing.T, kind string) []string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, m := range regexp.MustCompile("(?ms)^```"+kind+"\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		t.Fatalf("README.md has no block of %s", kind)
	}
	return found
}

func TestTheReadmeShowsTheDemoAsItIs(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	if _, err := demo.Run(context.Background(), demo.Options{Files: farvault.Files, Out: &told}); err != nil {
		t.Fatal(err)
	}
	for _, block := range blocks(t, "text") {
		for _, part := range strings.Split(block, "[...]\n") {
			if !strings.Contains(told.String(), part) {
				t.Errorf("the demo does not print:\n%s", part)
			}
		}
	}
}

// MESSAGES.md is held to the code by the test in shared/notify that writes it.
func TestTheReadmeShowsSlackAsItIs(t *testing.T) {
	t.Parallel()
	messages, err := os.ReadFile("shared/message/MESSAGES.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range blocks(t, "slack") {
		for _, part := range strings.Split(block, "[...]\n") {
			if !bytes.Contains(messages, []byte(part)) {
				t.Errorf("no message in Slack reads:\n%s", part)
			}
		}
	}
}

var words = regexp.MustCompile(`"[^"]*"|\S+`)

func TestTheReadmesCommandsWork(t *testing.T) {
	t.Parallel()
	for _, block := range blocks(t, "console") {
		for line := range strings.Lines(block) {
			args := words.FindAllString(line, -1)
			if args[0] != "farvault" {
				t.Errorf("%s: not a command of ours", line)
				continue
			}
			for i := range args {
				args[i] = strings.Trim(args[i], `"`)
			}
			var out, complaints bytes.Buffer
			status := cli.Run(context.Background(), args[1:], cli.Streams{In: strings.NewReader(""), Out: &out, Err: &complaints})
			if status != 0 || out.Len() == 0 && args[1] != "check" {
				t.Errorf("%s: exit status %d, output %q, %s", strings.TrimSpace(line), status, out.String(), complaints.String())
			}
		}
	}
}

func TestTheReadmesTargetsAreInTheMakefile(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	targets := regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)").FindAllSubmatch(readme, -1)
	if len(targets) < 4 {
		t.Fatalf("README.md names only %d targets", len(targets))
	}
	for _, target := range targets {
		if !bytes.Contains(makefile, append([]byte("\n"), append(target[1], ':')...)) {
			t.Errorf("the Makefile has no target %s", target[1])
		}
	}
}
