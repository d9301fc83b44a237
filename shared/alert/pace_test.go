package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/settings"
)

var paced = settings.Alerts{MaxMessagesPerHour: 20}

// However messages come, no hour has more than are allowed and no second more than SNS takes; and there is always room again later.
func TestPaceIsKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var p alert.Pace
		var sent []time.Time
		now := alerttest.Noon
		for range 200 {
			now = now.Add(time.Duration(rapid.IntRange(0, 400_000).Draw(t, "milliseconds")) * time.Millisecond)
			reason := rapid.SampledFrom([]alert.Reason{alert.FirstNotification, alert.NewAlerts, alert.AllResolved}).Draw(t, "reason")
			account := rapid.SampledFrom([]string{"", "111111111111", "222222222222"}).Draw(t, "account")
			if why, _ := p.Held(reason, account, now, paced); why == "" {
				p, sent = p.After(account, now), append(sent, now)
			}
		}
		for i := range sent {
			if i >= 20 && sent[i].Sub(sent[i-20]) < time.Hour {
				t.Fatalf("21 messages within an hour, at %s", sent[i])
			}
			if i >= 5 && sent[i].Sub(sent[i-5]) < time.Second {
				t.Fatalf("6 messages within a second, at %s", sent[i])
			}
		}
		if why, _ := p.Held(alert.NewAlerts, "", now.Add(time.Hour), paced); why != "" {
			t.Fatalf("held for ever: %s", why)
		}
	})
}

// What is left of an hour's messages is kept for causes that nobody has heard of.
func TestPaceKeepsRoomForNewCauses(t *testing.T) {
	t.Parallel()
	var p alert.Pace
	for i := range 15 {
		p = p.After("", alerttest.Noon.Add(time.Duration(i)*time.Minute))
	}
	now := alerttest.Noon.Add(20 * time.Minute)
	if why, _ := p.Held(alert.Reminder, "", now, paced); !strings.Contains(why, "15 messages were told within an hour") {
		t.Errorf("a reminder is not held: %q", why)
	}
	if why, _ := p.Held(alert.FirstNotification, "", now, paced); why != "" {
		t.Errorf("a new cause is held: %s", why)
	}
}

func TestStormBeginsAndEnds(t *testing.T) {
	t.Parallel()
	var p alert.Pace
	begin := func(place, minute int) bool {
		a := alert.Alert{
			Problem:   alert.Problem{Account: fmt.Sprintf("%012d", place)},
			Diagnosis: catalog.Diagnosis{Cause: "x", Where: fmt.Sprint("place-", place)},
		}
		var group alert.Group
		p, group = p.Begin(a, alerttest.Noon.Add(time.Duration(minute)*time.Minute), paced)
		if group != a.Group() && group != a.Stormy() {
			t.Errorf("told in %v", group)
		}
		return group == a.Group()
	}
	for i := range 10 {
		if !begin(i, 0) || !begin(i, 1) {
			t.Fatalf("place %d is not told by itself", i)
		}
	}
	if !p.Storm.IsZero() {
		t.Error("a storm before there is one")
	}
	if begin(10, 2) || !begin(3, 2) {
		t.Error("in a storm a new place joins, and one that was told before does not")
	}
	if want := alerttest.Noon.Add(2 * time.Minute); !p.Storm.Equal(want) {
		t.Errorf("the storm began at %s, want %s", p.Storm, want)
	}
	if !begin(10, 61) || !p.Storm.IsZero() {
		t.Error("the storm does not end")
	}
}

