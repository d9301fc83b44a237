package alert

import (
	"context"

	"farvault/shared/alert"
	"farvault/shared/org"
)

// route finds who hears of a failure, once, as it joins its group: they hear of its end too, whatever the settings say
// by then. Why says to whom it goes and by which route. OU and tags of the account are those of the last look at it, in
// the ledger, so that no alert costs a call to Organizations; where they cannot be read the alert goes where the other
// routes send it, to the default in the end.
func (h *Handler) route(ctx context.Context, a alert.Alert) (routed alert.Alert, why string) {
	if len(h.Settings.Alerts.Routes) == 0 {
		return a, ""
	}
	var account org.Account
	var unknown string
	if h.Settings.Alerts.ByAccount() {
		record, err := h.Ledger.Account(ctx, a.Account)
		if account = record.Account; err != nil || account.ID == "" {
			unknown = "; the account's OUs and tags are not known"
		}
	}
	to := alert.Route(a, account, h.Settings.Alerts)
	a.Receivers = to.Receivers
	return a, to.Why + unknown
}
