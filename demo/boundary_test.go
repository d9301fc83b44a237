package demo

import (
	"bytes"
	"context"
	"io"
	"testing"
	"testing/fstest"
)

// TestTheProvisionerMakesNoRoleUnderAnotherBoundary plays the story with another permissions boundary in the template and in the settings,
// which works, and in the settings alone, which the provisioner's own policy refuses.
func TestTheProvisionerMakesNoRoleUnderAnotherBoundary(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		files   []string
		refused bool
	}{
		"template and settings": {[]string{"infra/member.yaml", "infra/settings.yaml"}, false},
		"the settings alone":    {[]string{"infra/settings.yaml"}, true},
		"the template alone":    {[]string{"infra/member.yaml"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := deployed(t)
			for _, file := range tt.files {
				changed := bytes.ReplaceAll(files[file].Data, []byte("farvault-boundary"), []byte("platform-boundary"))
				if bytes.Equal(changed, files[file].Data) {
					t.Fatalf("%s names no boundary", file)
				}
				files[file] = &fstest.MapFile{Data: changed}
			}
			if _, err := Run(context.Background(), Options{Files: files, Out: io.Discard}); (err != nil) != tt.refused {
				t.Errorf("the story ends with %v", err)
			}
		})
	}
}
