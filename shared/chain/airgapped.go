package chain

// The types of backup vault, in AWS's words.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupVaultListMember.html
const (
	StandardVault  = "BACKUP_VAULT"
	AirGappedVault = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
)

// The states of a vault: a logically air-gapped one is made in some minutes.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-create
const (
	VaultCreating = "CREATING"
	VaultFailed   = "FAILED"
)

// compareAirGapped is compare for a logically air-gapped vault. It keeps for ever the key and the range of retentions
// that it was made with: whatever differs is for people.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
func (v BackupVault) compareAirGapped(got BackupVault, seen Observed) []Attribute {
	out := lossOf(
		"a logically air-gapped vault keeps the retention that it was made with: give the settings the same, or the vault "+
			"another name",
		differs("LockConfiguration", v.Lock.String(), got.Lock.String()),
	)
	if v.CustomerKey {
		out = append(out, v.otherKey(got, seen)...)
	}
	if got.State == VaultFailed {
		out = append(
			out,
			lossOf(
				"AWS Backup could not make the vault, CloudTrail says why; delete the vault, and farvault makes it again",
				differs("VaultState", "AVAILABLE", got.State),
			)...)
	}
	return out
}
