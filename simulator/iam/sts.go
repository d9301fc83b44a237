package iam

import (
	"regexp"
	"strings"
	"time"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

type assumeRoleInput struct {
	RoleArn, RoleSessionName, Policy, ExternalId, SourceIdentity string
	DurationSeconds                                              *int
	Tags                                                         []tag
}

type assumeRoleOutput struct {
	Credentials struct {
		AccessKeyId, SecretAccessKey, SessionToken string
		Expiration                                 kernel.Time
	}
	AssumedRoleUser struct{ AssumedRoleId, Arn string }
}

// assumeRole asks both sides: the role's trust policy and the caller's own policies.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func (s *Service) assumeRole(c *kernel.Call, in assumeRoleInput) (assumeRoleOutput, error) {
	session, err := in.check(s)
	if err != nil {
		return assumeRoleOutput{}, err
	}
	role, found := s.find(in.RoleArn)
	if !found {
		role = &Role{ARN: in.RoleArn} // judged like a role that trusts nobody: STS does not tell the two apart
	}
	err = s.k.Authorize(c, kernel.Access{
		Action:         "sts:AssumeRole",
		Resource:       in.RoleArn,
		Account:        accountOf(in.RoleArn),
		ResourcePolicy: &role.Trust,
		Context:        in.context(),
	})
	young := c.Now.Sub(role.Created) < s.k.Assume.EntryLag
	if opens := s.account(accountOf(in.RoleArn)).opens; err != nil || !found || young || c.Now.Before(opens) {
		return assumeRoleOutput{}, notAuthorizedToAssume(c, in.RoleArn, err)
	}
	duration, err := in.duration(c, role)
	if err != nil {
		return assumeRoleOutput{}, err
	}
	caller := kernel.RoleSession(role.ARN, in.RoleSessionName)
	caller.Session = session
	caller.Invocation, caller.Function = c.Caller.Invocation, c.Caller.Function
	minted := s.k.Mint(caller)
	var out assumeRoleOutput
	out.Credentials.AccessKeyId = minted.AccessKeyID
	out.Credentials.SecretAccessKey = minted.SecretAccessKey
	out.Credentials.SessionToken = minted.SessionToken
	// Wall time, the one place in the simulator: an SDK compares it with its own clock.
	out.Credentials.Expiration = kernel.At(time.Now().UTC().Add(duration))
	out.AssumedRoleUser.AssumedRoleId = role.ID + ":" + in.RoleSessionName
	out.AssumedRoleUser.Arn = caller.ARN
	return out, nil
}

// notAuthorizedToAssume is STS's refusal. Unlike other services it does not say
// which policy is missing; an explicit deny it does tell.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func notAuthorizedToAssume(c *kernel.Call, roleARN string, refusal error) error {
	text := "User: " + c.Caller.ARN + " is not authorized to perform: sts:AssumeRole on resource: " + roleARN
	if known, ok := refusal.(*kernel.Error); ok {
		text, _, _ = strings.Cut(known.Message, " because ")
	}
	return kernel.Fail("AccessDenied", "%s", text).HTTP(403)
}

var (
	sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
	roleARN     = regexp.MustCompile(`^arn:[\w-]+:iam::\d{12}:role/.+$`)
)

// check reads what is asked, and the session policy or nil.
func (in assumeRoleInput) check(s *Service) (*policy.Document, error) {
	switch {
	case !roleARN.MatchString(in.RoleArn):
		return nil, kernel.Fail("ValidationError", "%s is invalid", in.RoleArn)
	case len(in.RoleSessionName) > 64:
		return nil, kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must have "+
				"length less than or equal to 64",
			in.RoleSessionName,
		)
	case !sessionName.MatchString(in.RoleSessionName):
		return nil, kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: "+
				`Member must satisfy regular expression pattern: [\w+=,.@-]*`,
			in.RoleSessionName,
		)
	case len(in.Tags) > 0:
		return nil, kernel.Fail("ValidationError", "session tags are not simulated")
	case in.Policy == "":
		return nil, nil
	}
	session, err := s.identityDocument(in.Policy)
	if err != nil {
		return nil, err
	}
	return &session, nil
}

// duration is an hour unless asked otherwise, at most the role's own maximum, and at
// most an hour where one role assumes another.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
func (in assumeRoleInput) duration(c *kernel.Call, role *Role) (time.Duration, error) {
	seconds := defaultSessionSeconds
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	switch {
	case seconds < 900 || seconds > maxSessionSeconds:
		return 0, kernel.Fail(
			"ValidationError",
			"1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have "+
				"value between 900 and 43200",
			seconds,
		)
	case c.Caller.RoleARN != "" && seconds > defaultSessionSeconds:
		return 0, kernel.Fail(
			"ValidationError",
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
		)
	case seconds > role.MaxSessionDuration:
		return 0, kernel.Fail(
			"ValidationError",
			"The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
		)
	}
	return time.Duration(seconds) * time.Second, nil
}

// context has the keys of STS.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_sts
func (in assumeRoleInput) context() map[string][]string {
	context := map[string][]string{"sts:RoleSessionName": {in.RoleSessionName}}
	if in.ExternalId != "" {
		context["sts:ExternalId"] = []string{in.ExternalId}
	}
	if in.SourceIdentity != "" {
		context["sts:SourceIdentity"] = []string{in.SourceIdentity}
	}
	return context
}

type callerIdentity struct{ UserId, Account, Arn string }

// getCallerIdentity needs no permission, and a policy that denies it changes nothing.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (s *Service) getCallerIdentity(c *kernel.Call, _ empty) (callerIdentity, error) {
	c.NeedsNoPermission()
	out := callerIdentity{UserId: c.Account(), Account: c.Account(), Arn: c.Caller.ARN}
	if role, found := s.find(c.Caller.RoleARN); found {
		out.UserId = role.ID + ":" + c.Caller.ARN[strings.LastIndex(c.Caller.ARN, "/")+1:]
	}
	return out, nil
}
