package demo

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"

	"farvault/demo/bootstrap"
	scenery "farvault/demo/stage"
	"farvault/shared/wiring"
	"farvault/simulator/lambda"
)

// zipSettings is how people put their settings into a release's zips: a line of tools/DEPLOY.txt.
const zipSettings = `for zip in farvault-*_linux_arm64.zip; do zip -j "$zip" settings.yaml; done`

// zipped is where the stack of the packaged template finds its code.
var zipped = map[string]string{"CodeBucket": "farvault-code"}

// packed is a file or folder that a release has, of which the gate `release` says where it is.
func packed(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Skipf("%s is not set: python3 tools/conformance.py release", variable)
	}
	return path
}

// packaged are the shipped files with the packaged template in the central one's place.
func packaged(t *testing.T) fstest.MapFS {
	t.Helper()
	text, err := os.ReadFile(packed(t, "FARVAULT_PACKAGED"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("Transform")) || bytes.Contains(text, []byte("AWS::Serverless")) {
		t.Fatal("the packaged template needs SAM")
	}
	files := shipped(t)
	files["template.yaml"] = &fstest.MapFile{Data: text}
	return files
}

// Roles, keys and functions come out the same from both templates.
func TestThePackageDeploysTheSame(t *testing.T) {
	t.Parallel()
	of := func(o Options) (digest string, functions []lambda.Function) {
		s, err := newStage(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.world.Lock()
		defer s.world.Unlock()
		for _, name := range []string{wiring.ProvisionFunction, wiring.AlertFunction, wiring.SweepFunction, wiring.SlackFunction} {
			f, there := s.world.Lambda.Function(lambda.FunctionARN(centralID, homeRegion, name))
			if !there {
				t.Errorf("there is no function %s", name)
			}
			f.Code = ""                                  // sam's is not said by template.yaml
			for variable, value := range f.Environment { // each world has an address of its own
				f.Environment[variable] = strings.Replace(value, s.world.URL(), "", 1)
			}
			functions = append(functions, f)
		}
		return s.world.Digest(centralID), functions
	}
	files := packaged(t)
	want, wanted := of(Options{Files: shipped(t), Out: io.Discard})
	got, made := of(Options{Files: files, Out: io.Discard, Code: zipped})
	if diff := cmp.Diff(wanted, made); diff != "" {
		t.Errorf("functions (-template.yaml +packaged):\n%s", diff)
	}
	if got != want {
		t.Errorf("roles and keys have digest %s from the package, %s from template.yaml", got, want)
	}
}

// An account is protected, failures are told, and what is farvault's is repaired, all from the packaged template.
func TestThePackagePlaysTheStory(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	files := packaged(t)
	got, err := Run(context.Background(), Options{Files: files, Out: &told, Code: zipped})
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	if diff := cmp.Diff(ending, unnamed(got)); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

// Settings that were put into the zips are those that the functions start with.
func TestThePackageTakesOtherSettings(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(packed(t, "FARVAULT_ZIPS"))); err != nil {
		t.Fatal(err)
	}
	files := packaged(t)
	settings := piloted(t)["infra/settings.yaml"].Data
	if err := os.WriteFile(filepath.Join(folder, "settings.yaml"), settings, 0o600); err != nil {
		t.Fatal(err)
	}
	shell(t, folder, documented(t))
	for _, function := range bootstrap.Functions {
		shell(t, folder, "unzip -q -d "+function+" farvault-"+function+"_*.zip")
		if got, err := os.ReadFile(filepath.Join(folder, function, "settings.yaml")); err != nil || !bytes.Equal(got, settings) {
			t.Errorf("%s has other settings than its zip was given: %v", function, err)
		}
	}
	s, err := newStageOf(t.Context(), Options{Files: files, Out: io.Discard, Binaries: folder, Code: zipped}, scenery.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.world.Advance(30 * time.Minute)
	for i, m := range scenery.Members {
		plans, err := backup.NewFromConfig(s.world.Administrator(m.ID, homeRegion)).ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
		if err != nil {
			t.Fatal(err)
		}
		if protected, want := len(plans.BackupPlansList) > 0, i < len(pilot); protected != want {
			t.Errorf("account %s is protected: %t, and in scope: %t", m.ID, protected, want)
		}
	}
}

// documented is the line, for the zips of this machine.
func documented(t *testing.T) string {
	t.Helper()
	for _, page := range []string{"../tools/DEPLOY.txt", "../docs/deploy.md"} {
		text, err := os.ReadFile(page)
		if err != nil || !bytes.Contains(text, []byte(zipSettings)) {
			t.Errorf("%s does not say how settings come into the zips: %v", page, err)
		}
	}
	return strings.Replace(zipSettings, "_linux_arm64", "", 1)
}

func shell(t *testing.T, folder, line string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-ec", line)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
}
