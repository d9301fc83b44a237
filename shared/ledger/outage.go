package ledger

import (
	"context"

	"farvault/shared/alert"
)

// Outage reads what is known of a channel that refuses messages; the zero outage where it takes them.
func (l *Ledger) Outage(ctx context.Context, channel string) (alert.Outage, error) {
	var o alert.Outage
	it, err := l.read(ctx, outageItem(channel), &o)
	o.Version = it.version
	return o, err
}

// SaveOutage writes it as the one after its version and answers it so, or answers alert.ErrStale.
func (l *Ledger) SaveOutage(ctx context.Context, channel string, o alert.Outage) (alert.Outage, error) {
	err := l.write(ctx, item{key: outageItem(channel), version: o.Version}, o)
	o.Version++
	return o, err
}

func outageItem(channel string) string { return "outage#" + channel }
