package deploy

import (
	"fmt"

	"farvault/simulator/deploy/template"
	"farvault/simulator/eventbridge"
)

var apiTypes = map[string]maker{
	"AWS::Events::Connection":     (*deployment).connection,
	"AWS::Events::ApiDestination": (*deployment).apiDestination,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-connection.html
func (d *deployment) connection(r *template.Resource) (template.Made, error) {
	var p struct {
		Name, Description, AuthorizationType template.Text
		AuthParameters                       struct {
			ApiKeyAuthParameters     struct{ ApiKeyName, ApiKeyValue template.Text }
			InvocationHttpParameters struct {
				BodyParameters []struct {
					Key, Value    template.Text
					IsValueSecret template.Inert
				}
			}
		}
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	if p.AuthorizationType != "API_KEY" {
		return template.Made{}, fmt.Errorf("property AuthorizationType: %s is not simulated", p.AuthorizationType)
	}
	name := d.name(p.Name, r)
	key := p.AuthParameters.ApiKeyAuthParameters
	adds := eventbridge.APIDestination{
		Headers: map[string]string{string(key.ApiKeyName): string(key.ApiKeyValue)}, Body: map[string]string{},
	}
	for _, b := range p.AuthParameters.InvocationHttpParameters.BodyParameters {
		adds.Body[string(b.Key)] = string(b.Value)
	}
	arn := d.EventBridge.CreateConnection(d.Account, d.Region, name, adds)
	return template.Made{Ref: name, Attributes: map[string]string{"Arn": arn}}, nil
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-apidestination.html
func (d *deployment) apiDestination(r *template.Resource) (template.Made, error) {
	var p struct {
		Name, Description, ConnectionArn, HttpMethod, InvocationEndpoint template.Text
		InvocationRateLimitPerSecond                                     template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	name := d.name(p.Name, r)
	arn, err := d.EventBridge.CreateAPIDestination(
		d.Account, d.Region, name, string(p.ConnectionArn), string(p.HttpMethod), string(p.InvocationEndpoint),
	)
	return template.Made{Ref: name, Attributes: map[string]string{"Arn": arn}}, err
}
