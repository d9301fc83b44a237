package cloud

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
)

// NotReady is an error that waiting mends: an account that cannot be entered yet, a
// role that IAM has not spread yet. The queue redelivers.
type NotReady struct {
	Why       string
	Err       error
	Unentered bool // not even the account could be entered
}

// Denied is an error that comes again until people act: somebody's policy makes it, and AWS's message, inside, names
// the action and the kind of policy; or a Region that is not enabled, or a quota.
type Denied struct{ Err error }

// Unreadable is an answer of AWS's that farvault cannot read, such as a policy with an element it does not know.
type Unreadable struct{ Err error }

func (e NotReady) Error() string   { return e.Err.Error() + " (" + e.Why + ")" }
func (e Denied) Error() string     { return e.Err.Error() }
func (e Unreadable) Error() string { return e.Err.Error() }

// Unwrap gives AWS's own error.
func (e NotReady) Unwrap() error { return e.Err }

// Unwrap gives AWS's own error.
func (e Denied) Unwrap() error { return e.Err }

// Unwrap gives the reader's error.
func (e Unreadable) Unwrap() error { return e.Err }

// NotReady tells a caller that knows the method and not the type.
func (e NotReady) NotReady() bool { return true }

// NotEntered tells a caller that knows the method and not the type.
func (e NotReady) NotEntered() bool { return e.Unentered }

// Denied tells a caller that knows the method and not the type.
func (e Denied) Denied() bool { return true }

// notYet is a refusal that AWS gives while something new has not spread. Empty fields match anything.
type notYet struct {
	operations []string // of the SDK
	code       string
	message    string // part of the message
	unless     string // part of the message that makes it a lasting refusal
	why        string
	source     string
}

// assumeRole is the call by which an account is entered.
const assumeRole = "AssumeRole"

var notYets = []notYet{
	{[]string{assumeRole}, "AccessDenied", "", "explicit deny", "a new account cannot be entered for some minutes",
		"https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html"},
	{
		[]string{"CreateBackupSelection", "StartCopyJob"},
		"InvalidParameterValueException",
		"cannot be assumed by AWS Backup",
		"",
		"IAM has not spread the backup role yet",
		"https://github.com/hashicorp/terraform-provider-aws/issues/9297",
	},
	{
		[]string{"CreateBackupSelection"},
		"InvalidParameterValueException",
		"is not authorized to call tag:GetResources",
		"",
		"IAM has not spread the backup role's policies yet",
		"https://github.com/hashicorp/terraform-provider-aws/issues/9297",
	},
	{
		[]string{"CreateKey", "PutKeyPolicy"},
		"MalformedPolicyDocumentException",
		"principals",
		"",
		"KMS does not see a principal of the key policy yet",
		"https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
	},
	{
		[]string{"CreateAlias", "EnableKeyRotation", "PutKeyPolicy"},
		"AccessDeniedException",
		"",
		"explicit deny",
		"a new key's tags take up to five minutes to count in authorization",
		"https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html",
	},
	{
		[]string{"PutBackupVaultAccessPolicy"},
		"InvalidParameterValueException",
		"principal is not valid",
		"",
		"AWS Backup does not see a principal of the vault access policy yet",
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html",
	},
	{
		[]string{"PutTargets"},
		"ValidationException",
		"cannot be assumed by principal",
		"",
		"IAM has not spread the forwarding role yet",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
	},
	{
		[]string{"AttachRolePolicy", "PutRolePolicy"},
		"NoSuchEntity",
		"",
		"",
		"IAM does not show the new role everywhere yet",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency",
	},
	{
		[]string{"CreateBackupVault", "CreateLogicallyAirGappedBackupVault", "CreateAlias", "ReplicateKey"},
		"AlreadyExistsException",
		"",
		"",
		"it was made after farvault looked",
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html",
	},
	{[]string{"CreateRole"}, "EntityAlreadyExists", "", "", "it was made after farvault looked",
		"https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"},
}

// untilPeopleAct are refusals that no policy makes and no waiting mends.
var untilPeopleAct = []struct{ code, why, source string }{
	{"UnrecognizedClientException", "the Region is not enabled in the account: aws account enable-region",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html"},
	{"InvalidClientTokenId", "the Region is not enabled in the account: aws account enable-region",
		"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html"},
	{
		"LimitExceededException",
		"a quota of the account is reached",
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html",
	},
	{
		"LimitExceeded",
		"a quota of the account is reached",
		"https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
	},
}

// The codes by which AWS's services say that a thing is not there, and that the caller may not.
var (
	absentCodes = []string{
		"NoSuchEntity",
		"NotFoundException",
		"ResourceNotFoundException",
		"AccountNotFoundException",
		"ChildNotFoundException",
	}
	deniedCodes = []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
)

// translate says what was being done, and makes AWS's error a NotReady or a Denied
// where it is one. Nil stays nil.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("%s: %w", doing, err)
	var api smithy.APIError
	if !errors.As(err, &api) {
		return wrapped
	}
	for _, row := range notYets {
		if row.matches(innermostOperation(err), api) {
			return NotReady{Why: row.why, Err: wrapped, Unentered: innermostOperation(err) == assumeRole}
		}
	}
	if slices.Contains(deniedCodes, api.ErrorCode()) {
		return Denied{Err: wrapped}
	}
	for _, row := range untilPeopleAct {
		if row.code == api.ErrorCode() && innermostOperation(err) != assumeRole {
			return Denied{Err: fmt.Errorf("%w (%s)", wrapped, row.why)}
		}
	}
	return wrapped
}

func (n notYet) matches(operation string, api smithy.APIError) bool {
	return slices.Contains(n.operations, operation) && n.code == api.ErrorCode() &&
		strings.Contains(
			api.ErrorMessage(),
			n.message,
		) && (n.unless == "" || !strings.Contains(api.ErrorMessage(), n.unless))
}

// innermostOperation is the call that AWS refused: where credentials could not be had, AssumeRole and not the call that
// wanted them.
func innermostOperation(err error) string {
	var name string
	for operation := new(smithy.OperationError); errors.As(err, &operation); err = operation.Err {
		name = operation.OperationName
	}
	return name
}

// absent reports whether AWS says that the thing is not there, which for Observe is a fact and no error.
func absent(err error) bool { return hasCode(err, absentCodes...) }

// hasCode reports whether AWS's error has one of the codes.
func hasCode(err error, codes ...string) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(codes, api.ErrorCode())
}

// lasting reports whether the error will be the same on the next try.
func lasting(err error) bool {
	var denied Denied
	var unreadable Unreadable
	return errors.As(err, &denied) || errors.As(err, &unreadable)
}

// unreadable is the error for a document that AWS gave and farvault cannot read.
func unreadable(what string, err error) error {
	return Unreadable{Err: fmt.Errorf("read %s: %w", what, err)}
}

// refusedTo names who was refused, where the error is a refusal: "access denied to farvault-reader in 222233334444: …".
// Any other error stays as it is.
func refusedTo(who string, err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) || !slices.Contains(deniedCodes, api.ErrorCode()) {
		return err
	}
	return fmt.Errorf("access denied to %s: %w", who, err)
}
