package chain_test

import (
	"strings"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/chain/chaintest"
)

// effective is a policy as DescribeEffectivePolicy answers it: without operators.
const effective = `{"plans":{
	"Gold":{"regions":["eu-west-1","eu-central-1"],"rules":{"Daily":{}},"selections":{"tags":{"gold":{"iam_role_arn":"arn:aws:iam::$account:role/B","tag_key":"tier","tag_value":["gold","platinum"]}}}},
	"Rest":{"regions":["eu-west-1"],"selections":{"resources":{"all":{"iam_role_arn":"arn:aws:iam::$account:role/B","resource_types":["*"],"not_resource_types":["arn:aws:fsx:*:*:file-system/*"],
		"conditions":{"string_not_equals":{"c":{"condition_key":"aws:ResourceTag/tier","condition_value":"gold"}},"string_like":{"d":{"condition_key":"aws:ResourceTag/stage","condition_value":"prod*"}}}}}}},
	"Empty":{"regions":["eu-west-1"]}}}`

// TestPlansOfABackupPolicy have what each selects, in each Region of the policy.
func TestPlansOfABackupPolicy(t *testing.T) {
	t.Parallel()
	plans, err := chain.PolicyPlans(chaintest.Member, effective)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range plans {
		if p.Manager != chain.Organizations || p.Account != chaintest.Member || p.ID != "" {
			t.Errorf("%+v", p)
		}
		line := p.Region + " " + p.Name + ":"
		for _, s := range p.Selections {
			line += " " + s.Picks.String()
		}
		got = append(got, line)
	}
	want := []string{
		"eu-west-1 Empty:",
		"eu-west-1 Gold: ListOfTags aws:ResourceTag/tier=gold, ListOfTags aws:ResourceTag/tier=platinum",
		"eu-central-1 Gold: ListOfTags aws:ResourceTag/tier=gold, ListOfTags aws:ResourceTag/tier=platinum",
		"eu-west-1 Rest: StringLike aws:ResourceTag/stage=prod* StringNotEquals aws:ResourceTag/tier=gold, NotResources arn:aws:fsx:*:*:file-system/*",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if _, err := chain.PolicyPlans(chaintest.Member, `{"plans":[]}`); err == nil {
		t.Error("a policy that cannot be read is read")
	}
	made := chain.SeenPlan{Region: "eu-west-1", Name: "Gold", Manager: chain.Organizations, ID: "orgs/1"}
	namesake := chain.SeenPlan{Region: "eu-west-1", Name: "Rest", ID: "theirs"}
	left := chain.StillToCome(plans, []chain.SeenPlan{made, namesake}, []string{"eu-west-1"})
	if len(left) != 2 || left[0].Name != "Empty" || left[1].Name != "Rest" {
		t.Errorf("still to come: %+v", left)
	}
}

// TestPlansOfServices are known by their ids: anybody may give a plan of his own any name.
func TestPlansOfServices(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"orgs/3f0f783e-30ab-4b34-9fab-723956ccd5cf":    chain.Organizations,
		"aws/efs/73d922fb-9312-3a70-99c3-e69367f9fdad": chain.FileSystem,
		"3f0f783e-30ab-4b34-9fab-723956ccd5cf":         "",
		"":                                             "",
	} {
		if got := chain.ManagerOfPlan("orgs/plan", id, nil); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}
