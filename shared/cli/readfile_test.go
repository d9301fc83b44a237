package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"farvault"
)

// Every command that reads a file reads UTF-8 with a mark, names UTF-16, and refuses at once what is too large.
func TestFilesAsEditorsWriteThem(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	event, err := os.ReadFile("../../events/copy-job-failed.json")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := farvault.Files.ReadFile("infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wide := []byte{0xff, 0xfe}
	for _, b := range event {
		wide = append(wide, b, 0)
	}
	write := func(name string, text []byte) string {
		if err := os.WriteFile(folder+"/"+name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return folder + "/" + name
	}
	marked := write("marked.json", append([]byte("\xef\xbb\xbf"), event...))
	utf16 := write("utf16.json", wide)
	config := write("settings.yaml", append([]byte("\xef\xbb\xbf"), settings...))
	large := folder + "/large.json"
	f, err := os.Create(large)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(1 << 40); err != nil { // no disk holds it, and no memory
		t.Fatal(err)
	}
	for line, want := range map[string]struct {
		status int
		says   string
	}{
		"explain " + marked:                          {0, ""},
		"replay " + marked:                           {0, ""},
		"check " + config:                            {0, ""},
		"replay --settings " + config + " " + marked: {0, ""},
		"explain " + utf16:                           {2, "is UTF-16"},
		"replay " + utf16:                            {2, "is UTF-16"},
		"check " + utf16:                             {2, "is UTF-16"},
		"explain " + large:                           {2, "larger than 10 MB"},
		"replay " + large:                            {2, "larger than 10 MB"},
		"check " + large:                             {2, "larger than 10 MB"},
		"replay --settings " + large + " " + marked:  {2, "larger than 10 MB"},
	} {
		var said bytes.Buffer
		if got := Run(t.Context(), strings.Fields(line), Streams{Out: &bytes.Buffer{}, Err: &said}); got != want.status || !strings.Contains(said.String(), want.says) {
			t.Errorf("%s: status %d, says %s", line, got, said.String())
		}
	}
}
