package eventbridge_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/wire/wiretest"
)

const pattern = `{"source":["aws.backup"]}`

func TestRuleOfTheAPI(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	client := w.administrator(member)
	made, err := client.PutRule(ctx, &sdk.PutRuleInput{Name: aws.String("forward"), EventPattern: aws.String(pattern), Tags: []types.Tag{{Key: aws.String("owner"), Value: aws.String("farvault")}}})
	must(t, err)
	const arn = "arn:aws:events:eu-west-1:222233334444:rule/forward"
	if *made.RuleArn != arn {
		t.Errorf("ARN %s", *made.RuleArn)
	}
	_, err = client.PutTargets(ctx, &sdk.PutTargetsInput{Rule: aws.String("forward"), Targets: []types.Target{{Id: aws.String("central"), Arn: aws.String(centralBus), RoleArn: aws.String(forwarder)}}})
	must(t, err)
	// Put again, with other tags: targets and tags stay.
	_, err = client.PutRule(ctx, &sdk.PutRuleInput{Name: aws.String("forward"), EventPattern: aws.String(pattern), State: types.RuleStateDisabled, Tags: []types.Tag{{Key: aws.String("owner"), Value: aws.String("nobody")}}})
	must(t, err)
	rule, err := client.DescribeRule(ctx, &sdk.DescribeRuleInput{Name: aws.String("forward")})
	must(t, err)
	if *rule.EventPattern != pattern || rule.State != types.RuleStateDisabled || *rule.EventBusName != "default" {
		t.Errorf("rule %+v", rule)
	}
	targets, err := client.ListTargetsByRule(ctx, &sdk.ListTargetsByRuleInput{Rule: aws.String("forward")})
	must(t, err)
	if len(targets.Targets) != 1 || *targets.Targets[0].RoleArn != forwarder {
		t.Errorf("targets %+v", targets.Targets)
	}
	tags, err := client.ListTagsForResource(ctx, &sdk.ListTagsForResourceInput{ResourceARN: aws.String(arn)})
	must(t, err)
	if len(tags.Tags) != 1 || *tags.Tags[0].Value != "farvault" {
		t.Errorf("tags %+v", tags.Tags)
	}
	_, err = client.DeleteRule(ctx, &sdk.DeleteRuleInput{Name: aws.String("forward")})
	if got := wiretest.Refusal(err); got != "ValidationException: Rule can't be deleted since it has targets." {
		t.Errorf("deleted with targets: %q", got)
	}
	_, err = client.RemoveTargets(ctx, &sdk.RemoveTargetsInput{Rule: aws.String("forward"), Ids: []string{"central"}})
	must(t, err)
	_, err = client.DeleteRule(ctx, &sdk.DeleteRuleInput{Name: aws.String("forward")})
	must(t, err)
	_, err = client.DescribeRule(ctx, &sdk.DescribeRuleInput{Name: aws.String("forward")})
	if got := wiretest.Refusal(err); got != "ResourceNotFoundException: Rule forward does not exist on EventBus default." {
		t.Errorf("described when gone: %q", got)
	}
}

// A provisioner may make its own rule, with one target, under one role.
const provisioner = `{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":["events:PutRule","events:TagResource"],"Resource":"arn:aws:events:*:222233334444:rule/farvault-*","Condition":{"StringEquals":{"aws:RequestTag/owner":"farvault"}}},
 {"Effect":"Allow","Action":"events:PutTargets","Resource":"arn:aws:events:*:222233334444:rule/farvault-*","Condition":{"ForAllValues:ArnEquals":{"events:TargetArn":"` + centralBus + `"}}},
 {"Effect":"Allow","Action":"iam:PassRole","Resource":"` + forwarder + `","Condition":{"StringEquals":{"iam:PassedToService":"events.amazonaws.com"}}}]}`

func TestConditionsOnRuleAndTargets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name, owner, target, role string
		want                      string // action that is refused
	}{
		"its own":                     {"farvault-forward", "farvault", centralBus, forwarder, ""},
		"a rule of another name":      {"forward", "farvault", centralBus, forwarder, "events:PutRule"},
		"a rule with another's tag":   {"farvault-forward", "nobody", centralBus, forwarder, "events:PutRule"},
		"a target of somebody else's": {"farvault-forward", "farvault", "arn:aws:events:eu-west-1:999988887777:event-bus/default", forwarder, "events:PutTargets"},
		"a role it may not pass":      {"farvault-forward", "farvault", centralBus, "arn:aws:iam::222233334444:role/admin", "iam:PassRole"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w, ctx := newWorld(t), context.Background()
			client := w.as(provisioner)
			_, err := client.PutRule(ctx, &sdk.PutRuleInput{Name: &tt.name, EventPattern: aws.String(pattern), Tags: []types.Tag{{Key: aws.String("owner"), Value: &tt.owner}}})
			if err == nil {
				_, err = client.PutTargets(ctx, &sdk.PutTargetsInput{Rule: &tt.name, Targets: []types.Target{{Id: aws.String("central"), Arn: &tt.target, RoleArn: &tt.role}}})
			}
			got := wiretest.Refusal(err)
			if refused := strings.Contains(got, "not authorized to perform: "+tt.want+" "); (tt.want == "") != (err == nil) || (tt.want != "" && !refused) {
				t.Errorf("got %q, want %q refused", got, tt.want)
			}
		})
	}
}

