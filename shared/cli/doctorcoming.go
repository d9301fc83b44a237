package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// coming proves the conditions of the next run of every rule in an account, as the hourly look does: what of it will
// fail, and of what not enough could be read. A Region without the vault has no copies to come.
func (h deployment) coming(
	ctx context.Context, forecast *cloud.Forecast, account org.Account, now time.Time,
) (all []proof.Precondition) {
	for _, region := range h.deployed.Regions(h.settings) {
		at := proof.Precondition{Name: proof.NextCopies, Account: account.ID, Outcome: proof.Pass}
		want := unreported.ExpectationOf(h.settings, h.deployed, account, now)
		watch, err := h.world.Watcher().Watch(ctx, account.ID, region, want)
		if err != nil {
			at.Outcome, at.Why, at.Command = proof.Fail, h.entryError(ctx, err).Error(), h.memberCommand(account)
			all = append(all, at)
			continue
		}
		watch.Plans = unreported.Expecting(watch.Plans, unreported.DestinationsOf(h.settings, h.deployed, account, region))
		failing, unknown := unreported.Coming(watch.NextCopies(h.deployed.CentralAccountID, now),
			func(c unreported.NextCopy) proof.Forecast {
				return proof.ForeseeFurther(forecast.Facts(ctx, watch, c), func(f proof.Facts) proof.Facts {
					return forecast.Further(ctx, f)
				})
			})
		all = append(all, failingRows(at, region, failing, now)...)
		if len(unknown) > 0 {
			at.Outcome = proof.Held
			at.Why = "not enough could be read to prove " + plain.Count(len(unknown), "copy", "copies") + " of " + region
		}
		if len(failing) == 0 || len(unknown) > 0 {
			all = append(all, at)
		}
	}
	return all
}

// failingRows are the copies that will fail, one row for each cause and place.
func failingRows(
	at proof.Precondition, region string, failing []event.UnreportedFailure, now time.Time,
) (rows []proof.Precondition) {
	for len(failing) > 0 {
		first := failing[0]
		same := func(p event.UnreportedFailure) bool { return p.Cause == first.Cause && p.Where == first.Where }
		var some []event.UnreportedFailure
		for _, p := range failing {
			if same(p) {
				some = append(some, p)
			}
		}
		failing = slices.DeleteFunc(slices.Clone(failing), same)
		row := at
		row.Outcome = proof.Fail
		row.Why = fmt.Sprintf("%s of %s will fail from %s on: %s", plain.Count(len(some), "copy", "copies"), region,
			plain.Clock(first.Due, now), titleOf(first))
		if first.Where != "" {
			row.Why += " (" + first.Where + ")"
		}
		if row.Command = first.Paste; first.Ours {
			row.Command = "farvault chain apply --account " + at.Account
		}
		rows = append(rows, row)
	}
	return rows
}

// titleOf is what the catalog calls the cause.
func titleOf(p event.UnreportedFailure) string {
	if cause, known := catalog.Lookup(p.Cause); known {
		return cause.Title
	}
	return p.Why
}
