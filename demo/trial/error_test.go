package trial

import (
	"flag"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/kernel"
)

var update = flag.Bool("update", false, "write docs/errors.md")

// document is where the table stands.
const document = "../../docs/errors.md"

// preamble is what the document says before its table.
const preamble = `# What farvault does when AWS answers with an error

` + "`make errors`" + ` writes this page. Each row is a call that one of the functions makes. In the simulator that call meets
one error, each time that it is made, for half an hour to an hour; then the error ends. The row says what the function
did meanwhile. In every case farvault had done all its work a day later at most, made nothing twice, and deleted
nothing. A row has the errors that were tried when the page was last written; ` + "`make soak`" + ` tries all.

| Word | Means |
|---|---|
| goes on | The function does its work without the call, or the message says what could not be read |
| again | The queue or the scheduler delivers the work again |
| waits | The queue delivers the work again, after a pause that grows |
| told | People are notified of something that they are not notified of without the error |
| next day | What was refused is done by the next daily run: farvault does not repeat a request that AWS refuses |
| dead letter | Work ends in a dead-letter queue, whose alarm says so; a later run does that work |

Errors that always do the same have one name: *throttled* is ThrottlingException, Throttling, TooManyRequestsException
and RequestLimitExceeded; *5xx* is 500 and 503; *refused* is access denied, validation and limit exceeded; *broken* is
an answer that cannot be read or ends in the middle; *lost* is a connection that is reset before the effect, or times
out after it.
`

// tried is a cell, and the scene in which it is tried.
type tried struct {
	Cell
	scene Scene
	usual func(function string) Seen
}

// cells are all cells, each in the first scene that makes the call. What repairs and fails says most, so it comes first.
func cells(t *testing.T) (all []tried) {
	t.Helper()
	met := map[[2]string]bool{}
	for _, i := range []int{1, 0, 2} {
		w := newWorld(t, small())
		calls, usual, err := Scenes[i].Usual(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range calls {
			if key := [2]string{c.Function, c.Call}; met[key] {
				continue
			} else {
				met[key] = true
			}
			for _, m := range Mishaps {
				c.Mishap = m
				all = append(all, tried{c, Scenes[i], usual})
			}
		}
	}
	return all
}

// TestErrors lets each call of each function meet each error, as long as a scene is played. All is well in the end, and
// the document says what the function did meanwhile.
func TestErrors(t *testing.T) {
	t.Parallel()
	depth, seed := howDeep(), baseSeed(t)
	all := cells(t)
	text, err := os.ReadFile(document)
	if err != nil && !*update {
		t.Fatal(err)
	}
	written := ReadTable(string(text))
	var some []tried
	switch {
	case *update:
		some = asked(all, written)
	case depth == most:
		some = drawn(seed, len(all)/share(t), all)
	default: // those that the document has a word for
		said := slices.DeleteFunc(slices.Clone(all), func(c tried) bool { return written.Word(c.Cell) == "" })
		some = drawn(seed, depth.of(1, 40, 0), said)
	}
	if !*update {
		current(t, written, rowsOf(all))
	}
	seen := ReadTable(string(text))
	seen.Keep(rowsOf(all))
	var mu sync.Mutex
	t.Run("cells", func(t *testing.T) {
		for _, c := range some {
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				word := suffered(t, c)
				mu.Lock()
				defer mu.Unlock()
				if seen.Set(c.Cell, word); *update {
					write(t, seen)
				}
				if want := written.Word(c.Cell); !*update && want != "" && word != want {
					t.Errorf("%s in %s: %q, the document says %q: make errors", c, c.scene.Name, word, want)
				}
			})
		}
	})
	t.Logf("seed %d: %d cells, of %d calls and %d errors; tried %d", seed, len(all), len(all)/len(Mishaps), len(Mishaps), len(some))
}

