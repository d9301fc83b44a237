package demo

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/proof"
)

// TestAGrantIsSeen: the local vault's key is closed but for a grant to the central account. The copies of
// what AWS Backup fully manages arrive, and of one that fails by something else the key is not blamed.
func TestAGrantIsSeen(t *testing.T) {
	t.Parallel()
	c := newCopying(t)
	defer c.Close()
	arn := c.localKey()
	c.putKey(arn, c.member)
	_, err := c.keysOf(c.member).CreateGrant(t.Context(), &kms.CreateGrantInput{KeyId: &arn,
		GranteePrincipal: aws.String("arn:aws:iam::" + centralID + ":root"),
		Operations:       []types.GrantOperation{types.GrantOperationDescribeKey, types.GrantOperationDecrypt}})
	c.must(err)
	c.must(c.healthy())
	lock(90, 400)(c)
	ids := c.copyAll()
	c.world.Advance(2 * time.Minute)
	job := c.job(ids["EFS"])
	d := proof.Prove(diagnose(job), c.reader().Facts(t.Context(), job))
	if failing := failingCauses(d); !sameCauses(failing, []string{"retention-outside-vault-lock"}) {
		t.Errorf("%q fails by %v", job.Message, failing)
	}
}
