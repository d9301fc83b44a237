package kernel

import (
	"fmt"

	"farvault/shared/policy"
)

// Access is what a call asks to do to one resource.
type Access struct {
	Action         string // service:Operation
	Resource       string // ARN; empty means "*"
	Account        string // the resource's account; empty means the caller's
	ResourcePolicy *policy.Document
	// Context is what the service knows: aws:RequestTag/…, aws:ResourceTag/…, kms:ViaService, aws:SourceArn, ...
	Context map[string][]string
}

// deniedCodes are the error codes that services do not call AccessDeniedException.
// Query services say AccessDenied: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html ;
// SNS says AuthorizationError: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
var deniedCodes = map[string]string{
	"iam": "AccessDenied",
	"sts": "AccessDenied",
	"sqs": "AccessDenied",
	"sns": "AuthorizationError",
}

// Authorize judges the call's caller and remembers the verdict in the journal.
// Every operation asks at least once; a refusal is AWS's message, naming
// principal, action, resource and the kind of policy:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func (k *Kernel) Authorize(c *Call, a Access) error {
	c.authorized = true
	if a.Context == nil {
		a.Context = map[string][]string{}
	}
	if _, ok := a.Context["aws:RequestedRegion"]; !ok {
		a.Context["aws:RequestedRegion"] = []string{c.Region}
	}
	verdict := k.Judge(c.Caller, a)
	c.verdicts = append(c.verdicts, Grant{Action: a.Action, Resource: a.Resource, Verdict: verdict})
	if verdict.Decision == policy.Allowed {
		return nil
	}
	c.refused = true
	code, ok := deniedCodes[c.Service]
	if !ok {
		code = "AccessDeniedException"
	}
	return Fail(code, "%s", refusal(c.Caller, a, verdict)).HTTP(refusalStatus(c.Service))
}

// Judge decides without a call: for what AWS itself does under a service principal or a service-linked role.
func (k *Kernel) Judge(caller Caller, a Access) policy.Verdict {
	if a.Resource == "" {
		a.Resource = "*"
	}
	if a.Account == "" {
		a.Account = caller.Account
	}
	context := map[string][]string{}
	for key, values := range a.Context {
		context[key] = values
	}
	own := k.Organization.Membership(caller.Account)
	theirs := own
	if a.Account != caller.Account {
		theirs = k.Organization.Membership(a.Account)
	}
	request, policies := request(caller, a, context, own, theirs), k.policies(caller, a, own, theirs)
	verdict := policy.Evaluate(request, policies)
	if k.Journal.Watch != nil {
		k.Journal.Watch(Judgment{Caller: caller, Request: request, Policies: policies, Verdict: verdict})
	}
	return verdict
}

// request is the question, with what AWS knows of the caller's own account and of the resource's.
func request(caller Caller, a Access, context map[string][]string, own, theirs Membership) policy.Request {
	principal := caller.ARN
	if caller.Service != "" {
		principal = caller.Service
		context["aws:PrincipalIsAWSService"] = []string{"true"}
		context["aws:PrincipalServiceName"] = []string{caller.Service}
	}
	if caller.RoleARN != "" {
		context["aws:PrincipalArn"] = []string{caller.RoleARN}
	}
	if own.OrganizationID != "" {
		context["aws:PrincipalOrgID"] = []string{own.OrganizationID}
		context["aws:PrincipalOrgPaths"] = []string{string(own.Path)}
	}
	if theirs.OrganizationID != "" {
		context["aws:ResourceOrgID"] = []string{theirs.OrganizationID}
	}
	return policy.Request{
		Principal: principal, PrincipalAccount: caller.Account,
		Action: a.Action, Resource: a.Resource, ResourceAccount: a.Account, Context: context,
	}
}

// policies gathers what bears on the caller. SCPs and RCPs pass over the
// management account and service-linked roles:
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func (k *Kernel) policies(caller Caller, a Access, own, theirs Membership) policy.Set {
	set := policy.Set{Resource: a.ResourcePolicy, Session: caller.Session}
	switch {
	case caller.Service != "":
	case caller.IsRoot():
		set.Identity = []policy.Document{administrator}
	default:
		set.Identity, set.PermissionsBoundary = k.IAM.Policies(caller)
	}
	if !own.Management && !caller.ServiceLinked() {
		set.SCPs = own.SCPs
	}
	if !theirs.Management && !caller.ServiceLinked() {
		set.RCPs = theirs.RCPs
	}
	return set
}

var administrator = policy.MustParse(
	`{"Version":"2012-10-17","Statement":[{"Sid":"AccountRoot","Effect":"Allow","Action":"*","Resource":"*"}]}`,
)

func refusal(caller Caller, a Access, v policy.Verdict) string {
	who := "User: " + caller.ARN
	if caller.Service != "" {
		who = "User: " + caller.Service
	}
	resource := a.Resource
	if resource == "" {
		resource = "*"
	}
	text := fmt.Sprintf("%s is not authorized to perform: %s on resource: %s", who, a.Action, resource)
	switch {
	case v.Decision == policy.ExplicitlyDenied:
		return fmt.Sprintf("%s with an explicit deny in %s %s", text, article(v.By.Kind), v.By.Kind)
	case v.By.Kind == policy.ResourceBased:
		return fmt.Sprintf("%s because no resource-based policy allows the %s action", text, a.Action)
	case v.By.Kind == "":
		return text
	}
	return fmt.Sprintf("%s because no %s allows the %s action", text, v.By.Kind, a.Action)
}

func article(k policy.Kind) string {
	if k == policy.IdentityBased {
		return "an"
	}
	return "a"
}

func refusalStatus(service string) int {
	switch service {
	case "iam", "sts", "sns", "sqs":
		return 403
	}
	return 400
}
