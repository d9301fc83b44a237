package catalog

import (
	"cmp"
	"regexp"
	"strings"
)

// denial is the call that AWS's sentence about a refusal names. What it leaves out is empty.
type denial struct{ caller, action, resource string }

// deniedCall is that sentence, up to the kind of policy that decided.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var deniedCall = regexp.MustCompile(
	`(?:\b(arn:aws[a-z-]*:[^\s]+)\s+)?is not authorized to perform:?\s+([a-z0-9-]+:[A-Za-z0-9]+)` +
		`(?:\s+on(?: resource:?)?\s+(arn:aws[a-z-]*:[^\s,"]+))?`,
)

func deniedIn(message string) (denial, bool) {
	said := deniedCall.FindStringSubmatch(message[:min(len(message), maxMessage)])
	if said == nil {
		return denial{}, false
	}
	return denial{caller: roleOf(said[1]), action: said[2], resource: strings.TrimRight(said[3], ".")}, true
}

// session is the ARN of a role's session, which no policy should name: the role stays, the session does not.
var session = regexp.MustCompile(`^(arn:aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.*$`)

func roleOf(caller string) string { return session.ReplaceAllString(caller, "$1:iam::$2:role/$3") }

// remedy is what to do about a message: where it names the denied call, the row's sentence with the call in it.
func (c Cause) remedy(message string) string {
	if c.RemedyOfCall == "" {
		return c.Remedy
	}
	call, named := deniedIn(message)
	if !named {
		return c.Remedy
	}
	return strings.NewReplacer(
		"{action}", call.action,
		"{caller}", cmp.Or(call.caller, "the caller"),
		"{resource}", cmp.Or(call.resource, "the resource"),
	).Replace(c.RemedyOfCall)
}
