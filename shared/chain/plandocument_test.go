package chain_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
)

// What a plan says beside what farvault writes is carried over, wherever it stands, whether farvault has heard of it or not.
func TestCarryPlan(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ want, found, carried string }{
		"members of the plan": {
			`{"BackupPlanName":"p","Rules":[]}`,
			`{"BackupPlanName":"q","Rules":[],"ScanSettings":[{"MalwareScanner":"GUARDDUTY"}],"NewInNextYear":{"a":[1,2]}}`,
			`{"BackupPlanName":"p","Rules":[],"ScanSettings":[{"MalwareScanner":"GUARDDUTY"}],"NewInNextYear":{"a":[1,2]}}`,
		},
		"members of a rule, and not its id": {
			`{"Rules":[{"RuleName":"r","ScheduleExpression":"cron(1)"}]}`,
			`{"Rules":[{"RuleName":"r","RuleId":"i","ScheduleExpression":"cron(2)","IndexActions":[{"ResourceTypes":["EBS"]}],"RecoveryPointTags":{"cost":"42"},"TargetLogicallyAirGappedBackupVaultArn":"arn:x"}]}`,
			`{"Rules":[{"RuleName":"r","ScheduleExpression":"cron(1)","IndexActions":[{"ResourceTypes":["EBS"]}],"RecoveryPointTags":{"cost":"42"},"TargetLogicallyAirGappedBackupVaultArn":"arn:x"}]}`,
		},
		"what farvault leaves out on purpose stays out": {
			`{"Rules":[{"RuleName":"r","Lifecycle":{"DeleteAfterDays":1}}]}`,
			`{"Rules":[{"RuleName":"r","EnableContinuousBackup":true,"CopyActions":[{"DestinationBackupVaultArn":"a"}],"Lifecycle":{"DeleteAfterDays":2,"MoveToColdStorageAfterDays":3,"OptInToArchiveForSupportedResources":true,"DeleteAfterEvent":"DELETE_AFTER_COPY","New":1}},{"RuleName":"other"}]}`,
			`{"Rules":[{"RuleName":"r","Lifecycle":{"DeleteAfterDays":1,"New":1}}]}`,
		},
		"tags that the settings say are those": {
			`{"Rules":[{"RuleName":"r","RecoveryPointTags":{"cost":"43"}}]}`,
			`{"Rules":[{"RuleName":"r","RecoveryPointTags":{"cost":"42","team":"a"}}]}`,
			`{"Rules":[{"RuleName":"r","RecoveryPointTags":{"cost":"43"}}]}`,
		},
		"a copy action's": {
			`{"Rules":[{"RuleName":"r","CopyActions":[{"DestinationBackupVaultArn":"a","Lifecycle":{"DeleteAfterDays":1}}]}]}`,
			`{"Rules":[{"RuleName":"r","CopyActions":[{"DestinationBackupVaultArn":"b","New":1},{"DestinationBackupVaultArn":"a","New":2}]}]}`,
			`{"Rules":[{"RuleName":"r","CopyActions":[{"DestinationBackupVaultArn":"a","Lifecycle":{"DeleteAfterDays":1},"New":2}]}]}`,
		},
		"other services' advanced settings": {
			`{"AdvancedBackupSettings":[{"ResourceType":"EC2","BackupOptions":{"WindowsVSS":"enabled"}}],"Rules":[]}`,
			`{"AdvancedBackupSettings":[{"ResourceType":"S3","BackupOptions":{"BackupACLs":"disabled"}},{"ResourceType":"EC2","BackupOptions":{"WindowsVSS":"disabled","New":"1"}}],"Rules":[]}`,
			`{"AdvancedBackupSettings":[{"ResourceType":"EC2","BackupOptions":{"WindowsVSS":"enabled","New":"1"}},{"ResourceType":"S3","BackupOptions":{"BackupACLs":"disabled"}}],"Rules":[]}`,
		},
		"advanced settings that farvault says nothing of": {
			`{"Rules":[]}`,
			`{"AdvancedBackupSettings":[{"ResourceType":"EC2","BackupOptions":{"WindowsVSS":"enabled"}}],"Rules":[]}`,
			`{"AdvancedBackupSettings":[{"ResourceType":"EC2","BackupOptions":{"WindowsVSS":"enabled"}}],"Rules":[]}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := chain.CarryPlan(json.RawMessage(tt.want), json.RawMessage(tt.found))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(parsed(t, tt.carried), parsed(t, string(got))); diff != "" {
				t.Errorf("carried (-want +got):\n%s", diff)
			}
		})
	}
}

func parsed(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
