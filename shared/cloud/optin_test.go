package cloud_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain/chaintest"
	"farvault/shared/cloud"
)

// A configured type that the Region does not have is a fact of that account and Region: every other type is switched on,
// the account has its chain, and the next run writes nothing.
func TestATypeThatTheRegionLacksStopsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	w.Lock()
	w.Backup.SetType(region, "Timestream", false)
	w.Unlock()
	s := wishes
	s.OptIn = []string{"EBS", "EFS", "Timestream"}
	first, err := w.runSet(t, s, &wire{})
	if err != nil {
		t.Fatalf("the first run: %v", err)
	}
	settings, err := backup.NewFromConfig(w.administrator(member)).DescribeRegionSettings(t.Context(), &backup.DescribeRegionSettingsInput{})
	must(t, err)
	if on := settings.ResourceTypeOptInPreference; !on["EBS"] || !on["EFS"] {
		t.Errorf("EBS and EFS are not switched on but %v, after\n%s", on, chaintest.Text(first))
	}
	watch := &wire{}
	second, err := w.runSet(t, s, watch)
	if err != nil || !second.Empty() || len(watch.writes) > 0 {
		t.Errorf("the second run: %v, writes %v for\n%s", err, watch.writes, chaintest.Text(second))
	}
	want := []string{"not available service opt-in ResourceTypeOptInPreference in " + member + "/" + region +
		": AWS Backup has no Timestream in " + region + ", so nothing of it is backed up there"}
	if diff := cmp.Diff(want, chaintest.Lines(second.LeftAlone())); diff != "" {
		t.Errorf("what is said of it (-want +got):\n%s", diff)
	}
}

// What farvault does not set in a Region's settings stays as somebody has set it, in all three maps.
func TestTheOtherOptInsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	client := backup.NewFromConfig(w.administrator(member))
	_, err := client.UpdateRegionSettings(t.Context(), &backup.UpdateRegionSettingsInput{
		ResourceTypeOptInPreference:      map[string]bool{"RDS": true},
		ResourceTypeManagementPreference: map[string]bool{"DynamoDB": true},
	}, cloud.Sending(cloud.WithMap("ResourceTypeOptInIncremental", map[string]bool{"DynamoDB": true})))
	must(t, err)
	watch := &wire{}
	_, err = w.runSet(t, wishes, watch)
	must(t, err)
	i := slices.Index(watch.writes, "Backup:UpdateRegionSettings")
	if i < 0 {
		t.Fatal("farvault did not write the settings")
	}
	var sent map[string]map[string]bool
	must(t, json.Unmarshal([]byte(watch.bodies[i]), &sent))
	if !sent["ResourceTypeOptInPreference"]["RDS"] || !sent["ResourceTypeManagementPreference"]["DynamoDB"] || !sent["ResourceTypeOptInIncremental"]["DynamoDB"] {
		t.Errorf("what was set is not sent back: %v", sent)
	}
}

// What AWS refuses for good in one link stops no other link, and is Denied: recorded, and not tried again by the queue.
func TestALastingRefusalStopsItsLinkAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.IAM.PropagationDelay = 0
	watch := &wire{refuse: "Backup:UpdateRegionSettings"}
	set, err := w.runSet(t, wishes, watch)
	if denied := (cloud.Denied{}); !errors.As(err, &denied) {
		t.Errorf("got %v, want Denied", err)
	}
	if len(set.Writes()) < 8 || !slices.Contains(watch.writes, "Backup:CreateBackupSelection") {
		t.Errorf("of %d changes these were written: %v", len(set.Writes()), watch.writes)
	}
}
