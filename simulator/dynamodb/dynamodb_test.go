package dynamodb_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/policy"
	"farvault/simulator/dynamodb"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const (
	central  = "111122223333"
	region   = "eu-west-1"
	tableARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam    *iam.Service
	tables *dynamodb.Service
}

// newWorld has a table ledger with hash key pk, range key sk and an index by status.
func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), tables: dynamodb.New(k)}
	o := organizations.New(k, "999988887777", "o-a1b2c3d4e5")
	k.IAM, k.Organization = w.iam, o
	o.AddAccount(central, "backup", "")
	if _, err := w.tables.CreateTable(central, region, dynamodb.Table{
		TableName:              "ledger",
		KeySchema:              []dynamodb.KeyElement{{AttributeName: "pk", KeyType: "HASH"}, {AttributeName: "sk", KeyType: "RANGE"}},
		AttributeDefinitions:   []dynamodb.AttributeDefinition{{AttributeName: "pk", AttributeType: "S"}, {AttributeName: "sk", AttributeType: "N"}, {AttributeName: "status", AttributeType: "S"}},
		GlobalSecondaryIndexes: []dynamodb.Index{{IndexName: "by-status", KeySchema: []dynamodb.KeyElement{{AttributeName: "status", KeyType: "HASH"}}}},
	}); err != nil {
		t.Fatal(err)
	}
	w.Server = wiretest.Serve(t, k, w.tables)
	return w
}

func (w world) client() *sdk.Client { return sdk.NewFromConfig(w.Administrator(central, region)) }

type item = map[string]types.AttributeValue

