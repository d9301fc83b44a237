package alert

import (
	"cmp"
	"context"
	"maps"
	"slices"
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
	if r.Custody() {
		s.Custody = h.custodyScene(ctx, r)
	}
	return s
}

// custodyScene is what the vault still holds of the resources that a message can show, and how it is to be protected.
func (h *Handler) custodyScene(ctx context.Context, r alert.Record) message.Custody {
	central := r.Alert.Account == h.CentralAccountID
	c := message.Custody{
		Settings: h.Settings.LocalVault, MinDays: h.Settings.ShortestRetention(central), Left: map[string]message.Left{},
	}
	if central {
		c.Settings = h.Settings.CentralVault
	}
	lost := map[string]int{}
	for _, m := range r.Firing() {
		if m.Deleted != nil && m.Deleted.Of != "" {
			lost[m.Deleted.Of]++
		}
	}
	most := slices.SortedFunc(maps.Keys(lost), func(a, b string) int {
		return cmp.Or(cmp.Compare(lost[b], lost[a]), cmp.Compare(a, b))
	})
	for of, left := range h.Custody.Left(ctx, r.Alert.Diagnosis.Where, most[:min(len(most), lookedAt)]) {
		c.Left[of] = message.Left(left)
	}
	return c
}

// lookedAt is how many resources are asked for what is left of them, a call each.
const lookedAt = 20
