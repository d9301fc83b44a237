package alert_test

import (
	"fmt"
	"slices"
	"testing"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
)

// A history knows the groups and vaults of a problem, each once, the newest last and not too many; what is known
// already is no news.
func TestAHistoryKnowsEachOnce(t *testing.T) {
	t.Parallel()
	var h alert.History
	var news bool
	for i := range 25 {
		if h, news = h.Joined(fmt.Sprint("g", i)); !news {
			t.Errorf("group %d is no news", i)
		}
		if h, news = h.Missed(fmt.Sprint("v", i)); !news {
			t.Errorf("vault %d is no news", i)
		}
	}
	if len(h.Groups) != 20 || h.Groups[19] != "g24" || h.Groups[0] != "g5" || len(h.Vaults) != 20 || h.Vaults[0] != "v5" {
		t.Errorf("%v, %v", h.Groups, h.Vaults)
	}
	if _, news := h.Joined("g24"); news {
		t.Error("the newest group is news")
	}
	if again, news := h.Joined("g7"); !news || len(again.Groups) != 20 || again.Groups[19] != "g7" || slices.Index(again.Groups, "g7") != 19 {
		t.Errorf("an older group that is joined again: %t, %v", news, again.Groups)
	}
	if _, news := h.Missed("v24"); news {
		t.Error("a vault that is known is news")
	}
	if without, news := h.Without("v9"); !news || slices.Contains(without.Vaults, "v9") || len(without.Vaults) != 19 || len(h.Vaults) != 20 {
		t.Errorf("without a vault: %t, %v", news, without.Vaults)
	}
	if _, news := h.Without("elsewhere"); news {
		t.Error("a vault that was never missed is taken away")
	}
}

// A failure is old where a newer job has ended well, or where nobody wanted the copy any more when it failed.
func TestWhichFailureIsOld(t *testing.T) {
	t.Parallel()
	h, newest := alert.History{}.Succeeded("a", alerttest.At(10))
	if !newest || h.LastGoodJob != "a" {
		t.Fatalf("%t, %+v", newest, h)
	}
	for _, minutes := range []int{9, 10} {
		if _, newest := h.Succeeded("b", alerttest.At(minutes)); newest {
			t.Errorf("a job of minute %d is newer than one of minute 10", minutes)
		}
	}
	if h.Outdated(alerttest.At(9)) == "" || h.Outdated(alerttest.At(10)) != "" || h.Outdated(alerttest.At(11)) != "" {
		t.Error("what is older than the last good job is not old, or what is not is")
	}
	dropped, news := h.DroppedFrom(alerttest.At(20))
	if _, again := dropped.DroppedFrom(alerttest.At(20)); !news || again {
		t.Errorf("dropped %t, and again %t", news, again)
	}
	for minutes, old := range map[int]bool{19: true, 20: true, 21: false} {
		if got := dropped.Outdated(alerttest.At(minutes)); (got != "") != old {
			t.Errorf("minute %d: %q", minutes, got)
		}
	}
}

// A recovery point proves that a failure is over if it was complete after it and its backup is no older; the newest
// of them is shown.
func TestWhichPointProvesTheEnd(t *testing.T) {
	t.Parallel()
	point := func(name string, begun, completed int) alert.Evidence {
		return alert.Evidence{Point: name, Begun: alerttest.At(begun), Completed: alerttest.At(completed)}
	}
	for law, tt := range map[string]struct {
		found []alert.Evidence
		want  string
	}{
		"none":                         {nil, ""},
		"complete before the failure":  {[]alert.Evidence{point("a", 5, 9)}, ""},
		"complete when it failed":      {[]alert.Evidence{point("a", 5, 10)}, ""},
		"of an older backup":           {[]alert.Evidence{point("a", 4, 11)}, ""},
		"of the backup that failed":    {[]alert.Evidence{point("a", 5, 11)}, "a"},
		"of a later one":               {[]alert.Evidence{point("a", 6, 11)}, "a"},
		"the newest of two":            {[]alert.Evidence{point("a", 6, 11), point("b", 6, 12)}, "b"},
		"the newest of two, reversed":  {[]alert.Evidence{point("b", 6, 12), point("a", 6, 11)}, "b"},
		"a newer one of an old backup": {[]alert.Evidence{point("a", 6, 11), point("b", 4, 12)}, "a"},
	} {
		newest, proven := alert.Proves(tt.found, alerttest.At(10), alerttest.At(5))
		if newest.Point != tt.want || proven != (tt.want != "") {
			t.Errorf("%s: %q, %t", law, newest.Point, proven)
		}
	}
}
