package ledger

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	// batchMost is how many items BatchGetItem answers at once.
	// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
	batchMost = 100

	// batchTries bounds how often what DynamoDB leaves unread is asked for again without anything coming.
	batchTries = 3
)

// getAll reads the items a hundred at a time, consistently as get does.
func (t *table) getAll(ctx context.Context, keys []string) (map[string]item, error) {
	all := map[string]item{}
	for some := range slices.Chunk(keys, batchMost) {
		if err := t.getBatch(ctx, some, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// getBatch adds the items to all. An answer holds 16 MB; what it has no room for is asked for again.
func (t *table) getBatch(ctx context.Context, keys []string, all map[string]item) error {
	ask := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	for _, key := range keys {
		ask.Keys = append(ask.Keys, map[string]types.AttributeValue{attrKey: text(key)})
	}
	for idle := 0; len(ask.Keys) > 0; {
		out, err := t.client.BatchGetItem(
			ctx,
			&dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{t.name: ask}},
		)
		if err != nil {
			return fmt.Errorf("get %d ledger items from %s: %w", len(ask.Keys), keys[0], err)
		}
		for _, attrs := range out.Responses[t.name] {
			it, err := decode(attrs)
			if err != nil {
				return fmt.Errorf("get ledger item %s: %w", it.key, err)
			}
			all[it.key] = it
		}
		left := out.UnprocessedKeys[t.name]
		if idle++; len(left.Keys) < len(ask.Keys) {
			idle = 0
		}
		if idle == batchTries {
			return fmt.Errorf(
				"get %d ledger items from %s: DynamoDB left them unread %d times",
				len(left.Keys),
				keys[0],
				batchTries,
			)
		}
		ask.Keys = left.Keys
	}
	return nil
}
