package simulator

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"farvault/simulator/kernel"
)

// signed is the head of a request of an account's administrator; the simulator verifies no signature.
func signed(account, service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + account + "/20260302/eu-central-1/" + service + "/aws4_request, SignedHeaders=host, Signature=0"
}

// TestTheTransportGivesWhatThePortGives: status, body and AWS's headers are the same with a connection and without.
func TestTheTransportGivesWhatThePortGives(t *testing.T) {
	t.Parallel()
	w := listening(t)
	for law, call := range map[string]struct{ method, path, service, body string }{
		"an answer with a body":           {"GET", "/backup-vaults/?maxResults=2", "backup", ""},
		"an escaped name stays one part":  {"GET", "/backup-vaults/a%2Fb/access-policy", "backup", ""},
		"an error has its status":         {"PUT", "/backup-vaults/a", "nothing", "{}"},
		"a query is answered in XML":      {"POST", "/", "sts", "Action=GetCallerIdentity&Version=2011-06-15"},
		"an unknown action is refused":    {"POST", "/", "sts", "Action=GetNothing&Version=2011-06-15"},
		"a body that is cut is an error":  {"PUT", "/backup-vaults/a", "backup", "{"},
		"an empty body is none for a PUT": {"PUT", "/backup-vaults/a/access-policy", "backup", ""},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			ask := func(client *http.Client) (answer []string) {
				request, err := http.NewRequestWithContext(t.Context(), call.method, w.URL()+call.path, strings.NewReader(call.body))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Authorization", signed("111122223333", call.service))
				if call.service == "sts" {
					request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				}
				got, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = got.Body.Close() }()
				body, err := io.ReadAll(got.Body)
				if err != nil {
					t.Fatal(err)
				}
				return []string{got.Header.Get("Content-Type"), got.Header.Get("X-Amzn-Errortype"), http.StatusText(got.StatusCode), string(body)}
			}
			if diff := cmp.Diff(ask(&http.Client{}), ask(w.client)); diff != "" {
				t.Errorf("port (-), transport (+):\n%s", diff)
			}
		})
	}
}

// TestAHangUpIsAConnectionClosed: of a killed invocation's call, both ways say that the answer ended before it began.
func TestAHangUpIsAConnectionClosed(t *testing.T) {
	t.Parallel()
	w := listening(t)
	w.Lock()
	dead := w.Mint(kernel.Caller{ARN: "arn:aws:iam::111122223333:root", Account: "111122223333", Invocation: "one"})
	w.Kill("one")
	w.Unlock()
	for way, client := range map[string]*http.Client{"port": {}, "transport": w.client} {
		request, err := http.NewRequestWithContext(t.Context(), "POST", w.URL(), strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", signed(dead.AccessKeyID, "sts"))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer, err := client.Do(request); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v, %v, want the end of the connection", way, answer, err)
		}
	}
}

func listening(t *testing.T) *World {
	t.Helper()
	w := New(time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}
