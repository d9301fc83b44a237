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

	"farvault/shared/message"
	"farvault/shared/plain"
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

// Notify posts the message. A 429 and what is wrong on Slack's side or on the way are retryable; what Slack refuses is
// an Error with a Refusal. A webhook that Slack no longer knows is read anew and tried once more: it may have been
// replaced. A message that Slack does not take is posted without its details, which the Refusal then says.
func (s *Slack) Notify(ctx context.Context, m message.Message) error {
	err := s.post(ctx, render(m))
	var refused *Error
	if errors.As(err, &refused) && gone(refused.Status) {
		s.webhook.Forget()
		err = s.post(ctx, render(m))
	}
	if errors.As(err, &refused) && ofMessage(refused.Refusal) {
		refused.Refusal.Short = s.post(ctx, brief(m)) == nil
	}
	return err
}

func (s *Slack) post(ctx context.Context, p payload) error {
	body, err := json.Marshal(p)
	if err != nil {
		return &Error{Channel: "slack", Err: err}
	}
	secret, err := s.webhook.Secret(ctx)
	if err != nil {
		refusal := ofSecret(err)
		return &Error{Channel: "slack", Retryable: refusal == nil, Refusal: refusal, Err: err}
	}
	address, err := webhookURL(secret)
	if err != nil {
		s.webhook.Forget()
		return &Error{Channel: "slack", Refusal: ownRefusal(webhookMalformed), Err: err}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return &Error{Channel: "slack", Err: errors.New("the webhook makes no request")}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := s.client.Do(req)
	if errors.Is(err, errRedirect) {
		return &Error{Channel: "slack", Refusal: ownRefusal(redirected), Err: withoutURL(err, secret)}
	}
	if err != nil {
		return &Error{Channel: "slack", Retryable: true, Err: withoutURL(err, secret)}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	answer = bytes.TrimSpace(answer)
	if resp.StatusCode == http.StatusOK && err == nil && !errorWord.Match(answer) {
		return nil
	}
	return s.refusal(resp, answer, err, secret)
}

// errorWord is an error code that came with status 200, as other methods of Slack answer; a webhook answers ok.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
var errorWord = regexp.MustCompile(`^(invalid|no|channel|action|posting|team|too_many|msg|missing|user)_[a-z_]+$`)

// refusal is the error of an answer that is not a plain 200.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
func (s *Slack) refusal(resp *http.Response, answer []byte, readErr error, secret Secret) error {
	word := plain.Clean(string(answer), 100)
	if readErr != nil {
		word = "the answer broke off"
	}
	word = withoutURL(errors.New(word), secret).Error()
	e := &Error{Channel: "slack", Status: resp.StatusCode, Err: fmt.Errorf("%q", word)}
	_, known := refusals[word]
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		e.Retryable, e.After = true, retryAfter(resp.Header.Get("Retry-After"), s.now())
	case !known && (resp.StatusCode >= 500 || resp.StatusCode == http.StatusRequestTimeout || readErr != nil):
		e.Retryable = true
	default:
		e.Refusal = ofAnswer(resp.StatusCode, word)
	}
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
