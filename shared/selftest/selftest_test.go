package selftest_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"farvault/shared/selftest"
	"farvault/simulator/kernel"
)

// Each row can be read by a stranger: what is assumed, how it is settled, what each answer means.
func TestEveryRowIsWhole(t *testing.T) {
	t.Parallel()
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	seen := map[string]bool{}
	for _, r := range selftest.Rows() {
		if !kebab.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("%s: the id is not kebab-case, or there twice", r.ID)
		}
		seen[r.ID] = true
		if !strings.HasSuffix(r.Statement, ".") || r.Source == "" {
			t.Errorf("%s: statement %q, source %q", r.ID, r.Statement, r.Source)
		}
		if asked := r.Judge != nil; asked != (len(r.Asked) > 0) || asked != (r.Means != selftest.Meaning{}) {
			t.Errorf("%s: asked %v, means %v", r.ID, r.Asked, r.Means)
		}
		if r.Judge == nil && len(r.Try.Steps) == 0 {
			t.Errorf("%s can neither be asked nor tried", r.ID)
		}
		if len(r.Try.Steps) > 0 && len(r.Try.Outcomes) < 2 {
			t.Errorf("%s: %d outcomes", r.ID, len(r.Try.Outcomes))
		}
	}
	if len(seen) < 60 {
		t.Errorf("%d rows", len(seen))
	}
}

// What is asked only reads.
func TestWhatIsAskedOnlyReads(t *testing.T) {
	t.Parallel()
	action := regexp.MustCompile(`[a-z]+:([A-Z][A-Za-z]+)`)
	for _, r := range selftest.Rows() {
		for _, asked := range r.Asked {
			found := action.FindAllStringSubmatch(asked, -1)
			if len(found) == 0 {
				t.Errorf("%s: %q names no action", r.ID, asked)
			}
			for _, m := range found {
				if !regexp.MustCompile(`^(Describe|Get|List|Lookup)`).MatchString(m[1]) {
					t.Errorf("%s asks by %s", r.ID, m[0])
				}
			}
		}
	}
}

// Without facts no row pretends to an answer.
func TestNothingReadIsNothingAnswered(t *testing.T) {
	t.Parallel()
	for _, r := range selftest.Judge(selftest.Facts{}) {
		if want := map[bool]selftest.Answer{true: selftest.CouldNotAsk, false: selftest.Sandbox}[r.Judge != nil]; r.Answer != want ||
			r.Judge != nil && r.Seen == "" {
			t.Errorf("%s: %s: %q", r.ID, r.Answer, r.Seen)
		}
	}
}

// The simulator's list of what it assumes and the rows are one list.
func TestTheSimulatorsAssumptionsAreTheRows(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../simulator/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "\n## Assumed\n")
	list, _, _ = strings.Cut(list, "\n## ")
	line := regexp.MustCompile("^- .+ \\(`([a-z0-9-]+)`(?:, `([a-z0-9-]+)`)*\\)$")
	id := regexp.MustCompile("`([a-z0-9-]+)`[,)]")
	listed := map[string]bool{}
	for _, l := range strings.Split(list, "\n") {
		if !strings.HasPrefix(l, "- ") {
			continue
		}
		if !line.MatchString(l) {
			t.Errorf("the line ends with no row: %s", l)
		}
		for _, m := range id.FindAllStringSubmatch(l[strings.LastIndex(l, " (`"):], -1) {
			listed[m[1]] = true
		}
	}
	for _, r := range selftest.Rows() {
		if !listed[r.ID] {
			t.Errorf("no line of the list has the row %s", r.ID)
		}
		delete(listed, r.ID)
	}
	for unknown := range listed {
		t.Errorf("the list names %s, and there is no such row", unknown)
	}
}

// The simulator's knobs are of rows that are asked.
func TestTheKnobsAreOfRows(t *testing.T) {
	t.Parallel()
	for field := range reflect.TypeFor[kernel.Assumptions]().Fields() {
		if !slices.ContainsFunc(selftest.Rows(), func(r selftest.Row) bool {
			return r.ID == field.Tag.Get("row") && r.Judge != nil
		}) {
			t.Errorf("%s: no row %s is asked", field.Name, field.Tag.Get("row"))
		}
	}
}
