package tagging_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/google/go-cmp/cmp"
)

// Tags come and go resource by resource; one that is not there fails by itself.
func TestTagsAreChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := sdk.NewFromConfig(w.Administrator(management, region))
	const missing = "arn:aws:ec2:eu-west-1:999988887777:volume/vol-9"
	tagged, err := client.TagResources(t.Context(), &sdk.TagResourcesInput{ResourceARNList: []string{volume, missing}, Tags: map[string]string{"team": "b"}})
	if err != nil || len(tagged.FailedResourcesMap) != 1 || tagged.FailedResourcesMap[missing].StatusCode != 400 {
		t.Fatalf("TagResources = %+v, %v", tagged, err)
	}
	untagged, err := client.UntagResources(t.Context(), &sdk.UntagResourcesInput{ResourceARNList: []string{volume, bucket}, TagKeys: []string{"backup"}})
	if err != nil || len(untagged.FailedResourcesMap) != 0 {
		t.Fatalf("UntagResources = %+v, %v", untagged, err)
	}
	w.Lock()
	defer w.Unlock()
	want := map[string]map[string]string{volume: {"team": "b"}, server: {"Backup": "daily", "team": "a"}}
	if diff := cmp.Diff(want, w.Backup.Tagged(management, region)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
