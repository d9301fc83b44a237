package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"slices"
)

// release and commit are those that this binary was built from, where the build says so (-ldflags -X).
var release, commit string

// version is "farvault v1.2.3, commit 0123456": what the build was told, or else what go build wrote into the binary.
// https://pkg.go.dev/runtime/debug#BuildSetting
func version() string {
	built, version := commit, release
	if info, ok := debug.ReadBuildInfo(); ok {
		version = cmp.Or(version, info.Main.Version)
		at := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" })
		if at >= 0 {
			built = cmp.Or(built, info.Settings[at].Value)
		}
	}
	return fmt.Sprintf("farvault %s, commit %s", cmp.Or(version, "(devel)"), cmp.Or(built, "unknown"))
}
