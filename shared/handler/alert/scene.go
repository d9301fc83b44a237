package alert

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"farvault/shared/alert"
	"farvault/shared/coverage"
	"farvault/shared/event"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// scene is what a message is written against. A name that cannot be looked up is done without: no message waits for it.
func (h *Handler) scene(ctx context.Context, r alert.Record, reason alert.Reason) message.Scene {
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
	if reason == alert.Reminder {
		s.Missed = h.missedSoFar(ctx, r)
	}
	if r.Custody() {
		s.Custody = h.custodyScene(ctx, r)
	}
	if n := r.NextNotice(); n != nil && n.Reason == alert.Departs {
		s.Copies = h.departedCopies(ctx, n.Report.Departed)
	}
	return s
}

// departedCopies are the newest copies of accounts that departed, as they were last read in the central vaults. Of an
// account of which that cannot be said nothing is said.
func (h *Handler) departedCopies(ctx context.Context, departed []event.Departure) map[string]message.Copies {
	all := map[string]message.Copies{}
	for _, d := range departed[:min(len(departed), departedRead)] {
		var copies message.Copies
		for _, region := range h.Regions {
			record, err := h.Ledger.Coverage(ctx, d.AccountID, region)
			if err != nil || record.At.IsZero() {
				continue
			}
			if copies.Read.IsZero() || record.At.Before(copies.Read) {
				copies.Read = record.At
			}
			for _, r := range record.Resources {
				if r.Central != nil {
					copies.Found = append(copies.Found, r)
				}
			}
		}
		slices.SortStableFunc(copies.Found, func(a, b coverage.Resource) int {
			return cmp.Or(b.Central.Created.Compare(a.Central.Created), cmp.Compare(a.ARN, b.ARN))
		})
		all[d.AccountID] = copies
	}
	return all
}

// departedRead is of how many accounts that depart together the copies are read: as many as a message names.
const departedRead = 10

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
