package iam

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// managedPolicy is a managed policy, AWS's or an account's. Its next version takes its place.
type managedPolicy struct {
	arn, version     string
	created, updated time.Time
	serviceLinked    bool // attachable to AWS's own roles alone
	document         policy.Document
}

// managedFiles are AWS's policies that matter to AWS Backup, whole and as published, each with its version and dates.
// tools/reference/managed.py --write makes them of an npm package, whose license is beside them; `make conformance`
// compares. https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
//
//go:embed managed/*.json
var managedFiles embed.FS

var awsManaged = loadManaged()

func loadManaged() map[string]managedPolicy {
	files, err := managedFiles.ReadDir("managed")
	if err != nil {
		panic(fmt.Sprintf("simulator: managed policies: %v", err))
	}
	all := map[string]managedPolicy{}
	for _, file := range files {
		text, err := managedFiles.ReadFile("managed/" + file.Name())
		if err != nil {
			panic(fmt.Sprintf("simulator: managed policy %s: %v", file.Name(), err))
		}
		var published struct {
			Arn, DefaultVersionId  string
			CreateDate, UpdateDate time.Time
			Document               json.RawMessage
		}
		if err := json.Unmarshal(text, &published); err != nil {
			panic(fmt.Sprintf("simulator: managed policy %s: %v", file.Name(), err))
		}
		all[published.Arn] = managedPolicy{
			arn:           published.Arn,
			version:       published.DefaultVersionId,
			created:       published.CreateDate,
			updated:       published.UpdateDate,
			serviceLinked: strings.Contains(published.Arn, ":policy"+serviceLinkedPath),
			document:      policy.MustParse(string(published.Document)),
		}
	}
	return all
}

// PutManagedPolicy makes a customer managed policy in an account, or its next version.
func (s *Service) PutManagedPolicy(accountID, arn string, document policy.Document) {
	managed := s.account(accountID).managed
	now := s.k.Clock.Now()
	next := &managedPolicy{arn: arn, version: "v1", created: now, updated: now, document: document}
	if old, ok := managed[arn]; ok {
		var n int
		_, _ = fmt.Sscanf(old.version, "v%d", &n) // made below: it always reads
		next.version, next.created = fmt.Sprintf("v%d", n+1), old.created
	}
	managed[arn] = next
}

// RemoveManagedPolicy takes a customer managed policy away, as a stack would.
func (s *Service) RemoveManagedPolicy(accountID, arn string) {
	delete(s.account(accountID).managed, arn)
}

func (s *Service) managedPolicy(accountID, arn string) (managedPolicy, bool) {
	if found, ok := awsManaged[arn]; ok {
		return found, true
	}
	if found, ok := s.account(accountID).managed[arn]; ok {
		return *found, true
	}
	return managedPolicy{}, false
}

type policyInput struct{ PolicyArn, VersionId string }

type policyOutput struct {
	Policy struct {
		PolicyName, PolicyId, Arn, Path, DefaultVersionId string
		AttachmentCount                                   int
		IsAttachable                                      bool
		CreateDate, UpdateDate                            kernel.Time
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
	out.Policy.DefaultVersionId, out.Policy.IsAttachable = found.version, true
	out.Policy.CreateDate, out.Policy.UpdateDate = kernel.At(found.created), kernel.At(found.updated)
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
	out.PolicyVersion.IsDefaultVersion, out.PolicyVersion.CreateDate = true, kernel.At(found.updated)
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