func TestPutEvents(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		entry types.PutEventsRequestEntry
		want  string
	}{
		"an event":                {types.PutEventsRequestEntry{Source: aws.String("shop"), DetailType: aws.String("Order"), Detail: aws.String("{}")}, ""},
		"in the name of AWS":      {types.PutEventsRequestEntry{Source: aws.String("aws.backup"), DetailType: aws.String("Copy Job State Change"), Detail: aws.String("{}")}, "NotAuthorizedForSourceException"},
		"without a source":        {types.PutEventsRequestEntry{DetailType: aws.String("Order"), Detail: aws.String("{}")}, "InvalidArgument"},
		"without a detail-type":   {types.PutEventsRequestEntry{Source: aws.String("shop"), Detail: aws.String("{}")}, "InvalidArgument"},
		"with a detail of no use": {types.PutEventsRequestEntry{Source: aws.String("shop"), DetailType: aws.String("Order"), Detail: aws.String("[")}, "MalformedDetail"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			out, err := newWorld(t).administrator(member).PutEvents(context.Background(), &sdk.PutEventsInput{Entries: []types.PutEventsRequestEntry{tt.entry}})
			must(t, err)
			if got := aws.ToString(out.Entries[0].ErrorCode); got != tt.want || (out.FailedEntryCount == 1) != (tt.want != "") {
				t.Errorf("got %q, %d failed; want %q", got, out.FailedEntryCount, tt.want)
			}
		})
	}
}

func TestBusPolicyDecidesAcrossAccounts(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), context.Background()
	put := func() string {
		_, err := w.administrator(member).PutEvents(ctx, &sdk.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
			EventBusName: aws.String(centralBus), Source: aws.String("shop"), DetailType: aws.String("Order"), Detail: aws.String("{}"),
		}}})
		return wiretest.Refusal(err)
	}
	_, err := w.administrator(central).CreateEventBus(ctx, &sdk.CreateEventBusInput{Name: aws.String("farvault")})
	must(t, err)
	if got := put(); !strings.Contains(got, "because no resource-based policy allows the events:PutEvents action") {
		t.Errorf("without a bus policy: %q", got)
	}
	_, err = w.administrator(central).PutPermission(ctx, &sdk.PutPermissionInput{
		EventBusName: aws.String("farvault"), StatementId: aws.String("organization"), Action: aws.String("events:PutEvents"), Principal: aws.String("*"),
		Condition: &types.Condition{Type: aws.String("StringEquals"), Key: aws.String("aws:PrincipalOrgID"), Value: aws.String(organization)},
	})
	must(t, err)
	if got := put(); got != "" {
		t.Errorf("admitted by its organization: %q", got)
	}
	bus, err := w.administrator(central).DescribeEventBus(ctx, &sdk.DescribeEventBusInput{Name: aws.String("farvault")})
	must(t, err)
	want := `{"Version":"2012-10-17","Statement":[{"Sid":"organization","Effect":"Allow","Principal":"*","Action":"events:PutEvents","Resource":"` + centralBus + `","Condition":{"StringEquals":{"aws:PrincipalOrgID":"` + organization + `"}}}]}`
	if diff := cmp.Diff(want, aws.ToString(bus.Policy)); diff != "" {
		t.Error(diff)
	}
	_, err = w.administrator(central).RemovePermission(ctx, &sdk.RemovePermissionInput{EventBusName: aws.String("farvault"), StatementId: aws.String("organization")})
	must(t, err)
	if got := put(); got == "" {
		t.Error("admitted after the permission was removed")
	}
}

func TestPatternsThatAreRefused(t *testing.T) {
	t.Parallel()
	_, err := newWorld(t).administrator(member).PutRule(context.Background(), &sdk.PutRuleInput{Name: aws.String("forward"), EventPattern: aws.String(`{"source":"aws.backup"}`)})
	if got, want := wiretest.Refusal(err), `InvalidEventPatternException: Event pattern is not valid. Reason: "source" must be an object or an array`; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
