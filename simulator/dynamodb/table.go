package dynamodb

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

// KeyElement is one element of a key schema: HASH, then perhaps RANGE.
type KeyElement struct{ AttributeName, KeyType string }

// AttributeDefinition is the type of a key attribute: S, N or B.
type AttributeDefinition struct{ AttributeName, AttributeType string }

// Index is a global secondary index, which projects all attributes.
type Index struct {
	IndexName string
	KeySchema []KeyElement
}

// Table is a table as CreateTable takes it.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
type Table struct {
	TableName              string
	KeySchema              []KeyElement
	AttributeDefinitions   []AttributeDefinition
	GlobalSecondaryIndexes []Index `json:",omitempty"`
}

// table is a table and its items.
type table struct {
	Table
	account, region string
	keys            keys
	types           map[string]string
	items           map[string]Item // by key
	created         kernel.Time
}

// keys are the names of a table's or an index's key attributes; rng is empty without one.
type keys struct{ hash, rng string }

func (t *table) arn() string { return TableARN(t.account, t.region, t.TableName) }

// CreateTable makes a table, ready at once, and gives its ARN.
func (s *Service) CreateTable(account, region string, table Table) (string, error) {
	t, err := newTable(table)
	if err != nil {
		return "", err
	}
	t.account, t.region, t.created = account, region, kernel.At(s.k.Clock.Now())
	if _, exists := s.tables[t.arn()]; exists {
		return "", kernel.Fail("ResourceInUseException", "Table already exists: %s", table.TableName)
	}
	s.tables[t.arn()] = t
	return t.arn(), nil
}

func newTable(in Table) (*table, error) {
	t := &table{Table: in, types: map[string]string{}, items: map[string]Item{}}
	for _, d := range in.AttributeDefinitions {
		t.types[d.AttributeName] = d.AttributeType
	}
	var err error
	if t.keys, err = t.schema(in.KeySchema); err != nil {
		return nil, err
	}
	used := map[string]bool{t.keys.hash: true, t.keys.rng: true}
	for _, index := range in.GlobalSecondaryIndexes {
		k, err := t.schema(index.KeySchema)
		if err != nil {
			return nil, err
		}
		used[k.hash], used[k.rng] = true, true
	}
	for name := range t.types {
		if !used[name] {
			return nil, invalid(
				"One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of " +
					"attributes defined in AttributeDefinitions",
			)
		}
	}
	return t, nil
}

func (t *table) schema(elements []KeyElement) (keys, error) {
	var k keys
	for _, e := range elements {
		if t.types[e.AttributeName] == "" {
			return keys{}, invalid(
				"One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. "+
					"Keys: [%s]",
				e.AttributeName,
			)
		}
		switch e.KeyType {
		case "HASH":
			k.hash = e.AttributeName
		case "RANGE":
			k.rng = e.AttributeName
		}
	}
	if k.hash == "" {
		return keys{}, invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
	}
	return k, nil
}

// index gives the keys of the table (no name) or of an index.
func (t *table) index(name string) (keys, error) {
	if name == "" {
		return t.keys, nil
	}
	for _, index := range t.GlobalSecondaryIndexes {
		if index.IndexName == name {
			return t.schema(index.KeySchema)
		}
	}
	return keys{}, invalid("The table does not have the specified index: %s", name)
}

func (k keys) names() []string {
	if k.rng == "" {
		return []string{k.hash}
	}
	return []string{k.hash, k.rng}
}

// keyOf is the key of an item that is to be written, checked against the schema.
func (t *table) keyOf(item Item) (string, error) {
	for _, name := range t.keys.names() {
		v, ok := item[name]
		switch {
		case !ok:
			return "", invalid("One or more parameter values were invalid: Missing the key %s in the item", name)
		case v.Type != t.types[name]:
			return "", invalid(
				"One or more parameter values were invalid: Type mismatch for key %s expected: %s actual: %s",
				name,
				t.types[name],
				v.Type,
			)
		case v.Text == "":
			return "", invalid(
				"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "+
					"string value. Key: %s",
				name,
			)
		}
	}
	return t.text(item, t.keys), nil
}

// lookup is the key that a request names: exactly the schema's attributes.
func (t *table) lookup(key Item) (string, error) {
	for _, name := range t.keys.names() {
		if key[name].Type != t.types[name] {
			return "", invalid("The provided key element does not match the schema")
		}
	}
	if len(key) != len(t.keys.names()) {
		return "", invalid("The provided key element does not match the schema")
	}
	return t.keyOf(key)
}

// text is the values of the keys as one string.
func (t *table) text(item Item, k keys) string {
	var values []expression.Value
	for _, name := range k.names() {
		values = append(values, item[name])
	}
	out, err := json.Marshal(values)
	if err != nil {
		panic(fmt.Sprintf("simulator: dynamodb key: %v", err)) // types were checked
	}
	return string(out)
}

// sorted are the items that have the keys, by hash key, range key and the table's own key.
func (t *table) sorted(k keys, forward bool) []Item {
	var items []Item
	for _, key := range slices.Sorted(maps.Keys(t.items)) {
		item := t.items[key]
		if _, ok := item[k.rng]; item[k.hash].Type != "" && (ok || k.rng == "") {
			items = append(items, item)
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		for _, name := range k.names() {
			if order, ok := a[name].Compare(b[name]); ok && order != 0 {
				return order
			}
		}
		return 0
	})
	if !forward {
		slices.Reverse(items)
	}
	return items
}