func TestMute(t *testing.T) {
	t.Parallel()
	good := alert.Mute{Cause: "source-key-not-shared", Why: "a move", Owner: "ana", Until: alerttest.Noon.Add(time.Hour)}
	tests := map[string]struct {
		change func(*alert.Mute)
		want   string
	}{
		"a mute":                   {func(*alert.Mute) {}, ""},
		"of everything":            {func(m *alert.Mute) { m.Cause = "" }, "one of cause, account and resource"},
		"of an account that is no": {func(m *alert.Mute) { m.Account = "12" }, `account is "12"`},
		"without a reason":         {func(m *alert.Mute) { m.Why = " " }, "a reason must be given"},
		"without an owner":         {func(m *alert.Mute) { m.Owner = "" }, "an owner must be given"},
		"that is over":             {func(m *alert.Mute) { m.Until = alerttest.Noon }, "which is over"},
		"for ever":                 {func(m *alert.Mute) { m.Until = alerttest.Noon.AddDate(1, 0, 0) }, "more than 90 days away"},
		"to the last minute":       {func(m *alert.Mute) { m.Until = alerttest.Noon.Add(90 * 24 * time.Hour) }, ""},
		"a minute longer":          {func(m *alert.Mute) { m.Until = alerttest.Noon.Add(90*24*time.Hour + time.Minute) }, "until is 2026-05-31T12:05:00Z, more than 90 days away"},
		"of what nobody knows":     {func(m *alert.Mute) { m.Cause = catalog.Unidentified }, ""},
		"of a slip of the hand":    {func(m *alert.Mute) { m.Cause = "source-key-not-sharde" }, `cause is "source-key-not-sharde", which no message has; did you mean source-key-not-shared?`},
		"of half a name":           {func(m *alert.Mute) { m.Cause = "source-key" }, `did you mean source-key-`},
		"of another program's":     {func(m *alert.Mute) { m.Cause = "disk-full" }, "`farvault causes` lists them"},
		"of a resource":            {func(m *alert.Mute) { m.Cause, m.Resource = "", "arn:aws:s3:::bucket" }, ""},
		"of a plan":                {func(m *alert.Mute) { m.Resource = "backup-plan/1234" }, ""},
		"of a plan without a name": {func(m *alert.Mute) { m.Resource = "backup-plan/" }, `resource is "backup-plan/", must be an ARN`},
		"of a name that is no ARN": {func(m *alert.Mute) { m.Resource = "vol-1" }, `resource is "vol-1", must be an ARN`},
		"with a novel":             {func(m *alert.Mute) { m.Why = strings.Repeat("é", 301) }, "a reason of 301 characters, at most 300"},
		"with a family":            {func(m *alert.Mute) { m.Owner = strings.Repeat("x", 301) }, "an owner of 301 characters, at most 300"},
		"with every mistake": {func(m *alert.Mute) { *m = alert.Mute{Cause: "x", Account: "y", Resource: "z"} },
			"mute: cause is \"x\", which no message has; `farvault causes` lists them\nmute: account is \"y\", must be twelve digits\nmute: resource is \"z\""},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			m := good
			tc.change(&m)
			err := m.Check(alerttest.Noon)
			if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// A group is silent while all of it is muted, and only of what a mute is for.
func TestMuted(t *testing.T) {
	t.Parallel()
	r := alerttest.Fails("a", 0, alerttest.OnVolume("vol-1"))(alerttest.Fails("b", 0, alerttest.OnVolume("vol-2"))(alert.NewRecord(alerttest.Failed("", 0).Group())))
	one, two := r.Firing()[0], r.Firing()[1]
	until := alerttest.Noon.Add(time.Hour)
	tests := map[string]struct {
		mutes  []alert.Mute
		reason alert.Reason
		after  time.Duration
		muted  bool
	}{
		"by cause":                          {[]alert.Mute{{Cause: r.Cause, Until: until}}, alert.FirstNotification, 0, true},
		"by account":                        {[]alert.Mute{{Account: one.Account, Until: until}}, alert.Reminder, 0, true},
		"by each resource":                  {[]alert.Mute{{Resource: one.Resource, Until: until}, {Resource: two.Resource, Until: until}}, alert.NewAlerts, 0, true},
		"not by one resource of two":        {[]alert.Mute{{Resource: one.Resource, Until: until}}, alert.FirstNotification, 0, false},
		"not by another cause there":        {[]alert.Mute{{Account: one.Account, Cause: "other", Until: until}}, alert.FirstNotification, 0, false},
		"not once it has lapsed":            {[]alert.Mute{{Cause: r.Cause, Until: until}}, alert.FirstNotification, time.Hour, false},
		"not what farvault did":             {[]alert.Mute{{Cause: r.Cause, Until: until}}, alert.Repaired, 0, false},
		"not the end of what was told":      {[]alert.Mute{{Cause: r.Cause, Until: until}}, alert.AllResolved, 0, false},
		"not where there is nothing to say": {nil, alert.FirstNotification, 0, false},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if why := alert.Muted(r, tc.reason, tc.mutes, alerttest.Noon.Add(tc.after)); (why != "") != tc.muted {
				t.Errorf("muted: %q", why)
			}
		})
	}
}

