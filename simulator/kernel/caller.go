package kernel

import (
	"fmt"
	"strings"

	"farvault/shared/org"
	"farvault/shared/policy"
)

// Caller is who signed a call.
type Caller struct {
	ARN     string // as sts:GetCallerIdentity shows it: account root, user, assumed-role session
	RoleARN string // the role of a session, with its path; empty otherwise
	Account string
	// a service principal (events.amazonaws.com) when AWS itself calls; ARN and Account are then empty
	Service string
	Session *policy.Document // session policy, if one was passed
	// Invocation ties the credentials of one Lambda invocation together, so that it can be killed.
	Invocation string
	Function   string // the name of the Lambda function that the invocation is of
}

// Root is the administrator of an account.
func Root(account string) Caller {
	return Caller{ARN: org.IAM("aws", account, "root"), Account: account}
}

// AWSService is AWS itself, acting under a service principal.
func AWSService(principal string) Caller { return Caller{Service: principal} }

// RoleSession is a caller that has assumed a role.
func RoleSession(roleARN, session string) Caller {
	arn, err := org.ParseARN(roleARN)
	if err != nil {
		panic(fmt.Sprintf("simulator: role session of %q: %v", roleARN, err))
	}
	name := arn.Resource[strings.LastIndex(arn.Resource, "/")+1:]
	assumed := org.ARN{
		Partition: arn.Partition,
		Service:   "sts",
		Account:   arn.Account,
		Resource:  "assumed-role/" + name + "/" + session,
	}
	return Caller{ARN: assumed.String(), RoleARN: roleARN, Account: arn.Account}
}

// IsRoot reports whether the caller is the administrator of its account.
func (c Caller) IsRoot() bool { return strings.HasSuffix(c.ARN, ":root") }

// ServiceLinked reports whether the caller acts as a service-linked role.
func (c Caller) ServiceLinked() bool { return strings.Contains(c.RoleARN, ":role/aws-service-role/") }

// Credentials are what an SDK signs with.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
}

// Mint makes credentials for a caller. The simulator does not verify signatures: who knows the access key id is the
// caller.
func (k *Kernel) Mint(c Caller) Credentials {
	id := "ASIA" + strings.ToUpper(k.ID("credentials"))[:16]
	k.sessions[id] = c
	return Credentials{AccessKeyID: id, SecretAccessKey: "simulated", SessionToken: "simulated"}
}

// Caller finds who an access key id belongs to. Twelve digits are the
// administrator of that account, the convention of AWS emulators.
func (k *Kernel) Caller(accessKeyID string) (Caller, bool) {
	if org.IsAccountID(accessKeyID) {
		return Root(accessKeyID), true
	}
	c, ok := k.sessions[accessKeyID]
	return c, ok
}

// Kill makes every further call with the credentials of this invocation go unanswered, as those of a process that is no
// more.
func (k *Kernel) Kill(invocation string) { k.dead[invocation] = true }

// Dead reports whether the invocation was killed.
func (k *Kernel) Dead(invocation string) bool { return invocation != "" && k.dead[invocation] }
