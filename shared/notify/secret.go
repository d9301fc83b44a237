package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// redacted stands for a secret wherever it would be printed.
const redacted = "[redacted]"

// Secret is a string that does not print: not by fmt with any verb, not as JSON, not in a log. It is kept in
// a closure because fmt does not ask the methods of what stands in an unexported field, and prints its insides.
type Secret struct{ reveal func() string }

// NewSecret keeps s from being printed.
func NewSecret(s string) Secret { return Secret{reveal: func() string { return s }} }

// Reveal gives the secret itself. Whoever calls it sees to it that it goes nowhere else.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

func (s Secret) String() string { return redacted }

// GoString keeps the secret out of %#v.
func (s Secret) GoString() string { return redacted }

// Format keeps the secret out of every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalJSON keeps the secret out of JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText keeps the secret out of other encodings, and out of map keys.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue keeps the secret out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// Source gives a secret. Forget makes the next Secret a fresh one: the one that was given is no longer good.
type Source interface {
	Secret(ctx context.Context) (Secret, error)
	Forget()
}

// secretKept is how long a secret is used before it is read again, so that a new webhook is taken up soon.
const secretKept = 5 * time.Minute

// SecretsManager is a Source that reads one secret of AWS Secrets Manager.
type SecretsManager struct {
	client *secretsmanager.Client
	id     string
	now    func() time.Time

	mu   sync.Mutex
	held Secret
	at   time.Time
}

var errNoValue = errors.New("it has no string value")

// NewSecretsManager reads the secret of that ARN, or of that name in the client's own account and Region. Its whole
// value is the secret string.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func NewSecretsManager(client *secretsmanager.Client, id string, now func() time.Time) *SecretsManager {
	return &SecretsManager{client: client, id: id, now: now}
}

// Secret answers the value, read at most five minutes ago. When it cannot be read
// anew the old value is not used: it may have been withdrawn for a reason.
func (s *SecretsManager) Secret(ctx context.Context) (Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.now(); s.held.reveal != nil && now.Sub(s.at) < secretKept {
		return s.held, nil
	}
	out, err := s.client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &s.id})
	if err != nil {
		return Secret{}, fmt.Errorf("read secret %s: %w", s.id, err)
	}
	if out.SecretString == nil || strings.TrimSpace(*out.SecretString) == "" {
		return Secret{}, fmt.Errorf("read secret %s: %w", s.id, errNoValue)
	}
	s.held, s.at = NewSecret(strings.TrimSpace(*out.SecretString)), s.now()
	return s.held, nil
}

// Forget makes the next call read the secret anew.
func (s *SecretsManager) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = Secret{}
}
