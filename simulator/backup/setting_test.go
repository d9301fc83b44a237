package backup_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/simulator/wire/wiretest"
)

func TestGlobalSettingsAreTheManagementAccountsToSet(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		account, name, value, want string
	}{
		"management":              {management, "isCrossAccountBackupEnabled", "false", ""},
		"a member":                {central, "isCrossAccountBackupEnabled", "false", "InvalidRequestException: Your account is not the management account of an organization."},
		"outside an organization": {outsider, "isCrossAccountBackupEnabled", "false", "InvalidRequestException: Your account is not a member of an organization."},
		"an unknown setting":      {management, "isBackupEnabled", "true", "InvalidParameterValueException: Global setting isBackupEnabled is not supported"},
		"no boolean in words":     {management, "isCrossAccountBackupEnabled", "yes", `InvalidParameterValueException: Global setting isCrossAccountBackupEnabled cannot be "yes"`},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.as(tt.account).UpdateGlobalSettings(context.Background(), &sdk.UpdateGlobalSettingsInput{GlobalSettings: map[string]string{tt.name: tt.value}})
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("UpdateGlobalSettings: %q, want %q", got, tt.want)
			}
			want := map[bool]string{true: "false", false: "true"}[err == nil]
			out, err := w.as(member).DescribeGlobalSettings(context.Background(), &sdk.DescribeGlobalSettingsInput{})
			w.must(err)
			if got := out.GlobalSettings["isCrossAccountBackupEnabled"]; got != want {
				t.Errorf("a member reads %q, want %q", got, want)
			}
		})
	}
}

func TestGlobalSettingsCannotBeReadOutsideAnOrganization(t *testing.T) {
	t.Parallel()
	_, err := newWorld(t).as(outsider).DescribeGlobalSettings(context.Background(), &sdk.DescribeGlobalSettingsInput{})
	if got, want := wiretest.Refusal(err), "ERROR_9601: Your account is not a member of an organization."; got != want {
		t.Errorf("DescribeGlobalSettings: %q, want %q", got, want)
	}
}

// A new account is opted in to nothing; what an update does not name stays; a Region knows nothing of another.
func TestRegionSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	update := func(types map[string]bool) error {
		_, err := w.as(central).UpdateRegionSettings(context.Background(), &sdk.UpdateRegionSettingsInput{
			ResourceTypeOptInPreference: types, ResourceTypeManagementPreference: map[string]bool{"DynamoDB": true},
		})
		return err
	}
	w.must(update(map[string]bool{"EBS": true}))
	w.must(update(map[string]bool{"EFS": true}))
	if got, want := wiretest.Refusal(update(map[string]bool{"Tape": true})), "InvalidParameterValueException: Resource type Tape is not supported"; got != want {
		t.Errorf("UpdateRegionSettings: %q, want %q", got, want)
	}
	here, err := w.as(central).DescribeRegionSettings(context.Background(), &sdk.DescribeRegionSettingsInput{})
	w.must(err)
	elsewhere, err := sdk.NewFromConfig(w.Administrator(central, "us-east-1")).DescribeRegionSettings(context.Background(), &sdk.DescribeRegionSettingsInput{})
	w.must(err)
	for name, got := range map[string]bool{
		"EBS here": here.ResourceTypeOptInPreference["EBS"], "EFS here": here.ResourceTypeOptInPreference["EFS"],
		"DynamoDB managed": here.ResourceTypeManagementPreference["DynamoDB"], "RDS not here": !here.ResourceTypeOptInPreference["RDS"],
		"EBS not elsewhere": !elsewhere.ResourceTypeOptInPreference["EBS"],
	} {
		if !got {
			t.Errorf("not so: %s", name)
		}
	}
	if _, known := here.ResourceTypeOptInPreference["S3"]; !known {
		t.Error("S3 is not shown as switched off")
	}
}

// Tables are copied to another account where AWS Backup fully manages them.
func TestAdvancedDynamoDBIsCopied(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.as(member).UpdateRegionSettings(context.Background(), &sdk.UpdateRegionSettingsInput{ResourceTypeManagementPreference: map[string]bool{"DynamoDB": true}})
	w.must(err)
	instead("DynamoDB", nil)(w)
	noon(w)
	if got := w.copies(); len(got) != 1 || got[0].State != "COMPLETED" {
		t.Errorf("%d copies, %s %s", len(got), got[0].State, aws.ToString(got[0].StatusMessage))
	}
}
