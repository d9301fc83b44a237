package handler

import (
	"errors"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/ledger"

	"github.com/google/go-cmp/cmp"
)

// to is a message of one group to those receivers.
func to(minute int, receivers ...string) alert.Message {
	return alert.Message{Version: alert.MessageVersion, GroupKey: "feedface", At: testNoon.Add(minutes(minute)), Receivers: receivers}
}

func TestSlackReceivers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		receivers []string
		want      []string
	}{
		"each receiver's channel gets it":          {[]string{"data", "payments"}, []string{"data", "payments"}},
		"and no other":                             {[]string{"payments"}, []string{"payments"}},
		"one without a channel is none of Slack's": {[]string{"mail-only", "payments"}, []string{"payments"}},
		"an older build's goes to the default":     {nil, []string{"default"}},
		"a receiver that nobody knows any more":    {[]string{"gone"}, nil},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			channels := map[string]*channel{"default": {}, "data": {}, "payments": {}}
			s := SlackReceivers{Channels: map[string]Notifier{}, Cursors: ledger.NewMemory()}
			for name, c := range channels {
				s.Channels[name] = c
			}
			if err := s.Notify(t.Context(), to(0, tc.receivers...)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, name := range []string{"data", "default", "payments"} {
				if len(channels[name].got) == 1 {
					got = append(got, name)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A channel that is down delays no other, and the message that comes again for its sake comes to it alone.
func TestOneChannelDownLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	up, down, gone := &channel{}, &channel{answer: busy{3 * time.Minute, true}}, &channel{answer: busy{0, false}}
	s := SlackReceivers{Channels: map[string]Notifier{"up": up, "down": down, "gone": gone}, Cursors: ledger.NewMemory()}
	first := to(0, "down", "gone", "up")
	var later interface{ RetryAfter() (time.Duration, bool) }
	err := s.Notify(t.Context(), first)
	if !errors.As(err, &later) {
		t.Fatalf("error %v", err)
	}
	if after, again := later.RetryAfter(); after != 3*time.Minute || !again {
		t.Errorf("comes back after %s, %v", after, again)
	}
	if want := "receiver down: busy; receiver gone: busy"; err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	down.answer = nil
	if err = s.Notify(t.Context(), first); !errors.As(err, &later) {
		t.Fatalf("error %v", err)
	}
	if _, again := later.RetryAfter(); again {
		t.Error("only the one that refuses for good is left, and the message is to come again")
	}
	if len(up.got) != 1 || len(down.got) != 2 {
		t.Errorf("the one that was up has it %d times, the one that was down was tried %d times", len(up.got), len(down.got))
	}
	if _ = s.Notify(t.Context(), to(5, "up", "gone")); len(up.got) != 2 {
		t.Error("the next message of the group does not come")
	}
}
