package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// The signs that something is wrong, or right again, which are no job's state.

func selectionProblem(account, region, planID string) alert.Problem {
	return alert.Problem{Account: account, Region: region, Job: event.Selection, Resource: "backup-plan/" + planID}
}

// recoveryPoint follows a recovery point that could not be deleted, is incomplete, or was broken off.
func (h *Handler) recoveryPoint(ctx context.Context, e event.RecoveryPointStateChange) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, e.Account),
		slog.String(batch.KeyRegion, e.Region),
		slog.String(batch.KeyJob, string(event.RecoveryPoint)),
	}
	if why := h.spoofed(e.Account, event.RecoveryPoint, mention{recoveryPoint, e.RecoveryPointARN},
		mention{resource, e.ResourceARN}, mention{sourceVault, e.VaultARN}, mention{roleOfJob, e.RoleARN}); why != "" {
		return batch.Ignored(why, attrs...), nil
	}
	p := alert.Problem{Account: e.Account, Region: e.Region, Job: event.RecoveryPoint, Resource: e.RecoveryPointARN}
	if e.Status == expired {
		return h.expired(ctx, p, e, attrs)
	}
	if e.Status == "DELETED" && h.early(e) {
		return h.gone(ctx, e, attrs)
	}
	if e.Status == "COMPLETED" || e.Status == "AVAILABLE" || e.Status == "DELETED" {
		return h.recovered(ctx, []alert.Problem{p}, e.ID, e.Time, attrs)
	}
	if e.Bad() == "" {
		return batch.Ignored("the recovery point is "+e.Status, attrs...), nil
	}
	d := catalog.Diagnose(
		catalog.Signal{Job: event.RecoveryPoint, State: e.Status, Message: e.Message, ResourceType: e.ResourceType},
	)
	if e.Status == event.ThreatsFound {
		d.Proof, d.Paste = catalog.Confirmed, newestClean(e.ResourceARN, e.Region)
		d.Why = "AWS Backup's scan of " + e.RecoveryPointARN + " has found threats."
	}
	a := alert.Alert{
		Problem:       p,
		JobID:         e.ID,
		State:         e.Status,
		StatusMessage: e.Message,
		RoleARN:       e.RoleARN,
		At:            e.Time,
		Diagnosis:     d,
	}
	return h.failed(ctx, a, event.JobStateChange{}, attrs)
}

// newestClean is what shows the newest backup of a resource in which no scan has found anything.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByResource.html
func newestClean(resourceARN, region string) string {
	return fmt.Sprintf(
		"aws backup list-recovery-points-by-resource --region %s --resource-arn %s --query "+
			`'reverse(sort_by(RecoveryPoints[?!AggregatedScanResult.Findings], &CreationDate))[0]'`,
		region,
		resourceARN,
	)
}

// expired is the status of a recovery point that AWS Backup was to delete and could not.
const expired = "EXPIRED"

// expired follows a recovery point that AWS Backup could not delete. In a vault that the sweep looks into, which then
// tells when nothing has outlived its retention any more, the vault is told as one.
func (h *Handler) expired(
	ctx context.Context,
	p alert.Problem,
	e event.RecoveryPointStateChange,
	attrs []slog.Attr,
) (batch.Outcome, error) {
	if h.watched(e) {
		p = alert.Problem{Account: e.Account, Region: e.Region, Job: event.Retention, Resource: e.VaultARN}
	}
	return h.failed(ctx, alert.Alert{Problem: p, JobID: e.ID, State: e.Status, StatusMessage: e.Message,
		RoleARN: e.RoleARN, At: e.Time, Diagnosis: h.whyNotDeleted(ctx, e)}, event.JobStateChange{}, attrs)
}

// outlived follows a vault in which the sweep has found backups that have outlived their retention.
func (h *Handler) outlived(
	ctx context.Context,
	p alert.Problem,
	s event.UnreportedFailure,
	attrs []slog.Attr,
) (batch.Outcome, error) {
	d := h.whyNotDeleted(ctx, *s.Point)
	if d.Proof == catalog.Confirmed {
		d.Why = s.Why + "\n" + d.Why
	} else {
		d.Why += "\n" + s.Why
	}
	return h.failed(
		ctx,
		alert.Alert{
			Problem:       p,
			JobID:         "silence-" + s.Point.Time.UTC().Format(time.RFC3339),
			State:         s.Point.Status,
			StatusMessage: s.Point.Message,
			RoleARN:       s.Point.RoleARN,
			At:            s.Point.Time,
			Diagnosis:     d,
		},
		event.JobStateChange{},
		attrs,
	)
}

// whyNotDeleted proves why AWS Backup could not delete a recovery point.
func (h *Handler) whyNotDeleted(ctx context.Context, e event.RecoveryPointStateChange) catalog.Diagnosis {
	d := catalog.Diagnose(
		catalog.Signal{Job: event.RecoveryPoint, State: expired, Message: e.Message, ResourceType: e.ResourceType},
	)
	return proof.ProveDeletion(d, h.Points.PointFacts(ctx, e))
}

