package deploy

import (
	"fmt"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/deploy/template"
	"farvault/simulator/iam"
)

var iamTypes = map[string]maker{
	"AWS::IAM::Role":          (*deployment).role,
	"AWS::IAM::ManagedPolicy": (*deployment).managedPolicy,
}

type namedPolicy struct {
	PolicyName     template.Text
	PolicyDocument template.Document
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
func (d *deployment) role(r *template.Resource) (template.Made, error) {
	var p struct {
		RoleName, Path, Description, PermissionsBoundary template.Text
		AssumeRolePolicyDocument                         template.Document
		ManagedPolicyArns                                []string
		Policies                                         []namedPolicy
		MaxSessionDuration                               template.Whole
		Tags                                             template.TagList
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	trust, err := policy.Parse(string(p.AssumeRolePolicyDocument))
	if err != nil {
		return template.Made{}, fmt.Errorf("AssumeRolePolicyDocument: %w", err)
	}
	role := iam.Role{
		Name:                d.name(p.RoleName, r),
		Path:                pathOf(p.Path),
		Description:         string(p.Description),
		Trust:               trust,
		Attached:            p.ManagedPolicyArns,
		Inline:              map[string]policy.Document{},
		PermissionsBoundary: string(p.PermissionsBoundary),
		MaxSessionDuration:  int(p.MaxSessionDuration),
		Tags:                p.Tags.ByKey(),
	}
	for _, inline := range p.Policies {
		if role.Inline[string(inline.PolicyName)], err = policy.Parse(string(inline.PolicyDocument)); err != nil {
			return template.Made{}, fmt.Errorf("policy %s: %w", inline.PolicyName, err)
		}
	}
	arn := org.IAM(org.Partition(d.Region), d.Account, "role"+role.Path+role.Name)
	if _, mine := d.had(r); mine {
		d.IAM.PutRole(d.Account, role)
		return template.Made{Ref: role.Name, Attributes: map[string]string{"Arn": arn}}, nil
	}
	if _, exists := d.IAM.Role(arn); exists {
		return template.Made{}, fmt.Errorf("role %s already exists", arn)
	}
	d.IAM.PutRole(d.Account, role)
	return template.Made{Ref: role.Name, Attributes: map[string]string{"Arn": arn}}, nil
}

func pathOf(given template.Text) string {
	if given == "" {
		return "/"
	}
	return string(given)
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
func (d *deployment) managedPolicy(r *template.Resource) (template.Made, error) {
	var p struct {
		ManagedPolicyName, Path, Description template.Text
		PolicyDocument                       template.Document
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	doc, err := policy.Parse(string(p.PolicyDocument))
	if err != nil {
		return template.Made{}, fmt.Errorf("PolicyDocument: %w", err)
	}
	name := d.name(p.ManagedPolicyName, r)
	arn := org.IAM(org.Partition(d.Region), d.Account, "policy/"+strings.TrimPrefix(pathOf(p.Path), "/")+name)
	d.IAM.PutManagedPolicy(d.Account, arn, doc)
	return template.Made{Ref: arn, Attributes: map[string]string{"PolicyArn": arn}}, nil
}
