package proof

import "strings"

// resourceType is what a type can do in a copy to another account.
type resourceType struct {
	name          string // AWS Backup's word
	resource      string // part of the resource's ARN that the row is about; empty: any
	recoveryPoint string // likewise of the recovery point's ARN
	copyable      bool   // to another account
	airGapped     bool   // to a logically air-gapped vault of another account
	maybeNot      string // what of the type such a vault does not take, where the ARNs do not tell
	plain         bool   // made without AWS Backup's advanced features, which alone makes it uncopyable
	managed       bool   // fully managed by AWS Backup: encrypted by the vault's key, not by the resource's
	via           string // the service by which AWS Backup uses the source key
}

// resourceTypes is AWS's table of features by resource as it stood in September 2026; the first row that fits counts.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource
// The services in via are those that the service-linked role is limited to:
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceLinkedRolePolicyForBackup.html
var resourceTypes = []resourceType{
	{name: "EBS", copyable: true, airGapped: true, via: "ec2"},
	{name: "EC2", copyable: true, airGapped: true, via: "ec2"},
	{name: "Storage Gateway", copyable: true, airGapped: true, via: "ec2"}, // its volumes' backups are EBS snapshots
	{
		name:     "RDS",
		resource: ":cluster:",
		via:      "rds",
	}, // Multi-AZ DB clusters have no copies at all
	{name: "RDS", copyable: true, via: "rds"},
	{name: "Aurora", copyable: true, airGapped: true, via: "rds"},
	{name: "DocumentDB", copyable: true, airGapped: true, via: "rds"},
	{name: "Neptune", copyable: true, airGapped: true, via: "rds"},
	// FSx for NetApp ONTAP, which is backed up by the volume; its copies came on 27 August 2026.
	{name: "FSx", resource: "fsvol-", copyable: true, airGapped: true, via: "fsx"},
	// FSx for OpenZFS goes into no logically air-gapped vault, and no ARN says which a file system is.
	{name: "FSx", copyable: true, airGapped: true, maybeNot: "FSx for OpenZFS", via: "fsx"},
	{name: "DynamoDB", recoveryPoint: ":dynamodb:", plain: true, via: "dynamodb"},
	{name: "DynamoDB", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "S3", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "EFS", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "Timestream", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "VirtualMachine", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "SAP HANA on Amazon EC2", copyable: true, managed: true, via: "backup"},
	{name: "EKS", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "DSQL", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "Aurora DSQL", copyable: true, airGapped: true, managed: true, via: "backup"},
	{name: "CloudFormation", managed: true, via: "backup"}, // the nested resources are copied by their own types
	{name: "Redshift", via: "redshift"},
	{name: "Redshift Serverless", via: "redshift-serverless"},
}

// typeOf finds the row for what was to be copied; false for a type that AWS has added since.
func typeOf(c CopyAttempt) (resourceType, bool) {
	for _, t := range resourceTypes {
		if strings.EqualFold(t.name, c.ResourceType) && strings.Contains(c.ResourceARN, t.resource) &&
			strings.Contains(c.RecoveryPointARN, t.recoveryPoint) {
			return t, true
		}
	}
	return resourceType{}, false
}

// managedAssumption is what the checks of the local vault's key rest on.
const managedAssumption = "that AWS Backup copies a fully managed type with the local vault's key is stated in one " +
	"AWS article " +
	"only, https://repost.aws/knowledge-center/backup-cross-account-copy-error"
