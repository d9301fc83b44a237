package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// canary is a webhook whose last part must never be seen anywhere.
const canary = "https://hooks.slack.com/services/T00000000/B00000000/CANARYcanaryCANARYcanary"

// noLeak fails if any part of the webhook shows in v, however v is printed: every notifier's test
// passes what it got through here.
func noLeak(t testing.TB, v any) {
	t.Helper()
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(h).Error("x", "v", v)
	}
	shown := []string{log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown = append(shown, fmt.Sprintf(verb, v))
	}
	if body, err := json.Marshal(v); err == nil {
		shown = append(shown, string(body))
	}
	for _, s := range shown {
		for _, part := range []string{"CANARY", "T00000000", "B00000000", fmt.Sprintf("%x", "CANARY")} {
			if strings.Contains(s, part) {
				t.Errorf("the webhook shows: %s", s)
				return
			}
		}
	}
}

func TestSecretDoesNotPrint(t *testing.T) {
	t.Parallel()
	s := NewSecret(canary)
	noLeak(t, s)
	noLeak(t, &s)
	noLeak(t, struct{ Webhook Secret }{s})
	noLeak(t, map[string]any{"a": []Secret{s}})
	noLeak(t, fmt.Errorf("with %w inside", &Error{Channel: "slack", Err: fmt.Errorf("of %v", s)}))
	if s.Reveal() != canary {
		t.Error("the secret is lost")
	}
}
