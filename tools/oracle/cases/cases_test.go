package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
)

func TestACaseDependsOnItsSeedAndNumberAlone(t *testing.T) {
	t.Parallel()
	first := newDealer(1, 7).deal(7)
	for range 3 {
		newDealer(1, 8).deal(8)
	}
	if diff := cmp.Diff(first, newDealer(1, 7).deal(7)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(first, newDealer(2, 7).deal(7)) {
		t.Error("another seed gives the same case")
	}
}

func TestEveryDocumentIsGrammatical(t *testing.T) {
	t.Parallel()
	for i := range 500 {
		c := newDealer(3, i).deal(i)
		documents := append(c.IdentityPolicies, c.PermissionsBoundary, c.SessionPolicy, c.ResourcePolicy)
		for _, level := range append(c.ServiceControlPolicies, c.ResourceControlPolicies...) {
			documents = append(documents, level...)
		}
		for _, d := range documents {
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := policy.Parse(string(text)); d != nil && err != nil {
				t.Errorf("case %d: %v in %s", i, err, text)
			}
		}
	}
}

// TestAllIsDealt: what no case holds is not compared.
func TestAllIsDealt(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for i := range 2000 {
		text, err := json.Marshal(newDealer(4, i).deal(i))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	wanted := append([]string{"NotAction", "NotResource", "Null", "IfExists", "ForAllValues:", "ForAnyValue:", "permissionsBoundary", "sessionPolicy", "resourcePolicy"}, callers...)
	for _, target := range targets {
		wanted = append(wanted, `"action":"`+target.action+`"`)
	}
	for key, s := range subjects {
		wanted = append(append(wanted, `"`+key+`"`), s.operators...)
	}
	for _, word := range wanted {
		if !strings.Contains(all.String(), word) {
			t.Errorf("no case of 2000 has %s", word)
		}
	}
}
