package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"farvault/shared/alert"
)

// The attributes of an item. template.yaml names pk as the table's key and ttl as its time to live.
const (
	attrKey     = "pk"
	attrVersion = "version"
	attrBody    = "body"
	attrLease   = "lease" // until when, in milliseconds since 1970
	attrToken   = "token" // of the lease
	attrTTL     = "ttl"   // seconds since 1970, as DynamoDB wants it
)

// largestItem is DynamoDB's limit of 400 KB, less what the other attributes take.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
const largestItem = 400*1024 - 4*1024

// table keeps items in DynamoDB, with three calls: GetItem, BatchGetItem and a conditional PutItem.
type table struct {
	client *dynamodb.Client
	name   string
}

// New is the ledger in the DynamoDB table of that name.
func New(client *dynamodb.Client, tableName string) *Ledger {
	return &Ledger{store: &table{client: client, name: tableName}}
}

func (t *table) get(ctx context.Context, key string) (item, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.name,
		Key:       map[string]types.AttributeValue{attrKey: text(key)},
		// A read that is behind would only make the write stale, and a finished alert look unsaid.
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return item{}, fmt.Errorf("get ledger item %s: %w", key, err)
	}
	if len(out.Item) == 0 {
		return item{}, nil
	}
	it, err := decode(out.Item)
	if err != nil {
		return item{}, fmt.Errorf("get ledger item %s: %w", key, err)
	}
	return it, nil
}

func (t *table) put(ctx context.Context, it item) error {
	if len(it.body) > largestItem {
		return fmt.Errorf(
			"put ledger item %s: %d bytes, more than the %d that a DynamoDB item holds",
			it.key,
			len(it.body),
			largestItem,
		)
	}
	in := &dynamodb.PutItemInput{TableName: &t.name, Item: encode(it)}
	if it.version == 0 {
		in.ConditionExpression = aws.String("attribute_not_exists(pk)")
	} else {
		in.ConditionExpression = aws.String("#v = :v")
		in.ExpressionAttributeNames = map[string]string{"#v": attrVersion}
		in.ExpressionAttributeValues = map[string]types.AttributeValue{":v": number(it.version)}
	}
	_, err := t.client.PutItem(ctx, in)
	var refused *types.ConditionalCheckFailedException
	if errors.As(err, &refused) {
		return stale(it.key)
	}
	if err != nil {
		return fmt.Errorf("put ledger item %s: %w", it.key, err)
	}
	return nil
}

func encode(it item) map[string]types.AttributeValue {
	attrs := map[string]types.AttributeValue{
		attrKey:     text(it.key),
		attrVersion: number(it.version + 1),
		attrBody:    text(string(it.body)),
	}
	if !it.lease.Until.IsZero() {
		attrs[attrLease], attrs[attrToken] = number(it.lease.Until.UnixMilli()), number(it.lease.Token)
	}
	if !it.expires.IsZero() {
		attrs[attrTTL] = number(it.expires.Unix())
	}
	return attrs
}

func decode(attrs map[string]types.AttributeValue) (item, error) {
	var wrong []error
	integer := func(name string) int64 {
		attr, ok := attrs[name]
		if !ok {
			return 0
		}
		n, isNumber := attr.(*types.AttributeValueMemberN)
		if !isNumber {
			wrong = append(wrong, fmt.Errorf("attribute %s is %T, want a number", name, attr))
			return 0
		}
		i, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("attribute %s: %w", name, err))
		}
		return i
	}
	it := item{version: integer(attrVersion)}
	if until := integer(attrLease); until != 0 {
		it.lease = alert.Lease{Until: time.UnixMilli(until).UTC(), Token: integer(attrToken)}
	}
	if ttl := integer(attrTTL); ttl != 0 {
		it.expires = time.Unix(ttl, 0).UTC()
	}
	for name, into := range map[string]func(string){
		attrKey:  func(s string) { it.key = s },
		attrBody: func(s string) { it.body = []byte(s) },
	} {
		s, ok := attrs[name].(*types.AttributeValueMemberS)
		if !ok {
			wrong = append(wrong, fmt.Errorf("attribute %s is %T, want a string", name, attrs[name]))
			continue
		}
		into(s.Value)
	}
	return it, errors.Join(wrong...)
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}
