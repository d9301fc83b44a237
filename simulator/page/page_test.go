package page_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/page"
)

func TestPagesPutTogetherAreTheList(t *testing.T) {
	t.Parallel()
	items := []int{1, 2, 3, 4, 5, 6, 7}
	for limit := 1; limit <= len(items)+1; limit++ {
		var got []int
		marker, pages := "", 0
		for {
			part, next, err := page.Cut(items, marker, limit)
			if err != nil {
				t.Fatalf("limit %d, marker %q: %v", limit, marker, err)
			}
			got = append(got, part...)
			pages++
			if marker = next; marker == "" {
				break
			}
		}
		if diff := cmp.Diff(items, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
		if want := (len(items) + limit - 1) / limit; pages != want {
			t.Errorf("limit %d: %d pages, want %d", limit, pages, want)
		}
	}
}

func TestForeignMarkersAreRefused(t *testing.T) {
	t.Parallel()
	for law, marker := range map[string]string{
		"not ours":         "2",
		"beyond the end":   "YWZ0ZXIgOTk",
		"a negative start": "YWZ0ZXIgLTE",
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if part, _, err := page.Cut([]int{1, 2, 3}, marker, 2); err == nil {
				t.Errorf("Cut answered %v", part)
			}
		})
	}
}
