package dynamodb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"farvault/simulator/wire/wiretest"
)

func batch(keys ...item) *sdk.BatchGetItemInput {
	return &sdk.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"ledger": {Keys: keys, ConsistentRead: aws.Bool(true)}}}
}

// What is there is answered and what is not is left out; what does not fit into one answer is said to be left.
func TestBatchGet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var keys []item
	for i := range 100 {
		keys = append(keys, key(fmt.Sprint(i), 1))
		if i != 7 {
			w.put(t, with(key(fmt.Sprint(i), 1), item{"body": s(strings.Repeat("x", 300<<10))}))
		}
	}
	got, calls := map[string]int{}, 0
	for ask := batch(keys...).RequestItems; len(ask) > 0; calls++ {
		out, err := w.client().BatchGetItem(context.Background(), &sdk.BatchGetItemInput{RequestItems: ask})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range out.Responses["ledger"] {
			got[i["pk"].(*types.AttributeValueMemberS).Value]++
		}
		ask = out.UnprocessedKeys
	}
	if len(got) != 99 || got["7"] != 0 || got["8"] != 1 || calls != 2 {
		t.Errorf("%d items in %d calls", len(got), calls)
	}
}

func TestBatchGetIsChecked(t *testing.T) {
	t.Parallel()
	var many []item
	for i := range 101 {
		many = append(many, key(fmt.Sprint(i), 1))
	}
	for want, in := range map[string]*sdk.BatchGetItemInput{
		"ValidationException: Too many items requested for the BatchGetItem call":            batch(many...),
		"ValidationException: Provided list of item keys contains duplicates":                batch(key("a", 1), key("a", 1)),
		"ValidationException: The provided key element does not match the schema":            batch(item{"pk": s("a")}),
		"ResourceNotFoundException: Requested resource not found":                            {RequestItems: map[string]types.KeysAndAttributes{"nowhere": {Keys: []item{key("a", 1)}}}},
		"ValidationException: The list of keys in RequestItems for BatchGetItem is required": {RequestItems: map[string]types.KeysAndAttributes{}},
	} {
		_, err := newWorld(t).client().BatchGetItem(context.Background(), in)
		if got := wiretest.Refusal(err); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
