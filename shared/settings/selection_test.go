package settings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

// selecting is small with another selection, in line 8 from column 7 on.
func selecting(t *testing.T, lines string) string {
	t.Helper()
	return edit(t, "      TagKey: backup\n      TagValue: daily\n", lines)
}

func TestSelectionIsRefused(t *testing.T) {
	t.Parallel()
	many := func(n int, one string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(one+", ", n), ", ") + "]"
	}
	wild, named := []string{}, []string{}
	for i := range 501 {
		named = append(named, fmt.Sprintf("arn:aws:ec2:eu-west-1:111122223333:volume/vol-%d", i))
		if i < 31 {
			wild = append(wild, fmt.Sprintf("'arn:aws:ec2:*:*:volume/vol-%d'", i))
		}
	}
	const condition = "{ConditionKey: aws:ResourceTag/a, ConditionValue: b}"
	for name, tt := range map[string]struct{ selection, want string }{
		"an unknown operator":     {"      Conditions: {StringEqual: [" + condition + "]}\n", "s.yaml:8:20: StringEqual is not a setting: did you mean StringEquals?"},
		"no condition":            {"      Conditions: {}\n", "s.yaml:8:19: Conditions is empty: write StringEquals, StringNotEquals, StringLike or StringNotLike"},
		"an empty operator":       {"      Conditions: {StringLike: []}\n", "s.yaml:8:32: StringLike is empty: leave it out"},
		"a tag and conditions":    {"      TagKey: backup\n      TagValue: daily\n      Conditions: {StringEquals: [" + condition + "]}\n", "s.yaml:10:19: Conditions and TagKey are both there: write the tag as one of the StringEquals"},
		"too many conditions":     {"      Conditions: {StringLike: " + many(31, condition) + "}\n", "s.yaml:8:19: Conditions has 31 conditions: AWS allows 30 in a selection"},
		"a bare key":              {"      Conditions: {StringEquals: [{ConditionKey: backup, ConditionValue: daily}]}\n", `s.yaml:8:50: ConditionKey is "backup": must be aws:ResourceTag/ and the key of a tag`},
		"no key":                  {"      Conditions: {StringEquals: [{ConditionValue: daily}]}\n", "s.yaml:8:35: ConditionKey is missing: must be aws:ResourceTag/ and the key of a tag"},
		"no value":                {"      Conditions: {StringEquals: [{ConditionKey: aws:ResourceTag/a}]}\n", "s.yaml:8:35: ConditionValue is missing: must be the value to compare the tag's with"},
		"a wildcard that is none": {"      Conditions: {StringNotEquals: [{ConditionKey: aws:ResourceTag/a, ConditionValue: 'b*'}]}\n", `s.yaml:8:88: ConditionValue is "b*": here a wildcard is a character like others, StringLike and StringNotLike have wildcards`},
		"an unknown type":         {"      ResourceTypes: [EBS, Volume]\n", `s.yaml:8:28: ResourceTypes[1] is "Volume": must be one of Aurora, CloudFormation, DynamoDB, EBS, EC2, EFS, EKS, FSx, RDS, Redshift, S3, Storage Gateway, Timestream, VirtualMachine`},
		"no type":                 {"      ResourceTypes: []\n", "s.yaml:8:22: ResourceTypes is empty: leave it out for every type"},
		"all left out":            {"      NotResources: ['*']\n", `s.yaml:8:22: NotResources[0] is "*": leaves out every resource, so nothing would be backed up`},
		"no ARN":                  {"      NotResources: [vol-1]\n", `s.yaml:8:22: NotResources[0] is "vol-1": must be an ARN, such as arn:aws:ec2:*:*:volume/vol-0abc, with * for any text`},
		"nothing left out":        {"      NotResources: []\n", "s.yaml:8:21: NotResources is empty: leave it out where nothing is left out"},
		"too many wildcards":      {"      NotResources: [" + strings.Join(wild, ", ") + "]\n", "s.yaml:8:21: NotResources has 31 ARNs with *: AWS allows 30"},
		"too many ARNs":           {"      NotResources: [" + strings.Join(named, ", ") + "]\n", "s.yaml:8:21: NotResources has 501 ARNs: AWS allows 500"},
		"AWS's Resources":         {"      Resources: ['*']\n      TagKey: a\n      TagValue: b\n", "s.yaml:8:7: Resources is not a setting: write ResourceTypes, NotResources, or the tags of what is to be backed up"},
		"nothing at all":          {"      SelectionName: all\n", "s.yaml:8:7: TagKey is missing: farvault backs up what carries one tag, its key and its value\ns.yaml:8:7: TagValue is missing: farvault backs up what carries one tag, its key and its value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte(selecting(t, tt.selection)))
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSelectionIsTaken(t *testing.T) {
	t.Parallel()
	const volume, table = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1", "arn:aws:dynamodb:eu-west-1:111122223333:table/t"
	for name, tt := range map[string]struct {
		selection string
		want      string // what it picks, as people read it
		picks     []bool // a volume with backup=daily and stage=prod, one with backup=none, a table without tags
	}{
		"one tag":              {"      TagKey: backup\n      TagValue: daily\n", "aws:ResourceTag/backup=daily", []bool{true, false, false}},
		"two tags":             {"      Conditions: {StringEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: daily}, {ConditionKey: aws:ResourceTag/stage, ConditionValue: test}]}\n", "aws:ResourceTag/backup=daily aws:ResourceTag/stage=test", []bool{false, false, false}},
		"opt-out":              {"      Conditions: {StringNotEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: none}]}\n", "StringNotEquals aws:ResourceTag/backup=none", []bool{true, false, true}},
		"a pattern and a type": {"      Conditions: {StringLike: [{ConditionKey: aws:ResourceTag/stage, ConditionValue: 'pr*'}]}\n      ResourceTypes: [EBS]\n", "StringLike aws:ResourceTag/stage=pr*, Resources arn:aws:ec2:*:*:volume/*", []bool{true, false, false}},
		"a type and a tag":     {"      TagKey: backup\n      TagValue: daily\n      ResourceTypes: [DynamoDB]\n", "aws:ResourceTag/backup=daily, Resources arn:aws:dynamodb:*:*:table/*", []bool{false, false, false}},
		"all but one":          {"      NotResources: ['" + volume + "']\n", "NotResources " + volume, []bool{false, false, true}},
	} {
		s, err := settings.Parse("s.yaml", []byte(selecting(t, tt.selection)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p := s.BackupPlans[0].Selection.Picking("aws")
		got := []bool{
			p.Picks(volume, map[string]string{"backup": "daily", "stage": "prod"}),
			p.Picks(volume, map[string]string{"backup": "none"}), p.Picks(table, nil),
		}
		if p.String() != tt.want || !slices.Equal(got, tt.picks) {
			t.Errorf("%s: %s picks %v", name, p, got)
		}
	}
}

func TestScopeOfAPlanIsRefused(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{
		"{IncludeOrganizationalUnits: [r-ab12]}": `s.yaml:3:42: IncludeOrganizationalUnits[0] is "r-ab12": must be an organizational unit's id, such as ou-ab12-11111111 (for the whole organization leave the list empty)`,
		"{ExcludeAccounts: [12]}":                `s.yaml:3:31: ExcludeAccounts[0] is "12": must be an account id of 12 digits`,
		"{IncludeTags: [{Key: stage}]}":          "s.yaml:3:27: IncludeTags[0] needs a Key and a Value, for a tag of the account",
		"{Accounts: []}":                         "s.yaml:3:13: Accounts is not a setting: allowed here are IncludeOrganizationalUnits, ExcludeOrganizationalUnits, IncludeAccounts, ExcludeAccounts, IncludeTags, ExcludeTags",
	} {
		_, err := settings.Parse("s.yaml", []byte(edit(t, "    Rules:\n", "    Scope: "+scope+"\n    Rules:\n")))
		if err == nil {
			t.Errorf("%s is accepted", scope)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Error(diff)
		}
	}
}
