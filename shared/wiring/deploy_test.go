package wiring_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// asked are the questions of `sam deploy` that samconfig.toml can answer beforehand.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
var asked = []string{"stack_name", "capabilities", "confirm_changeset", "resolve_s3", "s3_prefix", "fail_on_empty_changeset"}

// TestDeployingAsksAtMostFourQuestions counts what is left to whoever deploys: parameters without a default that nothing gives, what
// samconfig.toml leaves open, and whether the changes are to be made. The Region is that of the profile.
func TestDeployingAsksAtMostFourQuestions(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(os.DirFS(filepath.Join("..", "..")), "samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if name, value, is := strings.Cut(lines.Text(), "="); is && !strings.HasPrefix(name, "#") {
			given[strings.TrimSpace(name)] = strings.Trim(value, ` "`)
		}
	}
	var open []string
	for _, name := range asked {
		if given[name] == "" {
			open = append(open, name)
		}
	}
	if given["confirm_changeset"] == "true" {
		open = append(open, "deploy this changeset?")
	}
	parameters, names := readTemplate(t, "template.yaml").section("Parameters")
	for _, name := range names {
		if _, has := parameters[name]["Default"]; !has {
			open = append(open, name)
		}
	}
	t.Logf("%d questions: %v", len(open), open)
	if len(open) > 4 {
		t.Errorf("%d questions, at most 4 may be: %v", len(open), open)
	}
}
