package cli

import (
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"

	"farvault"
	"farvault/shared/settings"
)

// files are those that are deployed, with the settings that were asked for in their place.
func (c simulatorCommand) files() (fs.FS, error) {
	const name = "infra/settings.yaml"
	from, text, err := name, []byte(nil), error(nil)
	if c.Settings != "" {
		from = c.Settings
		text, err = readFile(c.Settings, nil)
	} else {
		text, err = fs.ReadFile(farvault.Files, name)
	}
	if err == nil && len(c.Regions) > 0 {
		text, err = inRegions(text, c.Regions)
	}
	if err == nil {
		_, err = settings.Parse(from, text)
	}
	return replaced{farvault.Files, name, text}, err
}

// replaced is a file system with another text in one of its files.
type replaced struct {
	fs.FS
	name string
	text []byte
}

// ReadFile reads the one file's other text, or any other file.
func (r replaced) ReadFile(name string) ([]byte, error) {
	if name == r.name {
		return r.text, nil
	}
	return fs.ReadFile(r.FS, name)
}

// inRegions is the text of settings with other Regions in it.
func inRegions(text []byte, regions []string) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("the settings are no mapping")
	}
	var list yaml.Node
	if err := list.Encode(regions); err != nil {
		return nil, err
	}
	pairs := document.Content[0]
	for i := 0; i+1 < len(pairs.Content); i += 2 {
		if pairs.Content[i].Value == "Regions" {
			pairs.Content[i+1] = &list
			return yaml.Marshal(&document)
		}
	}
	name := yaml.Node{Kind: yaml.ScalarNode, Value: "Regions"}
	pairs.Content = append(pairs.Content, &name, &list)
	return yaml.Marshal(&document)
}
