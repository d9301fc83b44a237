package sqs

import (
	"maps"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// access is what an action on a queue asks for.
func (q *queue) access(action string, context map[string][]string) kernel.Access {
	return kernel.Access{
		Action: "sqs:" + action, Resource: q.arn(), Account: q.account,
		ResourcePolicy: q.policy, Context: context,
	}
}

// allowed judges a caller that does not come through the API: an AWS service, or a role that AWS acts under.
func (s *Service) allowed(caller kernel.Caller, q *queue, action string, context map[string][]string) error {
	access := q.access(action, context)
	if s.k.Judge(caller, access).Decision == policy.Allowed {
		return nil
	}
	who := caller.ARN
	if caller.Service != "" {
		who = caller.Service
	}
	return kernel.Fail("AccessDenied", "User: %s is not authorized to perform: "+
		"%s on resource: %s", who, access.Action, access.Resource).
		HTTP(403)
}

// senderKeyActions and receiverKeyActions are what the caller must be allowed
// to do with the key of an encrypted queue. The principal is the caller itself, so an AWS
// service must be admitted by the key policy, which the policy of an AWS managed key never does.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
var (
	senderKeyActions   = []string{"kms:GenerateDataKey", "kms:Decrypt"}
	receiverKeyActions = []string{"kms:Decrypt"}
)

// tellsKeyNothing are the services that pass neither aws:SourceArn nor aws:SourceAccount to KMS.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
var tellsKeyNothing = map[string]bool{"events.amazonaws.com": true}

// unlock asks the key of an encrypted queue, at every call: the data key's reuse
// period is not simulated. Within an API call (c is not nil) the verdicts go into its journal.
func (s *Service) unlock(
	c *kernel.Call,
	caller kernel.Caller,
	q *queue,
	actions []string,
	given map[string][]string,
) error {
	id := q.attributes["KmsMasterKeyId"]
	if id == "" {
		return nil
	}
	key, ok := s.keys.Resolve(q.account, q.region, id)
	if !ok {
		return kernel.Fail("KmsNotFound", "Key '%s' does not exist", id)
	}
	context := map[string][]string{}
	if !tellsKeyNothing[caller.Service] {
		maps.Copy(context, given)
	}
	if caller.Service == "" {
		context["kms:ViaService"] = []string{"sqs." + q.region + ".amazonaws.com"}
	}
	context["kms:EncryptionContext:aws:sqs:arn"] = []string{q.arn()}
	for _, action := range actions {
		var err error
		if c != nil {
			err = s.keys.Authorize(c, key.ARN, action, context)
		} else {
			err = s.keys.Allowed(caller, key.ARN, action, context)
		}
		if err != nil {
			return keyError(err)
		}
	}
	return nil
}

// keyErrors translates what KMS answers into SQS's codes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
var keyErrors = map[string]string{
	"AccessDeniedException":    "KmsAccessDenied",
	"AccessDenied":             "KmsAccessDenied", // within an API call of SQS
	"DisabledException":        "KmsDisabled",
	"KMSInvalidStateException": "KmsInvalidState",
	"NotFoundException":        "KmsNotFound",
}

func keyError(err error) error {
	known, ok := err.(*kernel.Error)
	if !ok {
		return err
	}
	if code, ok := keyErrors[known.Code]; ok {
		return kernel.Fail(code, "%s", known.Message)
	}
	return err
}
