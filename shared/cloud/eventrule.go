package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"farvault/shared/chain"
)

func observeEventRule(ctx context.Context, s *session, want chain.EventRule, _ view) (*chain.Found, error) {
	client := s.in(want.Region).events
	rule, err := client.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(want.Name)})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	tags, err := s.in(want.Region).tagsOf(ctx, aws.ToString(rule.Arn), func() (map[string]string, error) {
		return ruleTags(ctx, client, rule.Arn)
	})
	if err != nil {
		return nil, translate("read tags of "+want.Ref().String(), err)
	}
	found := chain.EventRule{
		Account: want.Account,
		Region:  want.Region,
		Name:    want.Name,
		EventPattern: aws.ToString(
			rule.EventPattern,
		),
		State:    string(rule.State),
		TargetID: want.TargetID,
		ARN:      aws.ToString(rule.Arn),
	}
	target, others, err := findTarget(ctx, client, want)
	if err != nil {
		return nil, translate("list targets of "+want.Ref().String(), err)
	}
	found.OtherTargets = others
	found.TargetARN, found.TargetRoleARN = aws.ToString(target.Arn), aws.ToString(target.RoleArn)
	return &chain.Found{Link: found, Owned: owned(tags)}, nil
}

func ruleTags(ctx context.Context, client *eventbridge.Client, arn *string) (map[string]string, error) {
	tagged, err := client.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: arn})
	if err != nil {
		return nil, err
	}
	tags := map[string]string{}
	for _, t := range tagged.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags, nil
}

// findTarget is the rule's target of farvault's id, empty where there is none, and the ids of the others, which are
// left alone.
func findTarget(
	ctx context.Context,
	client *eventbridge.Client,
	want chain.EventRule,
) (target types.Target, others []string, err error) {
	input := &eventbridge.ListTargetsByRuleInput{Rule: aws.String(want.Name)}
	for {
		page, err := client.ListTargetsByRule(ctx, input)
		if err != nil {
			return types.Target{}, nil, err
		}
		for _, t := range page.Targets {
			if aws.ToString(t.Id) == want.TargetID {
				target = t
				continue
			}
			others = append(others, aws.ToString(t.Id))
		}
		if input.NextToken = page.NextToken; input.NextToken == nil {
			return target, others, nil
		}
	}
}

func adoptEventRule(ctx context.Context, s *session, rule chain.EventRule) error {
	_, err := s.in(rule.Region).events.TagResource(ctx, &eventbridge.TagResourceInput{
		ResourceARN: aws.String(
			rule.ARN,
		),
		Tags: []types.Tag{{Key: aws.String(chain.OwnerTag), Value: aws.String(chain.OwnerValue)}},
	})
	return translate("tag "+rule.Ref().String(), err)
}

// writeEventRule puts the rule, then its target. Tags can be given only to a new rule: to an old one AWS ignores them.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func writeEventRule(ctx context.Context, s *session, e edit[chain.EventRule], _ view) (chain.EventRule, error) {
	client, rule := s.in(e.want.Region).events, e.want
	if e.create || e.differs("EventPattern") || e.differs("State") {
		input := &eventbridge.PutRuleInput{
			Name:         aws.String(rule.Name),
			Description:  aws.String("farvault: AWS Backup's events to the central bus"),
			EventPattern: aws.String(rule.EventPattern),
			State:        types.RuleState(rule.State),
		}
		if e.create {
			input.Tags = []types.Tag{{Key: aws.String(chain.OwnerTag), Value: aws.String(chain.OwnerValue)}}
		}
		if _, err := client.PutRule(ctx, input); err != nil {
			return rule, translate("put "+rule.Ref().String(), err)
		}
	}
	if e.create || e.differs("Target Arn") || e.differs("Target RoleArn") {
		answer, err := client.PutTargets(ctx, &eventbridge.PutTargetsInput{
			Rule: aws.String(rule.Name),
			Targets: []types.Target{
				{
					Id:      aws.String(rule.TargetID),
					Arn:     aws.String(rule.TargetARN),
					RoleArn: aws.String(rule.TargetRoleARN),
				},
			},
		})
		if err != nil {
			return rule, translate("put target of "+rule.Ref().String(), err)
		}
		for _, f := range answer.FailedEntries {
			return rule, translate("put target of "+rule.Ref().String(), refusedEntry("PutTargets", f.ErrorCode, f.ErrorMessage))
		}
	}
	return rule, nil
}
