package kms

import "farvault/simulator/kernel"

type rotationInput struct {
	KeyId                string
	RotationPeriodInDays *int
}

// enableKeyRotation turns rotation on, every 365 days unless asked otherwise.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
func (s *Service) enableKeyRotation(c *kernel.Call, in rotationInput) (empty, error) {
	period := 365
	if in.RotationPeriodInDays != nil {
		period = *in.RotationPeriodInDays
	}
	if period < 90 || period > 2560 {
		return empty{}, kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%d' at 'rotationPeriodInDays' failed to satisfy constraint: Member must "+
				"have value between 90 and 2560",
			period,
		)
	}
	key, err := s.manage(c, "EnableKeyRotation", in.KeyId, nil)
	if err != nil {
		return empty{}, err
	}
	if err := usable(key, "kms:EnableKeyRotation"); err != nil {
		return empty{}, err
	}
	if key.replica() {
		return empty{}, kernel.Fail(
			"UnsupportedOperationException",
			"%s is a multi-Region replica key: rotation is set on its primary key",
			key.ARN,
		)
	}
	if key.RotationPeriodInDays != period {
		key.RotationPeriodInDays, key.Rotating = period, c.Now
	}
	return empty{}, nil
}

type rotationOutput struct {
	KeyId                string
	KeyRotationEnabled   bool
	RotationPeriodInDays int         `json:",omitempty"`
	NextRotationDate     kernel.Time `json:",omitzero"`
}

func (s *Service) getKeyRotationStatus(c *kernel.Call, in keyInput) (rotationOutput, error) {
	key, err := s.manage(c, "GetKeyRotationStatus", in.KeyId, nil)
	if err != nil {
		return rotationOutput{}, err
	}
	arn := key.ARN
	if primary, ok := s.primaryOf(key); ok { // a replica has its rotation from there
		key = primary
	}
	out := rotationOutput{
		KeyId:                arn,
		KeyRotationEnabled:   key.RotationPeriodInDays > 0,
		RotationPeriodInDays: key.RotationPeriodInDays,
	}
	if out.KeyRotationEnabled {
		out.NextRotationDate = kernel.At(key.Rotating.Add(days(key.RotationPeriodInDays)))
	}
	return out, nil
}
