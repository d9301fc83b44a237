package notify

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/message"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// fixed is a Source of one webhook, and counts how often it was forgotten.
type fixed struct {
	secret    Secret
	err       error
	forgotten int
}

func (f *fixed) Secret(context.Context) (Secret, error) { return f.secret, f.err }
func (f *fixed) Forget()                                { f.forgotten++ }

// receiver is a Slack on loopback: hooks.slack.com by name and TLS, another address by the dialer.
func receiver(t *testing.T, answer http.HandlerFunc) *http.Client {
	t.Helper()
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of connections that break off on purpose
	server.StartTLS()
	t.Cleanup(server.Close)
	client := server.Client()
	transport := client.Transport.(*http.Transport)
	transport.TLSClientConfig = &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs, ServerName: "example.com"}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	return client
}

func TestSlackPosts(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []byte
	client := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got, _ = io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.Host != "hooks.slack.com" || "https://"+r.Host+r.URL.Path != canary {
			t.Errorf("%s %s at %s", r.Method, r.URL.Path, r.Host)
		}
		_, _ = io.WriteString(w, "ok")
	})
	slack := NewSlack(&fixed{secret: NewSecret(canary)}, client, func() time.Time { return noon })
	if err := slack.Notify(t.Context(), message.Message{Title: "Copies fail", Color: alert.Red}); err != nil {
		t.Fatal(err)
	}
	var p payload
	if err := json.Unmarshal(got, &p); err != nil || !strings.Contains(p.Text, "Copies fail") {
		t.Errorf("%s: %v", got, err)
	}
	noLeak(t, slack)
}

func TestSlackAnswers(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string, headers ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	tests := map[string]struct {
		answer    http.HandlerFunc
		fails     bool
		retryable bool
		after     time.Duration
		forgotten int
	}{
		"ok":                            {answer: answer(200, "ok")},
		"a workflow's ok":               {answer: answer(200, `{"ok":true}`)},
		"429 with seconds":              {answer: answer(429, "", "Retry-After", "30"), fails: true, retryable: true, after: 30 * time.Second},
		"429 with a date":               {answer: answer(429, "", "Retry-After", noon.Add(2*time.Minute).Format(http.TimeFormat)), fails: true, retryable: true, after: 2 * time.Minute},
		"429 without":                   {answer: answer(429, ""), fails: true, retryable: true, after: time.Minute},
		"429 with nonsense":             {answer: answer(429, "", "Retry-After", "soon"), fails: true, retryable: true, after: time.Minute},
		"429 with a negative":           {answer: answer(429, "", "Retry-After", "-5"), fails: true, retryable: true, after: time.Second},
		"429 with ages":                 {answer: answer(429, "", "Retry-After", "999999"), fails: true, retryable: true, after: time.Hour},
		"500 is on their side":          {answer: answer(500, "rollup_error"), fails: true, retryable: true},
		"503 too":                       {answer: answer(503, canary), fails: true, retryable: true},
		"400 is for good":               {answer: answer(400, "invalid_payload"), fails: true},
		"an error with 200 is for good": {answer: answer(200, "no_active_hooks"), fails: true},
		"404 reads the webhook anew":    {answer: answer(404, "no_service"), fails: true, forgotten: 1},
		"403 too":                       {answer: answer(403, "action_prohibited "+canary), fails: true, forgotten: 1},
		"401 too":                       {answer: answer(401, "invalid_token"), fails: true, forgotten: 1},
		"410 too":                       {answer: answer(410, "channel_is_archived"), fails: true, forgotten: 1},
		"a redirect is not followed":    {answer: answer(302, "", "Location", "https://169.254.169.254/"), fails: true},
		"nor one to itself":             {answer: answer(307, "", "Location", canary), fails: true},
		"an endless answer is not read": {answer: answer(400, strings.Repeat("x", 1<<20)), fails: true},
		"an answer that breaks off":     {answer: brokenOff, fails: true, retryable: true},
		"a connection that breaks off":  {answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fails: true, retryable: true},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			source := &fixed{secret: NewSecret(canary)}
			err := NewSlack(source, receiver(t, tc.answer), func() time.Time { return noon }).Notify(t.Context(), message.Message{Title: "x"})
			noLeak(t, err)
			if (err != nil) != tc.fails {
				t.Fatalf("error %v", err)
			}
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%T is not a notify.Error", err)
			}
			if e != nil && (e.Retryable != tc.retryable || e.After != tc.after) {
				t.Errorf("retryable %v after %s: %v", e.Retryable, e.After, err)
			}
			if e != nil && len(err.Error()) > 300 {
				t.Errorf("an error of %d characters", len(err.Error()))
			}
			if source.forgotten != tc.forgotten {
				t.Errorf("forgotten %d times, want %d", source.forgotten, tc.forgotten)
			}
		})
	}
}

// brokenOff promises more than it sends.
func brokenOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, "o")
}

// A webhook that was replaced is found at the second try.
func TestSlackTakesUpANewWebhook(t *testing.T) {
	t.Parallel()
	calls := 0
	client := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls == 1 {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	slack := NewSlack(&fixed{secret: NewSecret(canary)}, client, func() time.Time { return noon })
	if err := slack.Notify(t.Context(), message.Message{}); err != nil {
		t.Error(err)
	}
	noLeak(t, slack)
}

// What goes wrong before anything is sent does not show the webhook either.
func TestSlackWithoutAConnection(t *testing.T) {
	t.Parallel()
	refuses := receiver(t, func(http.ResponseWriter, *http.Request) {})
	refuses.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("dial " + canary + ": refused")
	}
	untrusted := receiver(t, func(http.ResponseWriter, *http.Request) {})
	untrusted.Transport.(*http.Transport).TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	tests := map[string]struct {
		source    Source
		client    *http.Client
		retryable bool
	}{
		"nobody answers":            {&fixed{secret: NewSecret(canary)}, refuses, true},
		"somebody else answers":     {&fixed{secret: NewSecret(canary)}, untrusted, true},
		"the secret cannot be read": {&fixed{err: errors.New("throttled")}, refuses, true},
		"the secret is no webhook":  {&fixed{secret: NewSecret("https://evil.example/CANARY")}, refuses, false},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			err := NewSlack(tc.source, tc.client, func() time.Time { return noon }).Notify(t.Context(), message.Message{})
			var e *Error
			if !errors.As(err, &e) || e.Retryable != tc.retryable {
				t.Errorf("error %v", err)
			}
			noLeak(t, err)
		})
	}
}

// The client for production refuses what resolves to a private address.
func TestNewClientDialsNothingPrivate(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was dialed") }))
	t.Cleanup(server.Close)
	_, err := NewClient().Get(server.URL)
	if err == nil || !strings.Contains(err.Error(), "not a public address") {
		t.Errorf("error %v", err)
	}
}
