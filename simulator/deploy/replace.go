package deploy

import (
	"fmt"
	"reflect"

	"farvault/simulator/deploy/template"
)

// fixedProperties are those of each type that an update cannot change: CloudFormation makes another resource and
// deletes the one that is there, and refuses where the name is the template's own. They are createOnlyProperties of the
// types' schemas, and of the conditional ones those that a template of ours could change.
// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
var fixedProperties = map[string][]string{
	"AWS::CloudWatch::Alarm":          {"AlarmName"},
	"AWS::CloudWatch::Dashboard":      {"DashboardName"},
	"AWS::DynamoDB::Table":            {"TableName", "KeySchema", "ImportSourceSpecification"},
	"AWS::Events::EventBus":           {"Name"},
	"AWS::Events::EventBusPolicy":     {"EventBusName", "StatementId"},
	"AWS::Events::Rule":               {"Name", "EventBusName"},
	"AWS::IAM::ManagedPolicy":         {"ManagedPolicyName", "Description", "Path"},
	"AWS::IAM::Role":                  {"RoleName", "Path"},
	"AWS::KMS::Alias":                 {"AliasName"},
	"AWS::Lambda::EventSourceMapping": {"EventSourceArn"},
	"AWS::Lambda::Function":           {"FunctionName", "PackageType"},
	"AWS::Logs::LogGroup":             {"LogGroupName"},
	"AWS::SNS::Subscription":          {"TopicArn", "Protocol", "Endpoint"},
	"AWS::SNS::Topic":                 {"TopicName", "FifoTopic"},
	"AWS::SQS::Queue":                 {"QueueName", "FifoQueue"},
	"AWS::Scheduler::Schedule":        {"Name"},
}

// plain are types of SAM that become another of CloudFormation's: a stack can change from one template to the other.
var plain = map[string]string{"AWS::Serverless::Function": "AWS::Lambda::Function"}

func plainly(kind string) string {
	if of, known := plain[kind]; known {
		return of
	}
	return kind
}

// fixed are the properties of a resource that cannot change. That one differs from what the stack has is an error.
func (d *deployment) fixed(r *template.Resource) (map[string]any, error) {
	out := map[string]any{}
	for _, name := range fixedProperties[plainly(r.Type)] {
		value, err := d.Property(r, name)
		if err != nil {
			return nil, err
		}
		if value != nil {
			out[name] = value
		}
	}
	had, there := d.had(r)
	switch {
	case !there:
	case plainly(had.kind) != plainly(r.Type):
		return nil, fmt.Errorf("%s is %s and would become %s: it would be replaced", r.ID, had.kind, r.Type)
	case had.fixed != nil && !reflect.DeepEqual(had.fixed, out):
		return nil, fmt.Errorf("%s %s would be replaced: it has %v and would have %v", r.Type, r.ID, had.fixed, out)
	}
	return out, nil
}
