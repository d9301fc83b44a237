package dynamodb

import "farvault/simulator/kernel"

type tableOutput struct {
	TableArn, TableStatus string
	CreationDateTime      kernel.Time
	ItemCount             int
	Table
}

func (t *table) output() tableOutput {
	return tableOutput{
		Table:            t.Table,
		TableArn:         t.arn(),
		TableStatus:      "ACTIVE",
		CreationDateTime: t.created,
		ItemCount:        len(t.items),
	}
}

type createTableOutput struct{ TableDescription tableOutput }

func (s *Service) createTable(c *kernel.Call, in Table) (*createTableOutput, error) {
	arn := TableARN(c.Account(), c.Region, in.TableName)
	if err := s.k.Authorize(c, kernel.Access{Action: "dynamodb:CreateTable", Resource: arn}); err != nil {
		return nil, err
	}
	if _, err := s.CreateTable(c.Account(), c.Region, in); err != nil {
		return nil, err
	}
	return &createTableOutput{TableDescription: s.tables[arn].output()}, nil
}

type describeTableInput struct{ TableName string }

type describeTableOutput struct{ Table tableOutput }

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
func (s *Service) describeTable(c *kernel.Call, in describeTableInput) (*describeTableOutput, error) {
	t, err := s.tableFor(c, in.TableName, "", "DescribeTable", nil)
	if err != nil {
		return nil, err
	}
	return &describeTableOutput{Table: t.output()}, nil
}
