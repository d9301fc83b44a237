package deploy

import (
	"fmt"
	"time"

	"farvault/simulator/deploy/template"
	"farvault/simulator/lambda"
)

// plainFunctionProperties are those of a function of CloudFormation's own, whose code is in a bucket.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
type plainFunctionProperties struct {
	FunctionName, Role template.Text
	Timeout            template.Whole
	Environment        struct{ Variables map[string]template.Text }
	DeadLetterConfig   struct{ TargetArn template.Text }
	Code               struct{ S3Bucket, S3Key template.Text }

	Architectures, Description, Handler, KmsKeyArn, Layers, LoggingConfig template.Inert
	MemorySize, ReservedConcurrentExecutions, Runtime, Tags               template.Inert
}

// plainFunction makes a function as the packaged template has it. What runs is what is bound to its name.
func (d *deployment) plainFunction(r *template.Resource) (template.Made, error) {
	p := plainFunctionProperties{Timeout: defaultTimeout}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	if p.Code.S3Bucket == "" || p.Code.S3Key == "" {
		return template.Made{}, fmt.Errorf("property Code needs S3Bucket and S3Key")
	}
	f := d.functionOf(r, p.FunctionName, p.Role, p.Timeout, p.Environment.Variables)
	f.DeadLetterARN = string(p.DeadLetterConfig.TargetArn)
	f.Code = "s3://" + string(p.Code.S3Bucket) + "/" + string(p.Code.S3Key)
	return d.place(r, f)
}

// functionOf is a function by what both types have.
func (d *deployment) functionOf(r *template.Resource, name, role template.Text, timeout template.Whole,
	variables map[string]template.Text) lambda.Function {
	f := lambda.Function{
		Name: d.name(name, r), Account: d.Account, Region: d.Region, RoleARN: string(role),
		Timeout: time.Duration(timeout) * time.Second, Environment: map[string]string{},
	}
	for name, value := range variables {
		f.Environment[name] = string(value)
	}
	return f
}

// place makes the function, or brings the stack's own to what it is to be.
func (d *deployment) place(r *template.Resource, f lambda.Function) (template.Made, error) {
	if had, mine := d.had(r); mine {
		return had.Made, d.Lambda.Configure(f)
	}
	arn, err := d.Lambda.Create(f)
	return template.Made{Ref: f.Name, Attributes: map[string]string{"Arn": arn}}, err
}
