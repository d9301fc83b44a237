package trial

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"farvault/demo/stage"
)

// counting adds one to a number in the table in two calls, as somebody does who knows of nobody beside.
func counting(ctx context.Context, client *dynamodb.Client) error {
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "toy"}}
	out, err := client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: aws.String("farvault"), Key: key, ConsistentRead: aws.Bool(true)})
	if err != nil {
		return err
	}
	n := 0
	if was, is := out.Item["n"].(*types.AttributeValueMemberN); is {
		if n, err = strconv.Atoi(was.Value); err != nil {
			return err
		}
	}
	_, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("farvault"), Item: map[string]types.AttributeValue{
		"pk": key["pk"], "n": &types.AttributeValueMemberN{Value: strconv.Itoa(n + 1)}}})
	return err
}

// TestOrdersAreAllOrders races two who each read a number and write the next. Two calls of two have six orders; the
// seeds play all of them, those that lose a number lose it, and each comes again with its seed.
func TestOrdersAreAllOrders(t *testing.T) {
	t.Parallel()
	gate := &Gate{}
	w := newWorld(t, Options{Gate: gate, Members: stage.Members[:1]})
	w.World.Lambda.Hold(true)
	people := &Race{World: w}
	client := func(name string) *dynamodb.Client { return dynamodb.NewFromConfig(people.Person(name)) }
	number := func() string {
		out, err := client("nobody").GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("farvault"),
			Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "toy"}}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Item["n"].(*types.AttributeValueMemberN).Value
	}
	play := func(seed uint64, round int) (*Race, string) {
		_, err := client("nobody").DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String("farvault"),
			Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "toy"}}})
		if err != nil {
			t.Fatal(err)
		}
		r := &Race{World: w, Gate: gate, Order: OrderOf(seed), Settle: synctest.Wait}
		for i := range 2 {
			c := client(fmt.Sprint(seed, round, i))
			r.Add("toy", func() error { return counting(context.Background(), c) })
		}
		synctest.Test(t, func(t *testing.T) {
			if err := r.Run(); err != nil {
				t.Error(err)
			}
		})
		return r, number()
	}
	ends, lost, first := map[uint64]string{}, 0, -1
	const seeds = 40
	for seed := range uint64(seeds) {
		r, end := play(seed, 0)
		if was, has := ends[r.Print()]; has && was != end {
			t.Errorf("the same order ends with %s and with %s", was, end)
		}
		ends[r.Print()] = end
		if end == "1" {
			if lost++; first < 0 {
				first = int(seed)
			}
		}
		if again, otherwise := play(seed, 1); again.Print() != r.Print() || otherwise != end {
			t.Errorf("seed %d: %v ends with %s, and again %v with %s", seed, r.Steps, end, again.Steps, otherwise)
		}
	}
	t.Logf("%d seeds: %d different orders; %d lost a number, the first with seed %d", seeds, len(ends), lost, first)
	if len(ends) != 6 || lost == 0 || lost == seeds {
		t.Errorf("%d different orders, want 6; %d of %d lose a number", len(ends), lost, seeds)
	}
}
