package cloudtrail_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/cloudtrail"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const account, region = "111122223333", "eu-west-1"

// The event history answers newest first, by one attribute, of the account and Region that ask, and 90 days back.
func TestTheEventHistory(t *testing.T) {
	t.Parallel()
	begins := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	k := kernel.New(begins)
	k.IAM, k.Organization = iam.New(k), organizations.New(k, account, "o-a1b2c3d4e5")
	history := cloudtrail.New(k)
	server := wiretest.Serve(t, k, history)
	happens := func(account, region, name string, n int) {
		history.Remember(account, region, k.Clock.Now(), map[string]any{"eventName": name, "eventID": fmt.Sprint(name, n)})
	}
	k.Lock()
	happens(account, region, "Old", 0)
	k.Unlock()
	k.Advance(91 * 24 * time.Hour)
	k.Lock()
	for n := range 60 {
		happens(account, region, "Wanted", n)
		happens(account, region, "Other", n)
	}
	happens(account, "us-east-1", "Wanted", 100)
	happens("222233334444", region, "Wanted", 200)
	k.Unlock()
	client := sdk.NewFromConfig(server.Administrator(account, region))
	ask := func(name string) (ids []string) {
		pages := sdk.NewLookupEventsPaginator(client, &sdk.LookupEventsInput{LookupAttributes: []types.LookupAttribute{
			{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String(name)},
		}})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Events) > 50 {
				t.Errorf("%d events at a time", len(page.Events))
			}
			for _, e := range page.Events {
				ids = append(ids, aws.ToString(e.EventId))
			}
		}
		return ids
	}
	var want []string
	for n := range 60 {
		want = append(want, fmt.Sprint("Wanted", 59-n))
	}
	if diff := cmp.Diff(want, ask("Wanted")); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
	if old := ask("Old"); len(old) > 0 {
		t.Errorf("after 91 days: %v", old)
	}
}

// However long the world runs, the history does not grow without end.
func TestTheEventHistoryForgets(t *testing.T) {
	t.Parallel()
	k := kernel.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
	history := cloudtrail.New(k)
	for range 50_000 {
		history.Remember(account, region, k.Clock.Now(), map[string]any{"eventName": "Call"})
	}
	if n := history.Remembered(account, region); n < 2000 || n > 4000 {
		t.Errorf("%d of 50,000 are remembered", n)
	}
}