// What comes and goes is told twice, then once as such, and then its end when it has lasted.
func TestFlappingIsSaidOnce(t *testing.T) {
	t.Parallel()
	r := alert.NewRecord(alerttest.Failed("", 0).Group())
	var told []alert.Reason
	var last []string
	tell := func(minute int) {
		for d := alert.Decide(r, alerttest.At(minute), alerttest.Every); d.Reason != alert.Suppressed; d = alert.Decide(r, alerttest.At(minute), alerttest.Every) {
			told, last = append(told, d.Reason), message.Compose(r, d.Reason, message.Scene{Now: alerttest.At(minute)}).Lead
			r = r.Notified(r, d.Reason, alerttest.At(minute))
			if d.Reason == alert.FirstNotification && len(told) == 5 && !strings.Contains(strings.Join(last, " "), "It comes and goes: 3 times since 12:04 UTC.") {
				t.Errorf("it does not say that it flaps: %q", last)
			}
		}
	}
	for i := range 10 {
		r = alerttest.Fails(fmt.Sprint("bad-", i), 20*i)(r)
		tell(20 * i)
		r = alerttest.Recovers(fmt.Sprint("good-", i), 20*i+10)(r)
		tell(20*i + 10)
	}
	tell(190 + 119)
	first, end := alert.FirstNotification, alert.AllResolved
	want := []alert.Reason{first, end, first, end, first}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("told %v, want %v", told, want)
	}
	tell(190 + 120)
	if fmt.Sprint(told) != fmt.Sprint(append(want, end)) {
		t.Errorf("its end is not told: %v", told)
	}
}

// A digest is one line while all is well, and lists what is open and muted otherwise.
func TestDigest(t *testing.T) {
	t.Parallel()
	yesterday := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	d := event.Digest{At: alerttest.Noon, InScope: 312, Protected: 312, Copies: 4208, CopiesFrom: yesterday, CopiesUntil: yesterday.AddDate(0, 0, 1)}
	quiet := message.ComposeDigest(d, alert.Tally{}, nil, alerttest.Noon)
	if want := "GREEN  Daily digest: nothing is open\n\n312 of 312 accounts protected, 4208 copies by AWS's count for 1 Mar (UTC), nothing open.\n\nAgain      farvault alerts list\ndigest\n"; message.Text(quiet) != want {
		t.Errorf("%s\nwant:\n%s", message.Text(quiet), want)
	}
	var open alert.Tally
	open.Add(alerttest.Fails("a", 0, alerttest.OnVolume("vol-1"))(alerttest.Fails("b", 0, alerttest.OnVolume("vol-2"))(alert.NewRecord(alerttest.Failed("", 0).Group()))))
	d.Idle, d.CopiesBad, d.Incomplete = 4, 1, []string{"copies in eu-west-3: denied"}
	busy := message.Text(message.ComposeDigest(d, open, []alert.Mute{
		{Cause: "role-gone", Why: "a move", Owner: "ana", Until: alerttest.Noon.Add(48 * time.Hour)}, {Cause: "lapsed", Until: alerttest.Noon}}, alerttest.Noon.Add(time.Hour)))
	for _, want := range []string{"AMBER  Daily digest: 2 failures are open\n", "312 of 312 accounts protected", "2 failures open in 1 account", "1 copy of 1 Mar (UTC) did not end well.", "In 4 accounts no resource has the tag of a backup plan, so nothing is backed up", "2 failures in 1 account, for 1 h: ",
		"\nMuted\nrole-gone until " + alerttest.Noon.Add(48*time.Hour).Format("2 Jan 15:04 UTC") + ", by ana: a move (ends within a week)\n", "\nNot counted\ncopies in eu-west-3: denied\n"} {
		if !strings.Contains(busy, want) {
			t.Errorf("the digest lacks %q:\n%s", want, busy)
		}
	}
	if strings.Contains(busy, "lapsed") {
		t.Error("a mute that has lapsed is shown")
	}
}
