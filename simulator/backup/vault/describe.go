package vault

import (
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// description is what DescribeBackupVault and ListBackupVaults say of a vault.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupVault.html
type description struct {
	BackupVaultName        string
	BackupVaultArn         string
	VaultType              string
	VaultState             string
	EncryptionKeyArn       string `json:",omitempty"`
	EncryptionKeyType      string `json:",omitempty"`
	CreationDate           kernel.Time
	CreatorRequestId       string `json:",omitempty"`
	NumberOfRecoveryPoints int64
	Locked                 bool
	MinRetentionDays       *int64      `json:",omitempty"`
	MaxRetentionDays       *int64      `json:",omitempty"`
	LockDate               kernel.Time `json:",omitzero"`
}

func (s *Vaults) describe(v *Vault) description {
	d := description{
		BackupVaultName: v.Name, BackupVaultArn: v.ARN, VaultType: v.Type, VaultState: v.State,
		EncryptionKeyArn: v.EncryptionKeyARN, CreationDate: kernel.At(v.Created), CreatorRequestId: v.CreatorRequestID,
		NumberOfRecoveryPoints: v.Elder + int64(len(v.points)),
	}
	switch {
	case v.EncryptionKeyARN == "":
		d.EncryptionKeyType = "AWS_OWNED_KMS_KEY"
		if s.k.Assume.OwnedKeysShown {
			d.EncryptionKeyArn = "arn:aws:kms:" + v.Place.Region + ":000000000000:key/aws-owned"
		}
	case !s.ServiceKey(v):
		d.EncryptionKeyType = "CUSTOMER_MANAGED_KMS_KEY"
	}
	if v.Lock != nil {
		d.Locked, d.MinRetentionDays, d.MaxRetentionDays = true, v.Lock.MinRetentionDays, v.Lock.MaxRetentionDays
		d.LockDate = kernel.At(v.Lock.LockDate)
	}
	return d
}

func (s *Vaults) get(c *kernel.Call, in struct{ BackupVaultName, BackupVaultAccountId string }) (description, error) {
	if in.BackupVaultAccountId != "" && in.BackupVaultAccountId != c.Account() {
		in.BackupVaultName = "" // only a vault that was shared can be seen from another account, and none is
	}
	v, err := s.authorized(c, "backup:DescribeBackupVault", in.BackupVaultName)
	if err != nil {
		return description{}, err
	}
	return s.describe(v), nil
}

type listInput struct {
	ByVaultType string
	ByShared    bool
	NextToken   string
	MaxResults  int
}

type listOutput struct {
	BackupVaultList []description
	NextToken       string `json:",omitempty"`
}

func (s *Vaults) list(c *kernel.Call, in listInput) (listOutput, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:ListBackupVaults"}); err != nil {
		return listOutput{}, err
	}
	var all []description
	for _, v := range s.In(place.Of(c)) {
		if (in.ByVaultType == "" || in.ByVaultType == v.Type) && !in.ByShared {
			all = append(all, s.describe(v))
		}
	}
	if s.k.Assume.DefaultVault {
		all = append(all, description{
			BackupVaultName: "Default", BackupVaultArn: place.Of(c).Vault("Default"),
			VaultType: Standard, VaultState: Available,
		})
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return listOutput{BackupVaultList: items, NextToken: next}, err
}

// Operations are the API of vaults and their recovery points.
func (s *Vaults) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("backup", "CreateBackupVault", s.create).REST("PUT /backup-vaults/{BackupVaultName}"),
		kernel.Op("backup", "CreateLogicallyAirGappedBackupVault", s.createAirGapped).
			REST("PUT /logically-air-gapped-backup-vaults/{BackupVaultName}"),
		kernel.Op("backup", "DeleteBackupVault", s.remove).REST("DELETE /backup-vaults/{BackupVaultName}"),
		kernel.Op("backup", "DescribeBackupVault", s.get).
			REST("GET /backup-vaults/{BackupVaultName}?backupVaultAccountId=BackupVaultAccountId"),
		kernel.Op("backup", "ListBackupVaults", s.list).
			REST("GET /backup-vaults?vaultType=ByVaultType&shared=ByShared&nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "PutBackupVaultAccessPolicy", s.putPolicy).
			REST("PUT /backup-vaults/{BackupVaultName}/access-policy"),
		kernel.Op("backup", "GetBackupVaultAccessPolicy", s.getPolicy).
			REST("GET /backup-vaults/{BackupVaultName}/access-policy"),
		kernel.Op("backup", "DeleteBackupVaultAccessPolicy", s.deletePolicy).
			REST("DELETE /backup-vaults/{BackupVaultName}/access-policy"),
		kernel.Op("backup", "PutBackupVaultLockConfiguration", s.putLock).
			REST("PUT /backup-vaults/{BackupVaultName}/vault-lock"),
		kernel.Op("backup", "DeleteBackupVaultLockConfiguration", s.deleteLock).
			REST("DELETE /backup-vaults/{BackupVaultName}/vault-lock"),
		kernel.Op("backup", "ListRecoveryPointsByBackupVault", s.listPoints).
			REST("GET /backup-vaults/{BackupVaultName}/recovery-points?backupVaultAccountId=BackupVaultAccountId" +
				"&nextToken=NextToken&maxResults=MaxResults&resourceArn=ByResourceArn&resourceType=ByResourceType" +
				"&backupPlanId=ByBackupPlanId&createdBefore=ByCreatedBefore&createdAfter=ByCreatedAfter" +
				"&parentRecoveryPointArn=ByParentRecoveryPointArn"),
		kernel.Op("backup", "DescribeRecoveryPoint", s.getPoint).
			REST("GET /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}" +
				"?backupVaultAccountId=BackupVaultAccountId"),
		kernel.Op("backup", "DeleteRecoveryPoint", s.removePoint).
			REST("DELETE /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}"),
		kernel.Op("backup", "UpdateRecoveryPointLifecycle", s.updateLifecycle).
			REST("POST /backup-vaults/{BackupVaultName}/recovery-points/{RecoveryPointArn}"),
		kernel.Op("backup", "CreateLegalHold", s.createHold).REST("POST /legal-holds"),
		kernel.Op("backup", "CancelLegalHold", s.cancelHold).
			REST("DELETE /legal-holds/{LegalHoldId}?cancelDescription=CancelDescription"),
		kernel.Op("backup", "GetLegalHold", s.getHold).REST("GET /legal-holds/{LegalHoldId}"),
		kernel.Op("backup", "ListLegalHolds", s.listHolds).
			REST("GET /legal-holds?nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "CreateBackupAccessPoint", s.createAccessPoint).REST("PUT /backup-access-point/create"),
		kernel.Op("backup", "DeleteBackupAccessPoint", s.deleteAccessPoint).
			REST("DELETE /backup-access-point/delete/{AccessPointArn}"),
		kernel.Op("backup", "DescribeBackupAccessPoint", s.getAccessPoint).
			REST("GET /backup-access-point/{AccessPointArn}"),
		kernel.Op("backup", "ListBackupAccessPoints", s.listAccessPoints).
			REST("GET /backup-access-point?NextToken=NextToken&MaxResults=MaxResults"),
		kernel.Op("backup", "ListBackupAccessPointsByRecoveryPoint", s.listAccessPoints).
			REST("POST /backup-access-point/recovery-point/{RecoveryPointArn}?NextToken=NextToken&MaxResults=MaxResults"),
		kernel.Op("backup", "ListRecoveryPointsByResource", s.listPointsOf).
			REST("GET /resources/{ResourceArn}/recovery-points?nextToken=NextToken&maxResults=MaxResults" +
				"&managedByAWSBackupOnly=ManagedByAWSBackupOnly"),
		kernel.Op("backup", "ListProtectedResources", s.listProtected).
			REST("GET /resources?nextToken=NextToken&maxResults=MaxResults"),
		kernel.Op("backup", "DescribeProtectedResource", s.getProtected).REST("GET /resources/{ResourceArn}"),
	}
}
