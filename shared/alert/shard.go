package alert

import "time"

// A group of a broken central key has as many members as the organization has resources. Such a large group is kept
// in shards, a part of its members each: a failure that joins reads and writes one of them, whatever the
// size of the group. It is told of when the time comes by a tick, which reads it whole.

// inline is how many members a record holds itself, at about 400 bytes each. What is larger is kept in shards for good.
const inline = 24

// Shard is what a store read of one part of a large group's members.
type Shard struct {
	Version int64  // of the stored shard; zero: not stored
	Sum     string // tells what was read from what is to be written
}

// ShardOf is the name of the shard that holds a problem, one of 256: fingerprints are hexadecimal digests.
func ShardOf(f Fingerprint) string { return string(f[:min(2, len(f))]) }

// ShardNames are all the shards that a large group may have.
func ShardNames() []string {
	const digits = "0123456789abcdef"
	var names []string
	for _, a := range digits {
		for _, b := range digits {
			names = append(names, string(a)+string(b))
		}
	}
	return names
}

// Outgrown is the record marked large if it has more members than it should hold itself.
func (r Record) Outgrown() Record {
	r.Large = r.Large || len(r.Members) > inline
	return r
}

// Deferred reports whether a change of one member waits for the tick that reads the group whole: people
// have heard of the group, and it is too large to be read for each of its members.
func (r Record) Deferred() bool { return r.Large && r.Open }

// Whole is a large group's record once all its shards are read: its end is when the last
// of its members became well, which whoever wrote one shard could not know.
func (r Record) Whole() Record {
	if r.firing() > 0 {
		r.EndedAt = time.Time{}
		return r
	}
	for _, m := range r.Members {
		if m.Notified && m.At.After(r.EndedAt) {
			r.EndedAt = m.At
		}
	}
	return r
}
