package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// gremlins is the version that lists the mutants.
const gremlins = "github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0"

// operators are the kinds of mistakes that gremlins leaves out unless asked.
var operators = []string{
	"--invert-assignments", "--invert-bitwise", "--invert-bwassign", "--invert-logical", "--invert-loopctrl",
	"--remove-self-assignments",
}

// swaps are the mistakes, as gremlins makes them: what stands at the place, and what is put there.
// https://gremlins.dev/latest/usage/mutations/
var swaps = map[string]map[string]string{
	"ARITHMETIC_BASE":         {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"},
	"CONDITIONALS_BOUNDARY":   {">=": ">", ">": ">=", "<=": "<", "<": "<="},
	"CONDITIONALS_NEGATION":   {"==": "!=", "!=": "==", ">=": "<", "<": ">=", "<=": ">", ">": "<="},
	"INCREMENT_DECREMENT":     {"++": "--", "--": "++"},
	"INVERT_ASSIGNMENTS":      {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="},
	"INVERT_BITWISE":          {"&^": "&", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "&"},
	"INVERT_BWASSIGN":         {"&^=": "&=", "<<=": ">>=", ">>=": "<<=", "&=": "|=", "|=": "&=", "^=": "&="},
	"INVERT_LOGICAL":          {"&&": "||", "||": "&&"},
	"INVERT_LOOPCTRL":         {"break": "continue", "continue": "break"},
	"INVERT_NEGATIVES":        {"-": "+"},
	"REMOVE_SELF_ASSIGNMENTS": {"+=": "=", "-=": "=", "*=": "=", "/=": "=", "%=": "=", "|=": "=", "&=": "=", "^=": "="},
}

// mutant is one mistake in a file.
type mutant struct {
	target  target
	kind    string
	file    string
	line    int
	is      string // the line
	becomes string // the line with the mistake
	text    string // the file with it
}

func (m mutant) place() string { return fmt.Sprintf("%s:%d", m.file, m.line) }

func (m mutant) String() string {
	return fmt.Sprintf("%s %s\n    - %s\n    + %s", m.place(), m.kind, m.is, m.becomes)
}

// listed asks gremlins for a target's mutants. It finds the same at the minus sign twice; once is enough.
func listed(t target) (all []mutant, err error) {
	found, err := os.CreateTemp("", "gremlins-*.json")
	if err != nil {
		return nil, err
	}
	defer os.Remove(found.Name())
	args := append([]string{"run", gremlins, "unleash", "--dry-run", "--silent", "-o", found.Name()}, operators...)
	if text, err := exec.Command("go", append(args, "./"+t.dir)...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("gremlins lists the mutants of %s: %w\n%s", t.dir, err, text)
	}
	var list struct {
		Files []struct {
			FileName  string `json:"file_name"`
			Mutations []struct {
				Type         string
				Line, Column int
			}
		}
	}
	if err := json.NewDecoder(found).Decode(&list); err != nil {
		return nil, fmt.Errorf("read gremlins' list of %s: %w", t.dir, err)
	}
	seen := map[string]bool{}
	for _, f := range list.Files {
		if strings.Contains(f.FileName, "/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(t.dir, f.FileName))
		if err != nil {
			return nil, err
		}
		for _, place := range f.Mutations {
			m, ok := made(t, filepath.Join(t.dir, f.FileName), string(text), place.Type, place.Line, place.Column)
			if ok && !seen[m.file+m.text] {
				seen[m.file+m.text] = true
				all = append(all, m)
			}
		}
	}
	return sorted(all), nil
}

// made makes the mistake of a kind at a line and column, both from 1, where the kind knows what stands there.
func made(t target, file, text, kind string, line, column int) (mutant, bool) {
	lines := strings.SplitAfter(text, "\n")
	if line > len(lines) || column > len(lines[line-1]) {
		return mutant{}, false
	}
	was := lines[line-1]
	before, after := was[:column-1], was[column-1:]
	for length := 8; length > 0; length-- { // "<=" before "<"
		if length > len(after) {
			continue
		}
		put, ok := swaps[kind][after[:length]]
		if !ok {
			continue
		}
		lines[line-1] = before + put + after[length:]
		return mutant{
			target: t, kind: kind, file: file, line: line, text: strings.Join(lines, ""),
			is: strings.TrimSpace(was), becomes: strings.TrimSpace(lines[line-1]),
		}, true
	}
	return mutant{}, false
}
