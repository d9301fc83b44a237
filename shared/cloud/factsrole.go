package cloud

import (
	"context"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// managedBy reads a managed policy by its ARN.
type managedBy func(arn string) (policy.Document, error)

// role is a role with all that its account's IAM limits it by.
func (r *Reader) role(ctx context.Context, account, roleARN string) (proof.Role, error) {
	return r.roleSharing(ctx, account, roleARN, nil)
}

// roleSharing is role where AWS's own policies, which are the same in all accounts, may have been read for another.
func (r *Reader) roleSharing(
	ctx context.Context, account, roleARN string,
	shared func(arn string, look func() (policy.Document, error)) (policy.Document, error),
) (proof.Role, error) {
	arn, err := org.ParseARN(roleARN)
	if err != nil {
		return proof.Role{}, err
	}
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return proof.Role{}, r.by(account, err)
	}
	client := s.iam()
	managed := func(arn string) (policy.Document, error) { return managedPolicy(ctx, client, arn) }
	if shared != nil {
		managed = func(arn string) (policy.Document, error) {
			if !strings.Contains(arn, ":iam::aws:") {
				return managedPolicy(ctx, client, arn)
			}
			return shared(arn, func() (policy.Document, error) { return managedPolicy(ctx, client, arn) })
		}
	}
	// IAM's calls take the name without the path.
	found, err := readRoleFacts(ctx, client, path.Base(arn.Resource), managed)
	if !found.Exists {
		found.Owned = arn == r.backupRole(account) // what is gone has no tags
	}
	return found, r.by(account, err)
}

// backupRole is the role that farvault makes in an account.
func (r *Reader) backupRole(account string) org.ARN {
	arn, _ := org.ParseARN(r.cloud.deployment.RoleARN(account, chain.BackupRole)) // of our own making
	return arn
}

func readRoleFacts(ctx context.Context, client *iam.Client, name string, managed managedBy) (proof.Role, error) {
	answer, err := client.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
	if absent(err) {
		return proof.Role{}, nil
	}
	if err != nil {
		return proof.Role{}, translate("read role "+name, err)
	}
	trust, err := policy.ParseEscaped(aws.ToString(answer.Role.AssumeRolePolicyDocument))
	if err != nil {
		return proof.Role{}, unreadable("trust policy of role "+name, err)
	}
	role := proof.Role{
		Exists: true,
		ARN:    aws.ToString(answer.Role.Arn),
		Trust:  &trust,
		Owned:  owned(roleTags(answer.Role)),
	}
	if role.Identity, err = identityPolicies(ctx, client, name, managed); err != nil {
		return proof.Role{}, err
	}
	if boundary := boundaryOf(answer.Role); boundary != "" {
		document, err := managed(boundary)
		if err != nil {
			return proof.Role{}, err
		}
		role.PermissionsBoundary = &document
	}
	return role, nil
}

// identityPolicies are all policies of a role, attached and inline.
func identityPolicies(
	ctx context.Context, client *iam.Client, role string, managed managedBy,
) ([]policy.Document, error) {
	var documents []policy.Document
	arns, err := attachedPolicies(ctx, client, role)
	if err != nil {
		return nil, translate("list policies of role "+role, err)
	}
	for _, arn := range arns {
		document, err := managed(arn)
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
	pages := iam.NewListRolePoliciesPaginator(client, &iam.ListRolePoliciesInput{RoleName: aws.String(role)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list inline policies of role "+role, err)
		}
		for _, name := range page.PolicyNames {
			answer, err := client.GetRolePolicy(
				ctx,
				&iam.GetRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String(name)},
			)
			if err != nil {
				return nil, translate("read policy "+name+" of role "+role, err)
			}
			document, err := policy.ParseEscaped(aws.ToString(answer.PolicyDocument))
			if err != nil {
				return nil, unreadable("policy "+name+" of role "+role, err)
			}
			documents = append(documents, document)
		}
	}
	return documents, nil
}

// managedPolicy is the version of a managed policy that is in force.
func managedPolicy(ctx context.Context, client *iam.Client, arn string) (policy.Document, error) {
	head, err := client.GetPolicy(ctx, &iam.GetPolicyInput{PolicyArn: aws.String(arn)})
	if err != nil {
		return policy.Document{}, translate("read policy "+arn, err)
	}
	version, err := client.GetPolicyVersion(
		ctx,
		&iam.GetPolicyVersionInput{PolicyArn: aws.String(arn), VersionId: head.Policy.DefaultVersionId},
	)
	if err != nil {
		return policy.Document{}, translate("read policy "+arn, err)
	}
	document, err := policy.ParseEscaped(aws.ToString(version.PolicyVersion.Document))
	if err != nil {
		return policy.Document{}, unreadable("policy "+arn, err)
	}
	return document, nil
}

// serviceLinkedRole is AWSServiceRoleForBackup in the destination account, which makes the copies.
// Its policy is AWS's own, so that it is there is all there is to know.
func (r *Reader) serviceLinkedRole(ctx context.Context, account string) (proof.Role, error) {
	s, err := r.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return proof.Role{}, r.by(account, err)
	}
	answer, err := s.iam().
		GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(chain.BackupServiceLinkedRole(account).Name)})
	if absent(err) {
		return proof.Role{}, nil
	}
	if err != nil {
		return proof.Role{}, r.by(account, translate("read AWSServiceRoleForBackup", err))
	}
	return proof.Role{Exists: true, ARN: aws.ToString(answer.Role.Arn)}, nil
}
