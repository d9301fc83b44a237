package cli

import (
	"context"
	"errors"
	"time"

	"farvault/shared/alert"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// noReader is a world that cannot be read.
type noReader struct{}

func (noReader) Facts(context.Context, event.JobStateChange) proof.Facts { return proof.Facts{} }

func (noReader) PointFacts(context.Context, event.RecoveryPointStateChange) proof.Facts {
	return proof.Facts{}
}

func (noReader) Account(context.Context, string) (org.Account, error) {
	return org.Account{}, errors.New("replay calls nobody")
}

func (noReader) CopyVaults(context.Context, string, string, string) ([]string, bool, error) {
	return nil, false, errors.New("replay calls nobody")
}

// Arrived takes the events for what is in the vaults: replay reads none.
func (r *replay) Arrived(
	_ context.Context, vaultARN, resourceARN string, _ time.Time,
) (found []alert.Evidence, err error) {
	for _, j := range r.arrived {
		if j.DestinationVaultARN == vaultARN && j.ResourceARN == resourceARN {
			found = append(found, alert.Evidence{Point: j.CopiedTo, Begun: j.CreatedAt, Completed: alert.EndedAt(j)})
		}
	}
	return found, nil
}

func (r *replay) BackupBegun(context.Context, string, string, string, string) (time.Time, error) {
	return time.Time{}, nil
}

func (r *replay) CopyJob(context.Context, string, string, string) (event.JobStateChange, error) {
	return event.JobStateChange{}, errors.New("replay calls nobody")
}

type caughtMessages replay

func (c *caughtMessages) Notify(_ context.Context, m message.Message) error {
	c.notified = append(c.notified, m)
	return nil
}

// silentBus takes what the topic has taken: the event's detail is the message as JSON.
type silentBus struct{}

func (silentBus) Notify(context.Context, message.Message) error { return nil }

type caughtRequests replay

func (c *caughtRequests) Send(_ context.Context, m event.Message) error {
	c.asked = append(c.asked, m)
	return nil
}
