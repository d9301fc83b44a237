package regress

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"farvault/demo/bootstrap"
	"farvault/demo/stage"
)

// settingsFile is where every version has its settings.
const settingsFile = "infra/settings.yaml"

// Edit replaces a text of a version's settings by another.
type Edit struct{ Was, Is string }

// Deploy sets up an organization with the version in it, as its own files say but for the edits. The folder is an empty
// one, and is needed until the stage is closed.
func (v Version) Deploy(ctx context.Context, folder string, o stage.Options, edits ...Edit) (*stage.Stage, error) {
	ready, err := v.Ready(folder, edits...)
	if err != nil {
		return nil, err
	}
	o.Files, o.Binaries, o.Foreign = ready.Files, ready.Binaries, ready.Foreign
	return stage.New(ctx, o)
}

// Ready are the options by which the version is deployed, with the edits made. The folder is an empty one.
func (v Version) Ready(folder string, edits ...Edit) (o stage.Options, err error) {
	settings, err := v.Settings(edits...)
	if err != nil {
		return o, err
	}
	for _, f := range bootstrap.Functions {
		if err := v.pack(filepath.Join(folder, f), f, settings); err != nil {
			return o, fmt.Errorf("pack %s of %s: %w", f, v.Name, err)
		}
	}
	return stage.Options{Files: edited{os.DirFS(v.Source), settings}, Binaries: folder, Foreign: true}, nil
}

// Settings are those that the version has, with the edits made.
func (v Version) Settings(edits ...Edit) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(v.Source, settingsFile))
	if err != nil {
		return nil, err
	}
	for _, e := range edits {
		if bytes.Count(text, []byte(e.Was)) != 1 {
			return nil, fmt.Errorf("the settings of %s do not have %q once", v.Name, e.Was)
		}
		text = bytes.Replace(text, []byte(e.Was), []byte(e.Is), 1)
	}
	return text, nil
}

// pack makes what is deployed of a function: its bootstrap, and the settings beside it.
func (v Version) pack(folder, function string, settings []byte) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "settings.yaml"), settings, 0o600); err != nil {
		return err
	}
	program, err := filepath.Abs(filepath.Join(v.bootstraps, function, "bootstrap"))
	if err != nil {
		return err
	}
	return os.Symlink(program, filepath.Join(folder, "bootstrap"))
}

// edited are a version's files with other settings.
type edited struct {
	fs.FS
	settings []byte
}

// ReadFile gives the settings in place of the file.
func (e edited) ReadFile(name string) ([]byte, error) {
	if name == settingsFile {
		return e.settings, nil
	}
	return fs.ReadFile(e.FS, name)
}
