package dynamodb

import (
	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

// maxItem is the most that an item may have, in bytes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items
const maxItem = 400 << 10

// expressions are the members that the item operations share.
type expressions struct {
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]expression.Value
}

func (e expressions) placeholders() (*expression.Placeholders, error) {
	if e.ExpressionAttributeNames != nil && len(e.ExpressionAttributeNames) == 0 {
		return nil, invalid("ExpressionAttributeNames must not be empty")
	}
	if e.ExpressionAttributeValues != nil && len(e.ExpressionAttributeValues) == 0 {
		return nil, invalid("ExpressionAttributeValues must not be empty")
	}
	return expression.NewPlaceholders(e.ExpressionAttributeNames, e.ExpressionAttributeValues), nil
}

type getItemInput struct {
	TableName            string
	Key                  Item
	ConsistentRead       bool
	ProjectionExpression string
	expressions
}

type itemOutput struct {
	Item Item `json:",omitempty"`
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
func (s *Service) getItem(c *kernel.Call, in getItemInput) (*itemOutput, error) {
	t, err := s.tableFor(c, in.TableName, "", "GetItem", in.Key)
	if err != nil {
		return nil, err
	}
	key, err := t.lookup(in.Key)
	if err != nil {
		return nil, err
	}
	p, err := in.placeholders()
	if err != nil {
		return nil, err
	}
	project, err := expression.ParseProjection(in.ProjectionExpression, p)
	if err != nil {
		return nil, err
	}
	if err := p.Unused(); err != nil {
		return nil, err
	}
	item, ok := t.items[key]
	if !ok {
		return &itemOutput{}, nil
	}
	return &itemOutput{Item: project.Of(item)}, nil
}

// conditional are the members that the writes share.
type conditional struct {
	ConditionExpression                 string
	ReturnValuesOnConditionCheckFailure string
	expressions
}

type writeOutput struct {
	Attributes Item `json:",omitempty"`
}

// check parses the condition, and judges the item as it is: an absent one is an empty one.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
func (in conditional) check(p *expression.Placeholders, old Item) error {
	if in.ConditionExpression != "" {
		c, err := expression.ParseCondition("ConditionExpression", in.ConditionExpression, p)
		if err != nil {
			return err
		}
		if err := p.Unused(); err != nil {
			return err
		}
		if c.Holds(old) {
			return nil
		}
		refused := kernel.Fail("ConditionalCheckFailedException", "The conditional request failed")
		if in.ReturnValuesOnConditionCheckFailure == "ALL_OLD" && old != nil {
			return refused.With("Item", old.Clone())
		}
		return refused
	}
	return p.Unused()
}

type putItemInput struct {
	TableName, ReturnValues string
	Item                    Item
	conditional
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
func (s *Service) putItem(c *kernel.Call, in putItemInput) (*writeOutput, error) {
	t, err := s.tableFor(c, in.TableName, "", "PutItem", in.Item)
	if err != nil {
		return nil, err
	}
	key, err := t.keyOf(in.Item)
	if err != nil {
		return nil, err
	}
	if in.Item.Size() > maxItem {
		return nil, invalid("Item size has exceeded the maximum allowed size")
	}
	p, err := in.placeholders()
	if err != nil {
		return nil, err
	}
	old := t.items[key]
	if err := in.check(p, old); err != nil {
		return nil, err
	}
	t.items[key] = in.Item.Clone()
	return oldOutput(in.ReturnValues, old)
}

type deleteItemInput struct {
	TableName, ReturnValues string
	Key                     Item
	conditional
}

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
func (s *Service) deleteItem(c *kernel.Call, in deleteItemInput) (*writeOutput, error) {
	t, err := s.tableFor(c, in.TableName, "", "DeleteItem", in.Key)
	if err != nil {
		return nil, err
	}
	key, err := t.lookup(in.Key)
	if err != nil {
		return nil, err
	}
	p, err := in.placeholders()
	if err != nil {
		return nil, err
	}
	old := t.items[key]
	if err := in.check(p, old); err != nil {
		return nil, err
	}
	delete(t.items, key)
	return oldOutput(in.ReturnValues, old)
}

// oldOutput is the answer of a write that can return what was there before.
func oldOutput(returnValues string, old Item) (*writeOutput, error) {
	switch returnValues {
	case "", "NONE":
		return &writeOutput{}, nil
	case "ALL_OLD":
		return &writeOutput{Attributes: old}, nil
	}
	return nil, invalid("Return values set to invalid value")
}
