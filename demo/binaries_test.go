package demo

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault"
	"farvault/demo/bootstrap"
)

// binaries builds the functions, with the settings beside them.
func binaries(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := bootstrap.Build(t.Context(), "..", folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestTheStoryIsTheSameWithTheBinaries plays it with the bootstraps that get deployed as processes, on the days that the
// settings make it last: the machine's clock, which the binaries read, is days ahead of the world's, and must not show.
func TestTheStoryIsTheSameWithTheBinaries(t *testing.T) {
	t.Parallel()
	if !exhaustive || testing.Short() {
		t.Skip("builds the binaries, without the race detector: make verify")
	}
	var told bytes.Buffer
	got, err := Run(context.Background(), Options{Files: farvault.Files, Out: &told, Binaries: binaries(t)})
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	want := endingAsShipped()
	want.AlertsSent++ // see the scene of the deletion
	if diff := cmp.Diff(want, unnamed(got)); diff != "" {
		t.Errorf("the binaries end the story otherwise:\n%s", diff)
	}
	if strings.Contains(told.String(), "ERROR") {
		t.Errorf("a binary failed:\n%s", told.String())
	}
}
