package cloud

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/org"
)

// surplusKeys are the keys with farvault's tag in the account that are no link of the chain and that no vault is
// encrypted with, by Region: CreateKey has no token, so that a lost answer, two runs at once or somebody's tag may have
// made one more. The lists are those that the looks have made; AWS is asked only of a key that is on none.
func (s *session) surplusKeys(ctx context.Context, desired chain.Chain, seen chain.Observed) map[string][]string {
	surplus := map[string][]string{}
	for _, link := range desired.Links {
		want, is := link.(chain.Key)
		_, there := seen.Found[link.Ref()]
		if !is || !there || want.Account != s.account || s.in(want.Region).owned == nil {
			continue // of an account that has no key yet, none is one too many
		}
		if keys, ok := s.surplusIn(ctx, want.Region, seen); ok {
			surplus[want.Region] = keys
		}
	}
	return surplus
}

func (s *session) surplusIn(ctx context.Context, region string, seen chain.Observed) (surplus []string, ok bool) {
	client := s.in(region)
	owned, err := client.owned(ctx)
	vaults, unlisted := client.vaults(ctx)
	if err != nil || unlisted != nil {
		return nil, false
	}
	used := map[string]bool{}
	for _, v := range vaults {
		used[aws.ToString(v.EncryptionKeyArn)] = true
	}
	for _, found := range seen.Found {
		if key, is := found.Link.(chain.Key); is {
			used[key.ARN] = true
		}
	}
	for _, arn := range slices.Sorted(maps.Keys(owned)) {
		if key, err := org.ParseARN(arn); err != nil || key.Service != "kms" || key.Account != s.account || used[arn] {
			continue
		}
		described, err := client.kms.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(arn)})
		if absent(err) {
			continue // the list follows late
		}
		if err != nil {
			return nil, false
		}
		switch described.KeyMetadata.KeyState {
		case types.KeyStateEnabled, types.KeyStateDisabled:
			surplus = append(surplus, arn)
		}
	}
	return surplus, true
}
