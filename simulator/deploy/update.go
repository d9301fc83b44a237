package deploy

import (
	"fmt"
	"maps"
	"slices"

	"farvault/simulator/deploy/template"
	"farvault/simulator/eventbridge"
)

// changes are the types of which an update changes what is there; of the others it keeps it as it is. The functions
// take away what the template no longer has; nil: the simulator cannot.
var changes = map[string]func(*deployment, template.Made){
	"AWS::Events::EventBusPolicy": nil,
	"AWS::SQS::QueuePolicy":       nil,
	"AWS::IAM::Role":              func(d *deployment, m template.Made) { d.IAM.RemoveRole(d.Account, m.Ref) },
	"AWS::IAM::ManagedPolicy":     func(d *deployment, m template.Made) { d.IAM.RemoveManagedPolicy(d.Account, m.Ref) },
	"AWS::Serverless::Function":   func(*deployment, template.Made) {},
	"AWS::Lambda::Function":       func(*deployment, template.Made) {},
	"AWS::Events::Rule":           removeRule,
}

// leave are the types that an update takes away, and changes nothing of as long as they stay.
var leave = map[string]func(*deployment, template.Made){
	"AWS::SQS::Queue": func(d *deployment, m template.Made) { d.SQS.Remove(m.Attributes["Arn"]) },
	"AWS::Scheduler::Schedule": func(d *deployment, m template.Made) {
		d.Scheduler.Remove(m.Attributes["Arn"])
	},
	"AWS::CloudWatch::Alarm": func(*deployment, template.Made) {},
}

// removeRule takes a rule of the default bus away.
func removeRule(d *deployment, m template.Made) {
	d.EventBridge.RemoveRule(eventbridge.BusARN(d.Account, d.Region, "default"), m.Ref)
}

// Update brings a stack to other parameters or another template: what is new is made, roles, policies, rules and
// functions are changed, and what is no longer wanted goes at the end.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
func Update(w Target, s Stack, before *Result) (*Result, error) {
	out, err := deploy(w, s, before)
	if err != nil {
		return nil, fmt.Errorf("update stack %s: %w", s.Name, err)
	}
	d := &deployment{Target: w, Stack: s}
	for _, id := range slices.Sorted(maps.Keys(before.made)) {
		if _, stays := out.made[id]; stays {
			continue
		}
		old := before.made[id]
		remove := changes[old.kind]
		if remove == nil {
			remove = leave[old.kind]
		}
		if remove == nil {
			return nil, fmt.Errorf("update stack %s: the simulator cannot take away %s %s", s.Name, old.kind, id)
		}
		remove(d, old.Made)
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
