package notify

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/smithy-go"

	"farvault/shared/alert"
)

// refusal is a row: what somebody must put right before Slack takes messages.
type refusal struct {
	why     string // fixed words
	remedy  string
	message bool // it is the message that Slack does not take, not the webhook
}

// What people do. A new webhook is read at the next try; nothing is deployed.
const (
	newWebhook = "Create a new incoming webhook in Slack and put its URL into the secret that the parameter " +
		"SlackWebhookSecretArn names. farvault reads it at the next try; nothing needs to be deployed."
	askAdmin = "Ask an administrator of the Slack workspace to allow the webhook's app " +
		"to post there, or create a webhook " +
		"for another channel and put its URL into the secret."
	ownFault = "This is a fault in farvault: report it with Slack's answer. Until then read the details in the mail, " +
		"or with `farvault alerts list`."
	fixSecret = "Put the webhook's URL, and nothing else, into the secret that the parameter SlackWebhookSecretArn " +
		"names, as its plain text value."
)

// refusals are the words that Slack answers with when it does not take a message, and will not. Words:
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors The status that comes with
// each: https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks Those of blocks:
// https://github.com/slackapi/java-slack-sdk/issues/1017, https://github.com/slackapi/bolt-js/issues/2509
var refusals = map[string]refusal{
	"no_service":        {why: "the webhook was removed or disabled", remedy: newWebhook},
	"no_service_id":     {why: "the webhook's URL lacks its service", remedy: newWebhook},
	"no_active_hooks":   {why: "the webhook was disabled", remedy: newWebhook},
	"invalid_token":     {why: "the webhook's token is not valid", remedy: newWebhook},
	"no_team":           {why: "the webhook's workspace does not exist", remedy: newWebhook},
	"team_disabled":     {why: "the webhook's workspace was closed", remedy: newWebhook},
	"channel_not_found": {why: "the webhook's channel does not exist", remedy: newWebhook},
	"channel_is_archived": {
		why:    "the webhook's channel was archived",
		remedy: "Unarchive the channel, or create a webhook for another channel and put its URL into the secret.",
	},
	"user_not_found":                    {why: "the user that the webhook writes to does not exist", remedy: newWebhook},
	"action_prohibited":                 {why: "the workspace does not allow it", remedy: askAdmin},
	"posting_to_general_channel_denied": {why: "the webhook cannot post to the general channel", remedy: askAdmin},
	"invalid_payload": {
		why:     "Slack does not understand the message",
		remedy:  ownFault,
		message: true,
	},
	"no_text":              {why: "the message has no text", remedy: ownFault, message: true},
	"too_many_attachments": {why: "the message has too many attachments", remedy: ownFault, message: true},
	"invalid_blocks": {
		why:     "Slack does not accept the blocks of the message",
		remedy:  ownFault,
		message: true,
	},
	"invalid_blocks_format": {
		why:     "Slack does not understand the blocks of the message",
		remedy:  ownFault,
		message: true,
	},
	"msg_blocks_too_long": {why: "the message is too long", remedy: ownFault, message: true},
}

// Kinds of refusal that are no word of Slack's.
const (
	secretMissing    = "secret-missing"
	secretDenied     = "secret-denied"
	secretUnreadable = "secret-unreadable"
	secretEmpty      = "secret-empty"
	webhookMalformed = "webhook-malformed"
	redirected       = "redirected"
)

// ownRefusals are those, found before Slack has said a word.
var ownRefusals = map[string]refusal{
	secretMissing: {
		why: "the webhook's secret does not exist",
		remedy: "Create the secret again with the webhook's URL as its value, and deploy with its ARN as " +
			"SlackWebhookSecretArn; or restore it, if it waits for deletion.",
	},
	secretDenied: {
		why: "farvault has no permission to read the webhook's secret",
		remedy: "Find a policy on the secret, or a service control policy, that denies secretsmanager:GetSecretValue " +
			"to the role farvault-slack.",
	},
	secretUnreadable: {
		why:    "the webhook's secret cannot be decrypted",
		remedy: "Encrypt the secret with the key aws/secretsmanager, or allow the role farvault-slack to use its key.",
	},
	secretEmpty:      {why: "the webhook's secret is empty", remedy: fixSecret},
	webhookMalformed: {why: "the secret contains no URL of a Slack webhook", remedy: fixSecret},
	redirected: {why: "Slack's address redirects to another one, which " +
		"farvault does not follow", remedy: newWebhook},
}

// secretCodes are Secrets Manager's words for what trying again does not change. The others are throttling and faults
// of its own.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
var secretCodes = map[string]string{
	(&types.ResourceNotFoundException{}).ErrorCode(): secretMissing,
	(&types.InvalidRequestException{}).ErrorCode():   secretMissing, // it waits for deletion
	(&types.DecryptionFailure{}).ErrorCode():         secretUnreadable,
	"AccessDeniedException":                          secretDenied,
}

// ownRefusal is the refusal of that kind of farvault's.
func ownRefusal(kind string) *alert.Refusal {
	row := ownRefusals[kind]
	return &alert.Refusal{Kind: kind, Why: row.why, Remedy: row.remedy}
}

// ofSecret is the refusal that an error of reading the secret stands for; nil where it may pass by itself.
func ofSecret(err error) *alert.Refusal {
	if errors.Is(err, errNoValue) {
		return ownRefusal(secretEmpty)
	}
	var api smithy.APIError
	if errors.As(err, &api) && secretCodes[api.ErrorCode()] != "" {
		return ownRefusal(secretCodes[api.ErrorCode()])
	}
	return nil
}

// ofAnswer is the refusal that an answer of Slack's stands for, by its word, or where nobody knows the word by its
// status.
func ofAnswer(status int, said string) *alert.Refusal {
	word := strings.TrimSpace(said)
	if row, known := refusals[word]; known {
		return &alert.Refusal{Kind: word, Answer: word, Why: row.why, Remedy: row.remedy}
	}
	r := &alert.Refusal{
		Kind:   fmt.Sprintf("answer-%d", status),
		Answer: said,
		Why:    fmt.Sprintf("it answers %d", status),
		Remedy: newWebhook,
	}
	switch status {
	case http.StatusNotFound, http.StatusGone, http.StatusUnauthorized:
		r.Why = "the webhook is no longer valid"
	case http.StatusForbidden:
		r.Why, r.Remedy = "the webhook cannot post", askAdmin
	}
	return r
}

// ofMessage reports whether Slack would take another message than the one it refused.
func ofMessage(r *alert.Refusal) bool { return r != nil && refusals[r.Kind].message }
