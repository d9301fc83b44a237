package deploy

import (
	"fmt"
	"maps"
	"slices"

	"farvault/simulator/deploy/template"
	"farvault/simulator/eventbridge"
	"farvault/simulator/lambda"
	"farvault/simulator/sqs"
)

// changing are the types of which an update changes what is there; of the others it keeps it as it is.
var changing = map[string]bool{
	"AWS::Events::EventBusPolicy":     true,
	"AWS::Events::Rule":               true,
	"AWS::IAM::ManagedPolicy":         true,
	"AWS::IAM::Role":                  true,
	"AWS::KMS::Key":                   true,
	"AWS::Lambda::EventSourceMapping": true,
	"AWS::Lambda::Function":           true,
	"AWS::SNS::Topic":                 true,
	"AWS::SNS::TopicPolicy":           true,
	"AWS::SQS::Queue":                 true,
	"AWS::SQS::QueuePolicy":           true,
	"AWS::Scheduler::Schedule":        true,
	"AWS::Serverless::Function":       true,
}

// removing takes away what a template no longer has, by type. What holds data is not among them: an update that would
// delete it, and does not retain it, is refused.
var removing = map[string]func(*deployment, standing){
	"AWS::CloudWatch::Alarm":          func(*deployment, standing) {},
	"AWS::CloudWatch::Dashboard":      func(*deployment, standing) {},
	"AWS::Events::Rule":               removeRule,
	"AWS::IAM::ManagedPolicy":         func(d *deployment, s standing) { d.IAM.RemoveManagedPolicy(d.Account, s.Ref) },
	"AWS::IAM::Role":                  func(d *deployment, s standing) { d.IAM.RemoveRole(d.Account, s.Ref) },
	"AWS::Lambda::EventSourceMapping": func(d *deployment, s standing) { d.Lambda.Unmap(s.mapping) },
	"AWS::SQS::Queue":                 removeQueue,
	"AWS::SQS::QueuePolicy":           func(*deployment, standing) {}, // it goes with its queue
	"AWS::Scheduler::Schedule":        func(d *deployment, s standing) { d.Scheduler.Remove(s.Attributes["Arn"]) },
}

// removeRule takes a rule of the default bus away.
func removeRule(d *deployment, s standing) {
	d.EventBridge.RemoveRule(eventbridge.BusARN(d.Account, d.Region, "default"), s.Ref)
}

func removeQueue(d *deployment, s standing) {
	if arn, ok := sqs.ARN(d.Region, s.Ref); ok {
		d.SQS.Remove(arn)
	}
}

// Update brings a stack to other parameters or another template: what is new is made, what is there is changed, and
// what is no longer wanted goes at the end, but for what is retained.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
func Update(w Target, s Stack, before *Result) (*Result, error) {
	out, err := deploy(w, s, before)
	if err != nil {
		return nil, fmt.Errorf("update stack %s: %w", s.Name, err)
	}
	d := &deployment{Target: w, Stack: s}
	for _, id := range slices.Sorted(maps.Keys(before.made)) {
		old := before.made[id]
		if _, stays := out.made[id]; stays || old.retained {
			continue
		}
		remove := removing[old.kind]
		if remove == nil {
			return nil, fmt.Errorf("update stack %s: the simulator cannot take away %s %s", s.Name, old.kind, id)
		}
		remove(d, old)
	}
	return out, nil
}

// had is the resource as it stands before the update; false: it is new, or the stack is.
func (d *deployment) had(r *template.Resource) (standing, bool) {
	if d.before == nil {
		return standing{}, false
	}
	m, there := d.before.made[r.ID]
	return m, there
}

// mapped makes an event source mapping of that name, or brings the stack's own to what it is to be.
func (d *deployment) mapped(id string, m lambda.Mapping) error {
	if d.before != nil {
		if old, there := d.before.made[id]; there {
			d.Lambda.Unmap(old.mapping)
		}
	}
	d.made[id] = standing{kind: "AWS::Lambda::EventSourceMapping", Made: template.Made{Ref: id}, mapping: m}
	return d.Lambda.Map(m)
}
