package tagging_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"
	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi/types"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator"
	"farvault/simulator/backup"
	"farvault/simulator/kernel"
)

const (
	management = "999988887777"
	region     = "eu-west-1"

	volume = "arn:aws:ec2:eu-west-1:999988887777:volume/vol-1"
	server = "arn:aws:ec2:eu-west-1:999988887777:instance/i-1"
	bucket = "arn:aws:s3:::invoices"
)

func newWorld(t *testing.T) *simulator.World {
	t.Helper()
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), management, "o-a1b2c3d4e5")
	for _, r := range []backup.Resource{
		{ARN: volume, Type: "EBS", Tags: map[string]string{"backup": "daily"}},
		{ARN: server, Type: "EC2", Tags: map[string]string{"Backup": "daily", "team": "a"}},
		{ARN: bucket, Type: "S3", Tags: map[string]string{"backup": "weekly"}},
		{Type: "EFS"},
	} {
		w.Backup.AddResource(management, region, r)
	}
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func TestGetResources(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		types, values []string
		key           string
		want          []string
	}{
		"all that is tagged":           {want: []string{server, volume, bucket}},
		"keys are case sensitive":      {key: "backup", want: []string{volume, bucket}},
		"values are case sensitive":    {key: "backup", values: []string{"Daily"}},
		"a key with one of its values": {key: "backup", values: []string{"daily", "hourly"}, want: []string{volume}},
		"a service":                    {types: []string{"ec2"}, want: []string{server, volume}},
		"a type of a service":          {types: []string{"ec2:volume", "rds:db"}, want: []string{volume}},
		"a service without types":      {types: []string{"s3"}, want: []string{bucket}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			in := &sdk.GetResourcesInput{ResourceTypeFilters: tt.types, ResourcesPerPage: aws.Int32(1)}
			if tt.key != "" {
				in.TagFilters = []types.TagFilter{{Key: &tt.key, Values: tt.values}}
			}
			var got []string
			pages := sdk.NewGetResourcesPaginator(sdk.NewFromConfig(newWorld(t).Administrator(management, region)), in)
			for pages.HasMorePages() {
				page, err := pages.NextPage(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range page.ResourceTagMappingList {
					got = append(got, *m.ResourceARN)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestGetTagKeys(t *testing.T) {
	t.Parallel()
	out, err := sdk.NewFromConfig(newWorld(t).Administrator(management, region)).GetTagKeys(context.Background(), &sdk.GetTagKeysInput{})
	if err != nil || !slices.Equal(out.TagKeys, []string{"Backup", "backup", "team"}) {
		t.Errorf("%v, %v", out, err)
	}
}

func TestReadingTagsNeedsPermission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nobody := w.Mint(kernel.RoleSession("arn:aws:iam::"+management+":role/nobody", "test"))
	client := sdk.NewFromConfig(w.Config(nobody, region))
	if _, err := client.GetResources(context.Background(), &sdk.GetResourcesInput{}); err == nil {
		t.Error("GetResources is allowed")
	}
	if _, err := client.GetTagKeys(context.Background(), &sdk.GetTagKeysInput{}); err == nil {
		t.Error("GetTagKeys is allowed")
	}
}
