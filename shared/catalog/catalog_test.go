package catalog_test

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

var precedence = []catalog.Category{
	catalog.Organization, catalog.KMS, catalog.VaultPolicy, catalog.Retention, catalog.OptIn, catalog.Unsupported, catalog.Schedule, catalog.Quota,
	catalog.Tagging, catalog.ResourceState, catalog.ResourceGone, catalog.IAMRole, catalog.InvalidRequest, catalog.Transient, catalog.UserAction,
}

// kinds are the kinds of job that a row is tried with.
func kinds(c catalog.Cause) []event.JobKind {
	if len(c.Jobs) > 0 {
		return c.Jobs
	}
	return []event.JobKind{event.Backup, event.Copy, event.Restore, event.API}
}

func TestEverySampleIsDiagnosedAsItsOwnCause(t *testing.T) {
	t.Parallel()
	for _, c := range catalog.Causes() {
		for _, message := range slices.Concat(c.Samples, c.Variants) {
			for _, job := range kinds(c) {
				got := catalog.Diagnose(catalog.Signal{Job: job, State: "FAILED", Message: message})
				if got.Category != c.Category {
					t.Errorf("%s job %q:\ngot  %s/%s\nwant %s/%s", job, message, got.Category, got.Cause, c.Category, c.ID)
				} else if got.Cause != c.ID && job == kinds(c)[0] {
					t.Errorf("%s job %q: got %s, want %s", job, message, got.Cause, c.ID)
				}
			}
		}
	}
}

func TestEveryRowIsWhole(t *testing.T) {
	t.Parallel()
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[string]bool{catalog.Unidentified: true}
	samples := 0
	for _, c := range catalog.Causes() {
		t.Run(c.ID, func(t *testing.T) {
			if !kebab.MatchString(c.ID) || seen[c.ID] {
				t.Errorf("the id is not kebab-case or not unique")
			}
			seen[c.ID] = true
			if c.Title == "" || strings.HasSuffix(c.Title, ".") || !strings.HasSuffix(c.Remedy, ".") {
				t.Errorf("a title has no full stop and a remedy has one: %q, %q", c.Title, c.Remedy)
			}
			if u, err := url.Parse(c.Source); err != nil || u.Scheme != "https" {
				t.Errorf("source %q is no page", c.Source)
			}
			if !slices.Contains([]catalog.At{catalog.Source, catalog.Destination, catalog.Management, catalog.Nobody}, c.At) {
				t.Errorf("nobody knows the account %q", c.At)
			}
			if len(c.Samples)+len(c.Variants) == 0 || len(c.Match) == 0 {
				t.Error("without a sample or a match the row proves nothing")
			}
			if found, ok := catalog.Lookup(c.ID); !ok || found.Category != c.Category {
				t.Errorf("looked up: %v, %v", found.Category, ok)
			}
			samples += len(c.Samples) + len(c.Variants)
		})
	}
	if samples < 120 {
		t.Errorf("%d samples", samples)
	}
	if _, ok := catalog.Lookup("no-such-cause"); ok {
		t.Error("found a cause that is none")
	}
}

func TestPhrasesAreNormalised(t *testing.T) {
	t.Parallel()
	for _, c := range catalog.Causes() {
		for _, m := range c.Match {
			for _, phrase := range slices.Concat(append(m.Has, m.Lacks)...) {
				if got := catalog.Normalise(phrase); got != phrase {
					t.Errorf("%s: no message can hold the phrase %q, only %q", c.ID, phrase, got)
				}
			}
		}
	}
}

func TestCategoriesStandInTheOrderOfPrecedence(t *testing.T) {
	t.Parallel()
	at := -1
	for _, c := range catalog.Causes() {
		i := slices.Index(precedence, c.Category)
		if i < at {
			t.Fatalf("%s (%s) stands after %s", c.ID, c.Category, precedence[at])
		}
		at = i
	}
	if at != len(precedence)-1 {
		t.Errorf("the last category is %s", precedence[at])
	}
}

func TestEveryMessageOfTheCorpusIsClassified(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/failures.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	n := 0
	for ; lines.Scan(); n++ {
		var known struct {
			Message        string
			Job            event.JobKind
			Category       catalog.Category
			AccountAtFault catalog.At `json:"account_at_fault"`
		}
		if err := json.Unmarshal(lines.Bytes(), &known); err != nil {
			t.Fatal(err)
		}
		got := catalog.Diagnose(catalog.Signal{Job: known.Job, State: "FAILED", Message: known.Message})
		if got.Category != known.Category || got.AccountAtFault != known.AccountAtFault {
			t.Errorf("%s job %q:\ngot  %s at %s (%s)\nwant %s at %s", known.Job, known.Message,
				got.Category, got.AccountAtFault, got.Cause, known.Category, known.AccountAtFault)
		}
		if without := catalog.Diagnose(catalog.Signal{Message: known.Message}); without.Category != known.Category {
			t.Errorf("without a job %q: %s (%s), want %s", known.Message, without.Category, without.Cause, known.Category)
		}
	}
	if n < 71 || lines.Err() != nil {
		t.Errorf("read %d lines: %v", n, lines.Err())
	}
}
