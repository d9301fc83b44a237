package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

func TestPicks(t *testing.T) {
	t.Parallel()
	tag := func(key, value string) []settings.TagCondition {
		return []settings.TagCondition{{ConditionKey: settings.ResourceTag + key, ConditionValue: value}}
	}
	all, volumes := []string{"*"}, []string{"arn:aws:ec2:*:*:volume/*"}
	const volume, table = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1", "arn:aws:dynamodb:eu-west-1:222233334444:table/t"
	for name, tt := range map[string]struct {
		p    settings.Picking
		arn  string
		tags map[string]string
		want bool
	}{
		"the tag":                            {settings.Picking{Resources: all, Conditions: settings.Conditions{StringEquals: tag("backup", "daily")}}, volume, map[string]string{"backup": "daily"}, true},
		"another case":                       {settings.Picking{Resources: all, Conditions: settings.Conditions{StringEquals: tag("backup", "daily")}}, volume, map[string]string{"backup": "Daily"}, false},
		"one of two conditions":              {settings.Picking{Resources: all, Conditions: settings.Conditions{StringEquals: append(tag("backup", "daily"), tag("stage", "prod")...)}}, volume, map[string]string{"backup": "daily"}, false},
		"one of two in the list":             {settings.Picking{ListOfTags: append(tag("backup", "daily"), tag("stage", "prod")...)}, volume, map[string]string{"stage": "prod"}, true},
		"the list beside resources":          {settings.Picking{Resources: volumes, ListOfTags: tag("backup", "daily")}, table, map[string]string{"backup": "daily"}, true},
		"resources beside the list":          {settings.Picking{Resources: volumes, ListOfTags: tag("backup", "daily")}, volume, nil, true},
		"conditions narrow resources":        {settings.Picking{Resources: volumes, Conditions: settings.Conditions{StringEquals: tag("backup", "daily")}}, table, map[string]string{"backup": "daily"}, false},
		"a denied value":                     {settings.Picking{Resources: all, Conditions: settings.Conditions{StringNotEquals: tag("backup", "none")}}, volume, map[string]string{"backup": "none"}, false},
		"no tag, where a value is denied":    {settings.Picking{Resources: all, Conditions: settings.Conditions{StringNotEquals: tag("backup", "none")}}, volume, nil, true},
		"a pattern":                          {settings.Picking{Resources: all, Conditions: settings.Conditions{StringLike: tag("stage", "*rod*")}}, volume, map[string]string{"stage": "production"}, true},
		"a denied pattern":                   {settings.Picking{Resources: all, Conditions: settings.Conditions{StringNotLike: tag("stage", "sand*")}}, volume, map[string]string{"stage": "sandbox"}, false},
		"a type is left out":                 {settings.Picking{Resources: all, NotResources: volumes}, volume, nil, false},
		"not left out":                       {settings.Picking{Resources: all, NotResources: volumes}, table, nil, true},
		"an empty selection names nothing":   {settings.Picking{}, volume, nil, false},
		"what overlaps is no pattern's text": {settings.Picking{Resources: []string{"arn:aws:ec2:*:volume/*vol-1"}}, "arn:aws:ec2:volume/vol-1", nil, false},
	} {
		if got := tt.p.Picks(tt.arn, tt.tags); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
