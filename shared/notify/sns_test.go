package notify

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/message"
	"farvault/shared/settings"
)

const topic = "arn:aws:sns:eu-west-1:111122223333:farvault-alerts"

// service is an AWS that answers every call the same way, for what of a call can only be seen on the wire.
func service(t *testing.T, answer func(body string) (status int, text string)) aws.Config {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		status, text := answer(string(body))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	return aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL,
		Credentials:      credentials.NewStaticCredentialsProvider("111122223333", "simulated", ""),
		RetryMaxAttempts: 1}
}

// One publish carries a text for people, the message for programs, a subject that SNS takes, and what subscriptions filter by.
func TestSNSPublishesOnce(t *testing.T) {
	t.Parallel()
	var calls []url.Values
	cfg := service(t, func(body string) (int, string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Error(err)
		}
		calls = append(calls, form)
		return 200, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`
	})
	m := message.Message{Version: 1, GroupKey: "feedface", Reason: alert.FirstNotification, Color: alert.Red, Title: "Copies fail", Headline: "The key\nis shut",
		Footer: "kms/x", Tags: message.Attributes{Category: "kms", Severity: "critical", Account: "222233334444", Status: "firing"},
		Receivers: []string{"default", "payments"}}
	if err := NewSNS(sns.NewFromConfig(cfg), topic, settings.Alerts{}).Notify(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 1 {
		t.Fatalf("%d calls", len(calls))
	}
	noLeak(t, calls)
	form := calls[0]
	got := map[string]string{"topic": form.Get("TopicArn"), "subject": form.Get("Subject"), "structure": form.Get("MessageStructure")}
	for i := range 5 {
		entry := "MessageAttributes.entry." + string(rune('1'+i))
		got[form.Get(entry+".Name")] = form.Get(entry+".Value.DataType") + " " + form.Get(entry+".Value.StringValue")
	}
	want := map[string]string{"topic": topic, "subject": "RED Copies fail (222233334444)", "structure": "json",
		"category": "String kms", "severity": "String critical", "account": "String 222233334444", "status": "String firing",
		"receivers": `String.Array ["default","payments"]`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("call (-want +got):\n%s", diff)
	}
	var bodies map[string]string
	if err := json.Unmarshal([]byte(form.Get("Message")), &bodies); err != nil {
		t.Fatal(err)
	}
	if bodies["default"] != message.Mail(m) || bodies["email"] != message.Mail(m) {
		t.Errorf("people read %q and %q", bodies["default"], bodies["email"])
	}
	var back message.Message
	if err := json.Unmarshal([]byte(bodies["sqs"]), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Errorf("programs read (-sent +got):\n%s", diff)
	}
}

func TestSNSRefusal(t *testing.T) {
	t.Parallel()
	cfg := service(t, func(string) (int, string) {
		return 404, `<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>`
	})
	err := NewSNS(sns.NewFromConfig(cfg), topic, settings.Alerts{}).Notify(t.Context(), message.Message{GroupKey: "feedface"})
	if err == nil || !strings.Contains(err.Error(), "publish group feedface to "+topic) {
		t.Errorf("error %v", err)
	}
	noLeak(t, err)
	body, err := publication(message.Message{Title: strings.Repeat("x", 100*1024), Sections: []message.Section{{Paste: strings.Repeat("y", 300*1024)}}}, settings.Alerts{AmazonQDeveloper: true})
	if err != nil || len(body) > largestPublish || !strings.Contains(body, "too long to be sent") {
		t.Errorf("what SNS would not take is not cut: %d bytes, %v", len(body), err)
	}
}

// A secret is read once in five minutes, or when it was found to be no longer good.
func TestSecretsManager(t *testing.T) {
	t.Parallel()
	calls := 0
	answer := `{"SecretString":" ` + canary + `\n"}`
	cfg := service(t, func(string) (int, string) { calls++; return 200, answer })
	now := noon
	source := NewSecretsManager(secretsmanager.NewFromConfig(cfg), "arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack", func() time.Time { return now })
	read := func(wantCalls int) {
		t.Helper()
		s, err := source.Secret(t.Context())
		if err != nil || s.Reveal() != canary || calls != wantCalls {
			t.Errorf("%d calls, want %d; error %v", calls, wantCalls, err)
		}
	}
	read(1)
	now = now.Add(4 * time.Minute)
	read(1)
	now = now.Add(time.Minute)
	read(2)
	source.Forget()
	read(3)
	source.Forget()
	answer = `{"SecretBinary":"AAAA"}`
	if _, err := source.Secret(t.Context()); err == nil || !strings.Contains(err.Error(), "no string value") {
		t.Errorf("error %v", err)
	}
	noLeak(t, source)
}
