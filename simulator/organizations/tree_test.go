package organizations

import (
	"slices"
	"testing"
	"time"

	"farvault/simulator/kernel"
)

// What is below a parent is as it is now, however often it was listed before.
func TestChildrenAreThoseOfNow(t *testing.T) {
	t.Parallel()
	s := New(kernel.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)), "999988887777", "o-a1b2c3d4e5")
	const here, there = "ou-ab12-11111111", "ou-ab12-22222222"
	below := func(parent, prefix string) (ids []string) {
		for range 2 {
			ids = nil
			for _, n := range s.children(parent, prefix) {
				ids = append(ids, n.id)
			}
		}
		return ids
	}
	for i, step := range []struct {
		do           func()
		here, thence []string
	}{
		{func() { s.AddOU(here, "", "here"); s.AddOU(there, "", "there") }, nil, nil},
		{func() { s.AddAccount("222233334444", "b", here); s.AddAccount("111122223333", "a", here) }, []string{"111122223333", "222233334444"}, nil},
		{func() { s.MoveAccount("222233334444", there) }, []string{"111122223333"}, []string{"222233334444"}},
		{func() { s.RemoveAccount("111122223333") }, nil, []string{"222233334444"}},
		{func() { s.AddOU("ou-ab12-33333333", here, "deeper") }, []string{"ou-ab12-33333333"}, []string{"222233334444"}},
	} {
		step.do()
		if got := below(here, ""); !slices.Equal(got, step.here) {
			t.Errorf("step %d: here are %v, want %v", i, got, step.here)
		}
		if got := below(there, ""); !slices.Equal(got, step.thence) {
			t.Errorf("step %d: there are %v, want %v", i, got, step.thence)
		}
	}
	if got := below(RootID, "ou-"); !slices.Equal(got, []string{here, there}) {
		t.Errorf("the root's OUs are %v", got)
	}
	if s.Dissolve(); len(below(here, "")) > 0 {
		t.Error("an organization that is no more has somebody in it")
	}
}
