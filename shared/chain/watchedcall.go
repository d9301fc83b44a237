package chain

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/event"
	"farvault/shared/settings"
)

// watched are API calls that can change a link of one kind.
type Watched struct {
	Kind   Kind
	source string   // the service, as CloudTrail names it
	names  []string // the operations
	// the member of the request that names the link; empty where it is an id, which nobody can know beforehand
	Target string
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

// KindRecoveryPoint is no link of a chain: nobody reconciles a backup that is gone. The alert function takes the calls.
const KindRecoveryPoint Kind = "recovery point"

// custodyCalls change or remove a backup that is there.
var custodyCalls = []string{event.DeletePoint, event.DisassociatePoint, event.UpdateLifecycle}

// watchedCalls are what farvault wants to hear of when somebody else does it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
var watchedCalls = []Watched{
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
	{KindRecoveryPoint, backupSource, custodyCalls, "backupVaultName", ourVaults},
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
		alike := func(o Watched) bool { return o.source == w.source && o.Target == w.Target }
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
		if w.Target != "" {
			one["requestParameters"] = map[string]any{w.Target: w.ours}
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
func Find(e event.ManagementEvent) (Watched, bool) {
	i := slices.IndexFunc(
		watchedCalls,
		func(w Watched) bool { return w.source == e.Source && slices.Contains(w.names, e.Name) },
	)
	if i < 0 {
		return Watched{}, false
	}
	return watchedCalls[i], true
}

// Watches reports whether the call is one that farvault wants to hear of, made by somebody else than farvault; and if
// not, why.
func (p Deployment) Watches(e event.ManagementEvent) (bool, string) {
	if w, known := Find(e); !known || w.Kind == KindRecoveryPoint {
		return false, fmt.Sprintf("farvault does not act on %s of %s", e.Name, e.Source)
	}
	if e.Issuer == p.WriterARN(e.Account) || p.entered(e) {
		return false, "farvault called " + e.Name + " itself"
	}
	return true, ""
}
