// Package resource knows what AWS Backup can protect: the types, with what each
// can do and how its ARNs look, and the resources that are in the world.
package resource

import "time"

// Type is one resource type. The features are those of
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource
type Type struct {
	Name    string // as AWS Backup calls it in opt-ins, jobs and events
	Service string // of its ARN
	Form    string // the ARN's resource part, %s for the identifier
	Point   form   // how its recovery points are named

	FullyManaged bool // encrypted with the vault's key, whatever the resource's key is
	CrossAccount bool
	AirGapped    bool // can be copied to a logically air-gapped vault
	Cold         bool

	Backup string // the permission without which the role can make no backup
	Delete string // the permission without which it cannot delete one; empty when AWS Backup needs none
	Via    string // the service that uses the source key for a copy; empty when fully managed
	// KeyUnusable is what a copy job says when the source key cannot be used, %s for its ARN if it is printed.
	KeyUnusable string

	BackupTakes, CopyTakes time.Duration // assumed
}

// What copy jobs say of a source key that the destination account may not use. The first is EC2's, the second that of
// RDS.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-dashboards.html#problematic-reasons
// https://repost.aws/knowledge-center/backup-cross-account-copy-error
const (
	ec2KeyUnusable = "Given key ID is not accessible. You must have DescribeKey permissions on the default key"
	rdsKeyUnusable = "The source snapshot KMS key [%s] does not exist, is not enabled or you do not have permissions " +
		"to access it."
)

