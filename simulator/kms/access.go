package kms

import (
	"maps"
	"slices"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// acrossAccounts is what KMS says to callers of other accounts, who must not learn whether the key is there.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html has it verbatim
const acrossAccounts = " because the resource does not exist in this Region, no resource-based policies allow " +
	"access, or a resource-based policy explicitly denies access"

// Allowed reports, as an error or nil, whether a caller may do something with a
// key that a service does on its behalf: the key must be there and enabled, its policy and the caller's own must allow.
// The service says kms:ViaService and the like in context.
func (s *Service) Allowed(caller kernel.Caller, keyARN, action string, context map[string][]string) error {
	key, ok := s.keys[keyARN]
	if !ok {
		return kernel.Fail("NotFoundException", "Key '%s' does not exist", keyARN)
	}
	verdict := s.k.Judge(caller, s.access(caller, key, action, context))
	if verdict.Decision != policy.Allowed {
		who := caller.ARN
		if caller.Service != "" {
			who = caller.Service
		}
		return kernel.Fail(
			"AccessDeniedException",
			"User: %s is not authorized to perform: %s on resource: %s%s",
			who,
			action,
			keyARN,
			acrossAccounts,
		)
	}
	return usable(key, action)
}

// Authorize is Allowed within an API call of another service, for the call's caller: the verdict goes into the call's
// journal.
func (s *Service) Authorize(c *kernel.Call, keyARN, action string, context map[string][]string) error {
	key, ok := s.keys[keyARN]
	if !ok {
		return kernel.Fail("NotFoundException", "Key '%s' does not exist", keyARN)
	}
	if err := s.authorize(c, key, action, context); err != nil {
		return err
	}
	return usable(key, action)
}

func (s *Service) authorize(c *kernel.Call, key *Key, action string, context map[string][]string) error {
	err := s.k.Authorize(c, s.access(c.Caller, key, action, context))
	if known, ok := err.(*kernel.Error); ok && key.Account != c.Account() {
		text, _, _ := strings.Cut(known.Message, " because ")
		known.Message = text + acrossAccounts
	}
	return err
}

// access puts the key policy and the key's condition keys together. The key
// policy is always asked: without it, IAM policies allow nothing.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html ;
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
func (s *Service) access(caller kernel.Caller, key *Key, action string, given map[string][]string) kernel.Access {
	context := map[string][]string{
		"kms:KeySpec": {"SYMMETRIC_DEFAULT"}, "kms:KeyUsage": {"ENCRYPT_DECRYPT"}, "kms:KeyOrigin": {"AWS_KMS"},
		"aws:RequestedRegion": {key.Region},
	}
	if caller.Account != "" {
		context["kms:CallerAccount"] = []string{caller.Account}
	}
	for name, value := range key.settled {
		context["aws:ResourceTag/"+name] = []string{value}
	}
	if len(key.names) > 0 {
		context["kms:ResourceAliases"] = key.names
	}
	maps.Copy(context, given)
	document := key.withGrants()
	return kernel.Access{
		Action:         action,
		Resource:       key.ARN,
		Account:        key.Account,
		ResourcePolicy: &document,
		Context:        context,
	}
}

// usable refuses to use a key that is disabled or about to be deleted; to look at it or to manage it is another thing.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table
func usable(key *Key, action string) error {
	if !slices.Contains(needEnabled, strings.TrimPrefix(action, "kms:")) {
		return nil
	}
	switch key.State {
	case Disabled:
		return kernel.Fail("DisabledException", "%s is disabled.", key.ARN)
	case PendingDeletion, PendingReplicaDeletion:
		return pendingDeletion(key)
	case Creating:
		return kernel.Fail("KMSInvalidStateException", "%s is creating.", key.ARN)
	}
	return nil
}

// dying reports whether a key is to be deleted, sooner or later.
func dying(key *Key) bool { return key.State == PendingDeletion || key.State == PendingReplicaDeletion }

// needEnabled are the actions that the table of key states refuses for keys that are not enabled.
var needEnabled = []string{
	"Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncryptFrom", "ReEncryptTo",
	"CreateGrant", "EnableKeyRotation", "ReplicateKey",
}

func pendingDeletion(key *Key) error {
	return kernel.Fail("KMSInvalidStateException", "%s is pending deletion.", key.ARN)
}

// document reads a key policy: well formed, of at most 32 KiB, naming only
// principals that exist. A statement without Action or Resource is accepted, and has no effect.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#KMS-PutKeyPolicy-request-Policy
func (s *Service) document(text string) (*policy.Document, error) {
	if len(text) > 32*1024 {
		return nil, kernel.Fail("LimitExceededException", "The policy exceeds the limit of 32768 bytes.")
	}
	d, err := s.k.Alike.Document(text)
	if err != nil {
		return nil, kernel.Fail("MalformedPolicyDocumentException", "Syntax errors in policy. (%v)", err)
	}
	for _, statement := range d.Statement {
		if statement.Principal == nil && statement.NotPrincipal == nil {
			return nil, kernel.Fail(
				"MalformedPolicyDocumentException",
				"Policy contains a statement with no principal.",
			)
		}
		principals := slices.Concat(statement.Principal[policy.AWSPrincipal], statement.NotPrincipal[policy.AWSPrincipal])
		for _, principal := range principals {
			if !s.exists(principal) {
				return nil, kernel.Fail(
					"MalformedPolicyDocumentException",
					"Policy contains a statement with one or more invalid principals.",
				)
			}
		}
	}
	return &d, nil
}

// exists asks the world's IAM, if it can tell, whether a principal is there: "When you
// create a new IAM principal, you might need to enforce a delay before including the new principal in a key policy".
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-Policy
func (s *Service) exists(principal string) bool {
	if iam, ok := s.k.IAM.(interface{ Exists(principal string) bool }); ok {
		return iam.Exists(principal)
	}
	_, err := org.ParseARN(principal)
	return err == nil || principal == "*" || org.IsAccountID(principal)
}

// lockedOut is the safety check on a new key policy: it must let the caller put the next one.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
func (s *Service) lockedOut(c *kernel.Call, key Key, document *policy.Document) error {
	key.Policy = document
	if s.k.Judge(c.Caller, s.access(c.Caller, &key, "kms:PutKeyPolicy", nil)).Decision != policy.Allowed {
		return kernel.Fail(
			"MalformedPolicyDocumentException",
			"The new key policy will not allow you to update the key policy in the future.",
		)
	}
	return nil
}
