package settings

import (
	"fmt"
	"slices"
	"strings"
)

// AirGapped makes the central vault a logically air-gapped one: its backups lie in an account of AWS Backup's,
// encrypted with a key that AWS owns, or with farvault's by EncryptionKey: CustomerManaged, and it is locked in
// compliance mode from its creation on. Both days are fixed then, for ever, and needed.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLogicallyAirGappedBackupVault.html
type AirGapped struct {
	MinRetentionDays      int64 `yaml:"MinRetentionDays"`
	MaxRetentionDays      int64 `yaml:"MaxRetentionDays"`
	ConfirmComplianceMode bool  `yaml:"ConfirmComplianceMode"` // said a second time, on purpose
}

// minAirGappedDays is the least that MinRetentionDays may be.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLogicallyAirGappedBackupVault.html
const minAirGappedDays = 7

// withoutAirGapped are the Regions that have no logically air-gapped vaults, as AWS's page of FeaturesDate lists them.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html#lag-compare-and-contrast
var withoutAirGapped = []string{
	"ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "mx-central-1",
	"cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1",
}

// Lock is what keeps a vault's backups: the range that a logically air-gapped vault is made with, or else
// LockConfiguration; nil for none.
func (v Vault) Lock() *VaultLock {
	if v.AirGapped == nil {
		return v.LockConfiguration
	}
	return &VaultLock{MinRetentionDays: v.AirGapped.MinRetentionDays, MaxRetentionDays: v.AirGapped.MaxRetentionDays}
}

// checkAirGapped judges what a logically air-gapped vault needs, and what it excludes.
func (f *file) checkAirGapped(s Settings) {
	const name, local = "CentralVault.LogicallyAirGappedBackupVault", "LocalVault.LogicallyAirGappedBackupVault"
	if s.LocalVault.AirGapped != nil {
		f.mistake(local, "is for the central vault alone: backups are made in a standard vault and copied from there")
	}
	gapped := s.CentralVault.AirGapped
	if gapped == nil {
		return
	}
	f.checkAirGappedDays(name, "MinRetentionDays", gapped.MinRetentionDays, minAirGappedDays)
	f.checkAirGappedDays(
		name,
		"MaxRetentionDays",
		gapped.MaxRetentionDays,
		max(gapped.MinRetentionDays, minAirGappedDays),
	)
	if !gapped.ConfirmComplianceMode {
		f.mistake(
			name,
			"is locked in compliance mode from its creation: nobody, AWS included, can shorten a retention in it; if that "+
				"is intended, write ConfirmComplianceMode: true next to the days",
		)
	}
	if s.CentralVault.LockConfiguration != nil {
		f.mistake(
			"CentralVault.LockConfiguration",
			"is not for a logically air-gapped vault, which is always locked: set its range in LogicallyAirGappedBackupVault",
		)
	}
	f.checkAirGappedRegions(s)
}

func (f *file) checkAirGappedDays(path, property string, days, least int64) {
	switch {
	case !f.written(path + "." + property):
		f.mistake(path, "needs %s, %d to %d, which nobody can change later", property, least, maxDays)
	case days < least || days > maxDays:
		f.mistake(path+"."+property, "is %d: must be %d to %d; nobody can change it later", days, least, maxDays)
	}
}

func (f *file) checkAirGappedRegions(s Settings) {
	const none = "is %s, where AWS Backup has no logically air-gapped vaults (AWS's page of %s)"
	for i, name := range s.Regions {
		if slices.Contains(withoutAirGapped, name) {
			f.mistake(fmt.Sprintf("Regions[%d]", i), none, name, FeaturesDate)
		}
	}
	for i, plan := range s.BackupPlans {
		for j, rule := range plan.Rules {
			for k, c := range rule.CopyActions {
				if slices.Contains(withoutAirGapped, c.DestinationRegion) {
					f.mistake(
						fmt.Sprintf("BackupPlans[%d].Rules[%d].CopyActions[%d].DestinationRegion", i, j, k),
						none,
						c.DestinationRegion,
						FeaturesDate,
					)
				}
			}
		}
	}
}

// doubtAirGapped reports types that a logically air-gapped central vault does not take, and copies that are to move
// to cold storage in it, of which no page of AWS's tells.
func (f *file) doubtAirGapped(s Settings) {
	if s.CentralVault.AirGapped == nil {
		return
	}
	for i, name := range s.OptIn {
		if known := featureOf(name); known.CrossAccount && !known.AirGapped {
			f.mistake(
				fmt.Sprintf("ResourceTypeOptIn[%d]", i),
				"is %s, which a logically air-gapped vault does not accept (AWS's table of %s): its backups stay in their "+
					"account; it takes %s",
				name,
				FeaturesDate,
				strings.Join(typesWith(func(x Feature) bool { return x.AirGapped }), ", "),
			)
		}
	}
	for i, name := range s.OptIn {
		for _, region := range s.Regions {
			if slices.Contains(featureOf(name).NotAirGappedIn, region) {
				f.mistake(
					fmt.Sprintf("ResourceTypeOptIn[%d]", i),
					"is %s, which a logically air-gapped vault in %s does not accept (AWS's table of %s): its backups stay in "+
						"their account",
					name,
					region,
					FeaturesDate,
				)
			}
		}
	}
	for i, name := range s.OptIn {
		if not := featureOf(name).NotAirGapped; not != "" {
			f.mistake(
				fmt.Sprintf("ResourceTypeOptIn[%d]", i),
				"is %s, and a logically air-gapped vault does not take %s (AWS's table of %s): its backups stay in their account",
				name,
				not,
				FeaturesDate,
			)
		}
	}
	for i, plan := range s.BackupPlans {
		for j, rule := range plan.Rules {
			for _, c := range rule.copies(fmt.Sprintf("BackupPlans[%d].Rules[%d]", i, j)) {
				if days := c.lifecycle.MoveToColdStorageAfterDays; days != 0 {
					f.mistake(
						c.path+".MoveToColdStorageAfterDays",
						"is %d: AWS reports no cold storage in a logically air-gapped vault; give the copy a CopyLifecycle without it",
						days,
					)
				}
			}
		}
	}
}