// types are in the order of the feature table. Of the permissions, each is one
// that AWSBackupServiceRolePolicyForBackup (for S3: …ForS3Backup) grants for the type:
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
var types = []Type{
	{
		Name:         "EC2",
		Service:      "ec2",
		Form:         "instance/i-%s",
		Point:        image,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "ec2:CreateImage",
		Delete:       "ec2:DeregisterImage",
		Via:          "ec2",
		KeyUnusable:  "AMI snapshot copy failed with error: " + ec2KeyUnusable,
		BackupTakes:  10 * time.Minute,
		CopyTakes:    9 * time.Minute,
	},
	{Name: "S3", Service: "s3", Form: "%s", Point: own, FullyManaged: true, CrossAccount: true, AirGapped: true,
		Backup: "s3:GetInventoryConfiguration", BackupTakes: 12 * time.Minute, CopyTakes: 10 * time.Minute},
	{
		Name:         "EBS",
		Service:      "ec2",
		Form:         "volume/vol-%s",
		Point:        snapshot,
		CrossAccount: true,
		AirGapped:    true,
		Cold:         true,
		Backup:       "ec2:CreateSnapshot",
		Delete:       "ec2:DeleteSnapshot",
		Via:          "ec2",
		KeyUnusable:  ec2KeyUnusable,
		BackupTakes:  8 * time.Minute,
		CopyTakes:    7 * time.Minute,
	},
	{
		Name:         "RDS",
		Service:      "rds",
		Form:         "db:%s",
		Point:        dbSnapshot,
		CrossAccount: true,
		Backup:       "rds:CreateDBSnapshot",
		Delete:       "rds:DeleteDBSnapshot",
		Via:          "rds",
		KeyUnusable:  rdsKeyUnusable,
		BackupTakes:  10 * time.Minute,
		CopyTakes:    9 * time.Minute,
	},
	{
		Name:         "Aurora",
		Service:      "rds",
		Form:         "cluster:%s",
		Point:        clusterSnapshot,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "rds:CreateDBClusterSnapshot",
		Delete:       "rds:DeleteDBClusterSnapshot",
		Via:          "rds",
		KeyUnusable:  rdsKeyUnusable,
		BackupTakes:  10 * time.Minute,
		CopyTakes:    9 * time.Minute,
	},
	{
		Name:         "EFS",
		Service:      "elasticfilesystem",
		Form:         "file-system/fs-%s",
		Point:        own,
		FullyManaged: true,
		CrossAccount: true,
		AirGapped:    true,
		Cold:         true,
		Backup:       "elasticfilesystem:Backup",
		BackupTakes:  8 * time.Minute,
		CopyTakes:    6 * time.Minute,
	},
	{
		Name:         "FSx",
		Service:      "fsx",
		Form:         "file-system/fs-%s",
		Point:        fsxBackup,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "fsx:CreateBackup",
		Delete:       "fsx:DeleteBackup",
		Via:          "fsx",
		KeyUnusable:  rdsKeyUnusable,
		BackupTakes:  11 * time.Minute,
		CopyTakes:    10 * time.Minute,
	},
	{
		Name:         "Storage Gateway",
		Service:      "storagegateway",
		Form:         "gateway/sgw-00000000/volume/vol-%s",
		Point:        snapshot,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "storagegateway:CreateSnapshot",
		Delete:       "ec2:DeleteSnapshot",
		Via:          "ec2",
		KeyUnusable:  ec2KeyUnusable,
		BackupTakes:  8 * time.Minute,
		CopyTakes:    7 * time.Minute,
	},
	{
		Name:         "DocumentDB",
		Service:      "rds",
		Form:         "cluster:%s",
		Point:        clusterSnapshot,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "rds:CreateDBClusterSnapshot",
		Delete:       "rds:DeleteDBClusterSnapshot",
		Via:          "rds",
		KeyUnusable:  rdsKeyUnusable,
		BackupTakes:  10 * time.Minute,
		CopyTakes:    9 * time.Minute,
	},
	{
		Name:         "Neptune",
		Service:      "rds",
		Form:         "cluster:%s",
		Point:        clusterSnapshot,
		CrossAccount: true,
		AirGapped:    true,
		Backup:       "rds:CreateDBClusterSnapshot",
		Delete:       "rds:DeleteDBClusterSnapshot",
		Via:          "rds",
		KeyUnusable:  rdsKeyUnusable,
		BackupTakes:  10 * time.Minute,
		CopyTakes:    9 * time.Minute,
	},
	{
		Name:        "Redshift",
		Service:     "redshift",
		Form:        "cluster:%s",
		Point:       redshiftSnapshot,
		Backup:      "redshift:CreateClusterSnapshot",
		Delete:      "redshift:DeleteClusterSnapshot",
		Via:         "redshift",
		BackupTakes: 10 * time.Minute,
		CopyTakes:   9 * time.Minute,
	},
	{
		Name:         "Timestream",
		Service:      "timestream",
		Form:         "database/db/table/%s",
		Point:        own,
		FullyManaged: true,
		CrossAccount: true,
		AirGapped:    true,
		Cold:         true,
		Backup:       "timestream:StartAwsBackupJob",
		BackupTakes:  9 * time.Minute,
		CopyTakes:    8 * time.Minute,
	},
	{
		Name:         "VirtualMachine",
		Service:      "backup-gateway",
		Form:         "vm/vm-%s",
		Point:        own,
		FullyManaged: true,
		CrossAccount: true,
		AirGapped:    true,
		Cold:         true,
		Backup:       "backup-gateway:Backup",
		BackupTakes:  15 * time.Minute,
		CopyTakes:    12 * time.Minute,
	},
	{
		Name:         "CloudFormation",
		Service:      "cloudformation",
		Form:         "stack/%s/00000000-0000-4000-8000-000000000000",
		Point:        own,
		FullyManaged: true,
		Cold:         true,
		Backup:       "cloudformation:GetTemplate",
		BackupTakes:  5 * time.Minute,
		CopyTakes:    5 * time.Minute,
	},
	{
		Name:        "DynamoDB",
		Service:     "dynamodb",
		Form:        "table/%s",
		Point:       tableBackup,
		Backup:      "dynamodb:CreateBackup",
		Delete:      "dynamodb:DeleteBackup",
		BackupTakes: 7 * time.Minute,
		CopyTakes:   6 * time.Minute,
	},
	{
		Name:         "SAP HANA on Amazon EC2",
		Service:      "ssm-sap",
		Form:         "HANA/%s",
		Point:        own,
		FullyManaged: true,
		CrossAccount: true,
		Cold:         true,
		Backup:       "ssm-sap:BackupDatabase",
		BackupTakes:  12 * time.Minute,
		CopyTakes:    10 * time.Minute,
	},
}

// advancedDynamoDB is DynamoDB where ResourceTypeManagementPreference says true.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
var advancedDynamoDB = Type{
	Name:         "DynamoDB",
	Service:      "dynamodb",
	Form:         "table/%s",
	Point:        own,
	FullyManaged: true,
	CrossAccount: true,
	AirGapped:    true,
	Cold:         true,
	Backup:       "dynamodb:StartAwsBackupJob",
	BackupTakes:  7 * time.Minute,
	CopyTakes:    6 * time.Minute,
}

// TypeOf finds a type by name; advanced is whether AWS Backup fully manages it where it is a choice.
func TypeOf(name string, advanced bool) (Type, bool) {
	if name == advancedDynamoDB.Name && advanced {
		return advancedDynamoDB, true
	}
	for _, t := range types {
		if t.Name == name {
			return t, true
		}
	}
	return Type{}, false
}

// Names are all types that an account can opt in to.
func Names() []string {
	names := make([]string, 0, len(types))
	for _, t := range types {
		names = append(names, t.Name)
	}
	return names
}
