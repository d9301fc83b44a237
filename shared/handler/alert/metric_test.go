package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
)

// patient is a queue that delivers later what is to come later.
type patient struct{}

func (patient) Delay(context.Context, string, time.Duration) error { return nil }

// An invocation is one line that carries its metrics, and one more for each category of failures.
func TestAnInvocationIsOneLineWithItsMetrics(t *testing.T) {
	t.Parallel()
	world := newWorld()
	var log bytes.Buffer
	b := batch.Batch{Queue: patient{}, Log: slog.New(slog.NewJSONHandler(&log, nil)), Now: world.At, Handle: world.Record}
	first := handlertest.Record(t, backupJob("a", "vol-1", "FAILED", 0))
	_, err := b.Run(t.Context(), events.SQSEvent{Records: []events.SQSMessage{
		first, handlertest.Record(t, backupJob("b", "vol-2", "FAILED", 0)), handlertest.Record(t, backupJob("c", "vol-3", "RUNNING", 0)),
		first}}) // comes twice, and failed once
	if err != nil {
		t.Fatal(err)
	}
	world.Pass(alert.PoolWait)
	if _, err := b.Run(t.Context(), events.SQSEvent{Records: []events.SQSMessage{first}}); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	for decoder := json.NewDecoder(&log); decoder.More(); {
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line["msg"] != "record" {
			for _, own := range []string{"time", "level", "duration"} {
				delete(line, own)
			}
			got = append(got, line)
		}
	}
	metrics := func(at time.Time, dimensions []any, names ...string) map[string]any {
		var list []any
		for _, name := range names {
			list = append(list, map[string]any{"Name": name, "Unit": "Count"})
		}
		return map[string]any{"Timestamp": float64(at.UnixMilli()),
			"CloudWatchMetrics": []any{map[string]any{"Namespace": "farvault", "Dimensions": []any{dimensions}, "Metrics": list}}}
	}
	want := []map[string]any{
		{"msg": "invocation", "records": 4.0, "ignored": 2.0, "waits": 2.0, "AlertsSent": []any{0.0, 0.0, 0.0}, "ClaimsLost": []any{0.0, 0.0, 0.0}, "_aws": metrics(handlertest.Noon(), []any{}, "AlertsSent", "ClaimsLost")},
		{"msg": "failures", "Category": "unknown", "Failures": []any{1.0, 1.0}, "_aws": metrics(handlertest.Noon(), []any{"Category"}, "Failures")},
		{"msg": "invocation", "records": 1.0, "done": 1.0, "AlertsSent": []any{1.0}, "ClaimsLost": []any{0.0}, "_aws": metrics(world.At(), []any{}, "AlertsSent", "ClaimsLost")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
