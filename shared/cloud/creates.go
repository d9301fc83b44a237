package cloud

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// unique is by what AWS keeps a call that makes something from making a second one, when its answer was lost, its
// message was delivered twice or somebody else makes the same.
type unique string

const (
	byToken unique = "a token that farvault derives from what is made"
	byName  unique = "the name, of which AWS takes one"
	byNone  unique = "nothing: the SDK does not repeat it, one run at a time makes it, the next finds it by its tags"
)

// creates are the calls by which farvault makes things in accounts, and what makes each of them one thing.
var creates = map[string]unique{
	// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
	"CreateAlias": byName,
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupPlan.html
	"CreateBackupPlan": byToken,
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupSelection.html
	"CreateBackupSelection": byToken,
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
	"CreateBackupVault": byName,
	// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
	"CreateKey": byNone,
	// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
	"CreateRole": byName,
	// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
	"CreateServiceLinkedRole": byName,
	// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
	"PutRule": byName,
	// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
	"PutTargets": byName,
	// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
	"ReplicateKey": byName,
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartCopyJob.html
	"StartCopyJob": byToken,
	// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateLogicallyAirGappedBackupVault.html
	"CreateLogicallyAirGappedBackupVault": byName,
}

// notRepeated keeps the SDK from repeating a call that may have had its effect. What was throttled had none.
func notRepeated(o *kms.Options) {
	o.Retryer = throttledOnly{o.Retryer, retry.ThrottleErrorCode{Codes: retry.DefaultThrottleErrorCodes}}
}

// throttledOnly repeats what AWS refused to begin, and nothing else.
type throttledOnly struct {
	aws.Retryer
	refused retry.ThrottleErrorCode
}

// IsErrorRetryable reports whether AWS says that it did not begin.
func (r throttledOnly) IsErrorRetryable(err error) bool {
	return r.refused.IsErrorThrottle(err) == aws.TrueTernary
}
