package backup_test

import (
	"context"
	"io"
	"net/http"
	"strings"
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
	if got, want := wiretest.Refusal(update(map[string]bool{"Tape": true})), refusedTypes; got != want {
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

const refusedTypes = "InvalidParameterValueException: Element present in resource type opt in preference has invalid values. " +
	"Please use describeRegionSettings API to know the supported resource types"

// One type that the Region lacks refuses the whole call; another Region takes the same map.
func TestTypesAreThoseOfTheRegion(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		region  string
		prepare func(*world)
		want    string
	}{
		"Ireland has Timestream":             {region: "eu-west-1"},
		"Northern California has none":       {region: "us-west-1", want: refusedTypes},
		"a Region that was made to lack it":  {region: "eu-west-1", prepare: func(w *world) { w.backup.SetType("eu-west-1", "Timestream", false) }, want: refusedTypes},
		"a Region that was made to have it":  {region: "us-west-1", prepare: func(w *world) { w.backup.SetType("us-west-1", "Timestream", true) }},
		"what one lacks another still knows": {region: "eu-west-1", prepare: func(w *world) { w.backup.SetType("us-east-1", "Timestream", false) }},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if tt.prepare != nil {
				tt.prepare(w)
			}
			client := sdk.NewFromConfig(w.Administrator(central, tt.region))
			_, err := client.UpdateRegionSettings(t.Context(), &sdk.UpdateRegionSettingsInput{
				ResourceTypeOptInPreference: map[string]bool{"EBS": true, "Timestream": true},
			})
			if got := wiretest.Refusal(err); got != tt.want {
				t.Errorf("UpdateRegionSettings: %q, want %q", got, tt.want)
			}
			out, err := client.DescribeRegionSettings(t.Context(), &sdk.DescribeRegionSettingsInput{})
			w.must(err)
			if _, shown := out.ResourceTypeOptInPreference["Timestream"]; shown != (tt.want == "") {
				t.Errorf("Timestream is shown: %t", shown)
			}
			if on := out.ResourceTypeOptInPreference["EBS"]; on != (tt.want == "") {
				t.Errorf("EBS is switched on: %t", on)
			}
		})
	}
}

// What a virgin account is opted in to can be chosen; what it sets itself counts.
func TestWhatAVirginAccountIsOptedInTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.backup.OptInVirgins("EBS", "S3", "Timestream")
	client := sdk.NewFromConfig(w.Administrator(outsider, "us-west-1"))
	_, err := client.UpdateRegionSettings(t.Context(), &sdk.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"S3": false}})
	w.must(err)
	out, err := client.DescribeRegionSettings(t.Context(), &sdk.DescribeRegionSettingsInput{})
	w.must(err)
	for name, want := range map[string]bool{"EBS": true, "S3": false, "RDS": false, "Timestream": false} {
		if got := out.ResourceTypeOptInPreference[name]; got != want {
			t.Errorf("%s is switched on: %t", name, got)
		}
	}
}

// The map of incremental backups, which the SDK in use does not know yet, is kept and checked like the others.
func TestTheThirdMapOfRegionSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	config := w.Administrator(central, region)
	ask := func(method, body string) string {
		request, err := http.NewRequestWithContext(t.Context(), method, *config.BaseEndpoint+"/account-settings", strings.NewReader(body))
		w.must(err)
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+central+"/20260301/"+region+"/backup/aws4_request")
		answer, err := http.DefaultClient.Do(request)
		w.must(err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		w.must(err)
		return string(text)
	}
	if got := ask("PUT", `{"ResourceTypeOptInIncremental":{"EBS":true}}`); !strings.Contains(got, "Element present in resource type opt in incremental has invalid values") {
		t.Errorf("of a type without incremental backups: %s", got)
	}
	ask("PUT", `{"ResourceTypeOptInIncremental":{"DynamoDB":true}}`)
	if got := ask("GET", ""); !strings.Contains(got, `"ResourceTypeOptInIncremental":{"DynamoDB":true}`) {
		t.Errorf("afterwards: %s", got)
	}
}
