package alert

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
	"farvault/shared/settings"
)

// The custody of backups: what somebody did to those that are there. A call may answer and delete nothing, so it is
// read back before anybody is told. AWS Backup's event of a deletion says what was deleted, CloudTrail's who did it;
// whichever comes first, one message tells both.

// backupService is AWS Backup as CloudTrail names the caller of what it does by itself, such as expiry.
const backupService = "backup.amazonaws.com"

// The causes of a custody.
const (
	pointDeleted = "recovery-point-deleted"
	shortened    = "lifecycle-shortened"
	unlocked     = "vault-lock-weakened"

	copyDeleted = "copy-deleted" // of a copy that is missing, found by the hourly look
)

// called follows a call by which somebody deletes a backup or takes what keeps it.
func (h *Handler) called(ctx context.Context, e event.ManagementEvent) (batch.Outcome, error) {
	attrs := []slog.Attr{
		slog.String(batch.KeyAccount, e.Account),
		slog.String(batch.KeyRegion, e.Region),
		slog.String(batch.KeyJob, string(event.Custody)+"/"+e.Name),
	}
	vaultARN := org.Vault(org.Partition(e.Region), e.Region, e.Account, e.Target)
	switch why := h.spoofed(e.Account, "", mention{recoveryPoint, e.Point}); {
	case why != "":
		return batch.Ignored(why, attrs...), nil
	case e.Service == backupService:
		return batch.Ignored("AWS Backup made the call itself", attrs...), nil
	case !strings.HasPrefix(e.Target, settings.VaultPrefix):
		return batch.Ignored("the vault "+e.Target+" is not farvault's", attrs...), nil
	}
	switch e.Name {
	case event.DeletePoint, event.DisassociatePoint:
		return h.deleted(ctx, e, vaultARN, attrs)
	case event.UpdateLifecycle:
		return h.shortened(ctx, e, vaultARN, attrs)
	case event.DeleteLock, event.PutLock:
		return h.lockChanged(ctx, e, vaultARN, attrs)
	}
	return batch.Ignored(e.Name+" is nothing to alert about", attrs...), nil
}

func custodyOf(account, region, resource string) alert.Problem {
	return alert.Problem{Account: account, Region: region, Job: event.Custody, Resource: resource}
}

// deleted reads back whether the recovery point is gone. One that was past its retention is nobody's loss: AWS Backup's
// own event says when it was due; where none has come and the vault holds such leftovers, the count of the vault tells.
func (h *Handler) deleted(
	ctx context.Context, e event.ManagementEvent, vaultARN string, attrs []slog.Attr,
) (batch.Outcome, error) {
	now, err := h.Custody.PointNow(ctx, vaultARN, e.Point)
	unread := ""
	if batch.Denied(err) {
		unread = err.Error()
	} else if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	if now.Exists {
		return batch.Ignored("the call deleted nothing: the recovery point is "+now.Status, attrs...), nil
	}
	p := custodyOf(e.Account, e.Region, e.Point)
	known, pending, err := h.pending(ctx, p, vaultARN)
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	if known == nil {
		known = &alert.Deletion{}
		leftovers, err := h.leftovers(ctx, e.Account, e.Region, vaultARN)
		if err != nil || leftovers {
			return batch.Ignored("the vault holds backups past their retention: its count will tell", attrs...), err
		}
	}
	d := *known
	d.By, d.Call = e.By, e.Name
	a := h.custodyAlert(p, "call-"+e.CallID, e.Name, e.Time, pointDeleted, vaultARN, d)
	a.ResourceType = pending.ResourceType
	if unread != "" {
		a.Diagnosis.Proof, a.Diagnosis.NotKnown = catalog.Suspected, []string{"could not read the vault: " + unread}
	}
	out, err := h.tellCustody(ctx, a, attrs)
	if err != nil || pending.JobID == "" {
		return out, err
	}
	_, err = h.Ledger.UpdateGroup(ctx, unknownGroup(vaultARN).Key(), h.Now(), func(r alert.Record) (alert.Record, bool) {
		return r.Apply(alert.MovedAway{Problem: p})
	})
	return out, err
}

// unknownGroup is the group of what was deleted in a vault nobody knows by whom.
func unknownGroup(vaultARN string) alert.Group {
	return alert.Group{Cause: pointDeleted, Place: vaultARN}
}

// pending is what AWS Backup's event told of the deletion of a recovery point, while nobody knew who it was.
func (h *Handler) pending(
	ctx context.Context, p alert.Problem, vaultARN string,
) (*alert.Deletion, alert.Member, error) {
	record, err := h.Ledger.GroupPart(ctx, unknownGroup(vaultARN).Key(), p.Fingerprint())
	if err != nil {
		return nil, alert.Member{}, err
	}
	m := record.Members[p.Fingerprint()]
	if m.State != alert.Firing {
		return nil, alert.Member{}, nil
	}
	return m.Deleted, m, nil
}

