package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// EntryRole is how the provisioner enters members: by its own role, or, where RoleName is set, through the management
// account into a role of AWS's under a session policy. The central account needs none.
type EntryRole struct {
	RoleName      string
	SessionPolicy func(account string) policy.Document
}

// EntryRoleOf is the door that settings ask for.
func EntryRoleOf(place chain.Deployment, e settings.Entry) EntryRole {
	return EntryRole{
		RoleName:      e.RoleName,
		SessionPolicy: func(account string) policy.Document { return chain.SessionPolicy(place, account) },
	}
}

func (d EntryRole) entry() settings.Entry { return settings.Entry{RoleName: d.RoleName} }

// enterBy opens a session in an account by a door. Through the management account it is two roles, one after the other:
// such a session lasts an hour at most. What CloudTrail in the member shows is a session named chain.ProvisionRole,
// whoever runs farvault.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
func (c *Cloud) enterBy(ctx context.Context, account string, door EntryRole) (*session, error) {
	if c.deployment.Observes { // there is no role to write with
		return c.enter(ctx, account, chain.ReaderRole)
	}
	if door.RoleName == "" || account == c.deployment.CentralAccountID {
		return c.enter(ctx, account, chain.ProvisionerRole)
	}
	management, err := c.enter(ctx, c.deployment.ManagementAccountID, chain.EntryRole)
	if err != nil {
		return nil, err
	}
	config := management.config.Copy()
	roleARN := c.deployment.EnteredARN(door.entry(), account)
	cache := c.cached(roleARN, func() aws.CredentialsProvider {
		return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(config), roleARN, func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = chain.ProvisionRole
			o.Policy = aws.String(door.SessionPolicy(account).String())
		})
	})
	if _, err := cache.Retrieve(ctx); err != nil {
		return nil, notEntered(account, door.RoleName, err)
	}
	config.Credentials = cache
	return newSession(config, account), nil
}
