package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"farvault/shared/alert"
)

// Slack sends to one incoming webhook.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
type Slack struct {
	webhook Source
	client  *http.Client
	now     func() time.Time
}

// NewSlack sends to the webhook that the source gives, with that client (NewClient, but where a test has a
// receiver of its own). Redirects are refused whatever the client would do.
func NewSlack(webhook Source, client *http.Client, now func() time.Time) *Slack {
	own := *client
	own.CheckRedirect = noRedirect
	return &Slack{webhook: webhook, client: &own, now: now}
}

// answerMost is how much of an answer is read. Slack answers with a word.
const answerMost = 64 * 1024

// Notify posts the message. A 429 and what is wrong on Slack's side or on the way are retryable; what Slack refuses is not.
// A webhook that Slack no longer knows is read anew and tried once more: it may have been replaced.
func (s *Slack) Notify(ctx context.Context, m alert.Message) error {
	body, err := json.Marshal(render(m))
	if err != nil {
		return &Error{Channel: "slack", Err: err}
	}
	err = s.post(ctx, body)
	var refused *Error
	if errors.As(err, &refused) && gone(refused.Status) {
		s.webhook.Forget()
		return s.post(ctx, body)
	}
	return err
}

func (s *Slack) post(ctx context.Context, body []byte) error {
	secret, err := s.webhook.Secret(ctx)
	if err != nil {
		return &Error{Channel: "slack", Retryable: true, Err: err}
	}
	address, err := webhookURL(secret)
	if err != nil {
		s.webhook.Forget()
		return &Error{Channel: "slack", Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return &Error{Channel: "slack", Err: errors.New("the webhook makes no request")}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := s.client.Do(req)
	if err != nil {
		return &Error{Channel: "slack", Retryable: !errors.Is(err, errRedirect), Err: withoutURL(err, secret)}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	if resp.StatusCode == http.StatusOK && err == nil && !errorWord.Match(answer) {
		return nil
	}
	return s.refusal(resp, answer, err, secret)
}

// errorWord is an error code that came with status 200, as other methods of Slack answer; a webhook answers ok.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
var errorWord = regexp.MustCompile(`^(invalid|no|channel|action|posting|too_many|msg|missing|user)_[a-z_]+$`)

// refusal is the error of an answer that is not a plain 200.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
func (s *Slack) refusal(resp *http.Response, answer []byte, readErr error, secret Secret) error {
	e := &Error{Channel: "slack", Status: resp.StatusCode}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		e.Retryable, e.After = true, retryAfter(resp.Header.Get("Retry-After"), s.now())
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusRequestTimeout, resp.StatusCode == http.StatusOK && readErr != nil:
		e.Retryable = true
	}
	word := alert.Clean(string(answer), 100)
	if readErr != nil {
		word = "the answer broke off"
	}
	e.Err = withoutURL(fmt.Errorf("%q", word), secret)
	return e
}

// gone are the answers after which the secret is read anew: revoked, moved or deleted.
func gone(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	}
	return false
}

// longestWait bounds what Slack may ask for: later than that the message is no news.
const longestWait = time.Hour

// retryAfter reads the header in both of its forms, seconds or a date. What
// it does not understand is a minute: sending on through a 429 may cost the token.
// https://docs.slack.dev/apis/web-api/rate-limits
func retryAfter(header string, now time.Time) time.Duration {
	wait := time.Minute
	if seconds, err := strconv.ParseInt(strings.TrimSpace(header), 10, 32); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return max(time.Second, min(wait, longestWait))
}

// withoutURL is an error without the address that net/http puts into its own, and without any part of the secret
// that another error may quote.
func withoutURL(err error, secret Secret) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	text := err.Error()
	for _, part := range strings.Split(secret.Reveal(), "/")[2:] {
		if len(part) > 3 && part != "services" && part != "workflows" && !isHost(part) {
			text = strings.ReplaceAll(text, part, redacted)
		}
	}
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

func isHost(s string) bool { return s == webhookHosts[0] || s == webhookHosts[1] }
