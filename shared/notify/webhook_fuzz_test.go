package notify

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzWebhook: only Slack's two hosts are ever called, over https, and neither a refusal nor an error that quotes the
// address shows any of it.
func FuzzWebhook(f *testing.F) {
	f.Add("https://hooks.slack.com/services/T000/B000/XXXXXXXX")
	f.Fuzz(func(t *testing.T, raw string) {
		secret := NewSecret(raw)
		u, err := webhookURL(secret)
		if err != nil {
			for _, part := range strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune(":/.?#@%", r) }) {
				if len(part) > 12 && strings.Contains(err.Error(), part) {
					t.Errorf("%q is refused with %v", raw, err)
				}
			}
			return
		}
		if u.Scheme != "https" || u.Host != "hooks.slack.com" && u.Host != "hooks.slack-gov.com" || u.String() != raw {
			t.Errorf("%q is called as %s", raw, u)
		}
		request, err := http.NewRequest(http.MethodPost, u.String(), nil)
		if err != nil || request.URL.Hostname() != u.Host {
			t.Errorf("%q is requested from %v, %v", raw, request, err)
		}
		path := u.Path[strings.LastIndex(u.Path, "/")+1:]
		quoting := &url.Error{Op: "Post", URL: raw, Err: fmt.Errorf("dial %s: %w", path, errors.New("refused"))}
		if shown := withoutURL(quoting, secret).Error(); len(path) > 7 && path != "services" && path != "workflows" &&
			!isHost(path) && strings.Contains(shown, path) {
			t.Errorf("an error about %q says %s", raw, shown)
		}
	})
}

// FuzzRetryAfter: whatever Slack's header says, a message waits a second at least and an hour at most.
func FuzzRetryAfter(f *testing.F) {
	f.Add("30")
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	f.Add(now.Add(time.Minute).Format(http.TimeFormat))
	f.Fuzz(func(t *testing.T, header string) {
		if wait := retryAfter(header, now); wait < time.Second || wait > time.Hour {
			t.Errorf("%q is waited for %v", header, wait)
		}
	})
}
