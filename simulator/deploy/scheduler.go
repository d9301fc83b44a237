package deploy

import (
	"fmt"

	"farvault/simulator/deploy/template"
	"farvault/simulator/scheduler"
)

var schedulerTypes = map[string]maker{
	"AWS::Scheduler::Schedule": (*deployment).schedule,
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html
func (d *deployment) schedule(r *template.Resource) (template.Made, error) {
	var p struct {
		Name, ScheduleExpression, ScheduleExpressionTimezone, State template.Text
		Description                                                 template.Inert
		FlexibleTimeWindow                                          struct{ Mode template.Text }
		Target                                                      struct {
			Arn, RoleArn, Input template.Text
			DeadLetterConfig    struct{ Arn template.Text }
			RetryPolicy         template.Inert
		}
	}
	if err := d.Properties(r, &p); err != nil {
		return template.Made{}, err
	}
	if p.FlexibleTimeWindow.Mode != "OFF" {
		return template.Made{}, fmt.Errorf(
			"FlexibleTimeWindow mode %q is not known to the simulator",
			p.FlexibleTimeWindow.Mode,
		)
	}
	name := d.name(p.Name, r)
	put := d.Scheduler.Create
	if _, mine := d.had(r); mine {
		put = d.Scheduler.Update
	}
	arn, err := put(scheduler.Schedule{
		Name: name, Account: d.Account, Region: d.Region,
		Expression: string(p.ScheduleExpression), Timezone: string(p.ScheduleExpressionTimezone),
		TargetARN: string(p.Target.Arn), RoleARN: string(p.Target.RoleArn), Input: string(p.Target.Input),
		DeadLetterARN: string(p.Target.DeadLetterConfig.Arn), Disabled: p.State == "DISABLED",
	})
	return template.Made{Ref: name, Attributes: map[string]string{"Arn": arn}}, err
}
