package deploy

import (
	"farvault/simulator/deploy/template"
	"farvault/simulator/dynamodb"
)

var dynamodbTypes = map[string]maker{
	"AWS::DynamoDB::Table": (*deployment).table,
}

// table makes a table. Its key encrypts for the table's users without asking
// them; time to live never takes an item away.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
func (d *deployment) table(r *template.Resource) (template.Made, error) {
	var p struct {
		TableName            template.Text
		KeySchema            []dynamodb.KeyElement
		AttributeDefinitions []dynamodb.AttributeDefinition

		BillingMode, DeletionProtectionEnabled, PointInTimeRecoverySpecification template.Inert
		SSESpecification, TableClass, Tags, TimeToLiveSpecification              template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	table := dynamodb.Table{
		TableName:            d.name(p.TableName, r),
		KeySchema:            p.KeySchema,
		AttributeDefinitions: p.AttributeDefinitions,
	}
	arn, err := d.DynamoDB.CreateTable(d.Account, d.Region, table)
	return template.Made{Ref: table.TableName, Attributes: map[string]string{"Arn": arn}}, err
}
