package cloud

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/chain"
)

// observeServiceLinkedRole asks for the role by name, unless another link shows that it is there. It carries no
// tag: AWS owns it, and farvault only sees it.
func observeServiceLinkedRole(
	ctx context.Context,
	s *session,
	want chain.ServiceLinkedRole,
	seen view,
) (*chain.Found, error) {
	if evidence, there := seen(want.Evidence); there && evidence.Owned {
		return &chain.Found{Link: want, Owned: true}, nil
	}
	_, err := s.iam().GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(want.Name)})
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read "+want.Ref().String(), err)
	}
	return &chain.Found{Link: want, Owned: true}, nil
}

// writeServiceLinkedRole makes the role; that AWS Backup made it itself in the meantime is as good.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
func writeServiceLinkedRole(
	ctx context.Context,
	s *session,
	e edit[chain.ServiceLinkedRole],
	_ view,
) (chain.ServiceLinkedRole, error) {
	_, err := s.iam().
		CreateServiceLinkedRole(ctx, &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String(e.want.Service)})
	if hasCode(err, "InvalidInput") && strings.Contains(err.Error(), "has been taken") {
		return e.want, nil
	}
	return e.want, translate("create "+e.want.Ref().String(), err)
}
