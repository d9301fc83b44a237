package cloud

import (
	"context"
	"errors"

	"farvault/shared/proof"
)

// resourceKey is what a resource is encrypted with, read of itself.
type resourceKey struct{ keyARN, resourceType string }

var errKeyNotRead = errors.New("key not read")

func (f *Forecast) resourceKey(ctx context.Context, c proof.CopyAttempt) (resourceKey, error) {
	return resourceKey{}, errKeyNotRead
}
