package dynamodb

import (
	"maps"
	"slices"

	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

// What one BatchGetItem may ask for, and what it answers with at most, in bytes; the rest is answered as not processed.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
const (
	maxBatchKeys  = 100
	maxBatchBytes = 16 << 20
)

type keysAndAttributes struct {
	Keys                 []Item
	ConsistentRead       bool   `json:",omitempty"`
	ProjectionExpression string `json:",omitempty"`
	expressions
}

type batchGetItemInput struct {
	RequestItems map[string]keysAndAttributes
}

type batchGetItemOutput struct {
	Responses       map[string][]Item
	UnprocessedKeys map[string]keysAndAttributes
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
func (s *Service) batchGetItem(c *kernel.Call, in batchGetItemInput) (*batchGetItemOutput, error) {
	asked := 0
	for _, table := range in.RequestItems {
		asked += len(table.Keys)
	}
	switch {
	case asked == 0:
		return nil, invalid("The list of keys in RequestItems for BatchGetItem is required")
	case asked > maxBatchKeys:
		return nil, invalid("Too many items requested for the BatchGetItem call")
	}
	out := &batchGetItemOutput{Responses: map[string][]Item{}, UnprocessedKeys: map[string]keysAndAttributes{}}
	room := maxBatchBytes
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		if err := s.getBatch(c, name, in.RequestItems[name], out, &room); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// getBatch answers the keys of one table, in no order that a caller may count on, as long as there is room.
func (s *Service) getBatch(
	c *kernel.Call,
	name string,
	in keysAndAttributes,
	out *batchGetItemOutput,
	room *int,
) error {
	p, err := in.placeholders()
	if err != nil {
		return err
	}
	project, err := expression.ParseProjection(in.ProjectionExpression, p)
	if err != nil {
		return err
	}
	if err := p.Unused(); err != nil {
		return err
	}
	seen := map[string]bool{}
	left := in
	left.Keys = nil
	for _, asked := range in.Keys {
		t, err := s.tableFor(c, name, "", "BatchGetItem", asked)
		if err != nil {
			return err
		}
		key, err := t.lookup(asked)
		if err != nil {
			return err
		}
		if seen[key] {
			return invalid("Provided list of item keys contains duplicates")
		}
		seen[key] = true
		item, there := t.items[key]
		switch {
		case !there:
		case item.Size() > *room:
			left.Keys = append(left.Keys, asked)
		default:
			*room -= item.Size()
			out.Responses[name] = append(out.Responses[name], project.Of(item))
		}
	}
	if len(left.Keys) > 0 {
		out.UnprocessedKeys[name] = left
	}
	return nil
}
