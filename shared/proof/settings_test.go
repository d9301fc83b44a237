package proof_test

import (
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/proof"
	"farvault/shared/settings"
)

// Where the number to change stands in infra/settings.yaml, the remedy is the line to write there.
func TestALockThatTheSettingsDoNotMeetNamesTheLine(t *testing.T) {
	t.Parallel()
	wants := settings.Settings{CentralVault: settings.Vault{BackupVaultName: "farvault"}, BackupPlans: []settings.BackupPlan{
		{Rules: []settings.BackupRule{{RuleName: "Daily", Lifecycle: settings.Lifecycle{DeleteAfterDays: 120}}}}}}
	facts := func(vault string, least, most int64) proof.Facts {
		return proof.Facts{
			Copy:             proof.CopyAttempt{SourceAccount: "222233334444", DestinationVaultARN: "arn:aws:backup:eu-west-1:111122223333:backup-vault:" + vault},
			DestinationVault: proof.Known(proof.Vault{Exists: true, Locked: true, MinRetentionDays: least, MaxRetentionDays: most}),
		}
	}
	locked := catalog.Diagnosis{Cause: "retention-outside-vault-lock", AccountAtFault: catalog.Destination}
	for law, tt := range map[string]struct {
		facts proof.Facts
		paste string
	}{
		"kept too short":       {facts("farvault", 200, 0), "CopyLifecycle: {DeleteAfterDays: 200}"},
		"kept too long":        {facts("farvault", 0, 90), "CopyLifecycle: {DeleteAfterDays: 90}"},
		"the settings meet it": {facts("farvault", 30, 400), ""},
		"another vault":        {facts("theirs", 200, 0), ""},
	} {
		if d := proof.InSettings(locked, tt.facts, wants); d.Paste != tt.paste || d.InSettings != (tt.paste != "") {
			t.Errorf("%s: %q in settings %t", law, d.Paste, d.InSettings)
		}
	}
}
