package cloud

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// verdict is what farvault does about an error of AWS's.
type verdict string

// The verdicts. What waits is NotReady: the queue delivers it again for 15 minutes. What lasts is Denied: it comes
// again until people act, so it is recorded and not tried again. What is to be retried is neither.
const (
	waits verdict = "wait"
	lasts verdict = "lasting"
	again verdict = "retry"
)

// refusal is a kind of error of AWS's. Empty fields match anything.
type refusal struct {
	operations []string // of the SDK
	code       string
	message    string // part of the message
	unless     string // part of the message that makes it another refusal
	verdict    verdict
	why        string // for people: what they wait for, or what they can do; empty where AWS's message says it
	source     string
}

// assumeRole is the call by which an account is entered.
const assumeRole = "AssumeRole"

// Pages that several rows rest on.
const (
	pageBackup  = "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html"
	pageKMS     = "https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html"
	pageIAM     = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html"
	pageEvents  = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html"
	pageOrg     = "https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html"
	pageRegions = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html"
	pageSpread  = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html" +
		"#troubleshoot_general_eventual-consistency"
	pageDenied   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
	pageThrottle = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html"

	notEnabled = "the Region is not enabled in the account: aws account enable-region"
	quotaFull  = "a quota of the account is reached"
	madeSince  = "it was made after farvault looked"
	goneSince  = "it is gone since farvault looked, and the next look makes it again"
)

// refusals are the errors that farvault has met, or that AWS's models list for the calls by which it writes; the first
// row that matches counts.
var refusals = slices.Concat(whileSpreading, sinceTheLook, untilPeopleAct, passing)

