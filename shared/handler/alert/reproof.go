package alert

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// provenAgain bounds the copies whose conditions are read again for one group: a group has one key, vault or role at
// fault, so that few copies, of several accounts, speak for all.
const provenAgain = 5

// proveAgain reads the conditions of the copies of an open group again, before people are reminded of it or when a look
// says that they are met: somebody may have put its cause right, and no copy has run since. The answer is for the
// record; none where the cause is not one that conditions prove, or where too few of the copies would speak for all.
func (h *Handler) proveAgain(ctx context.Context, r alert.Record) []alert.Happening {
	members := again(r)
	if !r.Reprovable() || len(members) == 0 || (severalPlaces(r) || r.SeveralCauses()) && len(r.Firing()) > len(members) {
		return nil
	}
	found := alert.Reproven{Reproof: alert.Reproof{At: h.Now(), Outcome: catalog.Pass}}
	for _, m := range members {
		j := h.jobOf(ctx, r, m)
		one := h.proveOne(ctx, r, m, j)
		switch now := &found.Reproof; {
		case one.Reproof.Outcome == catalog.Fail && now.Outcome != catalog.Fail:
			now.Outcome, found.Diagnosis = catalog.Fail, one.Diagnosis
		case one.Reproof.Outcome == catalog.CouldNotRead && now.Outcome == catalog.Pass:
			now.Outcome, now.Unread = catalog.CouldNotRead, one.Reproof.Unread
		case now.Outcome == catalog.Pass:
			now.Unread = append(now.Unread, one.Reproof.Unread...)
		}
		if next := h.nextRun(j); !next.IsZero() && (found.Reproof.Next.IsZero() || next.Before(found.Reproof.Next)) {
			found.Reproof.Next = next
		}
	}
	slices.Sort(found.Reproof.Unread)
	found.Reproof.Unread = slices.Compact(found.Reproof.Unread)
	return []alert.Happening{found}
}

// severalPlaces reports whether a storm put the group's failures together, wherever they are at fault.
func severalPlaces(r alert.Record) bool { return strings.HasPrefix(r.Place, alert.SeveralPlaces) }

// proveOne reads the conditions of one copy again. Its cause is gone where its own condition is met and none fails;
// what else could not be read is said beside.
func (h *Handler) proveOne(
	ctx context.Context, r alert.Record, m alert.Member, j event.JobStateChange,
) alert.Reproven {
	facts, cause := h.Facts.Facts(ctx, j), r.Alert.Diagnosis.Cause
	forecast := proof.Foresee(facts)
	one := alert.Reproven{Reproof: alert.Reproof{Outcome: forecast.Outcome, Unread: forecast.Unread}}
	switch {
	case forecast.Outcome == catalog.Fail:
		one.Diagnosis = forecast.Diagnosis
		if same := proof.Prove(r.Alert.Diagnosis, facts); same.Proof == catalog.Confirmed && same.Cause == cause {
			one.Diagnosis = same
		}
		one.Diagnosis = proof.InSettings(one.Diagnosis, facts, h.Settings)
	case forecast.Met(cmp.Or(m.Cause, cause)):
		one.Reproof.Outcome = catalog.Pass
	}
	return one
}

// again are the failed copies that are proven again: one of each account before a second of any.
func again(r alert.Record) (members []alert.Member) {
	var rest []alert.Member
	seen := map[string]bool{}
	for _, m := range r.Firing() {
		switch {
		case m.Job != event.Copy || !m.Due.IsZero():
		case seen[m.Account]:
			rest = append(rest, m)
		default:
			members, seen[m.Account] = append(members, m), true
		}
	}
	members = append(members, rest...)
	return members[:min(len(members), provenAgain)]
}

// jobOf is the job that a member failed by, as AWS Backup still has it, or as far as it is remembered.
func (h *Handler) jobOf(ctx context.Context, r alert.Record, m alert.Member) event.JobStateChange {
	j, err := h.Copies.CopyJob(ctx, m.Account, m.Region, m.JobID)
	if err != nil {
		j = event.JobStateChange{Origin: event.Origin{Account: m.Account, Region: m.Region}, Job: event.Copy, JobID: m.JobID}
	}
	j.ResourceARN, j.ResourceType = m.Resource, cmp.Or(j.ResourceType, m.ResourceType)
	j.RecoveryPointARN, j.SourceVaultARN = cmp.Or(j.RecoveryPointARN, m.Point), cmp.Or(j.SourceVaultARN, m.Vault)
	j.DestinationVaultARN = m.Destination
	if r.Alert.Account == m.Account {
		j.RoleARN = cmp.Or(j.RoleARN, r.Alert.RoleARN)
	}
	return j
}

// nextRun is when farvault's plans are due next in the account; zero for a copy that another role makes: it is
// another's plan.
func (h *Handler) nextRun(j event.JobStateChange) time.Time {
	if !ownRole(j.RoleARN) {
		return time.Time{}
	}
	return h.runAfter(j.Account, h.Now())
}

// runAfter is the first run of farvault's plans in an account after a time.
func (h *Handler) runAfter(account string, at time.Time) (next time.Time) {
	for _, plan := range h.Settings.BackupPlans {
		for _, rule := range h.Settings.PlanFor(plan, account).Rules {
			window := settings.StartWindow{Schedule: rule.ScheduleExpression, Timezone: rule.ScheduleExpressionTimezone}
			due, ok := window.Timetable().Next(at)
			if ok && (next.IsZero() || due.Before(next)) {
				next = due
			}
		}
	}
	return next
}

// ownRole reports whether a role is farvault's, by which its plans' jobs are made.
func ownRole(arn string) bool {
	role, err := org.ParseARN(arn)
	return err == nil && role.Resource == "role"+chain.RolePath+chain.BackupRole
}

// fixedBy reports whether a look has said of failed copies of the group that the next ones will not fail: people are
// told before the reminder that the cause is gone. What farvault repairs itself it has reported.
func fixedBy(f event.Foreseen, r alert.Record) bool {
	return r.Open && !r.Alert.Diagnosis.Ours && !r.Fixed() && r.Reprovable() &&
		slices.ContainsFunc(r.Firing(), func(m alert.Member) bool {
			return m.Account == f.Account && m.Region == f.Region && m.Job == event.Copy && m.Due.IsZero() &&
				f.At.After(m.At) && !slices.Contains(f.Kept, alert.Head(m.Fingerprint()))
		})
}

// relapsed takes what a look found to fail to the groups of which people were told that their cause is gone.
func (h *Handler) relapsed(ctx context.Context, a alert.Alert) error {
	history, err := h.Ledger.History(ctx, a.Fingerprint())
	if err != nil {
		return err
	}
	for _, key := range history.Groups {
		record, err := h.Ledger.GroupPart(ctx, key, a.Fingerprint())
		if err != nil {
			return err
		}
		if !record.Fixed() || record.Members[a.Fingerprint()].State != alert.Firing {
			continue
		}
		back := alert.Reproven{Reproof: alert.Reproof{At: a.At, Outcome: catalog.Fail}, Diagnosis: a.Diagnosis}
		if _, err := h.tell(ctx, alert.Record{Key: record.Key, Group: record.Group}, back); err != nil {
			return err
		}
	}
	return nil
}
