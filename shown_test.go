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

func TestThePagesShowTheDemoAsItIs(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	if _, err := demo.Run(context.Background(), demo.Options{Files: farvault.Files, Out: &told}); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, "text") {
		for _, part := range strings.Split(b.text, "[...]\n") {
			if !strings.Contains(gutterless(told.String()), gutterless(part)) {
				t.Errorf("%sthe demo does not print:\n%s", b.file, part)
			}
		}
	}
}

// gutterless is what the demo prints of a mail in one line: its lines are broken for mail.
func gutterless(text string) string { return unbroken(strings.ReplaceAll(text, "│", " ")) }

// findings are what check prints, without the breaks that a page's width needs.
func findings(t *testing.T, files ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	status := cli.Run(context.Background(), append([]string{"check"}, files...), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &complaints})
	if status > 1 || complaints.Len() > 0 {
		t.Fatalf("check ends with %d: %s", status, complaints.String())
	}
	return unbroken(out.String())
}

// unbroken is a text in one line, with one space wherever it has some or a break.
func unbroken(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestThePagesShowFindingsAsTheyArePrinted(t *testing.T) {
	t.Parallel()
	for _, b := range blocks(t, "check") {
		file, _, _ := strings.Cut(b.text, ":")
		printed := findings(t, file)
		for _, part := range strings.Split(b.text, "[...]\n") {
			if !strings.Contains(printed, unbroken(part)) {
				t.Errorf("%scheck does not print:\n%s", b.file, part)
			}
		}
		for _, id := range regexp.MustCompile(`(?:error|warning) [a-z-]+:`).FindAllString(printed, -1) {
			if !strings.Contains(unbroken(b.text), id) {
				t.Errorf("%sdoes not show %s", b.file, id)
			}
		}
	}
	if corrected := findings(t, "examples/corrected-account-a.yaml", "examples/corrected-account-b.yaml"); corrected != "" {
		t.Errorf("the corrected templates have findings: %s", corrected)
	}
}

var words = regexp.MustCompile(`"[^"]*"|\S+`)

func TestTheCommandsOfThePagesWork(t *testing.T) {
	t.Parallel()
	for _, b := range blocks(t, "console") {
		for line := range strings.Lines(b.text) {
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

func TestTheTargetsInPagesAreInTheMakefile(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	contributing, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	all := string(contributing)
	for _, text := range pages(t) {
		all += "\n" + text
	}
	targets := regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)").FindAllStringSubmatch(all, -1)
	if len(targets) < 8 {
		t.Fatalf("the pages name only %d targets", len(targets))
	}
	for _, target := range targets {
		if !strings.Contains(string(makefile), "\n"+target[1]+":") {
			t.Errorf("the Makefile has no target %s", target[1])
		}
	}
}
