package unreported_test

import (
	"testing"

	"farvault/shared/unreported"
)

// TestSelectionsSelectAsAWSBackupDoes: the same questions are asked of the simulator, in its package backup/plan.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
func TestSelectionsSelectAsAWSBackupDoes(t *testing.T) {
	t.Parallel()
	const volume = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"
	all := []string{"*"}
	is := func(key, value string) unreported.Tagged { return unreported.Tagged{Key: key, Value: value} }
	like := func(key, value string) unreported.Tagged {
		return unreported.Tagged{Key: key, Value: value, Like: true}
	}
	not := func(c unreported.Tagged) unreported.Tagged { c.Not = true; return c }
	tests := map[string]struct {
		selection unreported.Selection
		want      bool
	}{
		"nothing":                              {unreported.Selection{}, false},
		"its ARN":                              {unreported.Selection{Resources: []string{volume}}, true},
		"its type":                             {unreported.Selection{Resources: []string{"arn:aws:ec2:*:*:volume/*"}}, true},
		"another type":                         {unreported.Selection{Resources: []string{"arn:aws:rds:*:*:db:*"}}, false},
		"a tag that it has":                    {unreported.Selection{AnyOf: []unreported.Tagged{is("backup", "daily")}}, true},
		"a tag in other letters":               {unreported.Selection{AnyOf: []unreported.Tagged{is("Backup", "daily")}}, false},
		"one tag of two":                       {unreported.Selection{AnyOf: []unreported.Tagged{is("backup", "weekly"), is("team", "core")}}, true},
		"tags add to resources":                {unreported.Selection{Resources: []string{volume + "2"}, AnyOf: []unreported.Tagged{is("team", "core")}}, true},
		"all conditions hold":                  {unreported.Selection{Resources: all, AllOf: []unreported.Tagged{is("backup", "daily"), like("team", "co*")}}, true},
		"one condition does not":               {unreported.Selection{Resources: all, AllOf: []unreported.Tagged{is("backup", "daily"), is("team", "web")}}, false},
		"a tag that must not be":               {unreported.Selection{Resources: all, AllOf: []unreported.Tagged{not(is("backup", "daily"))}}, false},
		"a tag that must not be and is absent": {unreported.Selection{Resources: all, AllOf: []unreported.Tagged{not(is("stage", "dev"))}}, true},
		"a missing tag is not alike":           {unreported.Selection{Resources: all, AllOf: []unreported.Tagged{like("stage", "*")}}, false},
		"what is named is left out":            {unreported.Selection{Resources: all, NotResources: []string{"arn:aws:ec2:*:*:volume/*"}}, false},
	}
	resource := unreported.Resource{ARN: volume, Tags: map[string]string{"backup": "daily", "team": "core"}}
	for law, tt := range tests {
		if got := tt.selection.Selects(resource); got != tt.want {
			t.Errorf("%s: %v, want %v", law, got, tt.want)
		}
	}
}
