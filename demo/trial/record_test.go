package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"farvault/demo/stage"
	sim "farvault/simulator/dynamodb"
)

// TestRecordsOfUnknownForm spoils one record of the table after another, as a version that nobody knows would write it,
// and lets a copy fail in another account: it is told, nothing is made twice or taken away, and the record that cannot
// be read is named in the log.
func TestRecordsOfUnknownForm(t *testing.T) {
	t.Parallel()
	keys := recorded(t)
	seed := baseSeed(t)
	var met atomic.Int64
	t.Run("records", func(t *testing.T) {
		for _, key := range drawn(seed, howDeep().of(2, 8, len(keys)), keys) {
			t.Run(key, func(t *testing.T) {
				t.Parallel()
				gate := &Gate{}
				w := failing(t, gate)
				w.spoil(t, key)
				spoiled := w.Now()
				var read atomic.Bool
				gate.Watch = func(call string, body []byte) {
					if strings.HasSuffix(call, "GetItem") && bytes.Contains(body, []byte(key)) {
						read.Store(true)
					}
				}
				if err := w.CloseKey(t.Context(), w.resources[1]); err != nil {
					t.Fatal(err)
				}
				w.Until(w.NextRun().Add(40 * time.Minute))
				if read.Load() {
					met.Add(1)
				}
				r := w.resources[1]
				wrong := append(w.deleted(), w.doubledIn(t.Context(), r.Account)...)
				if !w.heardOf(r.Account, spoiled) {
					wrong = append(wrong, "the copy that failed in another account was not told")
				}
				if read.Load() && !w.readable(key) && !slices.ContainsFunc(w.Lines(), func(l Line) bool { return strings.Contains(l.Error, key) }) {
					wrong = append(wrong, "no line of the log names the record")
				}
				if len(wrong) > 0 {
					t.Errorf("%s\nagain: FARVAULT_SEED=%d\n%s", strings.Join(wrong, "\n"), seed, w.Trace(60))
				}
			})
		}
	})
	t.Logf("seed %d: %d records, %d of those that were spoiled were read", seed, len(keys), met.Load())
}

// failing is a world in which a copy fails, and one in another account does not yet.
func failing(t *testing.T, gate *Gate) *World {
	t.Helper()
	w := newWorld(t, Options{Schedule: halfPast, Members: stage.Members[:2], Seed: "records", Gate: gate})
	w.Pass(10 * time.Minute)
	for _, m := range stage.Members[:2] {
		if _, err := w.Tag(t.Context(), m.ID, "EBS"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.CloseKey(t.Context(), w.resources[0]); err != nil {
		t.Fatal(err)
	}
	w.Until(w.NextRun().Add(50 * time.Minute))
	return w
}

// recorded are the keys of the records that such a world has, in their order.
func recorded(t *testing.T) (keys []string) {
	t.Helper()
	w := failing(t, nil)
	w.locked(func() {
		for _, item := range w.World.DynamoDB.Items(sim.TableARN(stage.CentralID, stage.HomeRegion, "farvault")) {
			keys = append(keys, item["pk"].Text)
		}
	})
	slices.Sort(keys)
	return keys
}

// spoil gives a record a body that is not of its form.
func (w *World) spoil(t *testing.T, key string) {
	t.Helper()
	client := dynamodb.NewFromConfig(w.World.Administrator(stage.CentralID, stage.HomeRegion))
	_, err := client.PutItem(context.Background(), &dynamodb.PutItemInput{
		TableName: aws.String("farvault"), ConditionExpression: aws.String("attribute_exists(pk)"),
		Item: map[string]types.AttributeValue{
			"pk":      &types.AttributeValueMemberS{Value: key},
			"version": &types.AttributeValueMemberN{Value: "900"},
			"body":    &types.AttributeValueMemberS{Value: `["of","a","form","that","nobody","knows"]`},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Say("the record %s is spoiled", key)
}

// readable reports whether the record has a form again: who only writes it needs not read it.
func (w *World) readable(key string) (is bool) {
	w.locked(func() {
		for _, item := range w.World.DynamoDB.Items(sim.TableARN(stage.CentralID, stage.HomeRegion, "farvault")) {
			if item["pk"].Text == key {
				var list []string
				is = json.Unmarshal([]byte(item["body"].Text), &list) != nil
			}
		}
	})
	return is
}

// heardOf reports whether a message since a time is about an account.
func (w *World) heardOf(account string, since time.Time) bool {
	return slices.ContainsFunc(w.Heard(), func(h Heard) bool {
		return h.At.After(since) && slices.Contains(h.Accounts, account)
	})
}
