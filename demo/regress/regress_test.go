package regress_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/demo/regress"
	"farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/ledger"
)

// before is the commit whose faults are shown.
const before = "67e1ee6"

// repository is this one, as seen from this folder.
const repository = "../.."

// sight is what a version does on a scene.
type sight struct {
	faulty bool
	says   string
}

// fault is one that the version before has, and how one looks for it. A version that does neither what the fault is nor
// what is right in its place fails the look.
type fault struct {
	id, what string
	look     func(*testing.T, regress.Version) sight
}

var faults = []fault{
	{"A1", "a Region lacks one of the resource types", lookAtOptIn},
	{"A2", "the templates come 20 minutes apart", lookAtOrder},
	{"A3", "a daily rule moves EBS to cold storage", lookAtColdStorage},
	{"A4", "a plan says what farvault does not", lookAtPlan},
	{"A8", "a message published by hand", lookAtPublication},
}

// TestTheFaultsOfAnOldVersionAreGone plays each scene with the version before and with this tree. It fails where the
// old one does not show the fault, for then the scene is no check, and where this tree does.
func TestTheFaultsOfAnOldVersionAreGone(t *testing.T) {
	if os.Getenv("FARVAULT_REGRESS") == "" {
		t.Skip("builds two versions: make regress")
	}
	versions := []regress.Version{clocked(t, before), present(t)}
	var mu sync.Mutex
	seen := map[[2]string]sight{}
	t.Run("scenes", func(t *testing.T) {
		for _, f := range faults {
			for _, v := range versions {
				t.Run(f.id+" "+v.Name, func(t *testing.T) {
					t.Parallel()
					got := f.look(t, v)
					mu.Lock()
					defer mu.Unlock()
					seen[[2]string{f.id, v.Name}] = got
				})
			}
		}
	})
	table, wrong := judge(seen, versions[0].Name, versions[1].Name)
	fmt.Print(table) // people who type make regress want to see it when all is well
	for _, w := range wrong {
		t.Error(w)
	}
}

// judge shows what was seen, and says what is wrong with it: a fault that the version before does not show, one that
// this tree does, and a look that came to no end.
func judge(seen map[[2]string]sight, before, now string) (table string, wrong []string) {
	for _, f := range faults {
		table += fmt.Sprintf("%s  %s\n", f.id, f.what)
		for _, version := range []string{before, now} {
			got, looked := seen[[2]string{f.id, version}]
			table += fmt.Sprintf("    %-8s %s\n", version, got.says)
			if wants := version == before; !looked || got.faulty != wants {
				wrong = append(wrong, fmt.Sprintf("%s of %s: looked %t, faulty %t, want %t", f.id, version, looked, got.faulty, wants))
			}
		}
	}
	return table, wrong
}

// Every way in which a version is not as it should be is told.
func TestWhatIsNotAsItShouldBeIsTold(t *testing.T) {
	t.Parallel()
	well := func() map[[2]string]sight {
		seen := map[[2]string]sight{}
		for _, f := range faults {
			seen[[2]string{f.id, "was"}], seen[[2]string{f.id, "is"}] = sight{faulty: true}, sight{}
		}
		return seen
	}
	if _, wrong := judge(well(), "was", "is"); wrong != nil {
		t.Errorf("all is as it should be, and it says %q", wrong)
	}
	for what, spoil := range map[string]func(map[[2]string]sight, string){
		"the old version has no fault": func(s map[[2]string]sight, id string) { s[[2]string{id, "was"}] = sight{} },
		"this tree has it":             func(s map[[2]string]sight, id string) { s[[2]string{id, "is"}] = sight{faulty: true} },
		"nobody looked at this tree":   func(s map[[2]string]sight, id string) { delete(s, [2]string{id, "is"}) },
	} {
		for _, f := range faults {
			seen := well()
			spoil(seen, f.id)
			if _, wrong := judge(seen, "was", "is"); len(wrong) != 1 || !strings.HasPrefix(wrong[0], f.id+" ") {
				t.Errorf("%s of %s: told %q", what, f.id, wrong)
			}
		}
	}
}

// A scene that changes settings which a version does not have would not be the scene that it claims to be.
func TestSettingsThatAreNotThereCannotBeChanged(t *testing.T) {
	t.Parallel()
	v := regress.Version{Name: "now", Source: repository}
	text, err := v.Settings(regress.Edit{Was: "\nAdopt: []\n", Is: "\nAdopt: [x]\n"})
	if err != nil || !bytes.Contains(text, []byte("\nAdopt: [x]\n")) {
		t.Errorf("a setting that is there: %v", err)
	}
	if _, err := v.Settings(regress.Edit{Was: "NoSuchSetting: []"}); err == nil || !strings.Contains(err.Error(), "NoSuchSetting") {
		t.Errorf("a setting that is not there: %v", err)
	}
}

// present is this tree.
func present(t *testing.T) regress.Version {
	t.Helper()
	return build(t, "now", repository)
}

func build(t *testing.T, name, source string) regress.Version {
	t.Helper()
	began := time.Now()
	v, err := regress.Build(t.Context(), name, source, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s is built after %s", name, time.Since(began).Round(time.Second))
	return v
}

// begins is when the worlds begin. The processes know no time but the machine's, which is later.
var begins = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// scene is an organization with a version in it.
type scene struct {
	*testing.T
	*stage.Stage
	said *bytes.Buffer // by the functions
}

// play deploys a version. The scene is closed with the test, and shows what the functions said where the test fails.
func play(t *testing.T, v regress.Version, o stage.Options, edits ...regress.Edit) *scene {
	t.Helper()
	s := &scene{T: t, said: &bytes.Buffer{}}
	o.Begins = begins
	o.Log = func(function string) *slog.Logger {
		return slog.New(slog.NewTextHandler(s.said, &slog.HandlerOptions{Level: slog.LevelWarn})).With("function", function)
	}
	set, err := v.Deploy(t.Context(), t.TempDir(), o, edits...)
	if err != nil {
		t.Fatal(err)
	}
	s.Stage = set
	t.Cleanup(func() {
		set.Close()
		if t.Failed() {
			t.Logf("the functions of %s: %s", v.Name, s.said)
		}
	})
	return s
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// pass lets time go by.
func (s *scene) pass(d time.Duration) {
	s.Helper()
	s.World.Advance(d)
	s.must(s.Err())
}

// record is what farvault remembers of an account; the zero record where it never wrote one.
func (s *scene) record(id string) account.Record {
	s.Helper()
	table := dynamodb.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion))
	r, err := ledger.New(table, "farvault").Account(s.Context(), id)
	s.must(err)
	return r
}

// protected counts the accounts that farvault says are protected.
func (s *scene) protected() (n int) {
	s.Helper()
	for _, id := range accounts() {
		if s.record(id).Status == account.Protected {
			n++
		}
	}
	return n
}

// accounts are those that farvault looks after.
func accounts() []string {
	ids := []string{stage.CentralID}
	for _, m := range stage.Members {
		ids = append(ids, m.ID)
	}
	return ids
}

// deadLetters counts the messages in all dead-letter queues.
func (s *scene) deadLetters() (n int) {
	s.World.Lock()
	defer s.World.Unlock()
	for _, arn := range s.World.SQS.Queues() {
		if queue, _ := s.World.SQS.Queue(arn); strings.HasSuffix(queue.Name, "-dead-letter") {
			n += len(queue.Messages)
		}
	}
	return n
}
