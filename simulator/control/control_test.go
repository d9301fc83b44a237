package control_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/simulator"
	"farvault/simulator/control"
)

const (
	management = "999988887777"
	central    = "111122223333"
)

var begins = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func serve(t *testing.T) *simulator.World {
	t.Helper()
	w := simulator.New(begins, management, "o-a1b2c3d4e5")
	w.Organizations.AddAccount(central, "backup-central", "")
	desk := &control.Control{World: w, ManagementAccount: management, CentralAccount: central, HomeRegion: "eu-west-1",
		Posted: func() []control.Post { return []control.Post{{At: begins, Text: "hello"}} }}
	desk.Start()
	if err := w.Serve("127.0.0.1:0", desk.Handler); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.Close() // the test is over
		desk.Stop()
	})
	return w
}

func ask(t *testing.T, w *simulator.World, method, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.URL()+"/_simulator/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(text))
}

func TestOrdersAndTheirAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, body string
		status     int
		want       string
	}{
		"the clock moves":                         {"clock", `{"advance":"24h"}`, 200, `{"now":"2026-03-03T08:00:00Z"}`},
		"zero lets happen what is due":            {"clock", `{"advance":"0s"}`, 200, `{"now":"2026-03-02T08:00:00Z"}`},
		"the clock never goes back":               {"clock", `{"advance":"-1h"}`, 400, `advance is \"-1h\": must be a duration`},
		"a day is no unit of Go's":                {"clock", `{"advance":"1d"}`, 400, `advance is \"1d\"`},
		"the clock moves a year at most":          {"clock", `{"advance":"9000h"}`, 400, `advance is \"9000h\"`},
		"a word that an order does not have":      {"clock", `{"advnace":"1h"}`, 400, `unknown field \"advnace\"`},
		"an empty body":                           {"clock", ``, 400, `the body is empty`},
		"a fault of every call of an operation":   {"fault", `{"service":"kms","operation":"CreateKey","account":"111122223333","kind":"throttle","times":2}`, 200, `"times":2`},
		"a fault happens once unless it says":     {"fault", `{"service":"kms","operation":"CreateKey","kind":"timeout-after"}`, 200, `"times":1`},
		"a kind of fault that there is not":       {"fault", `{"service":"kms","kind":"explode"}`, 400, `fault kind \"explode\" is none of throttle, deny`},
		"an operation that the service lacks":     {"fault", `{"service":"kms","operation":"DropTable","kind":"deny"}`, 400, `service \"kms\" operation \"DropTable\"`},
		"an account id of eleven digits":          {"fault", `{"account":"11112222333","kind":"deny"}`, 400, `account is \"11112222333\"`},
		"a fault that never happens":              {"fault", `{"kind":"deny","times":-1}`, 400, `times is -1`},
		"something to back up":                    {"resources", `{"account":"111122223333","region":"eu-west-1","type":"EBS","tags":{"backup":"daily"},"kmsKeyArn":""}`, 200, `{"arn":"arn:aws:ec2:eu-west-1:111122223333:volume/`},
		"something in an account of nobody":       {"resources", `{"account":"123456789012","region":"eu-west-1","type":"EBS"}`, 400, `account is \"123456789012\"`},
		"something in an Availability Zone":       {"resources", `{"account":"111122223333","region":"eu-west-1a","type":"EBS"}`, 400, `region is \"eu-west-1a\"`},
		"something that AWS Backup does not know": {"resources", `{"account":"111122223333","region":"eu-west-1","type":"Glacier"}`, 400, `type is \"Glacier\": must be one of`},
		"a key that there is not":                 {"resources", `{"account":"111122223333","region":"eu-west-1","type":"EBS","kmsKeyArn":"arn:aws:kms:eu-west-1:111122223333:key/none"}`, 400, `there is no such key`},
	}
	for law, test := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			status, got := ask(t, serve(t), "POST", test.path, test.body)
			if status != test.status || !strings.Contains(got, test.want) {
				t.Errorf("got %d %s, want %d %s", status, got, test.status, test.want)
			}
		})
	}
}

func TestStateAndMessages(t *testing.T) {
	t.Parallel()
	w := serve(t)
	var state control.World
	_, text := ask(t, w, "GET", "state", "")
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		t.Fatal(err)
	}
	if state.ManagementAccount != management || state.CentralAccount != central || len(state.Accounts) != 2 || !state.Now.Equal(begins) {
		t.Errorf("state %s", text)
	}
	if _, text := ask(t, w, "GET", "messages", ""); text != `{"published":[],"mailed":[],"posted":[{"at":"2026-03-02T08:00:00Z","text":"hello","body":null}]}` {
		t.Errorf("messages %s", text)
	}
}

// Twelve digits are an account's administrator, and a fault that was ordered happens to its call.
func TestAFaultHappensToARealClient(t *testing.T) {
	t.Parallel()
	w := serve(t)
	if status, text := ask(t, w, "POST", "fault", `{"service":"kms","operation":"CreateKey","account":"111122223333","kind":"deny","times":1}`); status != 200 {
		t.Fatal(text)
	}
	sdk := w.Administrator(central, "eu-west-1")
	sdk.Retryer = func() aws.Retryer { return retry.AddWithMaxAttempts(retry.NewStandard(), 1) }
	client := kms.NewFromConfig(sdk)
	if _, err := client.CreateKey(context.Background(), &kms.CreateKeyInput{}); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("the first call: %v", err)
	}
	if _, err := client.CreateKey(context.Background(), &kms.CreateKeyInput{}); err != nil {
		t.Errorf("the second call: %v", err)
	}
}

// Calls, orders and what follows from them come from many sides at once: the race detector listens.
func TestManyClientsAtOnce(t *testing.T) {
	t.Parallel()
	w := serve(t)
	client := organizations.NewFromConfig(w.Administrator(management, "us-east-1"))
	failed := make(chan error, 8)
	for n := range cap(failed) {
		go func() {
			email := fmt.Sprintf("new%d@example.com", n)
			_, err := client.CreateAccount(context.Background(), &organizations.CreateAccountInput{AccountName: aws.String("new"), Email: &email})
			failed <- err
		}()
	}
	ask(t, w, "POST", "clock", `{"advance":"1h"}`)
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if status, _ := ask(t, w, "GET", "state", ""); status != 200 {
		t.Errorf("state: status %d", status)
	}
}
