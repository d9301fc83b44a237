// Package place says where in AWS a thing of AWS Backup lives, and what every
// part of the service says of it alike: its ARN, its tags as condition keys, its
// list a page at a time.
package place

import (
	"farvault/shared/org"
	"farvault/simulator/kernel"
)

// Place is one account in one Region. All of AWS Backup's state is kept by it.
type Place struct{ Account, Region string }

// Of is where a call acts: its caller's account, in the Region that it was signed for.
func Of(c *kernel.Call) Place { return Place{Account: c.Account(), Region: c.Region} }

// ARN names a thing of AWS Backup here: backup-vault:…, backup-plan:…, recovery-point:….
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html#awsbackup-resources-for-iam-policies
func (p Place) ARN(resource string) string {
	return org.ARN{
		Partition: org.Partition(p.Region),
		Service:   "backup",
		Region:    p.Region,
		Account:   p.Account,
		Resource:  resource,
	}.String()
}

// Vault is the ARN of a vault here.
func (p Place) Vault(name string) string {
	return org.Vault(org.Partition(p.Region), p.Region, p.Account, name)
}

// ServiceLinkedRole is the ARN of AWSServiceRoleForBackup in the account, whether it exists or not.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/using-service-linked-roles-AWSServiceRoleForBackup.html
func (p Place) ServiceLinkedRole() string {
	return org.IAM(
		org.Partition(p.Region),
		p.Account,
		"role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
	)
}
