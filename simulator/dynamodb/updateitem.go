package dynamodb

import (
	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

type updateItemInput struct {
	TableName, ReturnValues, UpdateExpression string
	Key                                       Item
	conditional
}

// updateItem changes an item, or makes one of its key.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
func (s *Service) updateItem(c *kernel.Call, in updateItemInput) (*writeOutput, error) {
	t, err := s.tableFor(c, in.TableName, "", "UpdateItem", in.Key)
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
	var u expression.Update
	if in.UpdateExpression != "" {
		if u, err = expression.ParseUpdate(in.UpdateExpression, p); err != nil {
			return nil, err
		}
	}
	old := t.items[key]
	if err := in.check(p, old); err != nil {
		return nil, err
	}
	base := old
	if base == nil {
		base = in.Key
	}
	after, err := u.Apply(base, t.keys.names())
	if err != nil {
		return nil, err
	}
	if after.Size() > maxItem {
		return nil, invalid("Item size to update has exceeded the maximum allowed size")
	}
	t.items[key] = after
	return updateOutput(in.ReturnValues, u, old, after)
}

// updateOutput is what ReturnValues asks for. UPDATED_OLD and UPDATED_NEW give the
// whole top-level attribute, where DynamoDB gives the part of it that changed.
func updateOutput(returnValues string, u expression.Update, old, after Item) (*writeOutput, error) {
	switch returnValues {
	case "", "NONE":
		return &writeOutput{}, nil
	case "ALL_OLD":
		return &writeOutput{Attributes: old}, nil
	case "ALL_NEW":
		return &writeOutput{Attributes: after.Clone()}, nil
	case "UPDATED_OLD":
		return &writeOutput{Attributes: pick(old, u.Attributes())}, nil
	case "UPDATED_NEW":
		return &writeOutput{Attributes: pick(after, u.Attributes())}, nil
	}
	return nil, invalid(
		"1 validation error detected: Value '%s' at 'returnValues' failed to satisfy constraint",
		returnValues,
	)
}

func pick(item Item, names []string) Item {
	out := Item{}
	for _, name := range names {
		if v, ok := item[name]; ok {
			out[name] = v.Clone()
		}
	}
	return out
}
