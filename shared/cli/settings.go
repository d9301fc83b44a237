package cli

import (
	"io/fs"

	"farvault"
	"farvault/shared/settings"
)

// settingsFile is where the settings are in the repository, and in this binary.
const settingsFile = "infra/settings.yaml"

// loadSettings reads the file, or the settings that this binary was built with
// when none is named. Mistakes in it are wrong use.
func loadSettings(file string) (settings.Settings, error) {
	s, _, err := readSettings(file)
	return s, err
}

// readSettings gives beside the settings what AWS takes but few people want.
func readSettings(file string) (settings.Settings, settings.Mistakes, error) {
	read := func(name string) ([]byte, error) { return readFile(name, nil) }
	if file == "" {
		file, read = settingsFile, func(name string) ([]byte, error) { return fs.ReadFile(farvault.Files, name) }
	}
	text, err := read(file)
	if err != nil {
		return settings.Settings{}, nil, usage{err}
	}
	s, doubts, err := settings.Read(file, text)
	if err != nil {
		return settings.Settings{}, nil, usage{err}
	}
	return s, doubts, nil
}
