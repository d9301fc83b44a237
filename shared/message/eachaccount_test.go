package message

import (
	"slices"
	"testing"

	"farvault/shared/alert"
)

// However many resources of one account fail, another account's is named: the one that nobody has heard of first.
func TestNoAccountHidesAnothers(t *testing.T) {
	t.Parallel()
	var members []alert.Member
	add := func(account, resource string, notified bool) {
		members = append(members, alert.Member{Problem: alert.Problem{Account: account, Resource: resource}, Notified: notified})
	}
	for _, resource := range []string{"a", "b", "c", "d", "e", "f"} {
		add("111111111111", resource, true)
	}
	add("222222222222", "g", true)
	add("333333333333", "h", false)
	var order []string
	for _, m := range eachAccountFirst(members) {
		order = append(order, m.Resource)
	}
	if want := []string{"h", "a", "g", "b", "c", "d", "e", "f"}; !slices.Equal(order, want) {
		t.Errorf("shown in the order %v, want %v", order, want)
	}
}
