package cli

import (
	"context"
	"errors"

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
