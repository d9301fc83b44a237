package cloud

import (
	"slices"
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/proof"
	"farvault/shared/proof/prooftest"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// keyRead are the types that keep the resource's key in a copy and whose resources tell it, each with an ARN of it.
var keyRead = map[string]string{
	"EBS": "ec2:eu-west-1:222233334444:volume/vol-1", "EC2": "ec2:eu-west-1:222233334444:instance/i-1",
	"RDS": "rds:eu-west-1:222233334444:db:d", "Aurora": "rds:eu-west-1:222233334444:cluster:c",
	"DocumentDB": "rds:eu-west-1:222233334444:cluster:c", "Neptune": "rds:eu-west-1:222233334444:cluster:c",
}

// keyOfBackups are the types that keep it and of which only a backup tells it, which FSx' may not.
var keyOfBackups = []string{"FSx", "Redshift", "Redshift Serverless", "Storage Gateway"}

// Of every type in AWS Backup's list the forecast knows the key of the backup to come, or says plainly that it does
// not, and then it never passes.
func TestAKeyThatNobodyReadIsNeverAPass(t *testing.T) {
	t.Parallel()
	for _, kind := range settings.ResourceTypes {
		arn, read := keyRead[kind]
		attempt := proof.CopyAttempt{ResourceType: kind, SourceAccount: "222233334444", Region: "eu-west-1", ResourceARN: "arn:aws:" + arn}
		if !read {
			attempt.ResourceARN = "arn:aws:service:eu-west-1:222233334444:thing/1"
		}
		managed := !proof.KeepsResourceKey(attempt)
		if managed == (read || slices.Contains(keyOfBackups, kind)) {
			t.Errorf("%s is in no list of this test, or in a wrong one", kind)
		}
		for law, tc := range map[string]struct {
			listed map[string]resourceKey
			next   unreported.NextCopy
			key    string // empty: the key must not be known, but for a backup that has none
			none   bool
		}{
			"never backed up":               {listed: map[string]resourceKey{attempt.ResourceARN: {keyARN: "k", resourceType: kind}}, key: map[bool]string{true: "k"}[read]},
			"never backed up, not listed":   {listed: map[string]resourceKey{}},
			"never backed up, several keys": {listed: map[string]resourceKey{attempt.ResourceARN: resourceKey{}.and("k").and("").and("l")}},
			"a backup with a key":           {next: unreported.NextCopy{Keyed: true, KeyARN: "b"}, key: "b"},
			"a backup that names none":      {next: unreported.NextCopy{Keyed: true}, none: kind != "EC2" && kind != "FSx"},
		} {
			f := &Forecast{}
			for _, row := range resourceLists {
				_, _ = f.resources.of("222233334444 eu-west-1 "+row.call, func() (map[string]resourceKey, error) { return tc.listed, nil })
			}
			one := attempt
			got := f.point(t.Context(), unreported.Snapshot{VaultKeyARN: "vault's"}, &one, tc.next)
			want := tc.key
			if managed {
				want, tc.none = "vault's", false
			}
			if known := want != "" || tc.none; got.Looked != known || got.Value.EncryptionKeyARN != want {
				t.Errorf("%s, %s: known %t, %q (%s), want %q", kind, law, got.Looked, got.Value.EncryptionKeyARN, got.Why, want)
			}
			if got.Looked {
				continue
			}
			facts := prooftest.Healthy()
			facts.Copy, facts.RecoveryPoint, facts.SourceKey = attempt, got, proof.Unread[proof.Key](got.Why)
			forecast := proof.Foresee(facts)
			if forecast.Outcome == catalog.Pass || !strings.Contains(got.Why, "key not read") {
				t.Errorf("%s, %s: %s, %q", kind, law, forecast.Outcome, got.Why)
			}
		}
	}
}
