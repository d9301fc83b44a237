package deploy

import (
	"fmt"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/deploy/template"
)

var kmsTypes = map[string]maker{
	"AWS::KMS::Key":   (*deployment).key,
	"AWS::KMS::Alias": (*deployment).alias,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
func (d *deployment) key(r *template.Resource) (template.Made, error) {
	var p struct {
		KeyPolicy                                            template.Document
		Tags                                                 template.TagList
		Description, EnableKeyRotation, PendingWindowInDays  template.Inert
		BypassPolicyLockoutSafetyCheck, RotationPeriodInDays template.Inert
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	doc, err := policy.Parse(string(p.KeyPolicy))
	if err != nil {
		return template.Made{}, fmt.Errorf("KeyPolicy: %w", err)
	}
	if had, mine := d.had(r); mine {
		d.KMS.PutPolicyFor(had.Attributes["Arn"], doc)
		return had.Made, nil
	}
	arn := d.KMS.CreateKeyFor(d.Account, d.Region, &doc, p.Tags.ByKey())
	parsed, err := org.ParseARN(arn)
	if err != nil {
		return template.Made{}, err
	}
	return template.Made{Ref: parsed.Name(), Attributes: map[string]string{"Arn": arn, "KeyId": parsed.Name()}}, nil
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-alias.html
func (d *deployment) alias(r *template.Resource) (template.Made, error) {
	var p struct{ AliasName, TargetKeyId template.Text }
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	key, ok := d.KMS.Resolve(d.Account, d.Region, string(p.TargetKeyId))
	if !ok {
		return template.Made{}, fmt.Errorf("TargetKeyId %s is no key", p.TargetKeyId)
	}
	d.KMS.PutAlias(string(p.AliasName), key.ARN)
	return template.Made{Ref: string(p.AliasName)}, nil
}
