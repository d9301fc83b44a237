package cli

import (
	"io"
	"testing"

	"farvault/shared/selftest"
)

func TestSelftestsStatusIsTheWorstAnswer(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		answers []selftest.Answer
		want    error
	}{
		"all as assumed":             {[]selftest.Answer{selftest.AsAssumed, selftest.Sandbox}, nil},
		"some could not be asked":    {[]selftest.Answer{selftest.AsAssumed, selftest.CouldNotAsk}, nil},
		"something is otherwise":     {[]selftest.Answer{selftest.AsAssumed, selftest.Otherwise, selftest.CouldNotAsk}, found},
		"nothing could be asked":     {[]selftest.Answer{selftest.CouldNotAsk, selftest.Sandbox}, couldNotLook},
		"experiments alone are fine": {[]selftest.Answer{selftest.Sandbox}, nil},
	} {
		var results []selftest.Result
		for _, a := range tt.answers {
			results = append(results, selftest.Result{Verdict: selftest.Verdict{Answer: a}})
		}
		if got := (selftestCommand{}).outcome(Streams{Err: io.Discard}, results); got != tt.want {
			t.Errorf("%s: %v, want %v", law, got, tt.want)
		}
	}
}
