package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// observeReplica looks for a replica without its alias: it has its primary key's id, so no list has to be searched.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
func observeReplica(ctx context.Context, s *session, want chain.Key, known view) (*chain.Found, error) {
	primary, there := known(want.Primary())
	if !there {
		return nil, nil
	}
	arn, err := org.ParseARN(chain.KeyARN(primary.Link))
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", want.Ref(), err)
	}
	arn.Region = want.Region
	client := s.in(want.Region).kms
	described, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(arn.String())})
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, translate("describe "+want.Ref().String(), err)
	}
	tagged, err := keyTags(ctx, client, arn.String())
	if err != nil {
		return nil, translate("read tags of "+want.Ref().String(), err)
	}
	return readKey(ctx, client, want, "", described.KeyMetadata, owned(tagged))
}

// replicate asks the primary key's Region for the replica. It cannot be used for some seconds, and be managed at once.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
func replicate(ctx context.Context, s *session, key chain.Key, known view) (*types.KeyMetadata, error) {
	primary, _ := known(key.Primary())
	arn := chain.KeyARN(primary.Link)
	if arn == "" {
		return nil, fmt.Errorf("its primary key, the %s, is not there", key.Primary())
	}
	made, err := s.in(key.PrimaryRegion).kms.ReplicateKey(ctx, &kms.ReplicateKeyInput{
		KeyId:         aws.String(arn),
		ReplicaRegion: aws.String(key.Region),
		Description:   aws.String(key.Description()),
		Policy:        aws.String(key.Policy.String()),
		Tags:          keyOwnerTags(),
	})
	if err != nil {
		return nil, err
	}
	return made.ReplicaKeyMetadata, nil
}
