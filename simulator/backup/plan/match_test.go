package plan

import (
	"testing"

	"farvault/simulator/backup/resource"
)

func TestMatches(t *testing.T) {
	t.Parallel()
	const volume = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"
	tag := func(key, value string) []Condition {
		return []Condition{{ConditionType: "STRINGEQUALS", ConditionKey: key, ConditionValue: value}}
	}
	is := func(key, value string) []ConditionParameter { return []ConditionParameter{{resourceTag + key, value}} }
	all := []string{"*"}
	tests := map[string]struct {
		selection SelectionDocument
		want      bool
	}{
		"everything":                           {SelectionDocument{Resources: all}, true},
		"the resource by ARN":                  {SelectionDocument{Resources: []string{volume}}, true},
		"another resource":                     {SelectionDocument{Resources: []string{volume + "2"}}, false},
		"the resource among those left out":    {SelectionDocument{Resources: all, NotResources: []string{"arn:aws:ec2:*:*:volume/*"}}, false},
		"a tag that it has":                    {SelectionDocument{ListOfTags: tag("backup", "daily")}, true},
		"a tag's key in full":                  {SelectionDocument{ListOfTags: tag(resourceTag+"backup", "daily")}, true},
		"a tag in other letters":               {SelectionDocument{ListOfTags: tag("Backup", "daily")}, false},
		"one tag of two":                       {SelectionDocument{ListOfTags: append(tag("backup", "weekly"), tag("team", "core")...)}, true},
		"tags add to resources":                {SelectionDocument{Resources: []string{volume + "2"}, ListOfTags: tag("team", "core")}, true},
		"resources are not narrowed by tags":   {SelectionDocument{Resources: all, ListOfTags: tag("backup", "weekly")}, true},
		"resources are narrowed by conditions": {SelectionDocument{Resources: all, Conditions: &Conditions{StringEquals: is("backup", "weekly")}}, false},
		"all conditions hold":                  {SelectionDocument{Resources: all, Conditions: &Conditions{StringEquals: is("backup", "daily"), StringLike: is("team", "co*")}}, true},
		"one condition of two holds":           {SelectionDocument{Resources: all, Conditions: &Conditions{StringEquals: append(is("backup", "daily"), is("team", "web")...)}}, false},
		"a tag that it must not have":          {SelectionDocument{Resources: all, Conditions: &Conditions{StringNotEquals: is("backup", "daily")}}, false},
		"a missing tag is not equal":           {SelectionDocument{Resources: all, Conditions: &Conditions{StringNotEquals: is("stage", "test")}}, true},
		"a missing tag is not alike":           {SelectionDocument{Resources: all, Conditions: &Conditions{StringLike: is("stage", "*")}}, false},
		"a value that it must not be like":     {SelectionDocument{Resources: all, Conditions: &Conditions{StringNotLike: is("team", "c*")}}, false},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			r := resource.Resource{ARN: volume, Type: "EBS", Tags: map[string]string{"backup": "daily", "team": "core"}}
			if got := tt.selection.Matches(r, true); got != tt.want {
				t.Errorf("matches: %t, want %t", got, tt.want)
			}
		})
	}
}
