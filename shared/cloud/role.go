package cloud

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

func observeRole(ctx context.Context, s *session, want chain.Role, _ view) (*chain.Found, error) {
	answer, err := s.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(want.Name)})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	found := chain.Role{
		Account:             want.Account,
		Name:                want.Name,
		Path:                aws.ToString(answer.Role.Path),
		PermissionsBoundary: boundaryOf(answer.Role),
	}
	// A role's name is unique whatever its path: one of another path is somebody else's.
	ours := owned(roleTags(answer.Role)) && found.Path == chain.RolePath
	if !s.closely(want.Ref(), ours) {
		return &chain.Found{Link: found}, nil
	}
	if found.Trust, err = policy.ParseEscaped(aws.ToString(answer.Role.AssumeRolePolicyDocument)); err != nil {
		return nil, unreadable("trust policy of "+want.Ref().String(), err)
	}
	if len(want.ManagedPolicies) > 0 {
		if found.ManagedPolicies, err = attachedPolicies(ctx, s.iam(), want.Name); err != nil {
			return nil, translate("list policies of "+want.Ref().String(), err)
		}
	}
	if found.Inline, err = inlinePolicies(ctx, s.iam(), want); err != nil {
		return nil, err
	}
	return &chain.Found{Link: found, Owned: ours}, nil
}

func adoptRole(ctx context.Context, s *session, role chain.Role) error {
	_, err := s.iam().TagRole(ctx, &iam.TagRoleInput{
		RoleName: aws.String(
			role.Name,
		),
		Tags: []types.Tag{{Key: aws.String(chain.OwnerTag), Value: aws.String(chain.OwnerValue)}},
	})
	return translate("tag "+role.Ref().String(), err)
}

func boundaryOf(r *types.Role) string {
	if r.PermissionsBoundary == nil {
		return ""
	}
	return aws.ToString(r.PermissionsBoundary.PermissionsBoundaryArn)
}

func roleTags(r *types.Role) map[string]string {
	tags := map[string]string{}
	for _, t := range r.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}

func attachedPolicies(ctx context.Context, client *iam.Client, role string) ([]string, error) {
	var arns []string
	pages := iam.NewListAttachedRolePoliciesPaginator(
		client,
		&iam.ListAttachedRolePoliciesInput{RoleName: aws.String(role)},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range page.AttachedPolicies {
			arns = append(arns, aws.ToString(p.PolicyArn))
		}
	}
	return arns, nil
}

// inlinePolicies are those inline policies that the role should have, as far as it has them.
func inlinePolicies(ctx context.Context, client *iam.Client, want chain.Role) (map[string]policy.Document, error) {
	found := map[string]policy.Document{}
	for _, name := range slices.Sorted(maps.Keys(want.Inline)) {
		answer, err := client.GetRolePolicy(
			ctx,
			&iam.GetRolePolicyInput{RoleName: aws.String(want.Name), PolicyName: aws.String(name)},
		)
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, translate("read policy "+name+" of "+want.Ref().String(), err)
		}
		if found[name], err = policy.ParseEscaped(aws.ToString(answer.PolicyDocument)); err != nil {
			return nil, unreadable("policy "+name+" of "+want.Ref().String(), err)
		}
	}
	return found, nil
}

func writeRole(ctx context.Context, s *session, e edit[chain.Role], _ view) (chain.Role, error) {
	role, name := e.want, aws.String(e.want.Name)
	if e.create {
		_, err := s.iam().CreateRole(ctx, &iam.CreateRoleInput{
			RoleName:                 name,
			Path:                     aws.String(chain.RolePath),
			AssumeRolePolicyDocument: aws.String(role.Trust.String()),
			PermissionsBoundary:      optionalText(role.PermissionsBoundary),
			Tags: []types.Tag{
				{Key: aws.String(chain.OwnerTag), Value: aws.String(chain.OwnerValue)},
			},
		})
		if err != nil {
			return role, translate("create "+role.Ref().String(), err)
		}
	}
	if e.differs("AssumeRolePolicyDocument") {
		_, err := s.iam().UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{
			RoleName:       name,
			PolicyDocument: aws.String(role.Trust.String()),
		})
		if err != nil {
			return role, translate("update trust policy of "+role.Ref().String(), err)
		}
	}
	for _, arn := range role.Unattached(e.got) {
		if _, err := s.iam().
			AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: name, PolicyArn: aws.String(arn)}); err != nil {
			return role, translate("attach "+arn+" to "+role.Ref().String(), err)
		}
	}
	for _, policyName := range slices.Sorted(maps.Keys(role.Inline)) {
		if !e.create && !e.differs("RolePolicy "+policyName) {
			continue
		}
		_, err := s.iam().PutRolePolicy(ctx, &iam.PutRolePolicyInput{
			RoleName:       name,
			PolicyName:     aws.String(policyName),
			PolicyDocument: aws.String(role.Inline[policyName].String()),
		})
		if err != nil {
			return role, translate("put policy "+policyName+" of "+role.Ref().String(), err)
		}
	}
	return role, nil
}

// optionalText is a text, or nil where there is none: AWS refuses an empty one.
func optionalText(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
