// Package handlertest has what the tests of all handlers share: the accounts, the time, an error that passes, and
// death.
package handlertest

import (
	"errors"
	"time"

	"farvault/shared/chain"
)

// ErrKilled is what a call answers that death has come to.
var ErrKilled = errors.New("killed")

// Death comes to a function at a call: before its effect, or after it.
type Death struct {
	At    int // which call; zero: never
	After bool
	Calls int
}

// Call counts, and does the effect unless death came before it.
func (m *Death) Call(effect func() error) error {
	m.Calls++
	if m.At > 0 && (m.Calls > m.At || m.Calls == m.At && !m.After) {
		return ErrKilled
	}
	err := effect()
	if m.Calls == m.At {
		return ErrKilled
	}
	return err
}

// Dead reports whether death has come.
func (m *Death) Dead() bool { return m.At > 0 && m.Calls >= m.At }

// NotReady is an error that time repairs.
type NotReady struct{}

func (NotReady) Error() string { return "role cannot be assumed yet" }

func (NotReady) NotReady() bool { return true }

// Deployment is where farvault is deployed.
var Deployment = chain.Deployment{
	OrganizationID:      "o-a1b2c3d4e5",
	ManagementAccountID: Manager,
	CentralAccountID:    Central,
	HomeRegion:          "eu-west-1",
	Partition:           "aws",
}

// Noon is when the tests begin.
func Noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// Minutes is so long.
func Minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

const (
	Central = "111122223333"
	Member  = "222233334444"
	Manager = "999988887777"
)

const (
	VaultARN = "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault"
	RoleARN  = "arn:aws:iam::222233334444:role/farvault/farvault-backup"
	KeyARN   = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)
