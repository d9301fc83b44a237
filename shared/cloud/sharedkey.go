package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/chain"
)

// observeSharedKey finds the central account's key by its alias, which DescribeKey takes from another account. Tags are
// shown to the key's own account alone: it is farvault's by its description.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
func observeSharedKey(ctx context.Context, s *session, want chain.SharedKey, _ view) (*chain.Found, error) {
	described, err := s.in(want.Region).kms.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(want.AliasARN)})
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, translate("describe "+want.Ref().String(), err)
	}
	key := want
	key.ARN, key.State = aws.ToString(described.KeyMetadata.Arn), string(described.KeyMetadata.KeyState)
	if key.State == chain.KeyCreating {
		return nil, NotReady{
			Why: "a new replica key cannot be used for some seconds",
			Err: fmt.Errorf("describe %s: its state is %s", want.Ref(), key.State),
		}
	}
	return &chain.Found{
		Link:  key,
		Owned: aws.ToString(described.KeyMetadata.Description) == chain.LocalKeyDescription,
	}, nil
}

// writeSharedKey makes nothing, for the key is another account's: it waits.
func writeSharedKey(_ context.Context, s *session, e edit[chain.SharedKey], _ view) (chain.SharedKey, error) {
	return e.want, NotReady{
		Why: "the central account's key is not there yet",
		Err: fmt.Errorf(
			"account %s waits for the %s, which the look at account %s makes",
			s.account,
			e.want.Ref(),
			e.want.Account,
		),
	}
}
