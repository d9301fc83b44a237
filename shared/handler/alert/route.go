package alert

import (
	"context"
	"log/slog"

	"farvault/shared/alert"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// route finds who hears of a failure, once, as it joins its group: they hear of its end too, whatever the settings say
// by then. OU and tags of the account are those of the last look at it, in the ledger, so that no alert costs a call to
// Organizations; where they cannot be read the alert goes where the other routes send it, to the default in the end.
func (h *Handler) route(ctx context.Context, a alert.Alert, attrs []slog.Attr) (alert.Alert, []slog.Attr) {
	if len(h.Settings.Alerts.Routes) == 0 {
		return a, attrs
	}
	var account org.Account
	var unknown string
	if h.Settings.Alerts.ByAccount() {
		record, err := h.Ledger.Account(ctx, a.Account)
		if account = record.Account; err != nil || account.ID == "" {
			unknown = "; the account's OUs and tags are not known"
		}
	}
	routed := alert.Route(a, account, h.Settings.Alerts)
	a.Receivers = routed.Receivers
	return a, append(attrs, slog.String(batch.KeyRoute, routed.Why+unknown))
}
