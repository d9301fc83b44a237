package iam_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A service-linked role goes when its service does not need it any more, and the status says so.
func TestAServiceLinkedRoleIsDeletedUnlessItIsUsed(t *testing.T) {
	t.Parallel()
	for used, want := range map[bool]types.DeletionTaskStatusType{true: types.DeletionTaskStatusTypeFailed, false: types.DeletionTaskStatusTypeSucceeded} {
		w := newWorld(t)
		w.iam.InUse("backup.amazonaws.com", func(account string) bool { return used && account == member })
		w.iam.ServiceLinkedRole(member, "backup.amazonaws.com")
		client := sdk.NewFromConfig(w.Administrator(member, "us-east-1"))
		task, err := client.DeleteServiceLinkedRole(t.Context(), &sdk.DeleteServiceLinkedRoleInput{RoleName: aws.String("AWSServiceRoleForBackup")})
		if err != nil {
			t.Fatal(err)
		}
		status, err := client.GetServiceLinkedRoleDeletionStatus(t.Context(), &sdk.GetServiceLinkedRoleDeletionStatusInput{DeletionTaskId: task.DeletionTaskId})
		if err != nil || status.Status != want || (status.Reason != nil) != used {
			t.Errorf("used %t: %+v, %v", used, status, err)
		}
		_, err = client.GetRole(t.Context(), &sdk.GetRoleInput{RoleName: aws.String("AWSServiceRoleForBackup")})
		if (err == nil) != used {
			t.Errorf("used %t: GetRole %v", used, err)
		}
	}
}
