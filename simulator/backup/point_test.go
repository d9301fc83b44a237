package backup_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator/wire/wiretest"
)

// What is protected, and by which newest recovery point, is asked in the account that keeps it.
func TestProtectedResources(t *testing.T) {
	t.Parallel()
	w := days(t, 2)
	local, err := w.as(member).DescribeProtectedResource(context.Background(), &sdk.DescribeProtectedResourceInput{ResourceArn: &w.volume})
	w.must(err)
	points, err := w.as(member).ListRecoveryPointsByResource(context.Background(), &sdk.ListRecoveryPointsByResourceInput{ResourceArn: &w.volume})
	w.must(err)
	if n := len(points.RecoveryPoints); n != 2 || *points.RecoveryPoints[1].RecoveryPointArn != *local.LastRecoveryPointArn {
		t.Errorf("%d recovery points of the volume, the newest is said to be %s", n, *local.LastRecoveryPointArn)
	}
	if want := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC); !local.LastBackupTime.Equal(want) || *local.LastBackupVaultArn != localVault {
		t.Errorf("last backup %s in %s, want %s in %s", local.LastBackupTime, *local.LastBackupVaultArn, want, localVault)
	}
	kept, err := w.as(central).ListProtectedResources(context.Background(), &sdk.ListProtectedResourcesInput{})
	w.must(err)
	got := map[string]string{}
	for _, r := range kept.Results {
		got[*r.ResourceArn] = *r.ResourceType + " " + *r.LastBackupVaultArn
	}
	want := map[string]string{w.volume: "EBS " + centralVault, w.fileSystem: "EFS " + centralVault}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("protected in the central account (-want +got):\n%s", diff)
	}
	_, err = w.as(central).DescribeProtectedResource(context.Background(), &sdk.DescribeProtectedResourceInput{ResourceArn: aws.String("arn:aws:s3:::none")})
	if got := wiretest.Refusal(err); got != "ResourceNotFoundException: Resource arn:aws:s3:::none not found" {
		t.Errorf("DescribeProtectedResource: %q", got)
	}
}

// A volume's lifecycle ignores cold storage unless archiving is asked for; a file system's does not.
func TestDescribeRecoveryPoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rule := dailyRule()
	rule.Lifecycle = lifecycle(30, 120)
	w.plan(rule)
	afternoon(w)
	got := map[string]bool{}
	for _, job := range w.backups() {
		out, err := w.as(member).DescribeRecoveryPoint(context.Background(), &sdk.DescribeRecoveryPointInput{BackupVaultName: aws.String("local"), RecoveryPointArn: job.RecoveryPointArn})
		w.must(err)
		got[*out.ResourceType] = out.CalculatedLifecycle.MoveToColdStorageAt != nil
	}
	if diff := cmp.Diff(map[string]bool{"EBS": false, "EFS": true}, got); diff != "" {
		t.Errorf("moved to cold storage (-want +got):\n%s", diff)
	}
}

// Tags are judged before and after: by what the call brings and by what the thing carries.
func TestTags(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	caller := w.by("tagger", `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"backup:TagResource","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/owner":"me"}}},
		{"Effect":"Allow","Action":["backup:UntagResource","backup:ListTags"],"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/owner":"me"}}}]}`)
	tag := func(owner string) string {
		_, err := caller.TagResource(context.Background(), &sdk.TagResourceInput{ResourceArn: aws.String(localVault), Tags: map[string]string{"owner": owner}})
		return wiretest.Refusal(err)
	}
	list := func() (map[string]string, string) {
		out, err := caller.ListTags(context.Background(), &sdk.ListTagsInput{ResourceArn: aws.String(localVault)})
		if err != nil {
			return nil, wiretest.Refusal(err)
		}
		return out.Tags, ""
	}
	if _, refused := list(); refused == "" {
		t.Error("tags are listed of a vault that is not the caller's")
	}
	if tag("another") == "" {
		t.Error("another owner's tag is put")
	}
	if refused := tag("me"); refused != "" {
		t.Fatalf("TagResource: %s", refused)
	}
	if tags, _ := list(); tags["owner"] != "me" {
		t.Errorf("tags %v", tags)
	}
	_, err := caller.UntagResource(context.Background(), &sdk.UntagResourceInput{ResourceArn: aws.String(localVault), TagKeyList: []string{"owner"}})
	w.must(err)
	if _, refused := list(); refused == "" {
		t.Error("the tag is still there")
	}
}
