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

// UpdateOutage changes it, again while others are writing it, and answers it as it is then stored. A change that says
// false is not written.
func (l *Ledger) UpdateOutage(
	ctx context.Context,
	channel string,
	change func(alert.Outage) (alert.Outage, bool),
) (o alert.Outage, err error) {
	err = again(func() error {
		stored, err := l.Outage(ctx, channel)
		if err != nil {
			return err
		}
		var dirty bool
		if o, dirty = change(stored); !dirty {
			return nil
		}
		err = l.write(ctx, item{key: outageItem(channel), version: stored.Version}, o)
		o.Version = stored.Version + 1
		return err
	})
	return o, err
}

func outageItem(channel string) string { return "outage#" + channel }
