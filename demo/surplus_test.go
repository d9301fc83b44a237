package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/chain"
)

// TestASurplusKeyIsReportedOnce: a key with farvault's tag that nothing uses, wherever it came from, is reported once with its
// name and what to type, the account stays protected, and the report ends when somebody deletes the key.
func TestASurplusKeyIsReportedOnce(t *testing.T) {
	t.Parallel()
	s, member := prepared(t), scenery.Members[0].ID
	keys := kms.NewFromConfig(s.world.Administrator(member, homeRegion))
	made, err := keys.CreateKey(t.Context(), &kms.CreateKeyInput{Description: aws.String(chain.KeyDescription),
		Tags: []types.Tag{{TagKey: aws.String(chain.OwnerTag), TagValue: aws.String(chain.OwnerValue)}}})
	if err != nil {
		t.Fatal(err)
	}
	told := func(title string) int {
		return len(slices.DeleteFunc(s.mails(), func(mail string) bool {
			return !strings.Contains(mail, title) || !strings.Contains(mail, *made.KeyMetadata.Arn)
		}))
	}
	s.world.Advance(25 * time.Hour)
	if n := told("A KMS key of farvault's in"); n != 1 {
		t.Errorf("told %d times of the key: %s%s", n, s.mails(), s.trouble())
	}
	if got := s.status(t, member); got != account.Protected {
		t.Errorf("the account is %s", got)
	}
	if _, err := keys.ScheduleKeyDeletion(t.Context(), &kms.ScheduleKeyDeletionInput{KeyId: made.KeyMetadata.Arn, PendingWindowInDays: aws.Int32(30)}); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(25 * time.Hour)
	for _, g := range s.groups() {
		if g.Cause == "surplus-key" && (g.Open || len(g.Firing()) > 0) {
			t.Errorf("the report stays open%s", s.trouble())
		}
	}
	if n := told("is deleted, or used by a vault"); n != 1 {
		t.Errorf("told %d times that it is over: %s", n, s.mails())
	}
}
