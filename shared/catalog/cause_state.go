package catalog

import "farvault/shared/event"

// The resource is there, but in no state to be backed up, copied or restored to.
var resourceStateCauses = []Cause{
	{
		ID:    "malware-found",
		At:    Source,
		Title: "A scan has found malware in a backup",
		Remedy: "Do not restore from it. Look at the finding in Amazon GuardDuty and at the resource, which may still be " +
			"infected; restore from the newest backup without a finding.",
		Match:    []Matcher{says("malware|threats", "found|detected")},
		Variants: []string{"Malware scan completed: threats found in the recovery point."},
		Source:   guide + "API_ScanResultInfo.html",
	},
	{
		ID:     "windows-vss-failed",
		At:     Source,
		Benign: true, // of a job that completed: the backup is crash-consistent
		Title:  "Windows cannot make an application-consistent snapshot",
		Remedy: "Install the VSS components and the SSM agent, attach AWSEC2VssSnapshotPolicy to the instance's " +
			"role, and check the VSS writers. AWS Backup makes a crash-consistent backup where it can.",
		Match: []Matcher{says("vss|volume shadow copy|ec2-vss-agent")},
		Samples: []string{
			"Windows VSS Backup attempt failed because either Instance or SSM Agent has invalid state or insufficient " +
				"privileges.",
			"Windows VSS Backup attempt failed because of insufficient privileges to perform this operation",
			"Windows VSS Backup attempt failed because ec2-vss-agent.exe is not installed in the Instance",
			"Windows VSS Backup Job Error encountered, trying for regular backup",
			"Windows VSS Backup attempt failed because of timeout on VSS enabled snapshot creation",
		},
		Source: "https://repost.aws/knowledge-center/backup-troubleshoot-vss-failures",
	},
	{
		ID:    "hypervisor-offline",
		At:    Source,
		Title: "The hypervisor is not reachable",
		Remedy: "Start the hypervisor and its gateway, and check the credentials that AWS Backup has for the " +
			"hypervisor.",
		Match: []Matcher{
			says(
				"hypervisor|vcenter|v center|esxi|es xi",
				"not online|offline|unreachable|not reachable|disconnected|connect|credentials|login|authenticat|not valid",
			),
		},
		Samples:  []string{"This operation is not valid for the specified hypervisor because it is not online"},
		Variants: []string{"Unable to connect to the hypervisor vcenter.example.com."},
		Source:   dashboards,
	},
	{
		ID:     "gateway-offline",
		At:     Source,
		Title:  "The backup gateway is not connected",
		Remedy: "Start the gateway, and check its connection to AWS and to the hypervisor (ports 443 and 902, DNS).",
		Match: []Matcher{
			says(
				"gateway",
				"offline|not connected|unreachable|disconnected|not online|not running|inactive|not respond",
			),
		},
		Variants: []string{
			"The backup gateway is offline.",
			"InvalidGatewayRequestException: The specified gateway is not connected.",
		},
		Source: hypervisors,
	},
	{
		ID: "change-tracking-unavailable", At: Source, Benign: true,
		Title:  "VMware's change tracking does not work; the backup is made without it",
		Remedy: "Switch on Changed Block Tracking, or reset it, so that backups are faster.",
		Match:  []Matcher{says("change block tracking|changed block tracking|cbt")},
		Samples: []string{
			"VMware Change Block Tracking (CBT) was not available for this virtual machine, but the incremental backup was " +
				"successfully completed with our proprietary change mechanism.",
			"The VMware Change Block Tracking (CBT) data was invalid during this backup, but the incremental backup was " +
				"successfully completed with our proprietary change detection mechanism.",
		},
		Source: hypervisors,
	},
	{
		ID:     "virtual-machine-snapshot-failed",
		At:     Source,
		Title:  "The virtual machine's disks cannot be read or snapshotted",
		Remedy: "Check the VMware host and version, the type of the disks, and the gateway's network.",
		Match: []Matcher{
			says("during snapshot creation"),
			says(
				"opening disk|virtual disk|vmdk|virtual machine",
				"error|fail|unable|could not|invalid",
			).butNot("not found|does not exist|could not find"),
		},
		Samples: []string{
			"Error opening disk on the virtual machine",
			"Failed to create backup during snapshot creation. Aborted backup job.",
		},
		Source: hypervisors,
	},
	{
		ID:     "hana-log-backups",
		At:     Source,
		Title:  "SAP HANA's log backups do not arrive",
		Remedy: "Check the log backups in SAP HANA. After a restore of the database they continue without action.",
		Match:  []Matcher{says("log backup|log backups")},
		Samples: []string{
			"Encountered an issue with log backups, please check SAP HANA for details.",
			"One or more log backup attempts failed for recovery point.",
			"Unable to determine the status of log backups for recovery point.",
		},
		Variants: []string{
			"Log backups for recovery point 4ece7121 were interrupted due to a restore operation on the database.",
		},
		Source: hana,
	},
	{
		ID:    "hana-backup-failed",
		At:    Source,
		Title: "SAP HANA or its Backint agent cannot make the backup",
		Remedy: "Check that the database runs, and that the Backint agent and Systems Manager for SAP can reach AWS. " +
			"Then read the SSM document's execution.",
		Match: []Matcher{
			says(
				"hana|backint|sqlstate|ssm document|ssm for sap|system db|tenant db|backup data plane id|discovery failed",
			),
		},
		Samples: []string{
			"Getting backup metadata failed. Check the SSM document execution for more details.",
			"Miscellaneous: b'* 10: authentication failed SQLSTATE: 28000\\n'",
			"b'* 447: backup could not be completed: [110507] Backint exited with exit code 1 instead of 0. console output: " +
				"time...",
			"Storage configuration validation failed: missing backup data plane Id",
		},
		Source: hana,
	},
	{
		ID:     "database-stopped",
		At:     Source,
		Title:  "The database is stopped",
		Remedy: "Start the database before its backup, or remove it from the plan while it is stopped.",
		Match: []Matcher{
			says(
				"database|cluster|instance|db instance|server",
				"is stopped|while stopped|not running|is shut down|been stopped|powered off",
			),
		},
		Samples:  []string{"Database cannot be backed up while it is stopped"},
		Variants: []string{"The DB cluster orders is stopped."},
		Source:   hana,
	},
	{
		ID:     "default-network-missing",
		At:     Source,
		Title:  "The account has no default VPC or subnet to restore into",
		Remedy: "Name a subnet or a DB subnet group in the restore's metadata, or create the default VPC again.",
		Match: []Matcher{
			says(
				"no default subnet|no default vpc|default vpc|default subnet|vpc id not specified|availability zone coverage",
			),
		},
		Samples: []string{
			"No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.",
			"No default VPC for this user. `GroupName` is only supported for EC2-Classic and default VPC.",
		},
		Source: guide + "restore-testing.html",
	},
	{
		ID:     "bucket-not-ready",
		At:     Source,
		Title:  "The bucket lacks versioning or EventBridge notifications, which AWS Backup needs",
		Remedy: "Switch on versioning and EventBridge notifications for the bucket, and keep them on.",
		Match: []Matcher{
			says("versioning", "enable|suspended|disabled|must be|not on"),
			says("eventbridge|event bridge", "not enabled|disabled|enable|turned off"),
		},
		Variants: []string{
			"Bucket versioning is not enabled. Enable versioning on the bucket and try again.",
			"EventBridge is not enabled for the bucket.",
		},
		Source: guide + "s3-backups.html",
	},
	{
		ID:    "bucket-objects-not-read",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "AWS Backup can read none of the bucket's objects",
		Remedy: "Check the objects' storage class: archived objects (S3 Glacier Flexible Retrieval, Deep Archive) cannot " +
			"be read until they are restored. Check that the backup role has permission to read the objects and to use their " +
			"key. S3_BACKUP_OBJECT_FAILED notifications name the objects.",
		Match: []Matcher{says("no objects were backed up|objects were not backed up|objects could not be backed up")},
		Samples: []string{
			"No objects were backed up from the source bucket orders-archive. To get notified of these failures please " +
				"enable SNS event notifications.",
		},
		Source: "https://github.com/ministryofjustice/modernisation-platform/issues/11307",
	},
	{
		ID:    "continuous-backup-stopped",
		At:    Source,
		Title: "The continuous backup has stopped",
		Remedy: "Check the role's permissions, and the bucket's versioning and EventBridge notifications. Then run " +
			"the plan again.",
		Match: []Matcher{
			says(
				"continuous backup|continuous backups|continuous recovery point|point-in-time",
				"stopped|interrupted|broken|disabled|turned off|no longer",
			),
		},
		Variants: []string{"Continuous backup was stopped because the bucket's event notifications were removed."},
		Source:   guide + "point-in-time-recovery.html",
	},
	{
		ID: "nested-job-failed", At: Source,
		Title:    "A part of the composite resource is not backed up or copied",
		Remedy:   "Open the child jobs of this job. Each failed part has its own message.",
		Match:    []Matcher{says("nested|child|composite", "fail|partial|not completed|unsuccessful|could not")},
		Variants: []string{"One or more nested copy jobs failed", "One or more child backup jobs failed."},
		Source:   guide + "applicationstackbackups.html",
	},
	{
		ID:    "volume-not-snapshotted",
		At:    Source,
		Title: "The volume cannot be snapshotted",
		Remedy: "Check the volume: attached, without errors, and in a state that EBS can snapshot. Then back it up " +
			"again.",
		Match: []Matcher{
			says(
				"cannot snapshot volume|cannot snapshot|could not snapshot|snapshot creation failed|failed to create " +
					"snapshot|failed to create a snapshot|unable to create snapshot|unable to create a snapshot|incorrect state",
			).butNot("not found|does not exist|limit|quota|timed out|timeout|denied|not authorized"),
		},
		Variants: []string{"Cannot snapshot volume", "Snapshot creation failed for volume vol-0abc1234def567890."},
		Source:   dashboards,
	},
	{
		ID:    "resource-not-ready",
		At:    Source,
		Title: "The resource is not in a state that AWS Backup can back up",
		Remedy: "Wait until the resource is available, then back it up. Move the schedule if the resource is " +
			"regularly busy at that time.",
		Match: []Matcher{
			says(
				"not in state|not in the state|not in available|not in the available|not in an available|not currently in|not " +
					"in a valid state|not available state|not currently available|current state|invalid state|incorrect " +
					"state|wrong state|unexpected state|is in state|in the state|in invalid",
			),
			says(
				"instance|cluster|table|volume|file system|database|resource",
				"must be in|must be running|must be available|must be active|should be in",
			),
			says("freez|quiesc"),
			says(
				"instance|cluster|virtual machine|database",
				"terminated|powered off|quiesce|unhealthy|unreachable|hibernat",
			),
			says(
				"instance|cluster|table|volume|file system|database|db|bucket|snapshot|resource|virtual machine|recovery "+
					"point|hypervisor",
				"being created|being deleted|being modified|is being|is creating|is deleting|is updating|is modifying|is "+
					"rebooting|in use|state",
				"created|deleted|modified|created|restor|updated|creating|deleting|updating|modifying|rebooting|in "+
					"use|invalid|fault|not|incompatible|failed|error",
			).
				butNot("does not exist|not found|not authorized|denied|permission|could not find|no longer|cannot find|already " +
					"exists"),
		},
		Samples: []string{
			"not in available state", "not in the available state", "Instance is not in state",
		},
		Variants: []string{
			"InvalidDBInstanceState: Instance orders is not in available state.",
			"Cannot create a snapshot because the database instance orders is not currently in the available state.",
			"TableInUseException: Table is being created: orders",
			"Instance is not in state 'running' or 'stopped'.",
			"The file system fs-0abc1234def567890 is in state DELETING.",
		},
		Source: dashboards,
	},
}
