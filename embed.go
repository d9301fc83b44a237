// Package farvault carries the files that get deployed, and the sample events, so that
// the command can run them in its simulator wherever it stands.
package farvault

import "embed"

// Files are the templates, the settings and the sample events, by their paths in the repository.
//
//go:embed template.yaml infra/*.yaml events/*.json
var Files embed.FS
