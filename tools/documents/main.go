// Command documents writes the documents and pictures that follow from the product: the page of the settings, the page
// of permissions, the picture of a message in Slack and those of commands at a terminal. `make documents` runs it at
// the root; a test holds the files to it.
package main

import (
	"log"
	"os"
	"path/filepath"
)

// A document is a file below the root and what writes it.
type document struct {
	file  string
	write func(root string) ([]byte, error)
}

var documents = []document{
	{"docs/settings.md", settingsPage},
	{"docs/permissions.md", permissionsPage},
	{"docs/slack.svg", slackPicture},
}

func main() {
	log.SetFlags(0)
	for _, d := range append(documents, pictures()...) {
		text, err := d.write(".")
		if err == nil {
			err = os.WriteFile(filepath.FromSlash(d.file), text, 0o644)
		}
		if err != nil {
			log.Fatalf("%s: %v", d.file, err)
		}
	}
}
