package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/demo/stage"
	races "farvault/demo/trial"
	"farvault/shared/ledger"
)

// besides are people's commands beside the functions: in which scene of trial's, before which of its rounds, what people
// type all at once, and what must be true of the table in the end.
var besides = map[string]struct {
	scene  string
	round  int
	lines  []string
	status []int // that a line may end with
	holds  func(context.Context, *ledger.Ledger) error
}{
	"chain apply beside provision": {
		scene: "two deliveries", round: 1, status: []int{0, 1, 3},
		lines: []string{
			"chain apply --yes --account " + stage.NewcomerID, "chain apply --yes --account " + stage.NewcomerID,
		},
	},
	"chain apply beside a repair": {
		scene: "repair twice", round: 1, status: []int{0, 3},
		lines: []string{"chain apply --yes --account " + stage.CentralID},
	},
	"two mutes and two allowances beside alert": {
		scene: "ten alerts of one group", round: 1, status: []int{0},
		lines: []string{
			"alerts mute --yes --cause key-disabled --reason one --owner ann --for 3d",
			"alerts mute --yes --cause scp-denies-copy --reason two --owner bob --for 3d",
			"breaker allow --yes --reason three --owner ann --for 24h",
			"alerts list",
		},
		holds: func(ctx context.Context, l *ledger.Ledger) error {
			mutes, err := l.Mutes(ctx)
			if err != nil || len(mutes) != 2 {
				return fmt.Errorf("%d mutes are kept of two that were made at once, %v", len(mutes), err)
			}
			b, err := l.Breaker(ctx)
			if err != nil || b.Allowed.Why != "three" {
				return fmt.Errorf("the allowance is %+v, %v", b.Allowed, err)
			}
			return nil
		},
	},
}

// TestCommandsBesideTheFunctions has people type while functions work, in orders that seeds make: nothing is made
// twice, nothing that was said is lost.
func TestCommandsBesideTheFunctions(t *testing.T) {
	t.Parallel()
	seeds := 1
	if os.Getenv("FARVAULT_VERIFY") != "" && !testing.Short() {
		seeds = 10
	}
	first := uint64(0)
	if asked := os.Getenv("FARVAULT_SEED"); asked != "" {
		var err error
		if first, err = strconv.ParseUint(asked, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	for name, b := range besides {
		for i := range seeds {
			seed := first + uint64(i)
			t.Run(fmt.Sprintf("%s %d", name, seed), func(t *testing.T) {
				t.Parallel()
				s, is := races.RaceSceneOf(b.scene)
				if !is {
					t.Fatalf("there is no scene %q", b.scene)
				}
				var said []*typed
				before := s.Each
				s.Each = func(r *races.Race, round int) error {
					if round == b.round {
						said = typeAll(t, r, b.lines)
					}
					if before != nil {
						return before(r, round)
					}
					return nil
				}
				judge := s.Judge
				s.Judge = func(ctx context.Context, w *races.World, trouble races.Trouble) []string {
					wrong := judge(ctx, w, trouble)
					if b.holds != nil {
						records := ledger.New(dynamodb.NewFromConfig(w.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault")
						if err := b.holds(ctx, records); err != nil {
							wrong = append(wrong, err.Error())
						}
					}
					return wrong
				}
				r, wrong, err := s.Play(t.Context(), seed, bubble(t), nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, one := range said {
					wrong = append(wrong, one.wrong(b.status)...)
				}
				if len(wrong) > 0 {
					t.Errorf("%s\nagain: FARVAULT_SEED=%d go test ./shared/cli -run TestCommandsBesideTheFunctions\n%s",
						strings.Join(wrong, "\n"), seed, strings.Join(r.Steps, "\n"))
				}
			})
		}
	}
}

// bubble has races run in bubbles of a test.
func bubble(t *testing.T) races.Bubble {
	return races.Bubble{Settle: synctest.Wait, In: func(run func() error) (err error) {
		synctest.Test(t, func(*testing.T) { err = run() })
		return err
	}}
}

// typed is a command that somebody typed, and what came of it.
type typed struct {
	line   string
	status int
	said   bytes.Buffer
}

// typeAll has a race run the commands, each by a person of its own.
func typeAll(t *testing.T, r *races.Race, lines []string) (all []*typed) {
	t.Helper()
	settings := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(settings, r.World.SettingsText(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		one := &typed{line: line}
		all = append(all, one)
		args := strings.Fields(line)
		if args[0] == "chain" {
			args = append(args, "--settings", settings)
		}
		ctx := context.WithValue(context.Background(), givenKey{}, r.Person(args[0]))
		r.Add(args[0], func() error {
			one.status = Run(ctx, args, Streams{In: strings.NewReader(""), Out: &one.said, Err: &one.said})
			return nil
		})
	}
	return all
}

// wrong is what is wrong with how a command ended: a defect of AWS's answers or of its own is none that people can
// understand.
func (c *typed) wrong(statuses []int) (wrong []string) {
	for _, s := range statuses {
		if s == c.status {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s ended with %d: %s", c.line, c.status, c.said.String())}
}
