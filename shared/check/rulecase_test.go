package check_test

import "strings"

// ruleCase is a file with its first old put as new; an old of "" changes nothing.
type ruleCase struct {
	file, old, new string
	want           []string
	fix            string // of the first finding; empty is not compared
}

var ruleCases = map[string]ruleCase{
	"a plan that is right":             {file: plan},
	"a selection that is right":        {file: selection},
	"a vault that is right":            {file: vault},
	"a key policy that is right":       {file: keyPolicy},
	"an identity policy that is right": {file: identityPolicy},
	"a template in JSON that is right": {file: jsonTemplate},
	"a backup policy that is right":    {file: backupPolicy},
	"settings that are right":          {file: ownSettings},

	// the file
	"no YAML":                       {plan, plan, "Resources: [\n", []string{"2:1 error malformed"}, ""},
	"no JSON":                       {jsonTemplate, `"central"}`, `"central"`, []string{"8:2 error malformed"}, ""},
	"a comment in a template":       {jsonTemplate, `"Vault": {`, `"Vault": { // the vault`, []string{"3:16 error malformed"}, `"Vault": {`},
	"YAML that begins with a brace": {plan, plan, "{Resources: {}}", nil, ""},
	"a policy without its quotes":   {identityPolicy, `"Version"`, "Version", []string{"2:3 error malformed-policy"}, ""},
	"a policy cut short":            {identityPolicy, identityPolicy, `{"Statement": [{"Effect"`, []string{"1:24 error malformed-policy"}, ""},
	"two YAML documents":            {plan, "Resources:", "Resources: {}\n---\nResources:", []string{"2:1 error malformed"}, ""},
	"a name twice in JSON":          {backupPolicy, `"lifecycle":`, `"schedule_expression": {}, "lifecycle":`, []string{"8:11 error malformed"}, ""},
	"no UTF-8":                      {plan, "daily", "da\xffly", []string{"1:1 error malformed"}, ""},
	"none of the kinds":             {plan, plan, "hello: world\n", []string{"1:1 error unknown-kind"}, ""},
	"an empty file":                 {plan, plan, "", []string{"1:1 error unknown-kind"}, ""},
	"a list for a file":             {plan, plan, "\n- a\n", []string{"2:1 error unknown-kind"}, ""},

	// names and numbers of things
	"the API's name of the rules":            {plan, rules, "Rules:", []string{"7:9 error unknown-property"}, "BackupPlanRule:"},
	"the API's name of the target":           {plan, "TargetBackupVault:", "TargetBackupVaultName:", []string{"9:13 error unknown-property"}, "TargetBackupVault:"},
	"a slip of the keyboard":                 {plan, "DeleteAfterDays", "DeleteAfterDay", []string{"14:15 error unknown-property"}, "DeleteAfterDays:"},
	"tags by another's name":                 {jsonTemplate, `"central"}`, `"central", "Tags": {}}`, []string{"5:52 error unknown-property"}, `"BackupVaultTags":`},
	"a property of nothing":                  {selection, tagged, "SelectionName: tagged\n        Colour: red", []string{"8:9 error unknown-property"}, ""},
	"a name in a backup policy":              {backupPolicy, `"delete_after_days"`, `"delete_after"`, []string{"8:25 error unknown-property"}, `"delete_after_days":`},
	"no rules":                               {plan, plan[len("Resources:\n"):], "  P: {Type: AWS::Backup::BackupPlan, Properties: {BackupPlan: {BackupPlanName: p}}}", []string{"2:6 warning no-selection", "2:63 error missing-property"}, ""},
	"a selection without a role":             {selection, "        IamRoleArn: !GetAtt Role.Arn\n", "", []string{"7:9 error missing-property"}, ""},
	"a property that a condition takes away": {selection, "!GetAtt Role.Arn", "!If [A, !GetAtt Role.Arn, !Ref AWS::NoValue]", []string{"7:9 error missing-property"}, ""},
	"a space in a plan's name":               {plan, "Name: daily", "Name: every day", []string{"6:25 error name"}, "BackupPlanName: every-day"},
	"a long rule name":                       {plan, "noon", "a23456789012345678901234567890123456789012345678901", []string{"8:23 error name"}, "RuleName: a2345678901234567890123456789012345678901234567890"},
	"a dot in a vault's name":                {vault, "Name: central", "Name: central.vault", []string{"5:24 error name"}, "BackupVaultName: central-vault"},
	"a vault's name of a letter":             {plan, "local", "v", []string{"9:32 error name"}, "TargetBackupVault: backup"},
	"a name that a parameter gives":          {plan, "Name: daily", "Name: !Sub \"${A} b\"", nil, ""},
	"a slash in a selection's name":          {selection, "tagged", "a/b", []string{"7:24 error name"}, "SelectionName: a-b"},
	"a space in a backup policy":             {backupPolicy, `"Noon"`, `"At noon"`, []string{"5:9 error name"}, `"At-noon":`},
	"eleven rules":                           {plan, copies, copies + elevenRules(), []string{"8:11 error quota"}, ""},
	"six copy actions":                       {plan, copies, copies + sixCopies(), []string{"16:15 error quota"}, ""},
	"31 tags":                                {selection, "        ListOfTags:\n", "        ListOfTags:\n" + thirtyTags(), []string{"10:11 error quota"}, ""},
	"31 ARNs with a wildcard":                {selection, "        ListOfTags:\n          - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}\n", "        Resources:\n" + wildcards(), []string{"10:11 error quota"}, ""},

	// targets and copies
	"another account's vault as target":  {plan, "TargetBackupVault: local", "TargetBackupVault: arn:aws:backup:eu-west-1:444455556666:backup-vault:central", []string{"9:32 error target-vault-arn"}, "TargetBackupVault: local-backup-vault"},
	"a template's vault by its ARN":      {plan, "TargetBackupVault: local", "TargetBackupVault: !GetAtt Vault.BackupVaultArn", []string{"9:32 error target-vault-arn"}, "TargetBackupVault: !Ref Vault"},
	"an own vault by its ARN":            {plan, "TargetBackupVault: local", "TargetBackupVault: !Sub \"arn:aws:backup:${AWS::Region}:${AWS::AccountId}:backup-vault:local\"", []string{"9:32 error target-vault-arn"}, "TargetBackupVault: local"},
	"a template with a vault of its own": {plan, plan, strings.Replace(planAlone, "TargetBackupVault: local", "TargetBackupVault: arn:aws:backup:eu-west-1:444455556666:backup-vault:central", 1) + strings.TrimPrefix(vault, "Resources:\n") + "  Local: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: local}}\n" + handedOn, []string{"9:32 error target-vault-arn"}, "TargetBackupVault: !Ref Local"},
	"an ARN put together":                {plan, "TargetBackupVault: local", "TargetBackupVault: !Join [\":\", [arn:aws:backup, !Ref AWS::Region, !Ref Central, \"backup-vault:v\"]]", []string{"9:32 error target-vault-arn"}, "TargetBackupVault: local-backup-vault"},
	"a name for the destination":         {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "central", []string{"16:44 error destination-vault-arn"}, "DestinationBackupVaultArn: arn:aws:backup:us-east-1:444455556666:backup-vault:central"},
	"the default vault":                  {plan, "backup-vault:central", "backup-vault:Default", []string{"16:44 error default-vault-destination"}, "DestinationBackupVaultArn: arn:aws:backup:eu-west-1:444455556666:backup-vault:central"},
	"the own default vault elsewhere":    {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!Sub \"arn:aws:backup:us-west-2:${AWS::AccountId}:backup-vault:Default\"", []string{"16:44 warning no-copy-action"}, ""},
	"no copy":                            {plan, copies, "", []string{"8:13 warning no-copy-action"}, "CopyActions:\n  - DestinationBackupVaultArn: arn:aws:backup:us-east-1:444455556666:backup-vault:central\n    Lifecycle:\n      DeleteAfterDays: 35"},
	"an empty list of copies":            {plan, copies, "            CopyActions: []\n", []string{"8:13 warning no-copy-action"}, ""},
	"copies that a function lists":       {plan, copies, "            CopyActions: !FindInMap [A, B, C]\n", nil, ""},
	"a backup policy's default vault":    {backupPolicy, `{"@@assign": "arn:aws:backup:us-east-1:444455556666:backup-vault:central"}`, `{"@@assign": "arn:aws:backup:us-east-1:444455556666:backup-vault:Default"}`, []string{"10:53 error default-vault-destination"}, `"target_backup_vault_arn": {"@@assign": "arn:aws:backup:us-east-1:444455556666:backup-vault:central"}`},

	// what Ref and GetAtt return, accounts and places
	"a vault's attribute that is none":       {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!GetAtt Central.Arn", []string{"16:44 error destination-vault-arn"}, "DestinationBackupVaultArn: !GetAtt Central.BackupVaultArn"},
	"a vault's name for its ARN":             {plan, plan, strings.Replace(planAlone, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!Ref Vault", 1) + strings.TrimPrefix(vault, "Resources:\n") + handedOn, []string{"16:44 error destination-vault-arn"}, "DestinationBackupVaultArn: !GetAtt Vault.BackupVaultArn"},
	"a parameter for the destination":        {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!Ref CentralVaultArn", nil, ""},
	"any account for the destination":        {plan, "444455556666", "*", []string{"16:44 error destination-vault-arn"}, "DestinationBackupVaultArn: arn:aws:backup:eu-west-1:444455556666:backup-vault:central"},
	"a copy into the own account":            {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!Sub \"arn:aws:backup:us-west-2:${AWS::AccountId}:backup-vault:other\"", []string{"16:44 warning no-copy-action"}, ""},
	"a copy into the same vault":             {plan, "arn:aws:backup:eu-west-1:444455556666:backup-vault:central", "!Sub \"arn:aws:backup:${AWS::Region}:${AWS::AccountId}:backup-vault:local\"", []string{"16:44 error destination-vault-arn"}, ""},
	"the own account by its id":              {plan, plan, planAlone + strings.Replace(strings.TrimPrefix(selection, "Resources:\n"), "!GetAtt Role.Arn", "arn:aws:iam::444455556666:role/backup", 1), []string{"16:44 warning no-copy-action"}, ""},
	"an air-gapped vault of another account": {plan, plan, strings.Replace(planAlone, "            Lifecycle:", "            TargetLogicallyAirGappedBackupVaultArn: arn:aws:backup:eu-west-1:444455556666:backup-vault:gap\n            Lifecycle:", 1) + strings.Replace(strings.TrimPrefix(selection, "Resources:\n"), "!GetAtt Role.Arn", "arn:aws:iam::111122223333:role/backup", 1), []string{"13:53 error target-vault-arn"}, ""},
	"an air-gapped vault of the account":     {plan, plan, strings.Replace(planAlone, "            Lifecycle:", "            TargetLogicallyAirGappedBackupVaultArn: arn:aws:backup:eu-west-1:111122223333:backup-vault:gap\n            Lifecycle:", 1) + strings.Replace(strings.TrimPrefix(selection, "Resources:\n"), "!GetAtt Role.Arn", "arn:aws:iam::111122223333:role/backup", 1), nil, ""},
	"a plan that nothing selects for":        {plan, "Outputs: {Plan: {Value: !Ref Plan}}\n", "", []string{"3:5 warning no-selection"}, ""},
	"a days outside its object":              {plan, "            Lifecycle:\n" + end, "            DeleteAfterDays: 90\n", []string{"13:13 error unknown-property"}, "Lifecycle:\n  DeleteAfterDays: 90"},

	// locks
	"a lock that nothing fits":       {vault, "      AccessPolicy:", "      LockConfiguration: {MinRetentionDays: 60, MaxRetentionDays: 30}\n      AccessPolicy:", []string{"7:67 error vault-lock"}, ""},
	"a lock too soon for ever":       {vault, "      AccessPolicy:", "      LockConfiguration: {MinRetentionDays: 7, ChangeableForDays: 1}\n      AccessPolicy:", []string{"7:67 error vault-lock"}, "ChangeableForDays: 3"},
	"a lock as it should be":         {vault, "      AccessPolicy:", "      LockConfiguration: {MinRetentionDays: 7, MaxRetentionDays: 90, ChangeableForDays: 3}\n      AccessPolicy:", nil, ""},
	"a backup too short for a lock":  {plan, plan, planAlone + lockedLocal("{MinRetentionDays: 60}") + handedOn, []string{"14:32 error vault-lock"}, "DeleteAfterDays: 60"},
	"a backup too long for a lock":   {plan, plan, planAlone + lockedLocal("{MinRetentionDays: 1, MaxRetentionDays: 30}") + handedOn, []string{"14:32 error vault-lock"}, "DeleteAfterDays: 30"},
	"a backup that a lock lets pass": {plan, plan, planAlone + lockedLocal("{MinRetentionDays: 7, MaxRetentionDays: 35}") + handedOn, nil, ""},
	"a copy too short for a lock":    {plan, plan, planAlone + strings.TrimPrefix(strings.Replace(vault, "      AccessPolicy:", "      LockConfiguration: {MinRetentionDays: 60}\n      AccessPolicy:", 1), "Resources:\n") + handedOn, []string{"17:46 error vault-lock"}, "DeleteAfterDays: 60"},

	// names of namespaces, principals, keys of conditions, parts not looked at
	"a type that there is none of":    {vault, "AWS::Backup::BackupVault\n", "AWS::Backup::BackupVaultAccessPolicy\n", []string{"3:11 error unknown-type"}, ""},
	"a type with a slip":              {vault, "AWS::Backup::BackupVault\n", "AWS::Backup::BackupVaults\n", []string{"3:11 error unknown-type"}, "Type: AWS::Backup::BackupVault"},
	"a vault for a principal":         {keyPolicy, "arn:aws:iam::111122223333:root", "arn:aws:backup:eu-west-1:111122223333:backup-vault:v", []string{"4:46 error unknown-principal"}, ""},
	"a session for a principal":       {keyPolicy, "arn:aws:iam::111122223333:root", "arn:aws:sts::111122223333:assumed-role/a/b", nil, ""},
	"a condition with a tag's name":   {selection, "        ListOfTags:\n          - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}\n", "        Conditions: {StringEquals: [{ConditionKey: backup, ConditionValue: daily}]}\n", []string{"9:52 warning condition-key"}, "ConditionKey: aws:ResourceTag/backup"},
	"resources that a function makes": {vault, "  Vault:", "  Fn::ForEach::Vaults: [A, [b], {}]\n  Vault:", []string{"2:3 note not-looked-at"}, ""},
	"a nested stack":                  {vault, "  Vault:", "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: x}}\n  Vault:", []string{"2:3 note not-looked-at"}, ""},
	"a backup policy in a template":   {plan, plan, inTemplate("90"), []string{"5:274 error lifecycle-gap"}, ""},
	"a backup policy as text":         {plan, plan, strings.Replace(strings.Replace(inTemplate("90"), "Content: {", "Content: {Fn::ToJsonString: {", 1), "}}}}}}}\n", "}}}}}}}}\n", 1), []string{"5:293 error lifecycle-gap"}, ""},
	"a right backup policy in it":     {plan, plan, inTemplate("120"), []string{"5:235 warning cold-storage"}, ""},

	// lifecycles
	"a cold stay too short":              {plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: 90\n", []string{"15:32 error lifecycle-gap"}, "DeleteAfterDays: 120"},
	"a cold stay just long enough":       {plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: 120\n", []string{"14:43 warning cold-storage"}, ""},
	"a copy's cold stay too short":       {plan, "{DeleteAfterDays: 35}", "{MoveToColdStorageAfterDays: 1, DeleteAfterDays: 90}", []string{"17:77 error lifecycle-gap"}, "DeleteAfterDays: 91"},
	"a cold stay in one branch":          {plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: !If [Long, 365, 90]\n", []string{"14:43 warning cold-storage", "15:48 error lifecycle-gap"}, ""},
	"a parameter's default":              {plan, plan, "Parameters:\n  Days: {Type: Number, Default: 90}\n" + strings.Replace(plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: !Ref Days\n", 1), []string{"17:32 error lifecycle-gap"}, "DeleteAfterDays: 120"},
	"a parameter without default":        {plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: !Ref Days\n", []string{"14:43 warning cold-storage"}, ""},
	"no days":                            {plan, "DeleteAfterDays: 35", "DeleteAfterDays: 0", []string{"14:32 error lifecycle-range"}, "DeleteAfterDays: 35"},
	"more days than there are":           {plan, "DeleteAfterDays: 35", "DeleteAfterDays: 36501", []string{"14:32 error lifecycle-range"}, "DeleteAfterDays: 36500"},
	"days in words":                      {plan, "DeleteAfterDays: 35", "DeleteAfterDays: ninety", []string{"14:32 error lifecycle-range"}, ""},
	"cold in the archive":                {plan, end, "              MoveToColdStorageAfterDays: 30\n              DeleteAfterDays: 120\n              OptInToArchiveForSupportedResources: true\n", nil, ""},
	"settings' types that stay warm":     {ownSettings, "DeleteAfterDays: 35", "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 120", []string{"6:39 warning cold-storage"}, ""},
	"cold at once":                       {plan, end, "              MoveToColdStorageAfterDays: 0\n              DeleteAfterDays: 120\n", []string{"14:43 error lifecycle-range"}, "MoveToColdStorageAfterDays: 1"},
	"a continuous backup for 36 days":    {plan, "DeleteAfterDays: 35", "DeleteAfterDays: 36\n            EnableContinuousBackup: true", []string{"14:32 error lifecycle-range"}, "Lifecycle:\n  DeleteAfterDays: 35"},
	"a continuous backup that goes cold": {plan, end, "              MoveToColdStorageAfterDays: 1\n              DeleteAfterDays: 35\n            EnableContinuousBackup: true\n", []string{"14:43 error continuous-cold"}, "Lifecycle:\n  DeleteAfterDays: 35"},
	"a continuous backup":                {plan, end, "              DeleteAfterDays: 35\n            EnableContinuousBackup: true\n", nil, ""},
	"no lifecycle":                       {plan, "            Lifecycle:\n" + end, "", []string{"8:13 warning keeps-forever"}, "Lifecycle:\n  DeleteAfterDays: 35"},
	"a lifecycle without end":            {plan, end, "              MoveToColdStorageAfterDays: 30\n", []string{"14:15 warning keeps-forever"}, "DeleteAfterDays: 120"},
	"a lifecycle taken away":             {plan, "DeleteAfterDays: 35", "DeleteAfterDays: -1", []string{"14:32 warning keeps-forever"}, "DeleteAfterDays: 35"},
	"a copy with an empty lifecycle":     {plan, "{DeleteAfterDays: 35}", "{}", []string{"17:28 warning keeps-forever"}, ""},
	"a copy without a lifecycle":         {plan, "                Lifecycle: {DeleteAfterDays: 35}\n", "", nil, ""},
	"a copy with the backup's end":       {plan, "{DeleteAfterDays: 35}", "{DeleteAfterDays: -1}", nil, ""},
	"six days":                           {plan, "DeleteAfterDays: 35", "DeleteAfterDays: 6", []string{"14:32 warning short-retention"}, "DeleteAfterDays: 35"},
	"seven days":                         {plan, "DeleteAfterDays: 35", "DeleteAfterDays: 7", nil, ""},
	"a copy for six days":                {plan, "{DeleteAfterDays: 35}", "{DeleteAfterDays: 6}", []string{"17:46 warning short-retention"}, "DeleteAfterDays: 35"},

	// schedules
	"Unix's cron":                            {plan, cron, "cron(0 12 * * *)", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 12 * * ? *)"},
	"both days":                              {plan, cron, "cron(0 12 * * * *)", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 12 * * ? *)"},
	"every ten minutes":                      {plan, cron, "cron(0/10 * * * ? *)", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 * * * ? *)"},
	"a rate":                                 {plan, cron, "rate(12 hours)", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 0/12 * * ? *)"},
	"a rate of a day":                        {plan, cron, "rate(1 day)", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 5 ? * * *)"},
	"no cron around it":                      {plan, cron, "0 12 * * ? *", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 12 * * ? *)"},
	"words for a schedule":                   {plan, cron, "at noon", []string{"10:33 error schedule"}, "ScheduleExpression: cron(0 5 ? * * *)"},
	"a zone's name misspelled":               {plan, cron, cron + "\n            ScheduleExpressionTimezone: Europe/Zuerich", []string{"11:41 error schedule"}, "ScheduleExpressionTimezone: Europe/Zurich"},
	"an offset for a zone":                   {plan, cron, cron + "\n            ScheduleExpressionTimezone: \"+02:00\"", []string{"11:41 error schedule"}, "ScheduleExpressionTimezone: Etc/UTC"},
	"a start window under an hour":           {plan, "StartWindowMinutes: 60", "StartWindowMinutes: 30", []string{"11:33 error window"}, "StartWindowMinutes: 60"},
	"a completion before the start":          {plan, "CompletionWindowMinutes: 180", "CompletionWindowMinutes: 60", []string{"12:38 error window"}, "CompletionWindowMinutes: 10080"},
	"a completion before the default start":  {plan, "            StartWindowMinutes: 60\n", "", []string{"11:38 error window"}, "CompletionWindowMinutes: 10080"},
	"a backup policy's window":               {backupPolicy, `"lifecycle":`, `"start_backup_window_minutes": {"@@assign": "59"}, "lifecycle":`, []string{"8:55 error window"}, `"start_backup_window_minutes": {"@@assign": "60"}`},
	"a monthly rule at the daily one's time": {plan, rules, another("monthly", "cron(0 12 1 * ? *)", "365"), []string{"16:33 warning rules-overlap"}, "ScheduleExpression: cron(0 0 * * ? *)"},
	"a monthly rule an hour later":           {plan, rules, another("monthly", "cron(0 13 1 * ? *)", "365"), nil, ""},
	"a rule kept for less":                   {plan, rules, another("hourly", "cron(0 12 ? * MON *)", "7"), []string{"10:33 warning rules-overlap"}, "ScheduleExpression: cron(0 0 ? * MON *)"},
	"a rule at every hour":                   {plan, rules, another("hourly", "cron(0 * ? * * *)", "365"), []string{"16:33 warning rules-overlap"}, ""},

	// selections
	"tags beside resources":       {selection, "        ListOfTags:", "        Resources: [\"arn:aws:ec2:*:*:volume/*\"]\n        ListOfTags:", []string{"11:11 warning selection-or-trap"}, "Conditions:\n  StringEquals:\n    - ConditionKey: aws:ResourceTag/backup\n      ConditionValue: daily"},
	"conditions beside resources": {selection, "        ListOfTags:\n          - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: daily}\n", "        Resources: [\"arn:aws:ec2:*:*:volume/*\"]\n        Conditions: {StringEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: daily}]}\n", nil, ""},
	"both selections of a policy": {backupPolicy, `"rules": {`, `"selections": {"tags": {}, "resources": {}}, "rules": {`, []string{"4:22 warning selection-or-trap"}, ""},

	// vaults and policies
	"another account's key":                {vault, "Action: backup:CopyIntoBackupVault\n            Resource: \"*\"", "Action: backup:CopyIntoBackupVault\n            Resource: arn:aws:backup:eu-west-1:111122223333:backup-vault:central", []string{"6:25 warning key-account"}, "EncryptionKeyArn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
	"the key of whom it admits":            {vault, everyone, "Principal: {AWS: arn:aws:iam::444455556666:role/backup}", []string{"6:25 warning key-account"}, "EncryptionKeyArn: !Sub \"arn:aws:kms:eu-west-1:${AWS::AccountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab\""},
	"the template's own key":               {vault, encrypted, "!GetAtt Key.Arn", nil, ""},
	"an action that does not exist":        {vault, copyInto, "Action: [backup:CopyIntoBackupVault, backup:PutBackupRule]", []string{"12:50 error cross-account-action", "12:50 error unknown-action"}, "Action: backup:CopyIntoBackupVault"},
	"an action that IAM takes":             {identityPolicy, "StartCopyJob", "CreateCopyJob", []string{"4:36 warning unknown-action"}, `"backup:StartCopyJob"`},
	"an action of nothing":                 {identityPolicy, "backup:StartCopyJob", "backup:Frobnicate", []string{"4:36 warning unknown-action"}, `"Action": ["backup:Describe*", "s3:GetObject"]`},
	"a wildcard that meets nothing":        {identityPolicy, "backup:Describe*", "backup:Explain*", []string{"4:59 warning unknown-action"}, ""},
	"an action in capitals":                {identityPolicy, "backup:StartCopyJob", "BACKUP:STARTCOPYJOB", nil, ""},
	"a wildcard in a vault's policy":       {vault, copyInto, "Action: backup:Copy*", []string{"12:21 error wildcard-action"}, "Action: backup:CopyIntoBackupVault"},
	"a wildcard that denies":               {vault, "Allow\n            Principal: \"*\"\n            Action: backup:CopyIntoBackupVault", "Deny\n            Principal: \"*\"\n            Action: \"backup:Delete*Vault\"", []string{"12:21 error wildcard-action"}, "Action: backup:DeleteBackupVault"},
	"a denial of what is dear":             {vault, "Allow\n            Principal: \"*\"\n            Action: backup:CopyIntoBackupVault", "Deny\n            Principal: \"*\"\n            Action: backup:DeleteRecoveryPoint", nil, ""},
	"a copy job from outside":              {vault, copyInto, "Action: backup:StartCopyJob", []string{"12:21 error cross-account-action"}, "Action: backup:CopyIntoBackupVault"},
	"all but a few from outside":           {vault, copyInto, "NotAction: backup:DeleteRecoveryPoint", []string{"12:24 error cross-account-action"}, "Action: backup:CopyIntoBackupVault"},
	"a copy job from inside":               {vault, "Principal: \"*\"\n            Action: backup:CopyIntoBackupVault", "Principal: {AWS: !Sub \"arn:aws:iam::${AWS::AccountId}:root\"}\n            Action: backup:StartCopyJob", nil, ""},
	"a role of another account":            {vault, "Principal: \"*\"\n            Action: backup:CopyIntoBackupVault\n            Resource: \"*\"\n" + condition, "Principal: {AWS: arn:aws:iam::111122223333:role/backup}\n            Action: backup:CopyIntoBackupVault\n            Resource: \"*\"\n", nil, ""},
	"another account as a whole":           {vault, "Principal: \"*\"\n            Action: backup:CopyIntoBackupVault\n            Resource: \"*\"\n" + condition, "Principal: {AWS: arn:aws:iam::111122223333:root}\n            Action: backup:CopyIntoBackupVault\n            Resource: \"*\"\n", []string{"11:30 warning broad-principal"}, "Principal:\n  AWS: arn:aws:iam::111122223333:root\nCondition:\n  StringEquals:\n    aws:PrincipalOrgID: o-exampleorgid"},
	"everyone":                             {vault, condition, "", []string{"11:24 warning broad-principal"}, "Principal: \"*\"\nCondition:\n  StringEquals:\n    aws:PrincipalOrgID: o-exampleorgid"},
	"everyone but an organization":         {vault, "StringEquals", "StringNotEquals", []string{"11:24 warning broad-principal"}, ""},
	"a vault's policy for nobody":          {vault, "            Principal: \"*\"\n", "", []string{"10:13 error malformed-policy"}, ""},
	"everyone in a key policy":             {keyPolicy, `{"AWS": "arn:aws:iam::111122223333:root"}`, `"*"`, []string{"4:38 warning broad-principal"}, `"Principal": "*",` + "\n" + `"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}}`},
	"a service without its Region":         {keyPolicy, "backup.eu-west-1.amazonaws.com", "backup.amazonaws.com", []string{"5:55 warning via-service"}, `"StringLike": {"kms:ViaService": "backup.*.amazonaws.com"}`},
	"an asterisk that equals":              {keyPolicy, "backup.eu-west-1.amazonaws.com", "backup.*.amazonaws.com", []string{"5:55 warning via-service"}, `"StringLike": {"kms:ViaService": "backup.*.amazonaws.com"}`},
	"a comment in a policy":                {keyPolicy, `"Statement": [`, `"Statement": [ # one`, []string{"3:18 error malformed-policy"}, `"Statement": [`},
	"a comment over lines":                 {keyPolicy, `"Statement": [`, "\"Statement\": [ /* one\n two */", []string{"3:18 error malformed-policy"}, ""},
	"a comment above a policy":             {keyPolicy, "{\n  \"Version\"", "# what the key lets in\n\n// and out\n{\n  \"Version\"", []string{"1:1 error malformed-policy", "3:1 error malformed-policy"}, ""},
	"a comment above a policy in a string": {vault, vault[strings.Index(vault, policyKey):], "      AccessPolicy: |\n        # one\n        {\"Statement\": []}\n", []string{"8:9 error malformed-policy"}, ""},
	"a comma too many":                     {keyPolicy, `"2012-10-17",`, `"2012-10-17",` + "\n  \"Id\": \"[#]\",", nil, ""},
	"a comma before the end":               {identityPolicy, `"s3:GetObject"]`, `"s3:GetObject",]`, []string{"4:93 error malformed-policy"}, ""},
	"an effect in small letters":           {identityPolicy, `"Allow"`, `"allow"`, []string{"4:5 error malformed-policy"}, ""},
	"an element that is none":              {vault, "Resource:", "Resources:", []string{"13:13 error malformed-policy"}, ""},
	"a policy in a string":                 {vault, vault[strings.Index(vault, policyKey):], "      AccessPolicy: '{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"backup:*\", \"Resource\": \"*\"}}'\n", []string{"7:69 warning broad-principal", "7:84 error wildcard-action"}, ""},
	"a policy in a folded string":          {vault, vault[strings.Index(vault, policyKey):], "      AccessPolicy: !Sub >-\n\n        {\"Statement\": {\"Effect\": \"Allow\",\n          \"Principal\": {\"AWS\": \"arn:aws:iam::${Other}:root\"},\n          \"Action\": \"backup:CopyIntoBackupVault\", \"Resource\": \"*\"}}\n", []string{"10:32 warning broad-principal"}, ""},
	"a policy cut off":                     {vault, vault[strings.Index(vault, policyKey):], "      AccessPolicy: |\n        {\"Statement\": [\n", []string{"8:23 error malformed-policy"}, ""},
	"a policy in an escaped string":        {jsonTemplate, `"central"}`, `"central", "AccessPolicy": "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"backup:*\", \"Resource\": \"*\"}}"}`, []string{"5:68 warning broad-principal", "5:68 error wildcard-action"}, ""},

	// farvault's settings
	"a setting that is none":      {ownSettings, "BackupPlans:", "Colour: red\nBackupPlans:", []string{"1:1 error unknown-property"}, ""},
	"a setting out of bounds":     {ownSettings, "BackupPlans:", "Mend: {MaxRestarts: 100}\nBackupPlans:", []string{"1:21 error setting"}, ""},
	"settings' lifecycle":         {ownSettings, "DeleteAfterDays: 35", "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 90", []string{"7:28 error lifecycle-gap"}, "DeleteAfterDays: 120"},
	"settings that keep for ever": {ownSettings, "          DeleteAfterDays: 35", "          MoveToColdStorageAfterDays: 1", []string{"6:11 error keeps-forever"}, "DeleteAfterDays: 91"},
	"settings' copy for a day":    {ownSettings, "    Selection:", "        CopyLifecycle: {DeleteAfterDays: 1}\n    Selection:", []string{"7:42 warning short-retention"}, "DeleteAfterDays: 35"},
	"settings' schedule":          {ownSettings, "- RuleName: noon", "- RuleName: noon\n        ScheduleExpression: rate(1 day)", []string{"5:29 error schedule"}, "ScheduleExpression: cron(0 5 ? * * *)"},
}

const handedOn = "Outputs: {Plan: {Value: !Ref Plan}}\n"

func lockedLocal(lock string) string {
	return "  Local: {Type: AWS::Backup::BackupVault, Properties: {BackupVaultName: local, LockConfiguration: " + lock + "}}\n"
}

// inTemplate is a backup policy inside a template, whose backups are kept for so many days.
func inTemplate(days string) string {
	return `Resources:
  Policy:
    Type: AWS::Organizations::Policy
    Properties:
      Content: {plans: {Daily: {rules: {Noon: {target_backup_vault_name: {"@@assign": local}, copy_actions: {"arn:aws:backup:us-east-1:444455556666:backup-vault:central": {}}, lifecycle: {move_to_cold_storage_after_days: {"@@assign": "30"}, delete_after_days: {"@@assign": "` + days + `"}}}}}}}
      Name: daily
      Type: BACKUP_POLICY
`
}
