package deploy

import (
	"strconv"

	"farvault/shared/org"
	"farvault/simulator/deploy/template"
)

var snsTypes = map[string]maker{
	"AWS::SNS::Topic":        (*deployment).topic,
	"AWS::SNS::TopicPolicy":  (*deployment).topicPolicy,
	"AWS::SNS::Subscription": (*deployment).subscription,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
func (d *deployment) topic(r *template.Resource) (template.Made, error) {
	var p struct {
		TopicName, DisplayName, KmsMasterKeyId template.Text
		Tags, DeliveryStatusLogging            template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	attributes := map[string]string{"DisplayName": string(p.DisplayName), "KmsMasterKeyId": string(p.KmsMasterKeyId)}
	if had, mine := d.had(r); mine {
		return had.Made, d.SNS.SetAttributes(had.Ref, attributes)
	}
	arn, err := d.SNS.CreateTopic(d.Account, d.Region, d.name(p.TopicName, r), attributes)
	if err != nil {
		return template.Made{}, err
	}
	parsed, err := org.ParseARN(arn)
	return template.Made{Ref: arn, Attributes: map[string]string{"TopicArn": arn, "TopicName": parsed.Resource}}, err
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html
func (d *deployment) topicPolicy(r *template.Resource) (template.Made, error) {
	var p struct {
		Topics         []string // ARNs
		PolicyDocument template.Document
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	for _, arn := range p.Topics {
		if err := d.SNS.SetAttributes(arn, map[string]string{"Policy": string(p.PolicyDocument)}); err != nil {
			return template.Made{}, err
		}
	}
	return template.Made{Ref: d.name("", r)}, nil
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
func (d *deployment) subscription(r *template.Resource) (template.Made, error) {
	var p struct {
		TopicArn, Protocol, Endpoint, FilterPolicyScope template.Text
		RawMessageDelivery                              template.Flag
		FilterPolicy, RedrivePolicy                     template.Document
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	attributes := map[string]string{}
	for name, value := range map[string]string{
		"FilterPolicy":      string(p.FilterPolicy),
		"FilterPolicyScope": string(p.FilterPolicyScope),
		"RedrivePolicy":     string(p.RedrivePolicy),
	} {
		if value != "" {
			attributes[name] = value
		}
	}
	if p.RawMessageDelivery {
		attributes["RawMessageDelivery"] = strconv.FormatBool(true)
	}
	arn, err := d.SNS.Subscribe(string(p.TopicArn), string(p.Protocol), string(p.Endpoint), attributes)
	return template.Made{Ref: arn, Attributes: map[string]string{"Arn": arn}}, err
}
