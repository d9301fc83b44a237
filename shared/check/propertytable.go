package check

// propertyTables say what may stand where, by the names that the pages have for it: a
// name alone is a value of any kind, "!" marks what must be there, ":T" an object of table T or a list
// of them, ":*T" an object whose names are the user's and whose values are of T.
var propertyTables = map[string]string{
	// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-backup-backupplan.html
	"AWS::Backup::BackupPlan": "BackupPlan!:BackupPlanResourceType BackupPlanTags",
	"BackupPlanResourceType": "BackupPlanName! BackupPlanRule!:BackupRuleResourceType " +
		"AdvancedBackupSettings:AdvancedBackupSettingResourceType ScanSettings:ScanSettingResourceType",
	"BackupRuleResourceType": "RuleName! TargetBackupVault! TargetLogicallyAirGappedBackupVaultArn " +
		"ScheduleExpression ScheduleExpressionTimezone StartWindowMinutes CompletionWindowMinutes " +
		"Lifecycle:LifecycleResourceType CopyActions:CopyActionResourceType EnableContinuousBackup RecoveryPointTags " +
		"IndexActions ScanActions",
	"CopyActionResourceType":            "DestinationBackupVaultArn! Lifecycle:LifecycleResourceType",
	"LifecycleResourceType":             "MoveToColdStorageAfterDays DeleteAfterDays OptInToArchiveForSupportedResources",
	"AdvancedBackupSettingResourceType": "BackupOptions! ResourceType!",
	"ScanSettingResourceType":           "MalwareScanner ResourceTypes ScannerRoleArn",

	// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-backup-backupvault.html
	"AWS::Backup::BackupVault": "BackupVaultName! AccessPolicy BackupVaultTags EncryptionKeyArn " +
		"LockConfiguration:LockConfigurationType Notifications:NotificationObjectType",
	"AWS::Backup::LogicallyAirGappedBackupVault": "BackupVaultName! MinRetentionDays! MaxRetentionDays! AccessPolicy " +
		"BackupVaultTags EncryptionKeyArn MpaApprovalTeamArn Notifications:NotificationObjectType",
	"LockConfigurationType":  "MinRetentionDays! MaxRetentionDays ChangeableForDays",
	"NotificationObjectType": "BackupVaultEvents! SNSTopicArn!",

	// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-backup-backupselection.html
	"AWS::Backup::BackupSelection": "BackupPlanId! BackupSelection!:BackupSelectionResourceType",
	"BackupSelectionResourceType": "SelectionName! IamRoleArn! ListOfTags:ConditionResourceType Resources " +
		"NotResources Conditions:Conditions",
	"ConditionResourceType": "ConditionType! ConditionKey! ConditionValue!",
	"Conditions": "StringEquals:ConditionParameter StringLike:ConditionParameter " +
		"StringNotEquals:ConditionParameter StringNotLike:ConditionParameter",
	"ConditionParameter": "ConditionKey ConditionValue",

	// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html
	"backup-policy": "plans:*plan",
	"plan": "rules:*rule regions selections:selections advanced_backup_settings backup_plan_tags " +
		"scan_settings",
	"rule": "schedule_expression schedule_expression_timezone target_backup_vault_name " +
		"target_logically_air_gapped_backup_vault_arn start_backup_window_minutes complete_backup_window_minutes " +
		"enable_continuous_backup lifecycle:lifecycle copy_actions:*copy-action recovery_point_tags index_actions " +
		"scan_actions",
	"lifecycle":          "move_to_cold_storage_after_days delete_after_days opt_in_to_archive_for_supported_resources",
	"copy-action":        "target_backup_vault_arn lifecycle:lifecycle",
	"selections":         "tags:*tag-selection resources:*resource-selection",
	"tag-selection":      "iam_role_arn tag_key tag_value conditions",
	"resource-selection": "iam_role_arn resource_types not_resource_types conditions",
}

// synonyms are names that are right elsewhere: in the API, in the other vault, in Terraform.
var synonyms = map[string]map[string]string{
	"AWS::Backup::BackupPlan": {"Tags": "BackupPlanTags"},
	"BackupPlanResourceType": {
		"Rules":           "BackupPlanRule",
		"Rule":            "BackupPlanRule",
		"BackupRule":      "BackupPlanRule",
		"BackupPlanRules": "BackupPlanRule",
		"Name":            "BackupPlanName",
	},
	"BackupRuleResourceType": {
		"TargetBackupVaultName": "TargetBackupVault",
		"Schedule":              "ScheduleExpression",
		"StartWindow":           "StartWindowMinutes",
		"CompletionWindow":      "CompletionWindowMinutes",
		"CompleteWindowMinutes": "CompletionWindowMinutes",
		"Name":                  "RuleName",
		"CopyAction":            "CopyActions",
	},
	"CopyActionResourceType": {
		"DestinationVaultArn":    "DestinationBackupVaultArn",
		"DestinationBackupVault": "DestinationBackupVaultArn",
		"TargetBackupVaultArn":   "DestinationBackupVaultArn",
	},
	"LifecycleResourceType": {
		"ColdStorageAfter":       "MoveToColdStorageAfterDays",
		"MoveToColdStorageAfter": "MoveToColdStorageAfterDays",
		"DeleteAfter":            "DeleteAfterDays",
	},
	"AWS::Backup::BackupVault": {
		"Tags":      "BackupVaultTags",
		"Name":      "BackupVaultName",
		"KmsKeyArn": "EncryptionKeyArn",
		"Policy":    "AccessPolicy",
	},
	"AWS::Backup::LogicallyAirGappedBackupVault": {
		"Tags":      "BackupVaultTags",
		"Name":      "BackupVaultName",
		"KmsKeyArn": "EncryptionKeyArn",
		"Policy":    "AccessPolicy",
	},
	"BackupSelectionResourceType": {
		"IamRole": "IamRoleArn",
		"RoleArn": "IamRoleArn",
		"Name":    "SelectionName",
		"Tags":    "ListOfTags",
	},
	"rule": {
		"start_window_minutes":      "start_backup_window_minutes",
		"completion_window_minutes": "complete_backup_window_minutes",
		"complete_window_minutes":   "complete_backup_window_minutes",
		"target_backup_vault":       "target_backup_vault_name",
		"schedule":                  "schedule_expression",
	},
	"lifecycle": {
		"delete_after":               "delete_after_days",
		"move_to_cold_storage_after": "move_to_cold_storage_after_days",
		"cold_storage_after_days":    "move_to_cold_storage_after_days",
	},
	"copy-action": {"destination_backup_vault_arn": "target_backup_vault_arn"},
}
