package notify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path/filepath"
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

// Every test that makes a notifier, or what gives it its secret, passes what it got through noLeak: a test that is added is held to it too.
func TestEveryTestOfANotifierLooksForTheCanary(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, isFunc := d.(*ast.FuncDecl)
			if !isFunc || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			called := map[string]bool{}
			ast.Inspect(f, func(n ast.Node) bool {
				if call, is := n.(*ast.CallExpr); is {
					if name, is := call.Fun.(*ast.Ident); is {
						called[name.Name] = true
					}
				}
				return true
			})
			if called["NewSlack"] || called["NewSNS"] || called["NewSecretsManager"] || called["NewSecret"] {
				tests++
				if !called["noLeak"] {
					t.Errorf("%s: %s does not look for the canary", name, f.Name.Name)
				}
			}
		}
	}
	if tests < 8 {
		t.Errorf("only %d tests of notifiers were found", tests)
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
