package kms

import (
	"strconv"
	"time"

	"farvault/simulator/kernel"
)

func (s *Service) enableKey(c *kernel.Call, in keyInput) (empty, error) {
	return empty{}, s.turn(c, "EnableKey", in.KeyId, Enabled)
}

func (s *Service) disableKey(c *kernel.Call, in keyInput) (empty, error) {
	return empty{}, s.turn(c, "DisableKey", in.KeyId, Disabled)
}

// turn moves a key between enabled and disabled; a key that is to be deleted stays so.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table
func (s *Service) turn(c *kernel.Call, action, id, state string) error {
	key, err := s.manage(c, action, id, nil)
	if err != nil {
		return err
	}
	if dying(key) {
		return pendingDeletion(key)
	}
	key.State = state
	return nil
}

type deletionInput struct {
	KeyId               string
	PendingWindowInDays *int
}

type deletionOutput struct {
	KeyId, KeyState     string
	DeletionDate        kernel.Time `json:",omitzero"`
	PendingWindowInDays int
}

// scheduleKeyDeletion makes the key useless now and gone after 7 to 30 days; the time of a primary key
// begins when its last replica is gone, which here nobody waits for.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
func (s *Service) scheduleKeyDeletion(c *kernel.Call, in deletionInput) (deletionOutput, error) {
	window := 30
	if in.PendingWindowInDays != nil {
		window = *in.PendingWindowInDays
	}
	if window < 7 || window > 30 {
		return deletionOutput{}, kernel.Fail(
			"ValidationException",
			"1 validation error detected: Value '%d' at 'pendingWindowInDays' failed to satisfy constraint: Member must have "+
				"value between 7 and 30",
			window,
		)
	}
	key, err := s.manage(
		c,
		"ScheduleKeyDeletion",
		in.KeyId,
		map[string][]string{"kms:ScheduleKeyDeletionPendingWindowInDays": {strconv.Itoa(window)}},
	)
	if err != nil {
		return deletionOutput{}, err
	}
	if dying(key) {
		return deletionOutput{}, pendingDeletion(key)
	}
	if !key.replica() && len(s.replicasOf(key)) > 0 {
		key.State = PendingReplicaDeletion
		return deletionOutput{KeyId: key.ARN, KeyState: key.State, PendingWindowInDays: window}, nil
	}
	key.State, key.DeletionDate = PendingDeletion, c.Now.Add(days(window))
	s.k.Clock.At(key.DeletionDate, func() { s.deleteDue(key) })
	return deletionOutput{key.ARN, key.State, kernel.At(key.DeletionDate), window}, nil
}

// deleteDue removes a key whose time has come, unless its deletion was canceled or put off meanwhile.
func (s *Service) deleteDue(key *Key) {
	if key.State != PendingDeletion || s.k.Clock.Now().Before(key.DeletionDate) {
		return
	}
	s.Remove(key.ARN)
}

type keyOutput struct{ KeyId string }

// cancelKeyDeletion leaves the key disabled.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
func (s *Service) cancelKeyDeletion(c *kernel.Call, in keyInput) (keyOutput, error) {
	key, err := s.manage(c, "CancelKeyDeletion", in.KeyId, nil)
	if err != nil {
		return keyOutput{}, err
	}
	if !dying(key) {
		return keyOutput{}, kernel.Fail("KMSInvalidStateException", "%s is not pending deletion.", key.ARN)
	}
	key.State, key.DeletionDate = Disabled, time.Time{}
	return keyOutput{key.ARN}, nil
}