// rowsOf are the calls of cells, as the table has them.
func rowsOf(all []tried) (rows []string) {
	for _, c := range all {
		rows = append(rows, c.Function+" "+c.Call)
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// current fails where the document lacks a call that the product makes, or has one that it no longer makes. It says how
// many of the cells are written.
func current(t *testing.T, written Table, calls []string) {
	t.Helper()
	if diff := cmp.Diff(calls, written.Rows()); diff != "" {
		t.Errorf("%s has other calls than the functions make (-made +written): make errors\n%s", document, diff)
	}
	missing := 0
	for _, row := range calls {
		for _, m := range Mishaps {
			if written[row][m.Name] == "" {
				missing++
			}
		}
	}
	t.Logf("%s has %d of %d cells", document, len(calls)*len(Mishaps)-missing, len(calls)*len(Mishaps))
}

// write writes the document, after each cell: whoever ends it early keeps what was found.
func write(t *testing.T, seen Table) {
	t.Helper()
	if err := os.WriteFile(document, []byte(preamble+seen.Markdown()), 0o600); err != nil {
		t.Error(err)
	}
}

// asked are the cells of the errors that FARVAULT_ERRORS names, with commas between; all where it names none. What the
// document lacks comes first, a call that it has no word of before all: whoever ends it early has the most of it.
func asked(all []tried, written Table) []tried {
	rank := func(c tried) int {
		switch {
		case written[c.Function+" "+c.Call] == nil:
			return 0
		case written.Word(c.Cell) == "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b tried) int { return rank(a) - rank(b) })
	names := os.Getenv("FARVAULT_ERRORS")
	if names == "" {
		return all
	}
	return slices.DeleteFunc(all, func(c tried) bool { return !slices.Contains(strings.Split(names, ","), c.Mishap.Name) })
}

func suffered(t *testing.T, c tried) string {
	t.Helper()
	w := newWorld(t, small())
	seen, wrong, err := c.scene.Suffer(t.Context(), w, c.Cell, c.usual(c.Function))
	if err != nil {
		t.Fatal(err)
	}
	wrong = append(wrong, broken(c.Cell, seen)...)
	if len(wrong) > 0 {
		t.Errorf("%s in %s, %+v:\n%s\n%s", c, c.scene.Name, seen, strings.Join(wrong, "\n"), w.Trace(60))
	}
	return seen.Word()
}

// rule is a law of errors: of which cells, and what is never seen of them.
type rule struct {
	law   string
	of    func(Cell) bool
	never func(Seen) bool
}

var (
	refused = []string{"access denied", "validation", "limit exceeded"}
	passing = []string{"ThrottlingException", "Throttling", "TooManyRequests", "RequestLimitExceeded", "500", "503", "reset"}
	chainOf = []string{"backup.", "kms.", "iam.", "events."}
)

// writesChain reports whether the cell is a call by which provision changes an account.
func writesChain(c Cell) bool {
	service := func(s string) bool { return strings.HasPrefix(c.Call, s) }
	_, operation, _ := strings.Cut(c.Call, ".")
	return c.Function == "farvault-provision" && slices.ContainsFunc(chainOf, service) && kernel.IsWrite(operation)
}

var rules = []rule{
	{"what AWS refuses is not tried again and again",
		func(c Cell) bool { return writesChain(c) && slices.Contains(refused, c.Mishap.Name) },
		func(s Seen) bool { return s.Failed > 0 }},
	{"what passes is no matter for people, and is not left for a day",
		func(c Cell) bool { return writesChain(c) && slices.Contains(passing, c.Mishap.Name) },
		func(s Seen) bool { return s.Late || slices.Contains(s.Told, "account-not-protected") }},
	{"only a schedule's work, and what the table cannot keep, ends in a dead-letter queue",
		func(c Cell) bool { return c.Function != "farvault-sweep" && !strings.HasPrefix(c.Call, "dynamodb.") },
		func(s Seen) bool { return s.Letters > 0 }},
	{"the error was met", func(Cell) bool { return true }, func(s Seen) bool { return s.Hits == 0 }},
}

// broken are the laws that a cell breaks.
func broken(c Cell, s Seen) (laws []string) {
	for _, r := range rules {
		if r.of(c) && r.never(s) {
			laws = append(laws, "not so: "+r.law)
		}
	}
	return laws
}

func TestTheTableIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	want := Table{}
	for i, m := range Mishaps {
		want.Set(Cell{"farvault-alert", "sns.Publish", m}, []string{"again", "told, waits"}[i%2])
		want.Set(Cell{"farvault-sweep", "kms.DescribeKey", m}, "goes on")
	}
	text := preamble + want.Markdown()
	if diff := cmp.Diff(want, ReadTable(text)); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, text)
	}
}

// Every law finds a cell that breaks it.
func TestTheLawsOfErrorsFind(t *testing.T) {
	t.Parallel()
	write := Cell{Function: "farvault-provision", Call: "kms.CreateKey"}
	for name, s := range map[string]Seen{
		"access denied": {Hits: 1, Failed: 1}, "reset": {Hits: 1, Late: true}, "truncated": {Hits: 1, Letters: 1}, "malformed": {},
	} {
		write.Mishap.Name = name
		if got := broken(write, s); len(got) != 1 {
			t.Errorf("%s, %+v: %q", name, s, got)
		}
	}
}
