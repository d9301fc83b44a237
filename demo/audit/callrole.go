package audit

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"farvault/demo/stage"
)

const (
	everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	// admin is AWS's policy of administrators.
	admin = "arn:aws:iam::aws:policy/AdministratorAccess"
	// made is a role that the search makes, of the name that the shipped settings let delete: BreakGlassPrincipalArns.
	made = "farvault-break-glass"
)

// ofRoles is a call for each role of the caller's account: IAM takes names, in that account alone.
func (w *world) ofRoles(
	by session,
	action string,
	do func(ctx context.Context, c *iam.Client, name string) error,
) (all []call) {
	for _, role := range w.targets(by.account) {
		name := nameOf(role)
		all = append(all, plain(action+" of "+short(role), func(ctx context.Context, c aws.Config) error {
			return do(ctx, iam.NewFromConfig(c), name)
		}))
	}
	return all
}

// targets are the roles of an account that IAM calls are tried on, the one that the search makes among them.
func (w *world) targets(account string) []string {
	return append(w.roleNames(account), "arn:aws:iam::"+account+":role/"+made)
}

func nameOf(role string) string {
	for i := len(role) - 1; i >= 0; i-- {
		if role[i] == '/' {
			return role[i+1:]
		}
	}
	return role
}

// trusting lets the caller's role in.
func trusting(role string) string {
	return letting(role, "sts:AssumeRole", "")
}

// letting is a policy of a resource that lets a principal do something.
func letting(principal, action, more string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"` +
		action + `"` + more + `}]}`
}

func (w *world) trustRoles(by session) []call {
	return w.ofRoles(by, "iam:UpdateAssumeRolePolicy", func(ctx context.Context, c *iam.Client, name string) error {
		_, err := c.UpdateAssumeRolePolicy(
			ctx,
			&iam.UpdateAssumeRolePolicyInput{RoleName: &name, PolicyDocument: aws.String(trusting(by.role))},
		)
		return err
	})
}

func (w *world) inlineRoles(by session) []call {
	return w.ofRoles(by, "iam:PutRolePolicy", func(ctx context.Context, c *iam.Client, name string) error {
		_, err := c.PutRolePolicy(
			ctx,
			&iam.PutRolePolicyInput{RoleName: &name, PolicyName: aws.String("all"), PolicyDocument: aws.String(everything)},
		)
		return err
	})
}

func (w *world) attachRoles(by session) []call {
	return w.ofRoles(by, "iam:AttachRolePolicy", func(ctx context.Context, c *iam.Client, name string) error {
		_, err := c.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &name, PolicyArn: aws.String(admin)})
		return err
	})
}

func (w *world) detachRoles(by session) []call {
	never := "arn:aws:iam::" + by.account + ":policy/farvault/farvault-never"
	return w.ofRoles(
		by,
		"iam:DetachRolePolicy of farvault-never",
		func(ctx context.Context, c *iam.Client, name string) error {
			_, err := c.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: &name, PolicyArn: &never})
			return err
		},
	)
}

func (w *world) deleteRoles(by session) []call {
	return w.ofRoles(by, "iam:DeleteRole", func(ctx context.Context, c *iam.Client, name string) error {
		_, err := c.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &name})
		return err
	})
}

func (w *world) makeRole(by session) []call {
	return []call{plain("iam:CreateRole", func(ctx context.Context, c aws.Config) error {
		_, err := iam.NewFromConfig(c).
			CreateRole(ctx, &iam.CreateRoleInput{
				RoleName: aws.String(made), AssumeRolePolicyDocument: aws.String(trusting(by.role)),
			})
		return err
	})}
}

// enterRoles assume any role of the three accounts.
func (w *world) enterRoles(by session) (all []call) {
	for _, account := range []string{stage.CentralID, stage.ManagementID, member} {
		for _, role := range w.targets(account) {
			if role == by.role {
				continue
			}
			all = append(all, call{name: "sts:AssumeRole into " + short(role), gives: role,
				do: func(ctx context.Context, s session) (*session, error) { return w.enter(ctx, s, role) }})
		}
	}
	return all
}

// askProvision puts a look at the member into provision's queue and lets it work: what the function does for whoever
// may send it a message.
func (w *world) askProvision(session) []call {
	body := `{"version":1,"kind":"account","accountId":"` + member + `","cause":"sweep"}`
	ask := plain("sqs:SendMessage to farvault-provision", func(ctx context.Context, c aws.Config) error {
		client := sqs.NewFromConfig(c)
		queue := w.stage.World.URL() + "/" + stage.CentralID + "/farvault-accounts"
		_, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: &body})
		if err == nil {
			w.stage.World.Advance(2 * time.Minute)
		}
		return err
	})
	ask.later = true
	return []call{ask}
}
