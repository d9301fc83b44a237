package cli

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// document puts into each command's help what its declaration has no room for: which flags are required, and examples.
func document(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		switch n := node.(type) {
		case *kong.Flag:
			if n.Required && !strings.HasPrefix(n.Help, "Required") {
				n.Help = "Required. " + n.Help
			}
		case *kong.Node:
			oneOf(n.Flags)
			if lines := examples[strings.TrimPrefix(n.FullPath(), "farvault ")]; n.Type == kong.CommandNode && lines != nil {
				n.Detail = strings.TrimSpace(n.Detail + "\n\nExamples:\n  " + strings.Join(lines, "\n  "))
			}
		}
		return next(nil)
	})
}

// oneOf says of flags of which one is required which the other is.
func oneOf(flags []*kong.Flag) {
	for _, f := range flags {
		for _, other := range flags {
			if f != other && f.Required && other.Required && slices.ContainsFunc(f.Xor, func(x string) bool {
				return slices.Contains(other.Xor, x)
			}) {
				f.Help = "Required, or --" + other.Name + ". " + f.Help
			}
		}
	}
}

// examples are command lines that work, by command; selftest has its own.
var examples = map[string][]string{
	"demo":       {"farvault demo", "farvault demo --json"},
	"chain show": {"farvault chain show --account 222233334444"},
	"chain diff": {
		"farvault chain diff --account 222233334444",
		"farvault chain diff --all",
		"farvault chain diff --all --json",
	},
	"chain apply": {
		"farvault chain apply --account 222233334444",
		"farvault chain apply --yes --account 222233334444",
	},
	"doctor": {
		"farvault doctor",
		"farvault doctor --account 222233334444 --verbose",
		"farvault doctor --wait=30m",
	},
	"status":        {"farvault status", "farvault status --json --profile backup --region eu-west-1"},
	"breaker show":  {"farvault breaker show"},
	"breaker allow": {"farvault breaker allow --owner ana --reason 'a new retention' --for 1d"},
	"breaker stop":  {"farvault breaker stop"},
	"retire": {
		"farvault retire --account 222233334444 --owner ana --reason 'end of the pilot'",
		"farvault retire --account 222233334444 --owner ana --reason 'end of the pilot' --member-profile payments --yes",
		"farvault retire --account 222233334444 --owner ana --reason 'we stay' --undo",
	},
	"causes":          {"farvault causes", "farvault causes --json"},
	"check":           {"farvault check template.yaml infra/settings.yaml"},
	"policy evaluate": {"farvault policy evaluate --jsonl <trials.jsonl"},
	"alerts list":     {"farvault alerts list", "farvault alerts list --json"},
	"alerts show":     {"farvault alerts show e71c"},
	"alerts mute": {
		"farvault alerts mute --account 222233334444 --owner ana --reason 'moving house' --for 3d",
		"farvault alerts mute --cause stopped-by-user --owner ana --reason 'we do that' --until 2026-03-06T08:00:00Z",
	},
	"alerts accept": {"farvault alerts accept e71c --owner ana --reason 'we deleted it on purpose'"},
	"coverage":      {"farvault coverage", "farvault coverage --html coverage.html"},
	"alerts unmute": {"farvault alerts unmute --account 222233334444"},
	"alerts test":   {"farvault alerts test"},
	"replay":        {"farvault replay events/copy-job-failed.json"},
	"completion":    {"farvault completion >>~/.bashrc"},
	"simulator":     {"farvault simulator --listen 127.0.0.1:4566", "farvault simulator --bare 111122223333"},
	"explain": {
		"farvault explain --message 'Given key ID is not accessible' --job copy",
		"farvault explain events/copy-job-failed.json",
		"farvault explain --live copy-job 0B9B3C5A-1F0C-4C55-9A7E-1D2E3F4A5B6C --account 222233334444",
	},
}
