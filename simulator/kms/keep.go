package kms

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// Keep remembers all keys with their grants and aliases as they are; what it answers brings them back, as often as it
// is called.
func (s *Service) Keep() (restore func()) {
	byARN, in, aliases, keys := maps.Clone(s.keys), places(s.in), maps.Clone(s.aliases), map[*Key]Key{}
	for _, key := range s.keys {
		keys[key] = key.copied()
	}
	return func() {
		s.keys, s.in, s.aliases = maps.Clone(byARN), places(in), maps.Clone(aliases)
		for key, was := range keys {
			*key = was.copied()
		}
	}
}

func places(all map[[2]string]map[string]*Key) map[[2]string]map[string]*Key {
	clone := map[[2]string]map[string]*Key{}
	for place, keys := range all {
		clone[place] = maps.Clone(keys)
	}
	return clone
}

func (key Key) copied() Key {
	key.Tags, key.settled = maps.Clone(key.Tags), maps.Clone(key.settled)
	key.grants, key.names = slices.Clone(key.grants), slices.Clone(key.names)
	return key
}

// Digest writes what decides who may use which key: two worlds that write the same are equal in that.
func (s *Service) Digest(w io.Writer) {
	for _, arn := range slices.Sorted(maps.Keys(s.keys)) {
		key := s.keys[arn]
		text := ""
		if key.Policy != nil {
			text = key.Policy.String()
		}
		_, _ = fmt.Fprintln(w, arn, key.State, text, key.Tags, key.names, len(key.grants))
	}
}
