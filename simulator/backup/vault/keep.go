package vault

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"farvault/simulator/backup/place"
)

// Keep remembers all vaults with their recovery points as they are; what it answers brings them back, as often as it is
// called.
func (s *Vaults) Keep() (restore func()) {
	byARN, byPlace := maps.Clone(s.byARN), places(s.byPlace)
	vaults, points := map[*Vault]Vault{}, map[*RecoveryPoint]RecoveryPoint{}
	for _, v := range s.byARN {
		vaults[v] = v.copied()
		for _, p := range v.points {
			points[p] = p.copied()
		}
	}
	return func() {
		s.byARN, s.byPlace = maps.Clone(byARN), places(byPlace)
		for v, was := range vaults {
			*v = was.copied()
		}
		for p, was := range points {
			*p = was.copied()
		}
	}
}

func places(all map[place.Place]map[string]*Vault) map[place.Place]map[string]*Vault {
	clone := map[place.Place]map[string]*Vault{}
	for p, byName := range all {
		clone[p] = maps.Clone(byName)
	}
	return clone
}

func (v Vault) copied() Vault {
	v.Tags, v.points = maps.Clone(v.Tags), maps.Clone(v.points)
	if v.Lock != nil {
		lock := *v.Lock
		v.Lock = &lock
	}
	return v
}

func (r RecoveryPoint) copied() RecoveryPoint {
	r.Tags, r.heldBy = maps.Clone(r.Tags), slices.Clone(r.heldBy)
	if r.Lifecycle != nil {
		lifecycle := *r.Lifecycle
		r.Lifecycle = &lifecycle
	}
	return r
}

// Digest writes what decides of the recovery points of an account's vaults: two worlds that write the same are equal in
// that.
func (s *Vaults) Digest(w io.Writer, account string) {
	for _, arn := range slices.Sorted(maps.Keys(s.byARN)) {
		v := s.byARN[arn]
		if v.Place.Account != account {
			continue
		}
		lock, _ := json.Marshal(v.Lock) // plain values
		_, _ = fmt.Fprintln(w, arn, v.policyText, string(lock), v.Tags)
		for _, arn := range slices.Sorted(maps.Keys(v.points)) {
			p := v.points[arn]
			lifecycle, _ := json.Marshal(p.Lifecycle) // plain values
			_, _ = fmt.Fprintln(w, arn, p.Status, p.EncryptionKeyARN, string(lifecycle))
		}
	}
}