// leftovers reports whether people know of backups in the vault that are past their retention: they may be cleared
// away.
func (h *Handler) leftovers(ctx context.Context, account, region, vaultARN string) (bool, error) {
	p := alert.Problem{Account: account, Region: region, Job: event.Retention, Resource: vaultARN}
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return false, err
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.GroupPart(ctx, key, p.Fingerprint())
		if err != nil {
			return false, err
		}
		if record.Members[p.Fingerprint()].State == alert.Firing {
			return true, nil
		}
	}
	return false, nil
}

// early reports whether a recovery point of farvault's vaults was deleted before its lifecycle would have done so.
// Where the event does not say when that is, nothing is known.
func (h *Handler) early(e event.RecoveryPointStateChange) bool {
	arn, err := org.ParseARN(e.VaultARN)
	return err == nil && strings.HasPrefix(arn.Name(), settings.VaultPrefix) && e.DeleteAt.After(e.Time)
}

// gone follows AWS Backup's event of a deletion before its time: it waits for CloudTrail to say who it was, or tells
// those who were told of the call what it was that was deleted.
func (h *Handler) gone(
	ctx context.Context, e event.RecoveryPointStateChange, attrs []slog.Attr,
) (batch.Outcome, error) {
	p := custodyOf(e.Account, e.Region, e.RecoveryPointARN)
	p.ResourceType = e.ResourceType
	history, err := h.Ledger.History(ctx, p.Fingerprint())
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	for _, key := range history.Groups {
		if key == unknownGroup(e.VaultARN).Key() {
			continue
		}
		detail := alert.Detailed{Problem: p, Of: e.ResourceARN, DueAt: e.DeleteAt}
		known := false
		if err := h.noteDeleted(ctx, key, e.VaultARN, e.ResourceARN); err != nil {
			return batch.Outcome{Attrs: attrs}, err
		}
		_, err := h.Ledger.UpdateGroup(ctx, key, h.Now(), func(r alert.Record) (alert.Record, bool) {
			_, known = r.Members[p.Fingerprint()]
			return r.Apply(detail)
		})
		if err != nil || known {
			return batch.Ignored("the call that deleted it is known", attrs...), err
		}
	}
	d := alert.Deletion{Of: e.ResourceARN, DueAt: e.DeleteAt}
	return h.tellCustody(ctx, h.custodyAlert(p, e.ID, e.Status, e.Time, pointDeleted, e.VaultARN, d), attrs)
}

// custodyAlert is what somebody did, read back and so confirmed.
func (h *Handler) custodyAlert(
	p alert.Problem, id, state string, at time.Time, cause, vaultARN string, d alert.Deletion,
) alert.Alert {
	c, _ := catalog.Lookup(cause)
	fault := c.At
	if p.Account != h.CentralAccountID {
		fault = catalog.Source
	}
	return alert.Alert{Problem: p, JobID: id, State: state, At: at, Deleted: &d, Diagnosis: catalog.Diagnosis{
		Category: c.Category, Cause: c.ID, Title: c.Title, Remedy: c.Remedy, AccountAtFault: fault,
		Proof: catalog.Confirmed, Where: vaultARN,
	}}
}

// tellCustody brings what somebody did into the group of that person and vault. It joins no other: whose doing it was
// is what the group is about.
func (h *Handler) tellCustody(ctx context.Context, a alert.Alert, attrs []slog.Attr) (out batch.Outcome, err error) {
	a, route := h.route(ctx, a)
	defer func() { out.Route = route }()
	group := alert.NewRecord(a.Group())
	attrs = append(attrs, slog.String(batch.KeyCause, a.Diagnosis.Cause),
		slog.String(batch.KeyGroup, alert.Short(group.Key)))
	_, err = h.Ledger.UpdateHistory(ctx, a.Fingerprint(), h.Now(), func(known alert.History) (alert.History, bool) {
		return known.Joined(group.Key)
	})
	if err != nil {
		return batch.Outcome{Attrs: attrs}, h.notifyDegraded(ctx, a, err)
	}
	if err := h.noteDeleted(ctx, group.Key, a.Diagnosis.Where, a.Deleted.Of); err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	told, err := h.tellPart(ctx, group, a.Problem, alert.Failed{Alert: a})
	return told.outcome(attrs), h.evenSo(ctx, a, told, err)
}

// counted follows what the count of a vault found: no event told of it.
func (h *Handler) counted(
	ctx context.Context, s event.Unreported, found event.UnreportedFailure, attrs []slog.Attr,
) (batch.Outcome, error) {
	p := custodyOf(s.Account, s.Region, found.Resource+"#"+found.Destination)
	a := h.custodyAlert(p, "count-"+s.At.UTC().Format(time.RFC3339), alert.Unreported, s.At, found.Cause, found.Where,
		alert.Deletion{Count: found.Count, Account: found.Destination})
	a.Diagnosis.Why = found.Why
	known, err := h.Ledger.GroupPart(ctx, unknownGroup(found.Where).Key(), p.Fingerprint())
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	if m := known.Members[p.Fingerprint()]; m.State == alert.Firing && m.Deleted != nil && m.At.Before(s.At) {
		a.Deleted.Count += m.Deleted.Count
	}
	return h.tellCustody(ctx, a, attrs)
}
