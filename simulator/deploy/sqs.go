package deploy

import (
	"fmt"

	"farvault/simulator/deploy/template"
	"farvault/simulator/sqs"
)

var sqsTypes = map[string]maker{
	"AWS::SQS::Queue":       (*deployment).queue,
	"AWS::SQS::QueuePolicy": (*deployment).queuePolicy,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
func (d *deployment) queue(r *template.Resource) (template.Made, error) {
	var p struct {
		QueueName                                                              template.Text
		DelaySeconds, KmsDataKeyReusePeriodSeconds, KmsMasterKeyId             template.Text
		MaximumMessageSize, MessageRetentionPeriod                             template.Text
		ReceiveMessageWaitTimeSeconds, SqsManagedSseEnabled, VisibilityTimeout template.Text
		RedrivePolicy                                                          template.Document
		RedriveAllowPolicy, Tags                                               template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	attributes := map[string]string{}
	for name, value := range map[string]string{
		"DelaySeconds": string(p.DelaySeconds), "KmsDataKeyReusePeriodSeconds": string(p.KmsDataKeyReusePeriodSeconds),
		"KmsMasterKeyId": string(p.KmsMasterKeyId), "MaximumMessageSize": string(p.MaximumMessageSize),
		"MessageRetentionPeriod": string(p.MessageRetentionPeriod), "RedrivePolicy": string(p.RedrivePolicy),
		"ReceiveMessageWaitTimeSeconds": string(p.ReceiveMessageWaitTimeSeconds),
		"SqsManagedSseEnabled":          string(p.SqsManagedSseEnabled), "VisibilityTimeout": string(p.VisibilityTimeout),
	} {
		if value != "" {
			attributes[name] = value
		}
	}
	if had, mine := d.had(r); mine {
		return had.Made, d.SQS.SetAttributes(had.Attributes["Arn"], attributes)
	}
	arn, err := d.SQS.Create(d.Account, d.Region, d.name(p.QueueName, r), attributes)
	if err != nil {
		return template.Made{}, err
	}
	q, _ := d.SQS.Queue(arn) // just made
	return template.Made{
		Ref:        q.URL,
		Attributes: map[string]string{"Arn": arn, "QueueName": q.Name, "QueueUrl": q.URL},
	}, nil
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html
func (d *deployment) queuePolicy(r *template.Resource) (template.Made, error) {
	var p struct {
		Queues         []string // URLs
		PolicyDocument template.Document
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	for _, url := range p.Queues {
		arn, ok := sqs.ARN(d.Region, url)
		if !ok {
			return template.Made{}, fmt.Errorf("%s is not the URL of a queue", url)
		}
		if err := d.SQS.SetAttributes(arn, map[string]string{"Policy": string(p.PolicyDocument)}); err != nil {
			return template.Made{}, err
		}
	}
	return template.Made{Ref: d.name("", r)}, nil
}
