package chain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// watched are API calls that can change a link of one kind.
type watched struct {
	kind   Kind
	source string   // the service, as CloudTrail names it
	names  []string // the operations
	// the member of the request that names the link; empty where it is an id, which nobody can know beforehand
	target string
	ours   []any // the targets that are farvault's, as an event pattern says it
}

const (
	backupSource = "backup.amazonaws.com"
	keySource    = "kms.amazonaws.com"
	ruleSource   = "events.amazonaws.com"
	roleSource   = "iam.amazonaws.com"
)

// ourVaults are those that farvault's roles may touch.
var ourVaults = []any{map[string]any{"prefix": settings.VaultPrefix}}

// watchedCalls are what farvault wants to hear of when somebody else does it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
var watchedCalls = []watched{
	{
		KindVaultAccessPolicy,
		backupSource,
		[]string{"PutBackupVaultAccessPolicy", "DeleteBackupVaultAccessPolicy"},
		"backupVaultName",
		ourVaults,
	},
	{
		KindBackupVault,
		backupSource,
		[]string{"PutBackupVaultLockConfiguration", "DeleteBackupVaultLockConfiguration", "DeleteBackupVault"},
		"backupVaultName",
		ourVaults,
	},
	{KindBackupPlan, backupSource, []string{"UpdateBackupPlan", "DeleteBackupPlan"}, "", nil},
	{KindSelection, backupSource, []string{"CreateBackupSelection", "DeleteBackupSelection"}, "", nil},
	{KindOptIn, backupSource, []string{"UpdateRegionSettings"}, "", nil},
	{
		KindKey,
		keySource,
		[]string{"PutKeyPolicy", "DisableKey", "ScheduleKeyDeletion", "DisableKeyRotation", "UntagResource"},
		"",
		nil,
	},
	{KindKey, keySource, []string{"DeleteAlias", "UpdateAlias"}, "aliasName", []any{KeyAlias, LocalKeyAlias}},
	{KindEventRule, ruleSource, []string{"PutRule", "DisableRule", "DeleteRule"}, "name", []any{ForwardingRule}},
	{KindEventRule, ruleSource, []string{"PutTargets", "RemoveTargets"}, "rule", []any{ForwardingRule}},
	{
		KindRole,
		roleSource,
		[]string{"UpdateAssumeRolePolicy", "DetachRolePolicy", "PutRolePolicy", "DeleteRolePolicy", "DeleteRole",
			"PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary"},
		"roleName",
		[]any{BackupRole, ForwarderRole},
	},
}

// watchedPattern is what the watched calls have below detail. Those that failed are left out, and the writer's own, by
// the role whose session makes them; a caller that is no session has none.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
func watchedPattern(writerARN string) map[string]any {
	somebodyElse := []any{map[string]any{"exists": false}, map[string]any{"anything-but": []any{writerARN}}}
	return map[string]any{
		"userIdentity": map[string]any{
			"sessionContext": map[string]any{"sessionIssuer": map[string]any{"arn": somebodyElse}},
		},
		"errorCode": []any{map[string]any{"exists": false}},
		"$or":       watchedAlternatives(),
	}
}

// watchedAlternatives put calls of one service together whose requests name their target alike: a pattern has at most
// 2,048 characters.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
func watchedAlternatives() []any {
	var alternatives []any
	for i, w := range watchedCalls {
		alike := func(o watched) bool { return o.source == w.source && o.target == w.target }
		if slices.ContainsFunc(watchedCalls[:i], alike) {
			continue
		}
		var names []string
		for _, o := range watchedCalls[i:] {
			if alike(o) {
				names = append(names, o.names...)
			}
		}
		one := map[string]any{"eventSource": []any{w.source}, "eventName": names}
		if w.target != "" {
			one["requestParameters"] = map[string]any{w.target: w.ours}
		}
		alternatives = append(alternatives, one)
	}
	return alternatives
}

// watchedSources are the services of the watched calls, as EventBridge names them: aws.backup, ...
func watchedSources() []string {
	var sources []string
	for _, w := range watchedCalls {
		if name := "aws." + strings.TrimSuffix(w.source, ".amazonaws.com"); !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	return sources
}

// find is the row of a call; false: none.
func find(e event.ManagementEvent) (watched, bool) {
	i := slices.IndexFunc(
		watchedCalls,
		func(w watched) bool { return w.source == e.Source && slices.Contains(w.names, e.Name) },
	)
	if i < 0 {
		return watched{}, false
	}
	return watchedCalls[i], true
}

// Watches reports whether the call is one that farvault wants to hear of, made by somebody else than farvault; and if
// not, why.
func (p Place) Watches(e event.ManagementEvent) (bool, string) {
	if _, known := find(e); !known {
		return false, fmt.Sprintf("farvault does not act on %s of %s", e.Name, e.Source)
	}
	if e.Issuer == p.WriterARN(e.Account) || p.entered(e) {
		return false, "farvault called " + e.Name + " itself"
	}
	return true, ""
}

// Changed picks of the lines of changes those that the call can have made necessary: of a link of its kind and Region,
// and of its name where the request has one.
func Changed(e event.ManagementEvent, lines []string) []string {
	w, known := find(e)
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return !known || !w.made(e, line) })
}

// made reports whether the call can have made the change of that line necessary.
func (w watched) made(e event.ManagementEvent, line string) bool {
	head, _, _ := strings.Cut(line, ": ")
	name, where, _ := strings.Cut(head, " in ")
	_, name, ofKind := strings.Cut(name, string(w.kind)+" ")
	place := e.Account
	if w.kind != KindRole { // IAM has no Region
		place += "/" + e.Region
	}
	return ofKind && where == place && (w.target == "" || name == e.Target)
}

// Names are the ids by which calls name the keys and plans that were found. Those of a kind of which one is yet to be
// made are left out: what is made gets an id that this look does not see.
func (s ChangeSet) Names() []Named {
	names := []Named{}
	for _, link := range s.Desired.Links {
		ref := link.Ref()
		found, there := s.Seen.Found[ref]
		if _, makes := s.Creates(ref.Kind); !there || !found.Owned || makes {
			continue
		}
		switch l := found.Link.(type) {
		case Key:
			names = append(names, Named{ref.Kind, ref.Region, l.ARN})
		case BackupPlan:
			names = append(names, Named{ref.Kind, ref.Region, l.ID})
		}
	}
	return slices.DeleteFunc(names, func(n Named) bool { return n.ID == "" })
}

// Foreign reports whether the call is about a key or a plan that is not farvault's. What was never seen is not: it is
// looked at.
func (r AccountRecord) Foreign(e event.ManagementEvent) bool {
	w, known := find(e)
	if !known || w.target != "" || e.Target == "" {
		return false
	}
	kind, seen := KindBackupPlan, false
	if w.kind == KindKey {
		kind = KindKey
	}
	for _, n := range r.Named {
		if n.Kind != kind || n.Region != e.Region {
			continue
		}
		if n.ID == e.Target ||
			strings.HasSuffix(n.ID, "/"+e.Target) { // a request names a key by its ARN or by its id alone
			return false
		}
		seen = true
	}
	return seen
}

// PutBackAfter are the changes that the call made necessary and that looks have put right since, and when the last of
// them was.
func (r AccountRecord) PutBackAfter(e event.ManagementEvent) (lines []string, at time.Time) {
	for _, p := range r.PutBack {
		if !p.At.Before(e.Time) && len(Changed(e, []string{p.Line})) > 0 {
			lines, at = append(lines, p.Line), p.At
		}
	}
	return lines, at
}
