// Package deploy puts CloudFormation and SAM templates into a simulated world: what
// the file says and nothing more, so that what the template forgets, the world lacks. A resource
// type or a property that it does not know is an error with its line. It acts as
// CloudFormation with an administrator's role: nobody is asked for permission.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
package deploy

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"sync"

	"farvault/simulator/deploy/template"
	"farvault/simulator/dynamodb"
	"farvault/simulator/eventbridge"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/lambda"
	"farvault/simulator/scheduler"
	"farvault/simulator/sns"
	"farvault/simulator/sqs"
)

// Target is the services that a stack's resources are made in.
type Target struct {
	Kernel      *kernel.Kernel
	IAM         *iam.Service
	KMS         *kms.Service
	SQS         *sqs.Service
	SNS         *sns.Service
	DynamoDB    *dynamodb.Service
	EventBridge *eventbridge.Service
	Lambda      *lambda.Service
	Scheduler   *scheduler.Service
}

// Stack is one deployment of a template to an account and Region.
type Stack struct {
	Account, Region, Name string
	Template              []byte
	Parameters            map[string]string // those without a value take their default
}

// Result is what a deployment gave.
type Result struct {
	Outputs   map[string]string
	Resources map[string]string // what Ref gives, by logical id

	made map[string]standing // by logical id
}

// standing is a resource of a stack.
type standing struct {
	kind string
	template.Made
	retained bool           // it outlives the stack
	fixed    map[string]any // the properties that it cannot change and stay what it is
	mapping  lambda.Mapping // what an event source mapping is
}

// Deploy makes the stack's resources, each before those that refer to it. It
// assumes that the lock is held. A stack that fails leaves what was made before: there is no rollback.
func Deploy(w Target, s Stack) (*Result, error) {
	out, err := deploy(w, s, nil)
	if err != nil {
		return nil, fmt.Errorf("deploy stack %s: %w", s.Name, err)
	}
	return out, nil
}

func deploy(w Target, s Stack, before *Result) (*Result, error) {
	t, err := parsed(s.Template)
	if err != nil {
		return nil, err
	}
	d := &deployment{Target: w, Stack: s, before: before}
	place := template.Place{Account: s.Account, Region: s.Region, StackName: s.Name}
	if d.Evaluation, err = t.Evaluate(place, s.Parameters, d.build); err != nil {
		return nil, err
	}
	out := &Result{Resources: map[string]string{}, made: map[string]standing{}}
	d.made = out.made
	for _, r := range t.Resources {
		wanted, err := d.Wanted(r)
		if err != nil {
			return nil, err
		}
		if !wanted {
			continue
		}
		if err := d.stand(r); err != nil {
			return nil, err
		}
	}
	for id, s := range out.made {
		out.Resources[id] = s.Ref
	}
	out.Outputs, err = d.Evaluation.Outputs()
	return out, err
}

// templates are those that were read, by their text: a StackSet deploys one to every account, and a template is only
// read from.
var templates sync.Map

func parsed(text []byte) (*template.Template, error) {
	key := sha256.Sum256(text)
	if t, known := templates.Load(key); known {
		return t.(*template.Template), nil
	}
	t, err := template.Parse(text)
	if err == nil {
		templates.Store(key, t)
	}
	return t, err
}

// deployment is a stack on its way.
type deployment struct {
	Target
	Stack
	*template.Evaluation
	before *Result             // of an update: what the stack has
	made   map[string]standing // what it is to have
}

// stand makes a resource, and notes it.
func (d *deployment) stand(r *template.Resource) error {
	fixed, err := d.fixed(r)
	if err != nil {
		return err
	}
	m, err := d.Make(r)
	if err != nil {
		return err
	}
	s := d.made[r.ID] // an event source mapping has said what it is
	s.kind, s.Made, s.retained, s.fixed = r.Type, m, r.Retained, fixed
	d.made[r.ID] = s
	return nil
}

// maker reads a resource's properties and makes it.
type maker = func(*deployment, *template.Resource) (template.Made, error)

// types are the resource types by name.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
var types = join(
	iamTypes,
	kmsTypes,
	sqsTypes,
	snsTypes,
	dynamodbTypes,
	eventsTypes,
	apiTypes,
	lambdaTypes,
	schedulerTypes,
	inertTypes,
)

func join(services ...map[string]maker) map[string]maker {
	all := map[string]maker{}
	for _, service := range services {
		maps.Copy(all, service)
	}
	return all
}

func (d *deployment) build(r *template.Resource) (template.Made, error) {
	if had, there := d.had(r); there && !changing[r.Type] {
		return had.Made, nil
	}
	build, known := types[r.Type]
	if !known {
		return template.Made{}, fmt.Errorf("the type is not known to the simulator")
	}
	return build(d, r)
}

// name is a physical name: the one given, or <stack>-<logical id>-<suffix> as CloudFormation makes it.
func (d *deployment) name(given template.Text, r *template.Resource) string {
	if given != "" {
		return string(given)
	}
	return d.Name + "-" + r.ID + "-" + d.Kernel.ID("stack-resource")[:12]
}
