package iam

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// managedPolicy is a managed policy, AWS's or an account's.
type managedPolicy struct {
	arn, version  string
	created       time.Time // unknown, and not shown, of AWS's
	serviceLinked bool      // attachable to AWS's own roles alone
	document      policy.Document
}

// awsPolicy is a row of AWS's managed policies; the document is managed/<name>.json.
type awsPolicy struct {
	name, path, version string
}

// awsPolicies are the policies of AWS Backup, abridged to backup, KMS, tags and
// the services whose resources are backed up here; statements that remain read
// as published, at https://docs.aws.amazon.com/aws-managed-policy/latest/reference/<name>.html
var awsPolicies = []awsPolicy{
	{"AWSBackupServiceRolePolicyForBackup", "/service-role/", "v30"},
	{"AWSBackupServiceRolePolicyForRestores", "/service-role/", "v25"},
	{"AWSBackupServiceRolePolicyForS3Backup", "/", "v5"},
	{"AWSBackupServiceRolePolicyForS3Restore", "/", "v2"},
	{"AWSBackupServiceLinkedRolePolicyForBackup", serviceLinkedPath, "v31"},
	{"AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy", serviceLinkedPath, "v2"},
}

//go:embed managed/*.json
var managedFiles embed.FS

var awsManaged = loadManaged()

func loadManaged() map[string]managedPolicy {
	all := map[string]managedPolicy{}
	for _, row := range awsPolicies {
		text, err := managedFiles.ReadFile("managed/" + row.name + ".json")
		if err != nil {
			panic(fmt.Sprintf("simulator: managed policy %s: %v", row.name, err))
		}
		arn := org.IAM("aws", "aws", "policy"+row.path+row.name)
		all[arn] = managedPolicy{
			arn:           arn,
			version:       row.version,
			serviceLinked: row.path == serviceLinkedPath,
			document:      policy.MustParse(string(text)),
		}
	}
	return all
}

// PutManagedPolicy makes a customer managed policy in an account, or its next version.
func (s *Service) PutManagedPolicy(accountID, arn string, document policy.Document) {
	managed := s.account(accountID).managed
	next := managedPolicy{arn: arn, version: "v1", created: s.k.Clock.Now(), document: document}
	if old, ok := managed[arn]; ok {
		var n int
		_, _ = fmt.Sscanf(old.version, "v%d", &n) // made below: it always reads
		next.version, next.created = fmt.Sprintf("v%d", n+1), old.created
	}
	managed[arn] = next
}

func (s *Service) managedPolicy(accountID, arn string) (managedPolicy, bool) {
	if found, ok := awsManaged[arn]; ok {
		return found, true
	}
	found, ok := s.account(accountID).managed[arn]
	return found, ok
}

type policyInput struct{ PolicyArn, VersionId string }

type policyOutput struct {
	Policy struct {
		PolicyName, PolicyId, Arn, Path, DefaultVersionId string
		AttachmentCount                                   int
		IsAttachable                                      bool
		CreateDate                                        kernel.Time
	}
}

func (s *Service) getPolicy(c *kernel.Call, in policyInput) (policyOutput, error) {
	found, err := s.reachPolicy(c, "iam:GetPolicy", in.PolicyArn)
	if err != nil {
		return policyOutput{}, err
	}
	var out policyOutput
	cutAt := strings.LastIndex(found.arn, "/")
	path := found.arn[strings.Index(found.arn, ":policy/")+len(":policy") : cutAt+1]
	out.Policy.PolicyName, out.Policy.Path, out.Policy.Arn = found.arn[cutAt+1:], path, found.arn
	out.Policy.PolicyId = uniqueID("ANPA", fmt.Sprintf("%x", found.arn[cutAt+1:])+strings.Repeat("0", 17))
	out.Policy.DefaultVersionId, out.Policy.IsAttachable, out.Policy.CreateDate = found.version, true, kernel.At(
		found.created,
	)
	for _, role := range s.account(c.Account()).roles {
		for _, arn := range role.Attached {
			if arn == found.arn {
				out.Policy.AttachmentCount++
			}
		}
	}
	return out, nil
}

type policyVersionOutput struct {
	PolicyVersion struct {
		Document, VersionId string
		IsDefaultVersion    bool
		CreateDate          kernel.Time
	}
}

// getPolicyVersion knows the default version of a policy and no other.
func (s *Service) getPolicyVersion(c *kernel.Call, in policyInput) (policyVersionOutput, error) {
	found, err := s.reachPolicy(c, "iam:GetPolicyVersion", in.PolicyArn)
	if err != nil {
		return policyVersionOutput{}, err
	}
	if in.VersionId != found.version {
		return policyVersionOutput{}, kernel.Fail("NoSuchEntity", "Policy %s version %s does not exist or "+
			"is not attachable.", in.PolicyArn, in.VersionId).
			HTTP(404)
	}
	var out policyVersionOutput
	out.PolicyVersion.Document, out.PolicyVersion.VersionId = escape(found.document), found.version
	out.PolicyVersion.IsDefaultVersion, out.PolicyVersion.CreateDate = true, kernel.At(found.created)
	return out, nil
}

func (s *Service) reachPolicy(c *kernel.Call, action, arn string) (managedPolicy, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: action, Resource: arn}); err != nil {
		return managedPolicy{}, err
	}
	found, ok := s.managedPolicy(c.Account(), arn)
	if !ok {
		return managedPolicy{}, kernel.Fail("NoSuchEntity", "Policy %s was not found.", arn).HTTP(404)
	}
	return found, nil
}
