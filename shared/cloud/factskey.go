package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
)

// key is a KMS key with its policy, in whatever account it is.
func (r *Reader) key(ctx context.Context, keyARN string) (proof.Key, error) {
	client, key, err := r.keyWithPolicy(ctx, proof.Key{ARN: keyARN})
	if err != nil || !key.Exists {
		return key, err
	}
	// Alias and tags only make the message better: a key whose policy was read is known without them.
	if tags, err := keyTags(ctx, client, keyARN); err == nil {
		key.Owned = owned(tags)
	}
	if key.Grants, err = grantsOf(ctx, client, keyARN); err != nil {
		key.Grants, key.GrantsUnread = nil, true
	}
	if aliases, err := client.ListAliases(
		ctx,
		&kms.ListAliasesInput{KeyId: aws.String(keyARN)},
	); err == nil &&
		len(aliases.Aliases) > 0 {
		key.Alias = aws.ToString(aliases.Aliases[0].AliasName)
	}
	return key, nil
}

// bareKey is a key with its policy alone: of its grants nothing is known. One that was described already is given so.
func (r *Reader) bareKey(ctx context.Context, known proof.Key) (proof.Key, error) {
	_, key, err := r.keyWithPolicy(ctx, known)
	key.GrantsUnread = true
	return key, err
}

// keyWithPolicy describes a key, where its State is not known yet, and reads its policy.
func (r *Reader) keyWithPolicy(ctx context.Context, key proof.Key) (*kms.Client, proof.Key, error) {
	arn, err := org.ParseARN(key.ARN)
	if err != nil {
		return nil, proof.Key{}, err
	}
	s, err := r.cloud.enter(ctx, arn.Account, chain.ReaderRole)
	if err != nil {
		return nil, proof.Key{}, r.by(arn.Account, err)
	}
	client := s.in(arn.Region).kms
	if key.State == "" {
		described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(key.ARN)})
		if absent(err) {
			return client, key, nil
		}
		if err != nil {
			return nil, proof.Key{}, r.by(arn.Account, translate("describe key "+key.ARN, err))
		}
		key.Exists, key.State = true, string(described.KeyMetadata.KeyState)
		key.AWSManaged = described.KeyMetadata.KeyManager == types.KeyManagerTypeAws
	}
	answer, err := client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: aws.String(key.ARN)})
	if err != nil {
		return nil, proof.Key{}, r.by(arn.Account, translate("read policy of key "+key.ARN, err))
	}
	document, err := policy.Parse(aws.ToString(answer.Policy))
	if err != nil {
		return nil, proof.Key{}, unreadable("policy of key "+key.ARN, err)
	}
	key.Policy = &document
	return client, key, nil
}

// grantsOf are the grants of a key that hold without conditions.
func grantsOf(ctx context.Context, client *kms.Client, keyARN string) ([]proof.Grant, error) {
	var grants []proof.Grant
	pages := kms.NewListGrantsPaginator(client, &kms.ListGrantsInput{KeyId: aws.String(keyARN)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, g := range page.Grants {
			if g.Constraints != nil {
				continue
			}
			granted := proof.Grant{GranteePrincipal: aws.ToString(g.GranteePrincipal)}
			for _, operation := range g.Operations {
				granted.Operations = append(granted.Operations, string(operation))
			}
			grants = append(grants, granted)
		}
	}
	return grants, nil
}
