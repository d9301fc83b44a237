package deploy

import (
	"fmt"

	"farvault/shared/org"
	"farvault/simulator/deploy/template"
)

// inertTypes are known and do nothing: their references must resolve, and they can be referred to.
var inertTypes = map[string]maker{
	"AWS::Logs::LogGroup":        inertType("LogGroupName", "logs", "log-group:%s:*"),
	"AWS::CloudWatch::Alarm":     inertType("AlarmName", "cloudwatch", "alarm:%s"),
	"AWS::CloudWatch::Dashboard": inertType("DashboardName", "cloudwatch", "dashboard/%s"),
}

// inertType is a type whose Ref is its name, and whose Arn has the name in the resource part.
func inertType(
	nameProperty, service, resourceForm string,
) func(*deployment, *template.Resource) (template.Made, error) {
	return func(d *deployment, r *template.Resource) (template.Made, error) {
		var p map[string]any
		if err := d.Properties(r, &p); err != nil {
			return template.Made{}, err
		}
		given, _ := p[nameProperty].(string)
		name := d.name(template.Text(given), r)
		arn := org.ARN{
			Partition: org.Partition(d.Region),
			Service:   service,
			Region:    d.Region,
			Account:   d.Account,
			Resource:  fmt.Sprintf(resourceForm, name),
		}
		return template.Made{Ref: name, Attributes: map[string]string{"Arn": arn.String()}}, nil
	}
}
