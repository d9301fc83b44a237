package alert

import (
	"context"
	"time"

	"farvault/shared/alert"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// scene is what a message is written against. A name that cannot be looked up is done without: no message waits for it.
func (h *Handler) scene(ctx context.Context, r alert.Record) message.Scene {
	alerts, now := h.Settings.Alerts, h.Now()
	alerts.MaxCopyAge = settings.Duration(
		unreported.AllowedAge(h.Settings.BackupPlans, time.Duration(alerts.MaxCopyAge), now),
	)
	s := message.Scene{Now: now, CentralAccountID: h.CentralAccountID, Alerts: alerts,
		Repair: h.Settings.Mend, Accounts: map[string]org.Account{}}
	for _, id := range message.Shown(r) {
		if !org.IsAccountID(id) {
			continue
		}
		if account, err := h.Names.Account(ctx, id); err == nil {
			s.Accounts[id] = account
		}
	}
	return s
}
