package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const article = "../../examples/article-account-a.yaml"

// checked runs the command.
func checked(c checkCommand, input string) (out, complaints string, err error) {
	var o, e bytes.Buffer
	err = c.Run(Streams{In: strings.NewReader(input), Out: &o, Err: &e})
	return o.String(), e.String(), err
}

func TestCheckExitsByTheWorstFinding(t *testing.T) {
	t.Parallel()
	for law, c := range map[string]struct {
		files []string
		input string
		want  int
	}{
		"nothing wrong":            {files: []string{"../../infra/settings.yaml", "../../template.yaml"}, want: 0},
		"a warning":                {files: []string{"-"}, input: `{"Statement": {"Effect": "Allow", "Action": "backup:Frobnicate", "Resource": "*"}}`, want: 0},
		"an error":                 {files: []string{"-"}, input: "Resources: [", want: 1},
		"a file that is not there": {files: []string{filepath.Join(t.TempDir(), "none.yaml"), article}, want: 2},
		"a folder":                 {files: []string{t.TempDir()}, want: 2},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, _, err := checked(checkCommand{Files: c.files}, c.input)
			if got := report(&bytes.Buffer{}, "farvault", err); got != c.want {
				t.Errorf("got %d, want %d: %v", got, c.want, err)
			}
		})
	}
}

func TestCheckTellsAnUnreadableFileAndChecksTheOthers(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.yaml")
	out, complaints, err := checked(checkCommand{Files: []string{missing, article}}, "")
	var wrong usage
	if !errors.As(err, &wrong) || !strings.Contains(complaints, missing) || !strings.Contains(out, "lifecycle-gap") {
		t.Errorf("got %v\n%s\n%s", err, complaints, out)
	}
}

func TestCheckPrintsForPeople(t *testing.T) {
	t.Parallel()
	out, _, _ := checked(checkCommand{Files: []string{article}}, "")
	want := article + ":7:9: error unknown-property: Rules is not a property of BackupPlanResourceType: here the name is BackupPlanRule\n    BackupPlanRule:\n"
	if !strings.Contains(out, want) {
		t.Errorf("got\n%s", out)
	}
}

func TestCheckPrintsAnObjectALine(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(article)
	if err != nil {
		t.Fatal(err)
	}
	out, _, _ := checked(checkCommand{Files: []string{"-"}, JSON: true}, string(text))
	type object struct {
		File, Rule, Severity, Message, Fix string
		Line, Column                       int
	}
	var got []string
	for line := range strings.Lines(out) {
		var o object
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&o); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if o.File != "-" || o.Line < 1 || o.Column < 1 || o.Message == "" || o.Fix == "" && o.Rule != "no-selection" {
			t.Errorf("%+v", o)
		}
		got = append(got, o.Severity+" "+o.Rule)
	}
	want := []string{"warning no-selection", "error unknown-property", "warning no-copy-action", "error target-vault-arn", "error lifecycle-gap"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(out, `{"file":"-","line":3,"column":5,"rule":"no-selection","severity":"warning","message":`) {
		t.Errorf("got %s", out)
	}
}
