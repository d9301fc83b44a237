package chain

// Stock is what an account has in one Region of what AWS Backup counts, whoever made it.
type Stock struct {
	Region string
	Vaults []VaultStock
	Plans  []string // names
}

// VaultStock is a vault with how many recovery points it holds.
type VaultStock struct {
	Name           string
	RecoveryPoints int64
}
