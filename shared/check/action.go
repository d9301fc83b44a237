package check

import (
	"regexp"
	"slices"
	"strings"

	"farvault/shared/settings"
)

// actions are AWS Backup's, as an IAM policy names them: the operations of its API (those
// of aws-sdk-go-v2/service/backup v1.69.8), then what is a permission and no operation.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html
var actions = strings.Fields(`
	AssociateBackupVaultMpaApprovalTeam CancelLegalHold CreateBackupAccessPoint CreateBackupPlan
	CreateBackupSelection CreateBackupVault CreateFramework CreateLegalHold
	CreateLogicallyAirGappedBackupVault CreateReportPlan CreateRestoreAccessBackupVault
	CreateRestoreTestingPlan CreateRestoreTestingSelection CreateTieringConfiguration
	DeleteBackupAccessPoint DeleteBackupPlan DeleteBackupSelection DeleteBackupVault
	DeleteBackupVaultAccessPolicy DeleteBackupVaultLockConfiguration DeleteBackupVaultNotifications
	DeleteFramework DeleteRecoveryPoint DeleteReportPlan DeleteRestoreTestingPlan
	DeleteRestoreTestingSelection DeleteTieringConfiguration DescribeBackupAccessPoint DescribeBackupJob
	DescribeBackupVault DescribeCopyJob DescribeFramework DescribeGlobalSettings
	DescribeProtectedResource DescribeRecoveryPoint DescribeRegionSettings DescribeReportJob
	DescribeReportPlan DescribeRestoreJob DescribeScanJob DisassociateBackupVaultMpaApprovalTeam
	DisassociateRecoveryPoint DisassociateRecoveryPointFromParent ExportBackupPlanTemplate GetBackupPlan
	GetBackupPlanFromJSON GetBackupPlanFromTemplate GetBackupSelection GetBackupVaultAccessPolicy
	GetBackupVaultNotifications GetLegalHold GetPITRMalwareScanResults GetRecoveryPointIndexDetails
	GetRecoveryPointRestoreMetadata GetRestoreJobMetadata GetRestoreTestingInferredMetadata
	GetRestoreTestingPlan GetRestoreTestingSelection GetSupportedResourceTypes GetTieringConfiguration
	ListBackupAccessPoints ListBackupAccessPointsByRecoveryPoint ListBackupAccessPointsByResource
	ListBackupJobSummaries ListBackupJobs ListBackupPlanTemplates ListBackupPlanVersions ListBackupPlans
	ListBackupSelections ListBackupVaults ListCopyJobSummaries ListCopyJobs ListFrameworks
	ListIndexedRecoveryPoints ListLegalHolds ListProtectedResources ListProtectedResourcesByBackupVault
	ListRecoveryPointsByBackupVault ListRecoveryPointsByLegalHold ListRecoveryPointsByResource
	ListReportJobs ListReportPlans ListRestoreAccessBackupVaults ListRestoreJobSummaries ListRestoreJobs
	ListRestoreJobsByProtectedResource ListRestoreTestingPlans ListRestoreTestingSelections
	ListScanJobSummaries ListScanJobs ListTags ListTieringConfigurations PutBackupVaultAccessPolicy
	PutBackupVaultLockConfiguration PutBackupVaultNotifications PutRestoreValidationResult
	RevokeRestoreAccessBackupVault StartBackupJob StartCopyJob StartReportJob StartRestoreJob
	StartScanJob StopBackupJob TagResource UntagResource UpdateBackupPlan UpdateFramework
	UpdateGlobalSettings UpdateRecoveryPointIndexSettings UpdateRecoveryPointLifecycle
	UpdateRegionSettings UpdateReportPlan UpdateRestoreTestingPlan UpdateRestoreTestingSelection
	UpdateTieringConfiguration

	CopyFromBackupVault CopyIntoBackupVault DeleteBackupVaultSharingPolicy GetBackupVaultSharingPolicy
	ListIndexedRecoveryPointsForSearch PutBackupVaultSharingPolicy SearchRecoveryPoint
`)

// copyInto is the one action that a vault can be opened to another account for.
const copyInto = "backup:CopyIntoBackupVault"

// maxAction is longer than any action.
const maxAction = 128

var wildcards = strings.NewReplacer(`\*`, ".*", `\?`, ".")

// matching are the actions that a name, perhaps with wildcards, stands for, written as
// AWS writes them. IAM compares actions without regard to case.
func matching(action string) []string {
	service, name, _ := strings.Cut(action, ":")
	if action == "*" {
		service, name = "backup", "*"
	}
	if !strings.EqualFold(service, "backup") || len(name) > maxAction {
		return nil
	}
	pattern := regexp.MustCompile("(?i)^" + wildcards.Replace(regexp.QuoteMeta(name)) + "$")
	var all []string
	for _, known := range actions {
		if pattern.MatchString(known) {
			all = append(all, "backup:"+known)
		}
	}
	return all
}

// isBackup tells the actions that are judged here from those of other services.
func isBackup(action string) bool {
	return len(action) > len("backup:") && strings.EqualFold(action[:len("backup:")], "backup:")
}

func hasWildcard(action string) bool { return strings.ContainsAny(action, "*?") }

// renamed are actions that people look for under another name: that of the console, or that of the
// pattern of other services.
var renamed = map[string]string{
	"ListBackups":                        "ListRecoveryPointsByBackupVault",
	"CreateBackup":                       "StartBackupJob",
	"PutBackupRule":                      "UpdateBackupPlan",
	"UpdateBackupRule":                   "UpdateBackupPlan",
	"UpdateBackupVaultAccessPolicy":      "PutBackupVaultAccessPolicy",
	"UpdateBackupVaultNotification":      "PutBackupVaultNotifications",
	"UpdateBackupVaultLockConfiguration": "PutBackupVaultLockConfiguration",
	"CopyToBackupVault":                  "CopyIntoBackupVault",
	"CreateCopyJob":                      "StartCopyJob",
	"CreateBackupJob":                    "StartBackupJob",
}

// nearest is the action that an unknown one may be meant to be; empty if none comes near.
func nearest(action string) string {
	name := action[len("backup:"):]
	if meant, ok := renamed[name]; ok {
		return "backup:" + meant
	}
	if i := slices.IndexFunc(actions, func(known string) bool { return settings.Near(name, known) }); i >= 0 {
		return "backup:" + actions[i]
	}
	return ""
}
