package iam

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// Keep remembers all roles and managed policies as they are; what it answers brings them back, as often as it is
// called.
func (s *Service) Keep() (restore func()) {
	was := copied(s.accounts)
	return func() { s.accounts = copied(was) }
}

func copied(accounts map[string]*account) map[string]*account {
	all := map[string]*account{}
	for id, a := range accounts {
		one := &account{roles: map[string]*Role{}, managed: maps.Clone(a.managed), opens: a.opens}
		for name, role := range a.roles {
			r := *role
			r.Attached, r.Inline, r.Tags = slices.Clone(r.Attached), maps.Clone(r.Inline), maps.Clone(r.Tags)
			one.roles[name] = &r
		}
		all[id] = one
	}
	return all
}

// Digest writes what decides who may do what: two worlds that write the same are equal in that.
func (s *Service) Digest(w io.Writer) {
	for _, id := range slices.Sorted(maps.Keys(s.accounts)) {
		a := s.accounts[id]
		for _, name := range slices.Sorted(maps.Keys(a.roles)) {
			r := a.roles[name]
			_, _ = fmt.Fprintln(w, r.ARN, r.Trust.String(), r.Attached, r.PermissionsBoundary)
			for _, policy := range slices.Sorted(maps.Keys(r.Inline)) {
				_, _ = fmt.Fprintln(w, policy, r.Inline[policy].String())
			}
		}
	}
}