// watched reports whether the sweep sees the recovery point when it looks for what has outlived its retention.
func (h *Handler) watched(e event.RecoveryPointStateChange) bool {
	arn, err := org.ParseARN(e.VaultARN)
	central := e.Account == h.CentralAccountID
	name := h.Settings.LocalVault.BackupVaultName
	if central {
		name = h.Settings.CentralVault.NameFor(e.Account)
	}
	days := h.Settings.ShortestRetention(central)
	return err == nil && arn.Name() == name && days > 0 && !e.CreatedAt.IsZero() &&
		!e.CreatedAt.AddDate(0, 0, int(days)).After(e.Time)
}

// selection follows a plan whose resources could not be selected. AWS Backup sends no event of it, and
// makes no job that could fail.
func (h *Handler) selection(ctx context.Context, e event.SelectionRefused) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, e.Account),
		slog.String(batch.KeyRegion, e.Region),
		slog.String(batch.KeyJob, string(event.Selection)),
	}
	if why := h.spoofed(e.Account, event.Selection, mention{backupPlan, e.PlanARN}); why != "" {
		return batch.Ignored(why, attrs...), nil
	}
	plan := e.PlanARN
	if arn, err := org.ParseARN(plan); err == nil {
		plan = arn.Name()
	}
	a := alert.Alert{
		Problem: selectionProblem(
			e.Account,
			e.Region,
			plan,
		),
		JobID:         e.ID,
		State:         e.ErrorCode,
		StatusMessage: e.Message,
		At:            e.Time,
		Diagnosis:     catalog.Diagnose(catalog.Signal{Job: event.Backup, Message: e.Message}),
	}
	a.Diagnosis.Where = roleIn(e.Message, e.Account) // one group with the copies that the role was said to fail
	return h.failed(ctx, a, event.JobStateChange{}, attrs)
}

// roleIn is the role of the account that a message of AWS's names; empty: none.
func roleIn(message, account string) string {
	for _, word := range strings.Fields(message) {
		arn, err := org.ParseARN(strings.Trim(word, `.,;:"'`))
		if err == nil && arn.Service == "iam" && arn.Account == account && strings.HasPrefix(arn.Resource, "role/") {
			return arn.String()
		}
	}
	return ""
}

// optInCause is the catalogue's row for a resource type that is switched off.
const optInCause = "resource-type-not-opted-in"

// optIn follows resource types that were switched off although the settings
// want them, and on again. What the settings do not name is the account's own business.
func (h *Handler) optIn(ctx context.Context, e event.OptInChange) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, e.Account),
		slog.String(batch.KeyRegion, e.Region),
		slog.String(batch.KeyJob, string(event.OptIn)),
	}
	var off []alert.Alert
	var err error
	out := batch.Ignored("the settings name none of "+strings.Join(slices.Sorted(maps.Keys(e.OptIn)), ", "), attrs...)
	for _, kind := range slices.Sorted(maps.Keys(e.OptIn)) {
		p := alert.Problem{
			Account:      e.Account,
			Region:       e.Region,
			Job:          event.OptIn,
			Resource:     "opt-in/" + kind,
			ResourceType: kind,
		}
		switch {
		case !slices.Contains(h.Settings.OptIn, kind):
		case e.OptIn[kind]:
			if out, err = h.recovered(ctx, []alert.Problem{p}, e.ID, e.Time, attrs); err != nil {
				return out, err
			}
		default:
			off = append(off, alert.Alert{Problem: p, JobID: e.ID, State: "off", At: e.Time, Diagnosis: switchedOff(kind)})
		}
	}
	if len(off) == 0 {
		return out, nil
	}
	return h.together(ctx, off, attrs)
}

// together tells what one call or one look found, as one.
func (h *Handler) together(ctx context.Context, all []alert.Alert, attrs []slog.Attr) (out batch.Outcome, err error) {
	out = batch.Ignored("what failed is over already", attrs...)
	groups, failed := map[string][]alert.Happening{}, map[string][]alert.Alert{}
	var order []alert.Record
	var over error
	for _, a := range all {
		var route string
		a, route = h.route(ctx, a)
		group, history, err := h.join(ctx, a)
		if err != nil {
			return batch.Outcome{Attrs: attrs}, h.notifyDegraded(ctx, a, err)
		}
		if history.Outdated(a.At) != "" {
			over = errors.Join(over, h.woken(ctx, history))
			continue
		}
		if groups[group.Key] == nil {
			order = append(order, group)
		}
		groups[group.Key] = append(groups[group.Key], h.failure(group.Group, a, history))
		failed[group.Key] = append(failed[group.Key], a)
		out.Route = route
	}
	var later error
	for _, group := range order {
		route := out.Route
		out, err = h.tellTogether(ctx, group, groups[group.Key], failed[group.Key], attrs)
		out.Route = route
		if err != nil && !comesLater(err) {
			return out, err
		}
		later = errors.Join(later, err)
	}
	return out, errors.Join(over, later)
}

// switchedOff is confirmed: the event is AWS's own word that the type is off. The
// opt-ins that the settings name are farvault's to keep.
func switchedOff(kind string) catalog.Diagnosis {
	c, _ := catalog.Lookup(optInCause)
	return catalog.Diagnosis{
		Category: c.Category, Cause: c.ID, Title: c.Title, Remedy: c.Remedy, AccountAtFault: catalog.Source,
		Proof: catalog.Confirmed, Ours: true,
		Why: fmt.Sprintf("%s was switched off in AWS Backup's settings; farvault's settings want it on.", kind),
	}
}
