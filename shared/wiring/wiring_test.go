package wiring_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/shared/config"
	"farvault/shared/handler/batch"
	"farvault/shared/settings"
	"farvault/shared/wiring"
)

// offline is an SDK configuration under which any call fails at once.
var offline = aws.Config{Region: "eu-west-1", HTTPClient: nowhere{}, RetryMaxAttempts: 1}

type nowhere struct{}

func (nowhere) Do(*http.Request) (*http.Response, error) { return nil, errors.New("offline") }

func TestGarbageComesBackAndTheRestIsTried(t *testing.T) {
	t.Parallel()
	log, now := slog.New(slog.DiscardHandler), func() time.Time { return time.Unix(0, 0) }
	batches := map[string]batch.Batch{
		"provision": wiring.Provision(offline, config.ProvisionConfig{}, settings.Settings{}, log, now),
		"alert":     wiring.Alert(offline, config.AlertConfig{}, settings.Settings{}, log, now),
		"slack":     wiring.Slack(offline, config.SlackConfig{}, settings.Settings{}, http.DefaultClient, log, now),
	}
	for function, batch := range batches {
		t.Run(function, func(t *testing.T) {
			t.Parallel()
			in := events.SQSEvent{Records: []events.SQSMessage{{MessageId: "a", Body: "garbage"}, {MessageId: "b", Body: ""}}}
			out, err := batch.Run(context.Background(), in)
			if err != nil || len(out.BatchItemFailures) != 2 {
				t.Errorf("got %+v, %v", out, err)
			}
		})
	}
}

func TestSweepLacksNothing(t *testing.T) {
	t.Parallel()
	sweep := wiring.Sweep(offline, config.SweepConfig{}, settings.Settings{}, slog.New(slog.DiscardHandler), time.Now)
	fields := reflect.ValueOf(*sweep)
	for i := range fields.NumField() {
		switch f := fields.Field(i); f.Kind() {
		case reflect.Interface, reflect.Func, reflect.Pointer:
			if f.IsNil() {
				t.Errorf("%s is not set", fields.Type().Field(i).Name)
			}
		}
	}
}

func TestSettingsAreReadFromTheirFile(t *testing.T) {
	t.Parallel()
	s, err := wiring.Settings("../../infra/settings.yaml")
	if err != nil || len(s.BackupPlans) == 0 {
		t.Errorf("got %+v, %v", s, err)
	}
	if _, err := wiring.Settings("nowhere.yaml"); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "read settings: ") {
		t.Errorf("got %v", err)
	}
}