// whileSpreading are refusals that AWS gives while something new has not spread.
var whileSpreading = []refusal{
	{[]string{assumeRole}, "AccessDenied", "", "explicit deny", waits, "a new account cannot be entered for some minutes",
		"https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html"},
	{[]string{"CreateBackupSelection", "StartCopyJob"}, "InvalidParameterValueException",
		"cannot be assumed by AWS Backup", "", waits, "IAM has not spread the backup role yet",
		"https://github.com/hashicorp/terraform-provider-aws/issues/9297"},
	{[]string{"CreateBackupSelection"}, "InvalidParameterValueException",
		"is not authorized to call tag:GetResources", "", waits, "IAM has not spread the backup role's policies yet",
		"https://github.com/hashicorp/terraform-provider-aws/issues/9297"},
	{[]string{"CreateKey", "PutKeyPolicy", "ReplicateKey"}, "MalformedPolicyDocumentException", "principals", "", waits,
		"KMS does not see a principal of the key policy yet",
		"https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html"},
	{[]string{"CreateAlias", "EnableKeyRotation", "PutKeyPolicy"}, "AccessDeniedException", "", "explicit deny", waits,
		"a new key's tags take up to five minutes to count in authorization",
		"https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html"},
	// No page says when the tags of a new plan count; those of IAM's own do so after a while.
	{[]string{"CreateBackupSelection", "UpdateBackupPlan"}, "AccessDeniedException", "", "explicit deny", waits,
		"a new backup plan's tags may take minutes to count in authorization", pageSpread},
	{[]string{"PutBackupVaultAccessPolicy"}, "InvalidParameterValueException", "principal is not valid", "", waits,
		"AWS Backup does not see a principal of the vault access policy yet",
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html"},
	{[]string{"PutTargets"}, "ValidationException", "cannot be assumed by principal", "", waits,
		"IAM has not spread the forwarding role yet", pageSpread},
	{[]string{"AttachRolePolicy", "PutRolePolicy"}, "NoSuchEntity", "", "", waits,
		"IAM does not show the new role everywhere yet", pageSpread},
	{[]string{"ReplicateKey", "CreateAlias", "PutKeyPolicy", "EnableKeyRotation", "TagResource"},
		"KMSInvalidStateException", "Creating", "", waits, "a new key cannot be used for some seconds",
		"https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"},
}

// sinceTheLook are refusals because somebody made or removed something after farvault had looked.
var sinceTheLook = []refusal{
	{[]string{"CreateBackupVault", "CreateLogicallyAirGappedBackupVault", "CreateBackupPlan", "CreateBackupSelection",
		"CreateAlias", "ReplicateKey"}, "AlreadyExistsException", "", "", waits, madeSince, pageBackup},
	{[]string{"CreateRole"}, "EntityAlreadyExists", "", "", waits, madeSince,
		"https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"},
	{[]string{"PutBackupVaultAccessPolicy", "TagResource", "UpdateBackupPlan", "DeleteBackupSelection", "StartCopyJob",
		"PutRule", "PutTargets", "DisableRule"}, "ResourceNotFoundException", "", "", waits, goneSince, pageBackup},
	{[]string{"ReplicateKey", "CreateAlias", "PutKeyPolicy", "EnableKeyRotation", "TagResource"}, "NotFoundException",
		"", "", waits, goneSince, pageKMS},
	{[]string{"UpdateAssumeRolePolicy", "TagRole"}, "NoSuchEntity", "", "", waits, goneSince, pageIAM},
}

// untilPeopleAct are refusals that no waiting mends.
var untilPeopleAct = []refusal{
	{nil, "AccessDenied", "", "", lasts, "", pageDenied},
	{nil, "AccessDeniedException", "", "", lasts, "", pageDenied},
	{nil, "UnauthorizedOperation", "", "", lasts, "", pageDenied},
	{nil, "AuthorizationError", "", "", lasts, "", pageDenied},
	{nil, "UnrecognizedClientException", "", "", lasts, notEnabled, pageRegions},
	{nil, "InvalidClientTokenId", "", "", lasts, notEnabled, pageRegions},
	{nil, "LimitExceededException", "", "", lasts, quotaFull,
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/aws-backup-limits.html"},
	{nil, "LimitExceeded", "", "", lasts, quotaFull,
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"},
	{writes, "InvalidParameterValueException", "", "", lasts, "", pageBackup},
	{writes, "MissingParameterValueException", "", "", lasts, "", pageBackup},
	{writes, "InvalidRequestException", "", "", lasts, "", pageBackup},
	{writes, "ValidationException", "", "", lasts, "", pageEvents},
	{writes, "InvalidEventPatternException", "", "", lasts, "", pageEvents},
	{writes, "ManagedRuleException", "", "", lasts, "", pageEvents},
	{writes, "MalformedPolicyDocumentException", "", "", lasts, "", pageKMS},
	{writes, "InvalidArnException", "", "", lasts, "", pageKMS},
	{writes, "InvalidAliasNameException", "", "", lasts, "", pageKMS},
	{writes, "TagException", "", "", lasts, "", pageKMS},
	{writes, "UnsupportedOperationException", "", "", lasts, "", pageKMS},
	{writes, "DisabledException", "", "", lasts, "", pageKMS},
	{writes, "KMSInvalidStateException", "", "", lasts, "", pageKMS},
	{writes, "InvalidInput", "", "", lasts, "", pageIAM},
	{writes, "MalformedPolicyDocument", "", "", lasts, "", pageIAM},
	{writes, "UnmodifiableEntity", "", "", lasts, "", pageIAM},
	{writes, "PolicyNotAttachable", "", "", lasts, "", pageIAM},
	{[]string{"CreateServiceLinkedRole"}, "NoSuchEntity", "", "", lasts, "", pageIAM},
	{writes, "AWSOrganizationsNotInUseException", "", "", lasts, "", pageOrg},
	{writes, "ConstraintViolationException", "", "", lasts, "", pageOrg},
	{writes, "InvalidInputException", "", "", lasts, "", pageOrg},
	{writes, "UnsupportedAPIEndpointException", "", "", lasts, "", pageOrg},
}

// passing are errors that the next try may not meet.
var passing = []refusal{
	{nil, "ServiceUnavailableException", "", "", again, "", pageBackup},
	{nil, "DependencyTimeoutException", "", "", again, "", pageKMS},
	{nil, "KMSInternalException", "", "", again, "", pageKMS},
	{nil, "ServiceFailure", "", "", again, "", pageIAM},
	{nil, "ConcurrentModification", "", "", again, "", pageIAM},
	{nil, "ConcurrentModificationException", "", "", again, "", pageEvents},
	{nil, "InternalException", "", "", again, "", pageEvents},
	{nil, "ServiceException", "", "", again, "", pageOrg},
	{nil, "TooManyRequestsException", "", "", again, "", pageThrottle},
	{nil, "ThrottlingException", "", "", again, "", pageThrottle},
	{nil, "Throttling", "", "", again, "", pageThrottle},
	{nil, "RequestLimitExceeded", "", "", again, "", pageThrottle},
	{nil, "RequestTimeout", "", "", again, "", pageThrottle},
	{nil, "RequestTimeoutException", "", "", again, "", pageThrottle},
	{nil, "ExpiredToken", "", "", again, "", pageThrottle},
	{nil, "ExpiredTokenException", "", "", again, "", pageThrottle},
	{nil, "RequestExpired", "", "", again, "", pageThrottle},
}

// writes are the calls by which farvault changes something in AWS.
var writes = []string{
	"CreateBackupVault", "CreateLogicallyAirGappedBackupVault", "PutBackupVaultAccessPolicy", "UpdateRegionSettings",
	"CreateBackupPlan", "UpdateBackupPlan", "CreateBackupSelection", "DeleteBackupSelection", "StartCopyJob",
	"UpdateGlobalSettings", "CreateKey", "ReplicateKey", "CreateAlias", "PutKeyPolicy", "EnableKeyRotation",
	"CreateRole", "UpdateAssumeRolePolicy", "AttachRolePolicy", "PutRolePolicy", "TagRole", "CreateServiceLinkedRole",
	"PutRule", "PutTargets", "DisableRule", "TagResource", "EnableAWSServiceAccess",
}

// refusalOf finds the row of an error of a call. A write that AWS refuses with a code that no row has is taken to be
// refused for good where AWS says that the request is at fault: to send it again would be the same request.
func refusalOf(operation string, api smithy.APIError) refusal {
	for _, row := range refusals {
		if row.matches(operation, api) {
			return row
		}
	}
	if slices.Contains(writes, operation) && api.ErrorFault() == smithy.FaultClient {
		return refusal{verdict: lasts}
	}
	return refusal{verdict: again}
}

func (r refusal) matches(operation string, api smithy.APIError) bool {
	if r.verdict == lasts && operation == assumeRole && r.why != "" {
		return false // farvault's own credentials, or too many sessions: nothing of the account that is entered
	}
	return (r.operations == nil || slices.Contains(r.operations, operation)) && r.code == api.ErrorCode() &&
		strings.Contains(api.ErrorMessage(), r.message) &&
		!strings.Contains(api.ErrorMessage(), cmp.Or(r.unless, "\x00"))
}
