package simulator_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/simulator"
)

// leftOut are the lists that AWS leaves out where they are empty, as every reader of SQS's answers knows.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html
var leftOut = map[string]bool{"sqs.ListQueues.QueueUrls": true}

// An empty list is answered as one, by every operation that lists.
func TestListsAreNeverLeftOut(t *testing.T) {
	t.Parallel()
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
	lists := 0
	for _, o := range w.Operations() {
		if !strings.HasPrefix(o.Name, "List") {
			continue
		}
		out := o.Out
		if out.Kind() == reflect.Pointer {
			out = out.Elem()
		}
		for i := range out.NumField() {
			field := out.Field(i)
			if field.Type.Kind() != reflect.Slice {
				continue
			}
			lists++
			name := o.Service + "." + o.Name + "." + field.Name
			if left := strings.Contains(field.Tag.Get("json"), "omit"); left != leftOut[name] {
				t.Errorf("%s is left out when it is empty: %t", name, left)
			}
		}
	}
	if lists < 30 {
		t.Errorf("%d lists: the test does not see them", lists)
	}
}

// Scripts index what AWS Backup lists in a fresh account.
func TestAFreshAccountsListsAreThere(t *testing.T) {
	t.Parallel()
	w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	client := backup.NewFromConfig(w.Administrator("999988887777", "eu-west-1"))
	made, err := client.CreateBackupPlan(t.Context(), &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{
		BackupPlanName: aws.String("plan"),
		Rules:          []types.BackupRuleInput{{RuleName: aws.String("daily"), TargetBackupVaultName: aws.String("Default")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	selections, err := client.ListBackupSelections(t.Context(), &backup.ListBackupSelectionsInput{BackupPlanId: made.BackupPlanId})
	if err != nil || selections.BackupSelectionsList == nil {
		t.Errorf("ListBackupSelections = %v, %v", selections, err)
	}
	vaults, err := client.ListBackupVaults(t.Context(), &backup.ListBackupVaultsInput{})
	if err != nil || vaults.BackupVaultList == nil {
		t.Errorf("ListBackupVaults = %v, %v", vaults, err)
	}
	copies, err := client.ListCopyJobs(t.Context(), &backup.ListCopyJobsInput{})
	if err != nil || copies.CopyJobs == nil {
		t.Errorf("ListCopyJobs = %v, %v", copies, err)
	}
}
