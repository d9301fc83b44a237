package notify

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// webhookHosts are the hosts of Slack's incoming webhooks, and nothing else is ever called.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// https://docs.slack.dev/govslack
var webhookHosts = []string{"hooks.slack.com", "hooks.slack-gov.com"}

// webhookPaths are how an incoming webhook's path begins, and a workflow's.
var webhookPaths = []string{"/services/", "/workflows/"}

// webhookURL takes a secret for what it must be: the address of a Slack webhook. Its errors
// say what is wrong and show nothing of the address, which is itself the credential.
func webhookURL(s Secret) (*url.URL, error) {
	const longest = 500
	raw := s.Reveal()
	u, err := url.Parse(raw)
	switch {
	case raw == "" || len(raw) > longest || err != nil:
		return nil, errors.New("the webhook is not a URL")
	case strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }):
		return nil, errors.New("the webhook has characters that no Slack webhook has")
	case u.Scheme != "https":
		return nil, errors.New("the webhook is not an https URL")
	case u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.ForceQuery,
		u.Fragment != "" || strings.Contains(raw, "#"):
		return nil, errors.New("the webhook has a user, a query or a fragment, which no Slack webhook has")
	case !slices.Contains(webhookHosts, u.Host):
		return nil, fmt.Errorf("the webhook's host is not one of %s, without a port", strings.Join(webhookHosts, ", "))
	case u.RawPath != "" || strings.Contains(raw, "%") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, ".."):
		return nil, errors.New("the webhook's path is written in a way that no Slack webhook's is")
	case !slices.ContainsFunc(webhookPaths, func(p string) bool {
		return len(u.Path) > len(p) && strings.HasPrefix(u.Path, p)
	}):
		return nil, fmt.Errorf("the webhook's path does not begin with one of %s", strings.Join(webhookPaths, ", "))
	}
	return u, nil
}
