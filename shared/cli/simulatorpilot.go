package cli

import (
	"io/fs"

	"farvault/demo/stage"
	"farvault/shared/settings"
)

// observe is the mode in which a pilot begins.
const observe = "Observe"

// scope is the templates' mode and the members that get their stacks; of both none, where nobody asks for a pilot.
func (c simulatorCommand) scope(files fs.FS) (mode string, accounts []string, err error) {
	if !c.Pilot {
		return "", nil, nil
	}
	text, err := fs.ReadFile(files, settingsFile)
	if err != nil {
		return "", nil, err
	}
	wishes, err := settings.Parse(settingsFile, text)
	if err != nil {
		return "", nil, usage{err}
	}
	accounts = stage.Included(wishes.Scope.IncludeAccounts)
	if len(accounts) != 2 {
		return "", nil, wrongUse("--pilot needs two of the members %s in Scope.IncludeAccounts of %s, and `make build` "+
			"after that", stage.MemberIDs(), settingsFile)
	}
	return observe, accounts, nil
}
