package deploy_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"farvault/simulator/deploy/template"
)

var partitionOf = regexp.MustCompile(`arn:(aws[a-z-]*):`)

// stackIn evaluates a template in a Region: the logical ids that are there, and every property as JSON.
func stackIn(t *testing.T, file, region string, parameters map[string]string) (there []string, properties string) {
	t.Helper()
	text, err := os.ReadFile("../../" + file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := template.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var e *template.Evaluation
	var all strings.Builder
	build := func(r *template.Resource) (template.Made, error) {
		var p any
		if err := e.Properties(r, &p); err != nil {
			return template.Made{}, err
		}
		text, err := json.Marshal(p)
		all.Write(text)
		id := "made:" + r.ID
		return template.Made{Ref: id, Attributes: map[string]string{"Arn": id, "QueueName": id, "TopicName": id}}, err
	}
	place := template.Place{Account: "111122223333", Region: region, StackName: "farvault"}
	if e, err = parsed.Evaluate(place, parameters, build); err != nil {
		t.Fatal(err)
	}
	for _, r := range parsed.Resources {
		wanted, err := e.Wanted(r)
		if err == nil && wanted {
			there = append(there, r.ID)
			_, err = e.Make(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return there, all.String()
}

// farvault was tried in no partition but aws. That the templates make what they should, under ARNs of the partition, can be
// seen without one.
func TestTheTemplatesInOtherPartitions(t *testing.T) {
	t.Parallel()
	central := map[string]string{"OrganizationId": "o-a1b2c3d4e5", "ManagementAccountId": "999988887777", "AlertEmail": "a@example.com", "OperationsEmail": "o@example.com"}
	wanted := map[string][]string{
		"template.yaml":         {"CentralBus", "AccountRule", "ProvisionRole", "AlertRole", "SweepRole", "ScheduleRole", "MessagesKey", "AlertMail"},
		"infra/management.yaml": {"OrganizationsRule", "StackSetRule", "ForwarderRole", "ReaderRole", "EntryRole"},
		"infra/member.yaml":     {"Boundary", "ProvisionerRole", "ReaderRole"},
	}
	for partition, at := range map[string]struct{ organizations, other, suffix string }{
		"aws":        {"us-east-1", "eu-west-1", "amazonaws.com"},
		"aws-us-gov": {"us-gov-west-1", "us-gov-east-1", "amazonaws.com"},
		"aws-cn":     {"cn-northwest-1", "cn-north-1", "amazonaws.com.cn"},
	} {
		t.Run(partition, func(t *testing.T) {
			t.Parallel()
			shared := map[string]string{"OrganizationId": "o-a1b2c3d4e5", "CentralAccountId": "444455556666", "HomeRegion": at.other}
			management := map[string]string{"EntryRoleName": "OrganizationAccountAccessRole"}
			for name, value := range shared {
				management[name] = value
			}
			for file, parameters := range map[string]map[string]string{"template.yaml": central, "infra/management.yaml": management, "infra/member.yaml": shared} {
				there, properties := stackIn(t, file, at.organizations, parameters)
				for _, id := range wanted[file] {
					if !slices.Contains(there, id) {
						t.Errorf("%s in %s makes no %s", file, at.organizations, id)
					}
				}
				found := partitionOf.FindAllStringSubmatch(properties, -1)
				for _, arn := range found {
					if arn[1] != partition {
						t.Errorf("%s in %s has an ARN of %s", file, at.organizations, arn[1])
					}
				}
				if len(found) < 3 {
					t.Errorf("%s in %s has %d ARNs: the test has gone blind", file, at.organizations, len(found))
				}
				if principal := "logs." + at.organizations + "." + at.suffix + `"`; file == "template.yaml" && !strings.Contains(properties, principal) {
					t.Errorf("the key does not let %s in", principal)
				}
			}
			if there, _ := stackIn(t, "infra/management.yaml", at.other, shared); !slices.Equal(there, []string{"SwitchesRule"}) {
				t.Errorf("the management stack in %s, where Organizations says nothing, makes %v", at.other, there)
			}
			controlTower := map[string]string{"ControlTowerHomeRegion": at.other}
			for name, value := range shared {
				controlTower[name] = value
			}
			if there, _ := stackIn(t, "infra/management.yaml", at.other, controlTower); !slices.Equal(there, []string{"SwitchesRule", "ControlTowerRule"}) {
				t.Errorf("in Control Tower's Region the management stack makes %v", there)
			}
		})
	}
}
