package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

const root = "../.."

func TestTheDocumentsAreCurrent(t *testing.T) {
	t.Parallel()
	for _, d := range append(documents, pictures()...) {
		if d.file == "docs/demo-120.svg" && os.Getenv("FARVAULT_VERIFY") == "" {
			continue // the demo is played once more for it
		}
		want, err := d.write(root)
		if err != nil {
			t.Fatalf("%s: %v", d.file, err)
		}
		got, err := os.ReadFile(filepath.Join(root, d.file))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what make documents writes: %v", d.file, err)
		}
	}
}