func s(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
func n(v any) types.AttributeValue    { return &types.AttributeValueMemberN{Value: fmt.Sprint(v)} }
func l(v ...types.AttributeValue) types.AttributeValue {
	return &types.AttributeValueMemberL{Value: v}
}
func m(v item) types.AttributeValue       { return &types.AttributeValueMemberM{Value: v} }
func ss(v ...string) types.AttributeValue { return &types.AttributeValueMemberSS{Value: v} }
func key(pk string, sk int) item          { return item{"pk": s(pk), "sk": n(sk)} }
func with(i item, more item) item {
	for name, v := range more {
		i[name] = v
	}
	return i
}

func (w world) put(t *testing.T, items ...item) {
	t.Helper()
	for _, i := range items {
		if _, err := w.client().PutItem(context.Background(), &sdk.PutItemInput{TableName: aws.String("ledger"), Item: i}); err != nil {
			t.Fatal(err)
		}
	}
}

func (w world) get(t *testing.T, k item) item {
	t.Helper()
	out, err := w.client().GetItem(context.Background(), &sdk.GetItemInput{TableName: aws.String("ledger"), Key: k, ConsistentRead: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Item
}

var exported = cmpopts.IgnoreUnexported(
	types.AttributeValueMemberS{}, types.AttributeValueMemberN{}, types.AttributeValueMemberL{}, types.AttributeValueMemberM{},
	types.AttributeValueMemberSS{}, types.AttributeValueMemberBOOL{}, types.AttributeValueMemberNULL{}, types.AttributeValueMemberB{},
)

func TestItemComesBackAsItWasPut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := with(key("group#1", 1), item{
		"text": s("a<b"), "number": n("0.1"), "bytes": &types.AttributeValueMemberB{Value: []byte{0, 255}}, "yes": &types.AttributeValueMemberBOOL{Value: true},
		"none": &types.AttributeValueMemberNULL{Value: true}, "list": l(s("a"), n(1)), "map": m(item{"deep": m(item{"x": n(2)})}), "set": ss("a", "b"), "empty": l(),
	})
	w.put(t, want)
	if diff := cmp.Diff(want, w.get(t, key("group#1", 1)), exported, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if got := w.get(t, key("group#1", 2)); len(got) != 0 {
		t.Errorf("an item that is not there: %v", got)
	}
}

func TestConditionsOfPut(t *testing.T) {
	t.Parallel()
	before := with(key("g", 1), item{"version": n(3), "lease": s("2026-03-01"), "tags": ss("red"), "list": l(s("a")), "map": m(item{"deep": n(7)})})
	tests := map[string]struct {
		condition string
		values    item
		names     map[string]string
		absent    bool // judge the item when it is not there
		want      bool
	}{
		"attribute_not_exists, not there":      {condition: "attribute_not_exists(pk)", absent: true, want: true},
		"attribute_not_exists, there":          {condition: "attribute_not_exists(pk)"},
		"attribute_exists":                     {condition: "attribute_exists(lease)", want: true},
		"equal numbers, however written":       {condition: "#v = :v", names: map[string]string{"#v": "version"}, values: item{":v": n("3.0")}, want: true},
		"a number is no string":                {condition: "version = :v", values: item{":v": s("3")}},
		"less":                                 {condition: "lease < :now", values: item{":now": s("2026-03-02")}, want: true},
		"numbers are not compared as text":     {condition: "version < :v", values: item{":v": n(20)}, want: true},
		"not equal, of an absent attribute":    {condition: "colour <> :v", values: item{":v": n(20)}},
		"either":                               {condition: "attribute_not_exists(pk) OR lease < :now", values: item{":now": s("2026-03-02")}, want: true},
		"both":                                 {condition: "attribute_exists(pk) AND lease > :now", values: item{":now": s("2026-03-02")}},
		"AND binds before OR":                  {condition: "attribute_exists(pk) OR attribute_exists(nope) AND attribute_exists(nope)", want: true},
		"parentheses":                          {condition: "(attribute_exists(pk) OR attribute_exists(nope)) AND attribute_exists(nope)"},
		"not":                                  {condition: "NOT version = :v", values: item{":v": n(4)}, want: true},
		"between":                              {condition: "version BETWEEN :a AND :b", values: item{":a": n(3), ":b": n(5)}, want: true},
		"in":                                   {condition: "version IN (:a, :b)", values: item{":a": n(1), ":b": n(3)}, want: true},
		"begins_with":                          {condition: "begins_with(lease, :p)", values: item{":p": s("2026-")}, want: true},
		"contains, of a set":                   {condition: "contains(tags, :v)", values: item{":v": s("red")}, want: true},
		"contains, of a text":                  {condition: "contains(lease, :v)", values: item{":v": s("-03-")}, want: true},
		"attribute_type":                       {condition: "attribute_type(tags, :v)", values: item{":v": s("SS")}, want: true},
		"size":                                 {condition: "size(#l) = :v", names: map[string]string{"#l": "list"}, values: item{":v": n(1)}, want: true},
		"a document path":                      {condition: "#m.deep = :v", names: map[string]string{"#m": "map"}, values: item{":v": n(7)}, want: true},
		"a list position":                      {condition: "#l[0] = :v", names: map[string]string{"#l": "list"}, values: item{":v": s("a")}, want: true},
		"a list position past the end":         {condition: "attribute_exists(#l[1])", names: map[string]string{"#l": "list"}},
		"two attributes compared":              {condition: "version < #m.deep", names: map[string]string{"#m": "map"}, want: true},
		"a comparison of what is not there":    {condition: "version = :v", values: item{":v": n(3)}, absent: true},
		"not, of what is not there, does hold": {condition: "NOT version = :v", values: item{":v": n(3)}, absent: true, want: true},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if !tt.absent {
				w.put(t, before)
			}
			_, err := w.client().PutItem(context.Background(), &sdk.PutItemInput{
				TableName: aws.String("ledger"), Item: key("g", 1), ConditionExpression: &tt.condition,
				ExpressionAttributeNames: tt.names, ExpressionAttributeValues: tt.values,
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			})
			var refused *types.ConditionalCheckFailedException
			if err != nil && !errors.As(err, &refused) {
				t.Fatal(err)
			}
			if got := err == nil; got != tt.want {
				t.Errorf("%s holds: %t, want %t", tt.condition, got, tt.want)
			}
			if refused != nil && !tt.absent && len(refused.Item) != len(before) {
				t.Errorf("the refusal shows %v", refused.Item)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		update string
		names  map[string]string
		values item
		want   item   // beside the key
		err    string // instead
	}{
		"set a value":                      {update: "SET body = :v", values: item{":v": s("x")}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red"), "body": s("x")}},
		"several":                          {update: "SET body = :v, version = :w REMOVE jobs", values: item{":v": s("x"), ":w": n(9)}, want: item{"version": n(9), "tags": ss("red"), "body": s("x")}},
		"add to a number":                  {update: "SET version = version + :v", values: item{":v": n("0.5")}, want: item{"version": n("3.5"), "jobs": l(s("a")), "tags": ss("red")}},
		"take from a number":               {update: "SET version = version - :v", values: item{":v": n(10)}, want: item{"version": n(-7), "jobs": l(s("a")), "tags": ss("red")}},
		"if_not_exists, there":             {update: "SET version = if_not_exists(version, :v)", values: item{":v": n(1)}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red")}},
		"if_not_exists, not there, plus":   {update: "SET tries = if_not_exists(tries, :z) + :v", values: item{":z": n(0), ":v": n(1)}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red"), "tries": n(1)}},
		"list_append":                      {update: "SET jobs = list_append(jobs, :v)", values: item{":v": l(s("b"))}, want: item{"version": n(3), "jobs": l(s("a"), s("b")), "tags": ss("red")}},
		"list_append to nothing":           {update: "SET more = list_append(if_not_exists(more, :e), :v)", values: item{":e": l(), ":v": l(s("b"))}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red"), "more": l(s("b"))}},
		"a list position":                  {update: "SET jobs[0] = :v", values: item{":v": s("b")}, want: item{"version": n(3), "jobs": l(s("b")), "tags": ss("red")}},
		"a list position past the end":     {update: "SET jobs[7] = :v", values: item{":v": s("b")}, want: item{"version": n(3), "jobs": l(s("a"), s("b")), "tags": ss("red")}},
		"remove a list position":           {update: "REMOVE jobs[0]", want: item{"version": n(3), "jobs": l(), "tags": ss("red")}},
		"remove what is not there":         {update: "REMOVE nope", want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red")}},
		"ADD to a number":                  {update: "ADD version :v", values: item{":v": n(2)}, want: item{"version": n(5), "jobs": l(s("a")), "tags": ss("red")}},
		"ADD to nothing":                   {update: "ADD tries :v", values: item{":v": n(2)}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("red"), "tries": n(2)}},
		"ADD to a set":                     {update: "ADD tags :v", values: item{":v": ss("blue", "red")}, want: item{"version": n(3), "jobs": l(s("a")), "tags": ss("blue", "red")}},
		"DELETE the last of a set":         {update: "DELETE tags :v", values: item{":v": ss("red")}, want: item{"version": n(3), "jobs": l(s("a"))}},
		"right sides see the item before":  {update: "SET version = :v, earlier = version", values: item{":v": n(9)}, want: item{"version": n(9), "jobs": l(s("a")), "tags": ss("red"), "earlier": n(3)}},
		"an attribute that is not there":   {update: "SET x = nope + :v", values: item{":v": n(1)}, err: "The provided expression refers to an attribute that does not exist in the item"},
		"arithmetic on text":               {update: "SET version = version + :v", values: item{":v": s("1")}, err: "An operand in the update expression has an incorrect data type"},
		"a path whose parent is not there": {update: "SET a.b = :v", values: item{":v": n(1)}, err: "The document path provided in the update expression is invalid for update"},
		"the key":                          {update: "SET pk = :v", values: item{":v": s("h")}, err: "One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key"},
		"a path twice":                     {update: "SET a = :v, a = :v", values: item{":v": n(1)}, err: "Two document paths overlap"},
		"a section twice":                  {update: "SET a = :v SET b = :v", values: item{":v": n(1)}, err: `The "SET" section can only be used once in an update expression;`},
		"a reserved word":                  {update: "SET status = :v", values: item{":v": s("x")}, err: "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"},
		"a value that is not given":        {update: "SET a = :v", err: "An expression attribute value used in expression is not defined; attribute value: :v"},
		"a value that is not used":         {update: "SET a = :v", values: item{":v": n(1), ":w": n(2)}, err: "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"},
		"a name that is not used":          {update: "SET a = :v", names: map[string]string{"#a": "a"}, values: item{":v": n(1)}, err: "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"},
		"no expression":                    {update: "SET a =", err: `Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="`},
		"a character of no expression":     {update: "SET a = $b", err: `Invalid UpdateExpression: Syntax error; token: "$"`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(t, with(key("g", 1), item{"version": n(3), "jobs": l(s("a")), "tags": ss("red")}))
			_, err := w.client().UpdateItem(context.Background(), &sdk.UpdateItemInput{
				TableName: aws.String("ledger"), Key: key("g", 1), UpdateExpression: &tt.update, ExpressionAttributeNames: tt.names, ExpressionAttributeValues: tt.values,
			})
			if got := wiretest.Refusal(err); tt.err != "" || got != "" {
				if tt.err == "" || !strings.HasPrefix(got, "ValidationException: ") || !strings.Contains(got, tt.err) {
					t.Errorf("got  %q\nwant %q", got, tt.err)
				}
				return
			}
			if diff := cmp.Diff(with(key("g", 1), tt.want), w.get(t, key("g", 1)), exported, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReturnValues(t *testing.T) {
	t.Parallel()
	tests := map[types.ReturnValue]item{
		types.ReturnValueNone:       nil,
		types.ReturnValueAllOld:     with(key("g", 1), item{"a": n(1), "b": n(2)}),
		types.ReturnValueAllNew:     with(key("g", 1), item{"a": n(9), "b": n(2)}),
		types.ReturnValueUpdatedOld: {"a": n(1)},
		types.ReturnValueUpdatedNew: {"a": n(9)},
	}
	for asked, want := range tests {
		t.Run(string(asked), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(t, with(key("g", 1), item{"a": n(1), "b": n(2)}))
			out, err := w.client().UpdateItem(context.Background(), &sdk.UpdateItemInput{
				TableName: aws.String("ledger"), Key: key("g", 1), ReturnValues: asked, UpdateExpression: aws.String("SET a = :v"), ExpressionAttributeValues: item{":v": n(9)},
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, item(out.Attributes), exported, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUpdateMakesAnItemAndDeleteGivesItBack(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	if _, err := w.client().UpdateItem(ctx, &sdk.UpdateItemInput{TableName: aws.String("ledger"), Key: key("g", 1), UpdateExpression: aws.String("ADD tries :v"), ExpressionAttributeValues: item{":v": n(1)}}); err != nil {
		t.Fatal(err)
	}
	out, err := w.client().DeleteItem(ctx, &sdk.DeleteItemInput{TableName: aws.String("ledger"), Key: key("g", 1), ReturnValues: types.ReturnValueAllOld})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(with(key("g", 1), item{"tries": n(1)}), item(out.Attributes), exported); diff != "" {
		t.Error(diff)
	}
	if left := w.tables.Items(tableARN); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestKeysAreChecked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		item item
		want string
	}{
		"a key that is missing":       {item{"pk": s("g")}, "Missing the key sk in the item"},
		"a key of another type":       {item{"pk": s("g"), "sk": s("1")}, "Type mismatch for key sk expected: N actual: S"},
		"a key that is empty":         {item{"pk": s(""), "sk": n(1)}, "cannot contain an empty string value. Key: pk"},
		"an item of more than 400 KB": {with(key("g", 1), item{"body": s(strings.Repeat("x", 400<<10))}), "Item size has exceeded the maximum allowed size"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			_, err := newWorld(t).client().PutItem(context.Background(), &sdk.PutItemInput{TableName: aws.String("ledger"), Item: tt.item})
			if got := wiretest.Refusal(err); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	_, err := newWorld(t).client().GetItem(context.Background(), &sdk.GetItemInput{TableName: aws.String("ledger"), Key: item{"pk": s("g")}})
	if got, want := wiretest.Refusal(err), "ValidationException: The provided key element does not match the schema"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// rows puts five items of one group and one of another.
func (w world) rows(t *testing.T) {
	t.Helper()
	for i := 1; i <= 5; i++ {
		w.put(t, with(key("g", i*10), item{"status": s([]string{"open", "closed"}[i%2])}))
	}
	w.put(t, key("h", 1))
}

func TestQuery(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   sdk.QueryInput
		want []string // range keys
		err  string
	}{
		"a group, in the order of numbers": {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p")}, want: []string{"10", "20", "30", "40", "50"}},
		"backwards":                        {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p"), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(2)}, want: []string{"50", "40"}},
		"a range":                          {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p AND sk BETWEEN :a AND :b"), ExpressionAttributeValues: item{":a": n(20), ":b": n(40)}}, want: []string{"20", "30", "40"}},
		"filtered": {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p"), FilterExpression: aws.String("#s = :s"),
			ExpressionAttributeNames: map[string]string{"#s": "status"}, ExpressionAttributeValues: item{":s": s("open")}}, want: []string{"20", "40"}},
		"an index": {in: sdk.QueryInput{IndexName: aws.String("by-status"), KeyConditionExpression: aws.String("#s = :s"), ExpressionAttributeNames: map[string]string{"#s": "status"},
			ExpressionAttributeValues: item{":s": s("closed"), ":p": nil}}, want: []string{"10", "30", "50"}},
		"without the hash key":          {in: sdk.QueryInput{KeyConditionExpression: aws.String("sk > :p")}, err: "Query condition missed key schema element: pk"},
		"with a range of the hash key":  {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk > :p")}, err: "Query key condition not supported"},
		"with another attribute":        {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p AND body = :p")}, err: "Query key condition not supported"},
		"with OR":                       {in: sdk.QueryInput{KeyConditionExpression: aws.String("pk = :p OR pk = :p")}, err: "Invalid operator used in KeyConditionExpression: OR"},
		"of an index that is not there": {in: sdk.QueryInput{IndexName: aws.String("by-colour"), KeyConditionExpression: aws.String("pk = :p")}, err: "The table does not have the specified index: by-colour"},
		"consistent, of an index": {in: sdk.QueryInput{IndexName: aws.String("by-status"), ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("#s = :p"),
			ExpressionAttributeNames: map[string]string{"#s": "status"}}, err: "Consistent reads are not supported on global secondary indexes"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.rows(t)
			values := item{":p": s("g")}
			for name, v := range tt.in.ExpressionAttributeValues {
				values[name] = v
				if v == nil {
					delete(values, name)
				}
			}
			tt.in.TableName, tt.in.ExpressionAttributeValues = aws.String("ledger"), values
			out, err := w.client().Query(context.Background(), &tt.in)
			if err != nil || tt.err != "" {
				if got := wiretest.Refusal(err); tt.err == "" || !strings.Contains(got, tt.err) {
					t.Errorf("got %q, want %q", got, tt.err)
				}
				return
			}
			if diff := cmp.Diff(tt.want, rangeKeys(out.Items)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func rangeKeys(items []map[string]types.AttributeValue) []string {
	var out []string
	for _, i := range items {
		out = append(out, i["sk"].(*types.AttributeValueMemberN).Value)
	}
	return out
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rows(t)
	pages := sdk.NewScanPaginator(w.client(), &sdk.ScanInput{
		TableName: aws.String("ledger"), Limit: aws.Int32(2), FilterExpression: aws.String("attribute_exists(#s)"), ExpressionAttributeNames: map[string]string{"#s": "status"}, ProjectionExpression: aws.String("sk"),
	})
	var got []string
	scanned := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		scanned += int(page.ScannedCount)
		for _, i := range page.Items {
			if len(i) != 1 {
				t.Errorf("projected: %v", i)
			}
		}
		got = append(got, rangeKeys(page.Items)...)
	}
	if diff := cmp.Diff([]string{"10", "20", "30", "40", "50"}, got); diff != "" || scanned != 6 {
		t.Errorf("%s; %d scanned", diff, scanned)
	}
}

func TestProjection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, with(key("g", 1), item{"doc": m(item{"a": n(1), "b": m(item{"c": n(2), "d": n(3)})}), "list": l(s("x"), s("y"))}))
	out, err := w.client().GetItem(context.Background(), &sdk.GetItemInput{
		TableName: aws.String("ledger"), Key: key("g", 1), ProjectionExpression: aws.String("doc.a, doc.b.c, #l[1], nope"), ExpressionAttributeNames: map[string]string{"#l": "list"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := item{"doc": m(item{"a": n(1), "b": m(item{"c": n(2)})}), "list": l(s("y"))}
	if diff := cmp.Diff(want, item(out.Item), exported); diff != "" {
		t.Error(diff)
	}
}

func TestPoliciesOfTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Lock()
	w.iam.PutRole(central, iam.Role{Name: "worker", Inline: map[string]policy.Document{"inline": policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:GetItem",
		"Resource":"` + tableARN + `","Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":"mine#*"}}}}`)}})
	w.Unlock()
	client := sdk.NewFromConfig(w.Session("arn:aws:iam::"+central+":role/worker", region))
	tests := map[string]struct {
		call func() error
		want string
	}{
		"a key that is one's own": {func() error {
			_, err := client.GetItem(context.Background(), &sdk.GetItemInput{TableName: aws.String("ledger"), Key: key("mine#1", 1)})
			return err
		}, ""},
		"a key of another's": {func() error {
			_, err := client.GetItem(context.Background(), &sdk.GetItemInput{TableName: aws.String("ledger"), Key: key("yours#1", 1)})
			return err
		}, "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/worker/test is not authorized to perform: dynamodb:GetItem on resource: " + tableARN + " because no identity-based policy allows the dynamodb:GetItem action"},
		"an action that is not allowed": {func() error {
			_, err := client.DescribeTable(context.Background(), &sdk.DescribeTableInput{TableName: aws.String("ledger")})
			return err
		}, "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/worker/test is not authorized to perform: dynamodb:DescribeTable on resource: " + tableARN + " because no identity-based policy allows the dynamodb:DescribeTable action"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := wiretest.Refusal(tt.call()); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestTableOfTheAPI(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	in := &sdk.CreateTableInput{
		TableName: aws.String("other"), BillingMode: types.BillingModePayPerRequest,
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
	}
	if _, err := w.client().CreateTable(ctx, in); err != nil {
		t.Fatal(err)
	}
	_, err := w.client().CreateTable(ctx, in)
	if got := wiretest.Refusal(err); got != "ResourceInUseException: Table already exists: other" {
		t.Errorf("made twice: %q", got)
	}
	out, err := w.client().DescribeTable(ctx, &sdk.DescribeTableInput{TableName: aws.String("other")})
	if err != nil || out.Table.TableStatus != types.TableStatusActive || *out.Table.TableArn != "arn:aws:dynamodb:eu-west-1:111122223333:table/other" {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = w.client().DescribeTable(ctx, &sdk.DescribeTableInput{TableName: aws.String("nope")})
	if got := wiretest.Refusal(err); got != "ResourceNotFoundException: Requested resource not found" {
		t.Errorf("of a table that is not there: %q", got)
	}
}
