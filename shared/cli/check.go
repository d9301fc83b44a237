package cli

import (
	"fmt"
	"slices"

	"farvault/shared/check"
)

// checkCommand says what AWS would refuse in files, or accept and fail on later. Nothing
// is asked of AWS. An unreadable file is wrong use; the others are checked all the same.
type checkCommand struct {
	Files []string `arg:"" name:"file" help:"${checked}"`
	JSON  bool     `name:"json" help:"One JSON object for each finding: file, line, column, rule, severity, message, fix."`
}

// Run checks the files. Exit status 1 when one of the findings is an error.
func (c checkCommand) Run(s Streams) error {
	var files []check.File
	unread := 0
	for _, name := range c.Files {
		text, err := readFile(name, s.In)
		if err != nil {
			unread++
			fmt.Fprintf(s.Err, "farvault: %v\n", err)
			continue
		}
		files = append(files, check.File{Name: name, Text: text})
	}
	findings := check.Run(files...)
	for _, f := range findings {
		if err := c.print(s, f); err != nil {
			return err
		}
	}
	switch {
	case unread > 0:
		return wrongUse("%d of %d files cannot be read", unread, len(c.Files))
	case slices.ContainsFunc(findings, func(f check.Finding) bool { return f.Severity == check.Error }):
		return found
	}
	return nil
}

func (c checkCommand) print(s Streams, f check.Finding) error {
	if c.JSON {
		return writeJSON(s.Out, f)
	}
	_, err := fmt.Fprintln(s.Out, f)
	return err
}
