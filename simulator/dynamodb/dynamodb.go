// Package dynamodb simulates Amazon DynamoDB: tables with items of any shape, read and
// written with condition, update, key condition, filter and projection expressions. Every
// read is consistent, nothing is throttled, and what has outlived its time to live stays.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
package dynamodb

import (
	"strings"

	"farvault/shared/org"
	"farvault/simulator/dynamodb/expression"
	"farvault/simulator/kernel"
)

// Item is an item: attribute values by name.
type Item = expression.Item

// Service is Amazon DynamoDB in every account and Region.
type Service struct {
	k      *kernel.Kernel
	tables map[string]*table // by ARN
}

// New makes DynamoDB without a table.
func New(k *kernel.Kernel) *Service {
	return &Service{k: k, tables: map[string]*table{}}
}

// Operations are the API operations that are served.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("dynamodb", "CreateTable", s.createTable),
		kernel.Op("dynamodb", "DescribeTable", s.describeTable),
		kernel.Op("dynamodb", "GetItem", s.getItem),
		kernel.Op("dynamodb", "BatchGetItem", s.batchGetItem),
		kernel.Op("dynamodb", "PutItem", s.putItem),
		kernel.Op("dynamodb", "UpdateItem", s.updateItem),
		kernel.Op("dynamodb", "DeleteItem", s.deleteItem),
		kernel.Op("dynamodb", "Query", s.query),
		kernel.Op("dynamodb", "Scan", s.scan),
	}
}

// TableARN is the ARN of a table.
func TableARN(account, region, name string) string {
	return org.ARN{
		Partition: org.Partition(region),
		Service:   "dynamodb",
		Region:    region,
		Account:   account,
		Resource:  "table/" + name,
	}.String()
}

// Items are all items of a table in the order of their keys; none when there is no such table.
func (s *Service) Items(tableARN string) []Item {
	t, ok := s.tables[tableARN]
	if !ok {
		return nil
	}
	return t.sorted(t.keys, true)
}

// tableFor finds the table of a call, by name or ARN, and asks whether the
// caller may act on it. The hash key's value is known to conditions as dynamodb:LeadingKeys:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
func (s *Service) tableFor(c *kernel.Call, name, index, action string, leading Item) (*table, error) {
	arn := name
	if !strings.HasPrefix(arn, "arn:") {
		arn = TableARN(c.Account(), c.Region, name)
	}
	t, exists := s.tables[arn]
	access := kernel.Access{Action: "dynamodb:" + action, Resource: arn, Context: map[string][]string{}}
	if exists {
		access.Account = t.account
		if v, ok := leading[t.keys.hash]; ok {
			access.Context["dynamodb:LeadingKeys"] = []string{v.Text}
		}
	}
	if index != "" {
		access.Resource += "/index/" + index
	}
	if err := s.k.Authorize(c, access); err != nil {
		return nil, err
	}
	if !exists {
		return nil, kernel.Fail("ResourceNotFoundException", "Requested resource not found")
	}
	return t, nil
}

// invalid is DynamoDB's way to refuse a request.
func invalid(format string, args ...any) error {
	return kernel.Fail("ValidationException", format, args...)
}
