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
	arn, err := org.ParseARN(keyARN)
	if err != nil {
		return proof.Key{}, err
	}
	s, err := r.cloud.enter(ctx, arn.Account, chain.ReaderRole)
	if err != nil {
		return proof.Key{}, r.by(arn.Account, err)
	}
	client := s.in(arn.Region).kms
	described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(keyARN)})
	if absent(err) {
		return proof.Key{ARN: keyARN}, nil
	}
	if err != nil {
		return proof.Key{}, r.by(arn.Account, translate("describe key "+keyARN, err))
	}
	answer, err := client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: aws.String(keyARN)})
	if err != nil {
		return proof.Key{}, r.by(arn.Account, translate("read policy of key "+keyARN, err))
	}
	document, err := policy.Parse(aws.ToString(answer.Policy))
	if err != nil {
		return proof.Key{}, unreadable("policy of key "+keyARN, err)
	}
	key := proof.Key{
		Exists: true, ARN: keyARN, State: string(described.KeyMetadata.KeyState), Policy: &document,
		AWSManaged: described.KeyMetadata.KeyManager == types.KeyManagerTypeAws,
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
