package notify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// documented are the errors of an incoming webhook as Slack's pages have them, with the status where a page gives one.
// https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
var documented = map[string]int{
	"invalid_payload": 400, "user_not_found": 400, "no_text": 400, "too_many_attachments": 400, "invalid_blocks": 400, "invalid_blocks_format": 400, "msg_blocks_too_long": 400,
	"action_prohibited": 403, "invalid_token": 403, "posting_to_general_channel_denied": 403, "team_disabled": 403,
	"channel_not_found": 404, "no_service": 404, "no_service_id": 404, "no_team": 404, "no_active_hooks": 404,
	"channel_is_archived": 410,
}

// Every word that Slack documents is a refusal of that kind, with what to do; whatever status it comes with, it is not tried again as if it
// could pass by itself.
func TestEveryDocumentedRefusalIsKnown(t *testing.T) {
	t.Parallel()
	if len(refusals) != len(documented) {
		t.Errorf("%d rows for %d documented words", len(refusals), len(documented))
	}
	for word, usual := range documented {
		for _, status := range []int{usual, 200, 500} {
			t.Run(fmt.Sprintf("%s with %d", word, status), func(t *testing.T) {
				t.Parallel()
				client := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(status)
					_, _ = io.WriteString(w, word+"\n")
				})
				err := NewSlack(&fixed{secret: NewSecret(canary)}, client, func() time.Time { return noon }).Notify(t.Context(), message.Message{Title: "x"})
				noLeak(t, err)
				var e *Error
				if !errors.As(err, &e) || e.Retryable || e.Refused() == nil {
					t.Fatalf("error %+v", err)
				}
				r := e.Refused()
				if r.Kind != word || r.Answer != word || r.Why == "" || r.Remedy == "" || r.Short {
					t.Errorf("refusal %+v", r)
				}
				noLeak(t, r)
			})
		}
	}
}

// What a message itself is refused for does not keep it from Slack: it comes without its details.
func TestAMessageThatSlackDoesNotTakeComesWithoutItsDetails(t *testing.T) {
	t.Parallel()
	var got []payload
	client := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		var p payload
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			t.Error(err)
		}
		if got = append(got, p); len(p.Blocks) > 0 {
			http.Error(w, "invalid_blocks", http.StatusBadRequest)
		}
	})
	m := message.Message{Color: alert.Red, Title: "Copies <!channel> fail", Lead: []string{"Since noon."}}
	err := NewSlack(&fixed{secret: NewSecret(canary)}, client, func() time.Time { return noon }).Notify(t.Context(), m)
	var e *Error
	if !errors.As(err, &e) || e.Refused() == nil || !e.Refused().Short || e.Refused().Kind != "invalid_blocks" {
		t.Errorf("error %+v", err)
	}
	if len(got) != 2 || !strings.Contains(got[1].Text, "Copies &lt;!channel&gt; fail") || !strings.Contains(got[1].Text, "the mail has them") {
		t.Errorf("posted %+v", got)
	}
	harmless(t, got[1].Text)
	noLeak(t, err)
}

// An answer that no page knows is told by its status, and a word in it is quoted and no more.
func TestAnUnknownAnswerIsARefusalByItsStatus(t *testing.T) {
	t.Parallel()
	for status, why := range map[int]string{400: "it answers 400", 401: "the webhook is no longer valid", 403: "the webhook cannot post",
		404: "the webhook is no longer valid", 405: "it answers 405", 410: "the webhook is no longer valid", 418: "it answers 418"} {
		r := ofAnswer(status, "<!channel> so")
		if r.Kind != fmt.Sprintf("answer-%d", status) || r.Why != why || r.Remedy == "" || ofMessage(r) {
			t.Errorf("%d: %+v", status, r)
		}
	}
}

// A secret that cannot be read is a refusal where somebody must put it right, and an error to come back from where it may pass.
func TestWhatIsWrongWithTheSecret(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`: secretMissing,
		`{"__type":"InvalidRequestException","Message":"it was marked for deletion"}`:                         secretMissing,
		`{"__type":"DecryptionFailure","Message":"no"}`:                                                       secretUnreadable,
		`{"__type":"AccessDeniedException","Message":"no"}`:                                                   secretDenied,
		`{"SecretBinary":"AAAA"}`:                           secretEmpty,
		`{"SecretString":"  "}`:                             secretEmpty,
		`{"SecretString":"https://evil.example/CANARY"}`:    webhookMalformed,
		`{"SecretString":"{\"url\":\"` + canary + `\"}"}`:   webhookMalformed,
		`{"__type":"InternalServiceError","Message":"hm"}`:  "",
		`{"__type":"ThrottlingException","Message":"slow"}`: "",
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			status := 200
			if strings.Contains(answer, "__type") {
				status = 400
			}
			cfg := service(t, func(string) (int, string) { return status, answer })
			source := NewSecretsManager(secretsmanager.NewFromConfig(cfg), "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack", func() time.Time { return noon })
			err := NewSlack(source, http.DefaultClient, func() time.Time { return noon }).Notify(t.Context(), message.Message{})
			noLeak(t, err)
			var e *Error
			if !errors.As(err, &e) || e.Retryable != (want == "") || (e.Refused() == nil) != (want == "") {
				t.Fatalf("error %+v", err)
			}
			if want != "" && (e.Refused().Kind != want || e.Refused().Why == "" || e.Refused().Remedy == "") {
				t.Errorf("refusal %+v", e.Refused())
			}
		})
	}
}
