package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// outcome is what became of a mutant.
type outcome string

const (
	killed   outcome = "killed"
	hangs    outcome = "killed: its tests did not end"
	survived outcome = "survived"
	broken   outcome = "does not compile"
)

// limited runs a test in 8 GB of addresses at most: a loop that a mutant made endless may also be one that allocates.
const limited = `sh -c 'ulimit -v 8388608; exec "$0" "$@"'`

// patience is the longest that the tests of a package take, the first package's and that of the laws.
var patience = []time.Duration{time.Minute, 10 * time.Minute}

// tested runs a mutant against packages' tests until one fails. Files of the second list are not there.
func (m mutant) tested(tests, without []string) (is outcome, by string) {
	overlay, end, err := m.overlay(without)
	if err != nil {
		return broken, ""
	}
	defer end()
	for i, dir := range tests {
		text, err := goTest(patience[min(i, len(patience)-1)], "./"+dir, "-overlay", overlay)
		switch {
		case err != nil && strings.Contains(text, "[build failed]"):
			return broken, ""
		case err != nil && strings.Contains(text, "panic: test timed out"):
			return hangs, dir
		case err != nil:
			return killed, dir
		}
	}
	return survived, ""
}

// goTest runs a package's tests, and fails where one of them does.
func goTest(longest time.Duration, dir string, more ...string) (string, error) {
	ctx, end := context.WithTimeout(context.Background(), longest+time.Minute)
	defer end()
	args := append([]string{
		"test", "-vet=off", "-short", "-failfast", "-timeout", longest.String(), "-exec", limited,
	}, more...)
	text, err := exec.CommandContext(ctx, "go", append(args, dir)...).CombinedOutput()
	return string(text), err
}

// overlay writes the mutant beside the tree, and the file that tells the compiler so.
func (m mutant) overlay(without []string) (name string, end func(), err error) {
	dir, err := os.MkdirTemp("", "mutant-*")
	if err != nil {
		return "", nil, err
	}
	end = func() { _ = os.RemoveAll(dir) }
	replace := map[string]string{}
	for _, file := range append(slices.Clone(without), m.file) {
		whole, err := filepath.Abs(file)
		if err != nil {
			return "", end, err
		}
		replace[whole] = ""
		if file == m.file {
			replace[whole] = filepath.Join(dir, "mutant.go")
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", end, err
	}
	if err := os.WriteFile(filepath.Join(dir, "mutant.go"), []byte(m.text), 0o600); err != nil {
		return "", end, err
	}
	name = filepath.Join(dir, "overlay.json")
	return name, end, os.WriteFile(name, text, 0o600)
}

// unmutated fails unless all tests pass as they are: a test that always fails would kill everything.
func unmutated() error {
	var all []string
	for _, t := range targets {
		for _, dir := range t.tests {
			if slices.Contains(all, dir) {
				continue
			}
			all = append(all, dir)
			if text, err := goTest(patience[1], "./"+dir); err != nil {
				return fmt.Errorf("the tests of %s fail as they are: %w\n%s", dir, err, text)
			}
		}
	}
	return nil
}
