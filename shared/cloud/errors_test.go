package cloud

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// refused is an error as the SDK gives it: the call, and AWS's code and message.
func refused(operation, code, message string) error {
	return &smithy.OperationError{ServiceID: "AWS", OperationName: operation, Err: &smithy.GenericAPIError{Code: code, Message: message}}
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string // not ready, denied, neither
	}{
		"a new account":                    {refused("AssumeRole", "AccessDenied", "User: u is not authorized to perform: sts:AssumeRole"), "not ready"},
		"an SCP that forbids entering":     {refused("AssumeRole", "AccessDenied", "not authorized to perform: sts:AssumeRole with an explicit deny in a service control policy"), "denied"},
		"credentials that a call waits on": {&smithy.OperationError{ServiceID: "IAM", OperationName: "GetRole", Err: refused("AssumeRole", "AccessDenied", "not authorized")}, "not ready"},
		"a new role":                       {refused("CreateBackupSelection", "InvalidParameterValueException", "IAM Role arn:aws:iam::222233334444:role/x cannot be assumed by AWS Backup"), "not ready"},
		"a new role's policies":            {refused("CreateBackupSelection", "InvalidParameterValueException", "IAM Role x is not authorized to call tag:GetResources"), "not ready"},
		"a selection that is wrong":        {refused("CreateBackupSelection", "InvalidParameterValueException", "Invalid selection conditions"), "denied"},
		"a principal that KMS cannot see":  {refused("PutKeyPolicy", "MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals."), "not ready"},
		"a key policy that is wrong":       {refused("PutKeyPolicy", "MalformedPolicyDocumentException", "Syntax errors in policy."), "denied"},
		"a new key's tags":                 {refused("CreateAlias", "AccessDeniedException", "not authorized because no identity-based policy allows the kms:CreateAlias action"), "not ready"},
		"an SCP that forbids an alias":     {refused("CreateAlias", "AccessDeniedException", "with an explicit deny in a service control policy"), "denied"},
		"a vault policy's principal":       {refused("PutBackupVaultAccessPolicy", "InvalidParameterValueException", "Provided principal is not valid"), "not ready"},
		"a new forwarding role":            {refused("PutTargets", "ValidationException", "Provided role 'r' cannot be assumed by principal 'events.amazonaws.com'."), "not ready"},
		"a role that is not everywhere":    {refused("AttachRolePolicy", "NoSuchEntity", "The role with name x cannot be found."), "not ready"},
		"a role that is not there":         {refused("GetRole", "NoSuchEntity", "The role with name x cannot be found."), "neither"},
		"made by another in the meantime":  {refused("CreateBackupVault", "AlreadyExistsException", "Backup vault with the same name already exists"), "not ready"},
		"a type that a Region lacks":       {refused("UpdateRegionSettings", "InvalidParameterValueException", "Element present in resource type opt in preference has invalid values."), "denied"},
		"a plan that was deleted since":    {refused("UpdateBackupPlan", "ResourceNotFoundException", "Cannot find Backup plan"), "not ready"},
		"a new plan's tags":                {refused("CreateBackupSelection", "AccessDeniedException", "not authorized because no identity-based policy allows it"), "not ready"},
		"an SCP that forbids a selection":  {refused("CreateBackupSelection", "AccessDeniedException", "with an explicit deny in a service control policy"), "denied"},
		"a throttled write":                {refused("CreateBackupPlan", "ThrottlingException", "Rate exceeded"), "neither"},
		"a write that AWS is too busy for": {refused("UpdateBackupPlan", "ServiceUnavailableException", ""), "neither"},
		"a read of something wrong":        {refused("GetBackupPlan", "InvalidParameterValueException", "Cannot find"), "neither"},
		"a refusal that no row has":        {refusedEntry("PutTargets", aws.String("NewException"), nil), "denied"},
		"a policy that forbids":            {refused("CreateKey", "AccessDeniedException", ""), "denied"},
		"a Region that is not enabled":     {refused("DescribeKey", "UnrecognizedClientException", "The security token included in the request is invalid."), "denied"},
		"credentials of farvault's own":    {refused("AssumeRole", "InvalidClientTokenId", "The security token included in the request is invalid"), "neither"},
		"a quota":                          {refused("CreateBackupVault", "LimitExceededException", "Vault limit reached"), "denied"},
		"a throttle":                       {refused("ListBackupPlans", "ThrottlingException", "Rate exceeded"), "neither"},
		"no answer":                        {errors.New("connection reset by peer"), "neither"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := translate("do a thing in 222233334444/eu-west-1", tt.err)
			var waits NotReady
			var denied Denied
			is := "neither"
			switch {
			case errors.As(got, &waits):
				is = "not ready"
			case errors.As(got, &denied):
				is = "denied"
			}
			if is != tt.want {
				t.Errorf("%v is %s, want %s", tt.err, is, tt.want)
			}
			if !errors.Is(got, tt.err) || !strings.HasPrefix(got.Error(), "do a thing in 222233334444/eu-west-1: ") {
				t.Errorf("%q does not say what was done, or has lost AWS's error", got)
			}
		})
	}
}

func TestTranslateOfNilIsNil(t *testing.T) {
	t.Parallel()
	if err := translate("do a thing", nil); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestRefusedToNamesWhoWasRefused(t *testing.T) {
	t.Parallel()
	denied := translate("read policy of key k", refused("GetKeyPolicy", "AccessDeniedException", "not authorized"))
	if got, want := refusedTo("farvault-reader in 222233334444", denied).Error(), "access denied to farvault-reader in 222233334444: read policy of key k: "; !strings.HasPrefix(got, want) {
		t.Errorf("%q does not begin with %q", got, want)
	}
	throttled := translate("read policy of key k", refused("GetKeyPolicy", "ThrottlingException", "Rate exceeded"))
	if got := refusedTo("farvault-reader in 222233334444", throttled); got != throttled {
		t.Errorf("a throttle became %q", got)
	}
	if got := refusedTo("farvault-reader in 222233334444", nil); got != nil {
		t.Errorf("nil became %q", got)
	}
}
