package alert

import (
	"slices"
	"time"
)

// History is what is remembered of one Problem across groups: which groups it is in, so that a good job finds them, and
// the last good job, so that an older failure that arrives late is known for old.
type History struct {
	Fingerprint Fingerprint `json:"fingerprint"`
	Groups      []string    `json:"groups,omitempty"` // keys, the newest last
	LastGood    time.Time   `json:"lastGood,omitzero"`
	LastGoodJob string      `json:"lastGoodJob,omitempty"`
	DroppedAt   time.Time   `json:"droppedAt,omitzero"` // since when nobody wants it: a failure until then is old
	// under Problem.Anywhere: the ARNs of the vaults that copies failed to reach
	Vaults []string `json:"vaults,omitempty"`
	Pool   *Pool    `json:"pool,omitempty"` // under Alert.PoolOf
}

// groupsKept bounds a history: one resource does not fail for more causes at once.
const groupsKept = 20

// Joined is the history as a member of that group, and whether that is news.
func (h History) Joined(key string) (History, bool) {
	if n := len(h.Groups); n > 0 && h.Groups[n-1] == key {
		return h, false
	}
	groups := slices.DeleteFunc(slices.Clone(h.Groups), func(k string) bool { return k == key })
	groups = append(groups, key)
	h.Groups = groups[max(0, len(groups)-groupsKept):]
	return h, true
}

// Succeeded is the history after a good job, and whether that job is the newest good one.
func (h History) Succeeded(jobID string, at time.Time) (History, bool) {
	if !at.After(h.LastGood) {
		return h, false
	}
	h.LastGood, h.LastGoodJob = at, jobID
	return h, true
}
