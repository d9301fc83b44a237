package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root is the repository, where the command runs.
func root(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
}

// planted is the package that the command is tried on, and its mutant at "a > b".
func planted(t *testing.T, kind string) (target, mutant) {
	t.Helper()
	dir := "tools/mutate/testdata/planted"
	at := target{dir, []string{dir}}
	file := filepath.Join(dir, "planted.go")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, ok := made(at, file, string(text), kind, 6, 7)
	if !ok {
		t.Fatalf("no %s at %s:6", kind, file)
	}
	return at, m
}

// A share that is always good proves nothing: without its tests no mutant of a package is killed.
func TestWhatHasNoTestsSurvives(t *testing.T) {
	root(t)
	at, m := planted(t, "CONDITIONALS_NEGATION")
	for _, tt := range []struct {
		without []string
		want    outcome
	}{
		{nil, killed},
		{[]string{filepath.Join(at.dir, "planted_test.go")}, survived},
	} {
		if is, by := m.tested(at.tests, tt.without); is != tt.want {
			t.Errorf("without %v: %s by %s, want %s", tt.without, is, by, tt.want)
		}
	}
	m.text += "}"
	if is, _ := m.tested(at.tests, nil); is != broken {
		t.Errorf("a text that is no Go: %s", is)
	}
}

func TestAnEquivalentMutantSurvives(t *testing.T) {
	root(t)
	at, m := planted(t, "CONDITIONALS_BOUNDARY")
	if m.becomes != "if a >= b {" {
		t.Fatalf("becomes %s", m.becomes)
	}
	if is, _ := m.tested(at.tests, nil); is != survived {
		t.Errorf("%s", is)
	}
}

func TestEachMistakeReplacesOneToken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind, was string
		column    int
		want      string
	}{
		{"CONDITIONALS_BOUNDARY", "a <= b", 3, "a < b"},
		{"CONDITIONALS_NEGATION", "a < b", 3, "a >= b"},
		{"INVERT_LOOPCTRL", "\tcontinue", 2, "break"},
		{"REMOVE_SELF_ASSIGNMENTS", "a += b", 3, "a = b"},
		{"INVERT_NEGATIVES", "-a", 1, "+a"},
		{"INVERT_LOGICAL", "a && b", 1, ""},
		{"ARITHMETIC_BASE", "a + b", 30, ""},
	} {
		m, ok := made(target{}, "x.go", "\n"+tt.was, tt.kind, 2, tt.column)
		if m.becomes != tt.want || ok != (tt.want != "") {
			t.Errorf("%s of %q: %q, %t", tt.kind, tt.was, m.becomes, ok)
		}
	}
}

// The figures are those of the interval's own examples: 0 of 10, 10 of 10, 81 of 263.
func TestTheIntervalIsWilsons(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		killed, of int
		low, high  float64
	}{{0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {81, 263, 0.2553, 0.3662}, {0, 0, 0, 1}} {
		low, high := wilson(tt.killed, tt.of)
		if abs(low-tt.low) > 0.0001 || abs(high-tt.high) > 0.0001 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.killed, tt.of, low, high, tt.low, tt.high)
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// The sum fails below the required share, and where a mutant that was called equivalent was killed.
func TestTheSumCanFail(t *testing.T) {
	t.Parallel()
	at := target{"x", []string{"x", "y"}}
	equal := mutant{target: at, file: "x.go", is: "a", becomes: "b"}
	known := judged{{File: "x.go", Is: "a", Becomes: "b", Why: "the same"}}
	for _, tt := range []struct {
		name     string
		outcomes []outcome
		equal    outcome
		want     bool
	}{
		{"nothing tried", nil, broken, false},
		{"all killed", []outcome{killed, hangs, killed}, broken, true},
		{"none killed", []outcome{survived, survived}, broken, false},
		{"an equivalent one counts for nothing", []outcome{killed}, survived, true},
		{"an equivalent one is killed", []outcome{killed}, killed, false},
		{"84 %", append(many(killed, 84), many(survived, 16)...), survived, false},
		{"85 %", append(many(killed, 85), many(survived, 15)...), survived, true},
	} {
		s := &summary{judged: known, counts: map[string]tally{}}
		for _, is := range tt.outcomes {
			s.add(&strings.Builder{}, mutant{target: at, file: "x.go"}, is, "y")
		}
		s.add(&strings.Builder{}, equal, tt.equal, "y")
		if s.enough() != tt.want {
			t.Errorf("%s: enough %t", tt.name, s.enough())
		}
	}
}

func many(is outcome, n int) (all []outcome) {
	for range n {
		all = append(all, is)
	}
	return all
}

// A judgment outlives its line unless it is held to it: each names one line that is there, and gives a reason.
func TestEachJudgedMutantHasItsPlace(t *testing.T) {
	root(t)
	known, err := readJudged("tools/mutate/judged.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range known {
		text, err := os.ReadFile(j.File)
		if err != nil {
			t.Error(err)
			continue
		}
		if n := lines(string(text), j.Is); n != 1 || j.Becomes == j.Is || len(j.Why) < 20 {
			t.Errorf("%s has %d times the line %s; it becomes %s because %q", j.File, n, j.Is, j.Becomes, j.Why)
		}
	}
	gone := judged{{File: "x.go", Is: "a", Becomes: "b"}}
	if len(gone.unplaced([]mutant{{file: "x.go", is: "a", becomes: "c"}})) != 1 {
		t.Error("a judgment without its mutant is not noticed")
	}
}

// lines counts a line in a text, whatever it is indented by.
func lines(text, line string) (n int) {
	for l := range strings.Lines(text) {
		if strings.TrimSpace(l) == line {
			n++
		}
	}
	return n
}
