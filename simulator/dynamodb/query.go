package dynamodb

import (
	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

// maxPage is what one Query or Scan reads at most, in bytes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
const maxPage = 1 << 20

// reading is what Query and Scan share.
type reading struct {
	TableName, IndexName, Select, ProjectionExpression, FilterExpression string
	ConsistentRead                                                       bool
	Limit                                                                *int
	ExclusiveStartKey                                                    Item
	expressions
}

type pageOutput struct {
	Items               []Item
	Count, ScannedCount int
	LastEvaluatedKey    Item `json:",omitempty"`
}

type queryInput struct {
	KeyConditionExpression string
	ScanIndexForward       *bool
	reading
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
func (s *Service) query(c *kernel.Call, in queryInput) (*pageOutput, error) {
	p := expression.NewPlaceholders(in.ExpressionAttributeNames, in.ExpressionAttributeValues)
	key, parseErr := expression.ParseCondition("KeyConditionExpression", in.KeyConditionExpression, p)
	var leading expression.Item
	if parseErr == nil {
		leading = key.Leading()
	}
	t, err := s.tableFor(c, in.TableName, in.IndexName, "Query", leading)
	if err != nil {
		return nil, err
	}
	if parseErr != nil {
		return nil, parseErr
	}
	k, err := t.index(in.IndexName)
	if err != nil {
		return nil, err
	}
	if err := key.CheckKey(k.hash, k.rng); err != nil {
		return nil, err
	}
	forward := in.ScanIndexForward == nil || *in.ScanIndexForward
	var items []Item
	for _, item := range t.sorted(k, forward) {
		if key.Holds(item) {
			items = append(items, item)
		}
	}
	return in.page(t, k, items, p)
}

type scanInput struct{ reading }

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
func (s *Service) scan(c *kernel.Call, in scanInput) (*pageOutput, error) {
	t, err := s.tableFor(c, in.TableName, in.IndexName, "Scan", nil)
	if err != nil {
		return nil, err
	}
	k, err := t.index(in.IndexName)
	if err != nil {
		return nil, err
	}
	return in.page(
		t,
		k,
		t.sorted(k, true),
		expression.NewPlaceholders(in.ExpressionAttributeNames, in.ExpressionAttributeValues),
	)
}

// page reads from where the last page ended up to the limit, then filters: what is filtered away counts too.
func (in reading) page(t *table, k keys, items []Item, p *expression.Placeholders) (*pageOutput, error) {
	if in.ConsistentRead && in.IndexName != "" {
		return nil, invalid("Consistent reads are not supported on global secondary indexes")
	}
	filter, project, err := in.parse(p)
	if err != nil {
		return nil, err
	}
	start := 0
	if in.ExclusiveStartKey != nil {
		for start < len(items) && t.text(items[start], t.keys) != t.text(in.ExclusiveStartKey, t.keys) {
			start++
		}
		start++
	}
	out := &pageOutput{Items: []Item{}}
	bytes := 0
	for i := start; i < len(items); i++ {
		item := items[i]
		out.ScannedCount++
		bytes += item.Size()
		if filter == nil || filter.Holds(item) {
			out.Count++
			if in.Select != "COUNT" {
				out.Items = append(out.Items, project.Of(item))
			}
		}
		if full := in.Limit != nil && out.ScannedCount == *in.Limit; full || bytes > maxPage {
			out.LastEvaluatedKey = startKey(item, t.keys, k)
			break
		}
	}
	return out, nil
}

func (in reading) parse(p *expression.Placeholders) (*expression.Condition, expression.Projection, error) {
	var filter *expression.Condition
	if in.FilterExpression != "" {
		c, err := expression.ParseCondition("FilterExpression", in.FilterExpression, p)
		if err != nil {
			return nil, nil, err
		}
		filter = &c
	}
	project, err := expression.ParseProjection(in.ProjectionExpression, p)
	if err != nil {
		return nil, nil, err
	}
	return filter, project, p.Unused()
}

// startKey names an item by the keys of the table and of the index.
func startKey(item Item, both ...keys) Item {
	out := Item{}
	for _, k := range both {
		for _, name := range k.names() {
			out[name] = item[name]
		}
	}
	return out
}
