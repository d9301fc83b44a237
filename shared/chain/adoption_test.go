package chain_test

import (
	"slices"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
	"farvault/shared/settings"
)

// What settings let be adopted is what a member's chain has that carries a tag: kind by kind, name by name.
func TestSettingsAdoptWhatTheChainMakes(t *testing.T) {
	t.Parallel()
	s := chaintest.Settings()
	made := map[string]bool{}
	for _, account := range []string{chaintest.Member, chaintest.Central} {
		for _, link := range chaintest.Desired(account).Links {
			ref := link.Ref()
			if slices.Contains([]chain.Kind{chain.KindServiceLinkedRole, chain.KindOptIn, chain.KindSelection, chain.KindVaultAccessPolicy}, ref.Kind) {
				continue // AWS's own, a switch, or what goes with its plan or vault
			}
			made[string(ref.Kind)+" "+ref.Name] = true
			if !slices.Contains(settings.AdoptableNames(s, string(ref.Kind)), ref.Name) {
				t.Errorf("%s cannot be adopted", ref)
			}
		}
	}
	for _, kind := range settings.AdoptableKinds() {
		for _, name := range settings.AdoptableNames(s, kind) {
			if !made[kind+" "+name] {
				t.Errorf("settings adopt the %s %s, which no chain has", kind, name)
			}
		}
	}
}
