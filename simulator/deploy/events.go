package deploy

import (
	"encoding/json"
	"fmt"
	"strings"

	"farvault/shared/policy"
	"farvault/simulator/deploy/template"
	"farvault/simulator/eventbridge"
)

var eventsTypes = map[string]maker{
	"AWS::Events::EventBus":       (*deployment).eventBus,
	"AWS::Events::EventBusPolicy": (*deployment).eventBusPolicy,
	"AWS::Events::Rule":           (*deployment).rule,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html
func (d *deployment) eventBus(r *template.Resource) (template.Made, error) {
	var p struct {
		Name        template.Text
		Description template.Inert
		Tags        template.TagList
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	arn, err := d.EventBridge.CreateBus(d.Account, d.Region, string(p.Name), p.Tags.ByKey())
	return template.Made{Ref: string(p.Name), Attributes: map[string]string{"Arn": arn, "Name": string(p.Name)}}, err
}

// bus is the ARN of the bus that a property names: nothing is the default bus.
func (d *deployment) bus(name template.Text) string {
	switch {
	case name == "":
		return eventbridge.BusARN(d.Account, d.Region, "default")
	case strings.HasPrefix(string(name), "arn:"):
		return string(name)
	}
	return eventbridge.BusARN(d.Account, d.Region, string(name))
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html
func (d *deployment) eventBusPolicy(r *template.Resource) (template.Made, error) {
	var p struct {
		EventBusName, StatementId template.Text
		Statement                 template.Document
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	var statement policy.Statement
	if err := json.Unmarshal([]byte(p.Statement), &statement); err != nil {
		return template.Made{}, fmt.Errorf("property Statement: %w", err)
	}
	statement.Sid = string(p.StatementId)
	return template.Made{Ref: d.name("", r)}, d.EventBridge.SetBusStatements(d.bus(p.EventBusName), statement)
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
func (d *deployment) rule(r *template.Resource) (template.Made, error) {
	var p struct {
		Name, Description, EventBusName, State, RoleArn template.Text
		EventPattern                                    template.Document
		Targets                                         []struct {
			Id, Arn, RoleArn, Input template.Text
			InputTransformer        *struct {
				InputPathsMap map[string]template.Text
				InputTemplate template.Text
			}
			DeadLetterConfig *eventbridge.DeadLetterConfig
			RetryPolicy      template.Inert
		}
		Tags template.TagList
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	name := d.name(p.Name, r)
	arn, err := d.EventBridge.PutRule(d.bus(p.EventBusName), eventbridge.Rule{
		Name: name, Description: string(p.Description), EventPattern: string(p.EventPattern),
		State: string(p.State), RoleARN: string(p.RoleArn), Tags: p.Tags.ByKey(),
	})
	if err != nil {
		return template.Made{}, err
	}
	var targets []eventbridge.Target
	for _, t := range p.Targets {
		target := eventbridge.Target{
			Id: string(t.Id), Arn: string(t.Arn), RoleArn: string(t.RoleArn), Input: string(t.Input),
			DeadLetterConfig: t.DeadLetterConfig,
		}
		if in := t.InputTransformer; in != nil {
			paths := map[string]string{}
			for name, path := range in.InputPathsMap {
				paths[name] = string(path)
			}
			target.InputTransformer = &eventbridge.InputTransformer{
				InputPathsMap: paths, InputTemplate: string(in.InputTemplate),
			}
		}
		targets = append(targets, target)
	}
	return template.Made{
			Ref:        name,
			Attributes: map[string]string{"Arn": arn},
		}, d.EventBridge.PutTargets(
			d.bus(p.EventBusName),
			name,
			targets...)
}
