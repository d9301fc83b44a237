package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"farvault/shared/policy"
	"farvault/simulator/deploy/template"
	"farvault/simulator/lambda"
)

var lambdaTypes = map[string]maker{
	"AWS::Serverless::Function":       (*deployment).function,
	"AWS::Lambda::Function":           (*deployment).plainFunction,
	"AWS::Lambda::EventSourceMapping": (*deployment).eventSourceMapping,
	"AWS::Lambda::Permission":         (*deployment).permission,
}

// functionProperties are those of a SAM function. A role must be given: SAM's generated ones are not simulated.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
type functionProperties struct {
	FunctionName, Role template.Text
	Timeout            template.Whole
	Environment        struct{ Variables map[string]template.Text }
	Events             map[string]functionEvent
	DeadLetterQueue    struct{ Type, TargetArn template.Text }

	Architectures, CodeUri, Description, Handler, KmsKeyArn, Layers, LoggingConfig template.Inert
	MemorySize, ReservedConcurrentExecutions, Runtime, Tags, Tracing               template.Inert
}

type functionEvent struct {
	Type       template.Text
	Properties struct {
		Queue                 template.Text
		BatchSize             template.Whole
		Enabled               *template.Flag
		FunctionResponseTypes []string
		ScalingConfig         template.Inert // one batch at a time
	}
}

func (d *deployment) function(r *template.Resource) (template.Made, error) {
	p, err := d.functionProperties(r)
	if err != nil {
		return template.Made{}, err
	}
	f := d.functionOf(r, p.FunctionName, p.Role, p.Timeout, p.Environment.Variables)
	f.DeadLetterARN = string(p.DeadLetterQueue.TargetArn)
	made, err := d.place(r, f)
	if err != nil {
		return made, err
	}
	return made, d.mapEvents(r.ID, made.Attributes["Arn"], p)
}

// mapEvents gives a function its queues.
func (d *deployment) mapEvents(id, arn string, p functionProperties) error {
	for _, name := range slices.Sorted(maps.Keys(p.Events)) {
		e := p.Events[name]
		if e.Type != "SQS" {
			return fmt.Errorf("event %s: type %s is not known to the simulator", name, e.Type)
		}
		err := d.mapped(id+name, lambda.Mapping{
			FunctionARN: arn, QueueARN: string(e.Properties.Queue), BatchSize: int(e.Properties.BatchSize),
			ReportBatchItemFailures: slices.Contains(e.Properties.FunctionResponseTypes, reportBatchItemFailures),
			Disabled:                e.Properties.Enabled != nil && !bool(*e.Properties.Enabled),
		})
		if err != nil {
			return fmt.Errorf("event %s: %w", name, err)
		}
	}
	return nil
}

const (
	reportBatchItemFailures = "ReportBatchItemFailures"
	// defaultTimeout is that of a function that sets none.
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
	defaultTimeout = 3
)

// functionProperties reads the properties over the template's Globals, which SAM merges by name.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
func (d *deployment) functionProperties(r *template.Resource) (functionProperties, error) {
	p := functionProperties{Timeout: defaultTimeout}
	if err := d.Globals(&p); err != nil {
		return p, err
	}
	return p, d.Properties(r, &p)
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
func (d *deployment) eventSourceMapping(r *template.Resource) (template.Made, error) {
	var p struct {
		EventSourceArn, FunctionName template.Text
		BatchSize                    template.Whole
		Enabled                      *template.Flag
		FunctionResponseTypes        []string
		ScalingConfig                template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	return template.Made{Ref: r.ID}, d.mapped(r.ID, lambda.Mapping{
		FunctionARN: d.functionARN(p.FunctionName), QueueARN: string(p.EventSourceArn), BatchSize: int(p.BatchSize),
		ReportBatchItemFailures: slices.Contains(p.FunctionResponseTypes, reportBatchItemFailures),
		Disabled:                p.Enabled != nil && !bool(*p.Enabled),
	})
}

// functionARN is the ARN of a function that a property names by ARN or by name.
func (d *deployment) functionARN(name template.Text) string {
	if strings.HasPrefix(string(name), "arn:") {
		return string(name)
	}
	return lambda.FunctionARN(d.Account, d.Region, string(name))
}

// permission is one statement of the function's resource policy.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
func (d *deployment) permission(r *template.Resource) (template.Made, error) {
	var p struct{ Action, FunctionName, Principal, SourceArn, SourceAccount template.Text }
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	arn, kind := d.functionARN(p.FunctionName), policy.AWSPrincipal
	if strings.HasSuffix(string(p.Principal), ".amazonaws.com") {
		kind = policy.ServicePrincipal
	}
	statement := policy.Statement{
		Sid: r.ID, Effect: policy.Allow, Principal: policy.Principal{kind: {string(p.Principal)}},
		Action: policy.Values{string(p.Action)}, Resource: policy.Values{arn}, Condition: policy.Condition{},
	}
	if p.SourceArn != "" {
		statement.Condition["ArnLike"] = map[string]policy.Values{"aws:SourceArn": {string(p.SourceArn)}}
	}
	if p.SourceAccount != "" {
		statement.Condition["StringEquals"] = map[string]policy.Values{"aws:SourceAccount": {string(p.SourceAccount)}}
	}
	return template.Made{Ref: d.name("", r)}, d.Lambda.Permit(arn, statement)
}
