package demo

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"farvault/simulator/deploy/deploytest"
)

// otherwise are settings that the shipped file does not have and that the story's copies rest on, each as the lines that
// say so, under the words by which offstage names it.
var otherwise = map[string]struct{ after, lines string }{
	"CentralVault.LogicallyAirGappedBackupVault": {"  BackupVaultName: farvault\n",
		"  LogicallyAirGappedBackupVault: {MinRetentionDays: 7, MaxRetentionDays: 365, ConfirmComplianceMode: true}\n"},
	"LocalVault.EncryptionKey: CentralMultiRegion": {"  BackupVaultName: farvault-local\n", "  EncryptionKey: CentralMultiRegion\n"},
}

// withSetting are the files that are deployed, with one of otherwise written.
func withSetting(t testing.TB, name string) fstest.MapFS {
	t.Helper()
	files, edit := deployed(t), otherwise[name]
	settings := files["infra/settings.yaml"]
	if !bytes.Contains(settings.Data, []byte(edit.after)) {
		t.Fatalf("infra/settings.yaml has no %q", edit.after)
	}
	settings.Data = bytes.Replace(settings.Data, []byte(edit.after), []byte(edit.after+edit.lines), 1)
	return files
}

// TestTheStoryHoldsUnderOtherSettings plays the whole story, under the roles of the templates, with each of them: it
// goes well, and no longer does without the statement that offstage says is there for it.
func TestTheStoryHoldsUnderOtherSettings(t *testing.T) {
	t.Parallel()
	play := func(files fstest.MapFS) error {
		_, err := Run(context.Background(), Options{Files: files, Out: io.Discard})
		return err
	}
	for name := range otherwise {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := play(withSetting(t, name)); err != nil {
				t.Fatal(err)
			}
		})
	}
	played := sample(t, 4)
	for _, file := range []string{"template.yaml", "infra/member.yaml"} {
		for _, removal := range deploytest.Removable(deployed(t)[file].Data) {
			id := file + ": " + removal.Name
			setting := strings.TrimPrefix(offstage[id], "for settings with ")
			if _, is := otherwise[setting]; !is || !played() {
				continue
			}
			t.Run("without "+id, func(t *testing.T) {
				t.Parallel()
				files := withSetting(t, setting)
				files[file] = &fstest.MapFile{Data: removal.Apply(files[file].Data)}
				if play(files) == nil {
					t.Errorf("with %s the story is the same without it", setting)
				}
			})
		}
	}
}
