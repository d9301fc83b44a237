package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/policy"
)

func observeKey(ctx context.Context, s *session, want chain.Key, known view) (*chain.Found, error) {
	client := s.in(want.Region).kms
	described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(want.Alias)})
	switch {
	case absent(err) && want.Replica():
		return observeReplica(ctx, s, want, known)
	case absent(err):
		return observeOrphanKey(ctx, s, want)
	case err != nil:
		return nil, translate("describe "+want.Ref().String(), err)
	}
	arn := aws.ToString(described.KeyMetadata.Arn)
	tagged, err := s.in(want.Region).tagsOf(ctx, arn, func() (map[string]string, error) {
		return keyTags(ctx, client, arn)
	})
	if err != nil {
		return nil, translate("read tags of "+want.Ref().String(), err)
	}
	ours := owned(tagged)
	if s.closely(want.Ref(), ours) {
		return readKey(ctx, client, want, want.Alias, described.KeyMetadata, ours)
	}
	return &chain.Found{Link: keyOf(want, want.Alias, described.KeyMetadata)}, nil
}

// observeOrphanKey looks for the key that a run made and was killed before it gave it its alias: CreateKey
// has no idempotency token, so only the tags it was born with tell. It is asked for only while the alias is missing.
func observeOrphanKey(ctx context.Context, s *session, want chain.Key) (*chain.Found, error) {
	client := s.in(want.Region).kms
	pages := kms.NewListKeysPaginator(client, &kms.ListKeysInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, translate("list keys for "+want.Ref().String(), err)
		}
		for _, entry := range page.Keys {
			found, err := orphanKey(ctx, client, want, entry)
			if err != nil || found != nil {
				return found, err
			}
		}
	}
	return nil, nil
}

// orphanKey reads a key if it is farvault's vault key without an alias. Keys whose tags may not be read are not.
func orphanKey(
	ctx context.Context,
	client *kms.Client,
	want chain.Key,
	entry types.KeyListEntry,
) (*chain.Found, error) {
	tagged, err := keyTags(ctx, client, aws.ToString(entry.KeyArn))
	if lasting(translate("", err)) || absent(err) || (err == nil && !owned(tagged)) {
		return nil, nil
	}
	if err != nil {
		return nil, translate("read tags of "+aws.ToString(entry.KeyArn), err)
	}
	described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: entry.KeyArn})
	if err != nil {
		return nil, translate("describe "+aws.ToString(entry.KeyArn), err)
	}
	usable := described.KeyMetadata.KeyState == types.KeyStateEnabled
	if !usable || aws.ToString(described.KeyMetadata.Description) != want.Description() {
		return nil, nil
	}
	return readKey(ctx, client, want, "", described.KeyMetadata, true)
}

func keyTags(ctx context.Context, client *kms.Client, arn string) (map[string]string, error) {
	tags := map[string]string{}
	pages := kms.NewListResourceTagsPaginator(client, &kms.ListResourceTagsInput{KeyId: aws.String(arn)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range page.Tags {
			tags[aws.ToString(t.TagKey)] = aws.ToString(t.TagValue)
		}
	}
	return tags, nil
}

// keyOf is a key as far as it is described.
func keyOf(want chain.Key, alias string, m *types.KeyMetadata) chain.Key {
	key := chain.Key{
		Account:       want.Account,
		Region:        want.Region,
		PrimaryRegion: want.PrimaryRegion,
		Alias:         alias,
		ARN:           aws.ToString(m.Arn),
		State:         string(m.KeyState),
	}
	if related := m.MultiRegionConfiguration; related != nil && related.PrimaryKey != nil {
		key.PrimaryARN = aws.ToString(related.PrimaryKey.Arn)
	}
	return key
}

// readKey reads policy and rotation too.
func readKey(
	ctx context.Context,
	client *kms.Client,
	want chain.Key,
	alias string,
	m *types.KeyMetadata,
	ours bool,
) (*chain.Found, error) {
	key := keyOf(want, alias, m)
	document, err := client.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: m.Arn})
	if err != nil {
		return nil, translate("read policy of "+want.Ref().String(), err)
	}
	if key.Policy, err = policy.Parse(aws.ToString(document.Policy)); err != nil {
		return nil, unreadable("policy of "+want.Ref().String(), err)
	}
	if want.Replica() { // its rotation is its primary key's
		return &chain.Found{Link: key, Owned: ours}, nil
	}
	rotation, err := client.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: m.Arn})
	if err != nil {
		return nil, translate("read rotation of "+want.Ref().String(), err)
	}
	key.Rotation = rotation.KeyRotationEnabled
	return &chain.Found{Link: key, Owned: ours}, nil
}

func adoptKey(ctx context.Context, s *session, key chain.Key) error {
	_, err := s.in(key.Region).kms.TagResource(ctx, &kms.TagResourceInput{
		KeyId: aws.String(key.ARN), Tags: keyOwnerTags(),
	})
	return translate("tag "+key.Ref().String(), err)
}

func writeKey(ctx context.Context, s *session, e edit[chain.Key], known view) (chain.Key, error) {
	client, key := s.in(e.want.Region).kms, e.want
	key.ARN, key.PrimaryARN = e.got.ARN, e.got.PrimaryARN
	if e.create {
		made, err := makeKey(ctx, s, key, known)
		if err != nil {
			return key, translate("create "+key.Ref().String(), err)
		}
		key.ARN = aws.ToString(made.Arn)
	}
	if e.create || e.differs("AliasName") {
		_, err := client.CreateAlias(
			ctx,
			&kms.CreateAliasInput{AliasName: aws.String(key.Alias), TargetKeyId: aws.String(key.ARN)},
		)
		if err != nil {
			return key, translate("create alias of "+key.Ref().String(), err)
		}
	}
	if e.differs("KeyPolicy") {
		_, err := client.PutKeyPolicy(
			ctx,
			&kms.PutKeyPolicyInput{KeyId: aws.String(key.ARN), Policy: aws.String(key.Policy.String())},
		)
		if err != nil {
			return key, translate("put policy of "+key.Ref().String(), err)
		}
	}
	if e.create && !key.Replica() || e.differs("KeyRotationEnabled") {
		if _, err := client.EnableKeyRotation(
			ctx,
			&kms.EnableKeyRotationInput{KeyId: aws.String(key.ARN)},
		); err != nil {
			return key, translate("enable rotation of "+key.Ref().String(), err)
		}
	}
	return key, nil
}

func makeKey(ctx context.Context, s *session, key chain.Key, known view) (*types.KeyMetadata, error) {
	if key.Replica() {
		return replicate(ctx, s, key, known)
	}
	made, err := s.in(key.Region).kms.CreateKey(ctx, &kms.CreateKeyInput{
		Description: aws.String(key.Description()),
		MultiRegion: aws.Bool(key.PrimaryRegion != ""),
		Policy:      aws.String(key.Policy.String()),
		Tags:        keyOwnerTags(),
	}, notRepeated)
	if err != nil {
		return nil, err
	}
	return made.KeyMetadata, nil
}

func keyOwnerTags() []types.Tag {
	return []types.Tag{{TagKey: aws.String(chain.OwnerTag), TagValue: aws.String(chain.OwnerValue)}}
}
