package regress_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"farvault/demo/regress"
)

// shelf has the old versions that tests have asked for, each built once, whose functions read the simulated clock.
var shelf = struct {
	sync.Mutex
	folder string
	built  map[string]func() (regress.Version, error)
}{built: map[string]func() (regress.Version, error){}}

// TestMain takes the old versions away in the end.
func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "farvault-regress-")
	if err != nil {
		panic(err)
	}
	shelf.folder = folder
	status := m.Run()
	for commit := range shelf.built {
		if err := regress.Discard(context.Background(), repository, filepath.Join(folder, commit)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = max(status, 1)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = max(status, 1)
	}
	os.Exit(status)
}

// clocked is the version of a commit, whose functions read the simulated clock.
func clocked(t *testing.T, commit string) regress.Version {
	t.Helper()
	shelf.Lock()
	if shelf.built[commit] == nil {
		shelf.built[commit] = sync.OnceValues(func() (regress.Version, error) { return takeOut(commit) })
	}
	take := shelf.built[commit]
	shelf.Unlock()
	began := time.Now()
	v, err := take()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s is built after %s", commit, time.Since(began).Round(time.Second))
	return v
}

func takeOut(commit string) (regress.Version, error) {
	ctx, source := context.Background(), filepath.Join(shelf.folder, commit)
	if err := regress.Checkout(ctx, repository, commit, source); err != nil {
		return regress.Version{}, err
	}
	if err := regress.Simulate(source); err != nil {
		return regress.Version{}, err
	}
	return regress.Build(ctx, commit, source, filepath.Join(shelf.folder, commit+"-built"))
}
