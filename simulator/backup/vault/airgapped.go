package vault

import (
	"slices"
	"time"

	"farvault/simulator/kernel"
)

// airGappedTakes is how long a logically air-gapped vault is CREATING: "approximately 1 to 3 minutes".
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-create
const airGappedTakes = 2 * time.Minute

// minAirGappedDays is the least that MinRetentionDays may be.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLogicallyAirGappedBackupVault.html
const minAirGappedDays = 7

// withoutAirGapped are the Regions that have no logically air-gapped vaults.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-compare-and-contrast
var withoutAirGapped = []string{
	"ap-southeast-5", "ca-west-1", "mx-central-1", "ap-southeast-7", "ap-east-2", "ap-southeast-6",
	"cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
}

type createAirGappedInput struct {
	createInput
	MinRetentionDays, MaxRetentionDays *int64
}

type createAirGappedOutput struct {
	createOutput
	VaultState string
}

// createAirGapped makes a vault that is locked in compliance mode from the first moment, and can be used some minutes
// later. It is encrypted by a key that AWS owns, or by the one that is named; without permission for that one it ends
// up FAILED.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
func (s *Vaults) createAirGapped(c *kernel.Call, in createAirGappedInput) (createAirGappedOutput, error) {
	old, err := s.mayCreate(c, "backup:CreateLogicallyAirGappedBackupVault", in.createInput)
	switch {
	case err != nil:
		return createAirGappedOutput{}, err
	case old != nil:
		return createAirGappedOutput{old.created(), old.State}, nil
	}
	if err := in.check(c.Region); err != nil {
		return createAirGappedOutput{}, err
	}
	becomes := Available
	if in.EncryptionKeyArn != "" && !s.mayGrant(c, in.EncryptionKeyArn) {
		becomes = Failed
	}
	v := s.add(c, in.createInput, AirGapped)
	v.State, v.EncryptionKeyARN = Creating, in.EncryptionKeyArn
	v.Lock = &Lock{MinRetentionDays: in.MinRetentionDays, MaxRetentionDays: in.MaxRetentionDays, LockDate: c.Now}
	s.k.Clock.After(airGappedTakes, func() { v.State = becomes })
	return createAirGappedOutput{v.created(), v.State}, nil
}

func (in createAirGappedInput) check(region string) error {
	switch {
	case slices.Contains(withoutAirGapped, region):
		return kernel.Fail("InvalidRequestException", "Logically air-gapped vaults are not available in %s", region)
	case in.MinRetentionDays == nil || in.MaxRetentionDays == nil:
		return kernel.Fail("MissingParameterValueException", "MinRetentionDays and MaxRetentionDays are required")
	case *in.MinRetentionDays < minAirGappedDays:
		return invalid("MinRetentionDays %d is less than %d days", *in.MinRetentionDays, minAirGappedDays)
	}
	return lockInput{MinRetentionDays: in.MinRetentionDays, MaxRetentionDays: in.MaxRetentionDays}.check()
}

// mayGrant tries what the maker of a vault with a customer managed key needs.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-encryption-key-types
func (s *Vaults) mayGrant(c *kernel.Call, arn string) bool {
	via := []string{"backup." + c.Region + ".amazonaws.com"}
	return s.kms.Authorize(c, arn, "kms:DescribeKey", map[string][]string{"kms:ViaService": via}) == nil &&
		s.kms.Authorize(
			c,
			arn,
			"kms:CreateGrant",
			map[string][]string{"kms:ViaService": via, "kms:GrantIsForAWSResource": {"true"}},
		) == nil
}
