package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"slices"
)

// commit is the commit that this binary was built from, where the build says so (-ldflags -X).
var commit string

// version is "farvault v1.2.3, commit 0123456": what go build wrote into the binary, or what a build with -buildvcs=false
// was told.
// https://pkg.go.dev/runtime/debug#BuildSetting
func version() string {
	built, version := commit, "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = cmp.Or(info.Main.Version, version)
		at := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" })
		if at >= 0 {
			built = cmp.Or(built, info.Settings[at].Value)
		}
	}
	return fmt.Sprintf("farvault %s, commit %s", version, cmp.Or(built, "unknown"))
}
