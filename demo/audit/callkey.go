package audit

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
)

// ownerTag is the tag by which farvault knows its own.
var ownerTag = map[string]string{chain.OwnerTag: chain.OwnerValue}

func (w *world) keys(name string, do func(context.Context, *kms.Client) error) []call {
	return []call{plain(name, func(ctx context.Context, c aws.Config) error { return do(ctx, kms.NewFromConfig(c)) })}
}

// keyPolicies keep the copy's key to the one who writes them, or open it to everybody.
func (w *world) keyPolicies(by session) (all []call) {
	for _, one := range [][2]string{{"that keeps it for whoever writes it", by.role}, {"that opens it", "*"}} {
		words, text := one[0], letting(one[1], "kms:*", `,"Resource":"*"`)
		all = append(
			all,
			w.keys("kms:PutKeyPolicy on the copy's key, one "+words, func(ctx context.Context, c *kms.Client) error {
				_, err := c.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: &w.key, Policy: &text})
				return err
			})...)
	}
	return all
}

func (w *world) disableKey(session) []call {
	return w.keys("kms:DisableKey of the copy's key", func(ctx context.Context, c *kms.Client) error {
		_, err := c.DisableKey(ctx, &kms.DisableKeyInput{KeyId: &w.key})
		return err
	})
}

func (w *world) deleteKey(session) []call {
	return w.keys("kms:ScheduleKeyDeletion of the copy's key", func(ctx context.Context, c *kms.Client) error {
		_, err := c.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{KeyId: &w.key, PendingWindowInDays: aws.Int32(7)})
		return err
	})
}

func (w *world) tagKey(session) []call {
	return w.keys("kms:TagResource on the copy's key", func(ctx context.Context, c *kms.Client) error {
		_, err := c.TagResource(ctx, &kms.TagResourceInput{KeyId: &w.key, Tags: []types.Tag{
			{TagKey: aws.String(chain.OwnerTag), TagValue: aws.String(chain.OwnerValue)}}})
		return err
	})
}

func (w *world) aliasKey(session) []call {
	return w.keys("kms:CreateAlias for the copy's key", func(ctx context.Context, c *kms.Client) error {
		_, err := c.CreateAlias(ctx, &kms.CreateAliasInput{AliasName: aws.String(chain.LocalKeyAlias), TargetKeyId: &w.key})
		return err
	})
}

func (w *world) grantKey(by session) []call {
	return w.keys("kms:CreateGrant on the copy's key", func(ctx context.Context, c *kms.Client) error {
		_, err := c.CreateGrant(ctx, &kms.CreateGrantInput{KeyId: &w.key, GranteePrincipal: aws.String(by.role),
			Operations: []types.GrantOperation{types.GrantOperationDecrypt}})
		return err
	})
}
