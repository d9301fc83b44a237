package settings_test

import (
	"fmt"
	"os"

	"farvault/shared/settings"
)

// The settings are read with their defaults.
func ExampleParse() {
	text, err := os.ReadFile("../../infra/settings.yaml")
	if err != nil {
		fmt.Println(err)
	}
	s, err := settings.Parse("settings.yaml", text)
	fmt.Println(s.CentralVault.BackupVaultName, s.BackupPlans[0].Rules[0].ScheduleExpression, err)
	// Output:
	// farvault cron(0 12 * * ? *) <nil>
}

// A file is refused with every mistake at once, each with its place.
func ExampleParse_refused() {
	_, err := settings.Parse("settings.yaml", []byte("ResourceTypeOptIn: [EBSS]\nColour: red\n"))
	fmt.Println(err)
	// Output:
	// settings.yaml:1:1: BackupPlans is missing: without a plan nothing is backed up
	// settings.yaml:1:21: ResourceTypeOptIn[0] is "EBSS": did you mean EBS?
	// settings.yaml:2:1: Colour is not a setting: allowed here are Scope, Entry, Regions, CentralVault, LocalVault, ResourceTypeOptIn, ResourceTypeManagement, BackupPlans, PermissionsBoundary, TrustSourceConditions, StartSpreadMinutes, Adopt, Alerts, Mend, Breaker
}
