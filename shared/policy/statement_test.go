package policy_test

import (
	"testing"

	"farvault/shared/policy"
)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func TestStatementsMatchActionAndResource(t *testing.T) {
	t.Parallel()
	for law, tt := range map[string]struct {
		elements string
		want     policy.Decision
	}{
		"actions have no case":                    {`"Action":"SQS:sendmessage","Resource":"*"`, policy.Allowed},
		"an action's wildcard":                    {`"Action":"sqs:Send*","Resource":"*"`, policy.Allowed},
		"a question mark is one character":        {`"Action":"sqs:SendMessage?","Resource":"*"`, policy.ImplicitlyDenied},
		"another action":                          {`"Action":["sqs:ReceiveMessage","sns:*"],"Resource":"*"`, policy.ImplicitlyDenied},
		"all but another action":                  {`"NotAction":["sqs:ReceiveMessage"],"Resource":"*"`, policy.Allowed},
		"all but this action":                     {`"NotAction":["iam:*","sqs:*"],"Resource":"*"`, policy.ImplicitlyDenied},
		"the resource itself":                     {`"Action":"*","Resource":"arn:aws:sqs:eu-west-1:111122223333:jobs"`, policy.Allowed},
		"resources have case":                     {`"Action":"*","Resource":"arn:aws:sqs:eu-west-1:111122223333:Jobs"`, policy.ImplicitlyDenied},
		"a wildcard in a segment":                 {`"Action":"*","Resource":"arn:aws:sqs:*:111122223333:j?bs"`, policy.Allowed},
		"a last wildcard reaches beyond segments": {`"Action":"*","Resource":"arn:aws:sqs:*"`, policy.Allowed},
		"a variable in the resource":              {`"Action":"*","Resource":"arn:aws:sqs:eu-west-1:111122223333:${aws:PrincipalTag/queue}"`, policy.Allowed},
		"a variable without a value":              {`"Action":"*","Resource":"arn:aws:sqs:eu-west-1:111122223333:${aws:PrincipalTag/none}"`, policy.ImplicitlyDenied},
		"is none of the resources left out":       {`"Action":"*","NotResource":"arn:aws:sqs:eu-west-1:111122223333:${aws:PrincipalTag/none}"`, policy.Allowed},
		"all but this resource":                   {`"Action":"*","NotResource":["arn:aws:sqs:*:*:jobs"]`, policy.ImplicitlyDenied},
		"without Resource nothing":                {`"Action":"*"`, policy.ImplicitlyDenied},
		"without Action nothing":                  {`"Resource":"*"`, policy.ImplicitlyDenied},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			d := policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",` + tt.elements + `}}`)
			r := send(user)
			r.Context = map[string][]string{"aws:PrincipalTag/queue": {"jobs"}}
			if got := policy.Evaluate(r, policy.Set{Identity: []policy.Document{d}}); got.Decision != tt.want {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

// The evaluator tells its own facts to conditions, unless the request has them. The
// resource is a key, which nobody may use but by a statement.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func TestEvaluateKnowsWhatFollowsFromTheRequest(t *testing.T) {
	t.Parallel()
	service := policy.Request{Principal: "sns.amazonaws.com", Action: "kms:Decrypt", Resource: key, ResourceAccount: own}
	told := decrypt(user)
	told.Context = map[string][]string{"AWS:principalARN": {"arn:aws:iam::111122223333:user/eve"}}
	unnamed := decrypt(session)
	unnamed.Context = nil
	for law, tt := range map[string]struct {
		request    policy.Request
		key, value string
		want       policy.Decision
	}{
		"a user's ARN":                 {decrypt(user), "aws:PrincipalArn", user, policy.Allowed},
		"a session's is its role's":    {decrypt(session), "aws:PrincipalArn", role, policy.Allowed},
		"or the best guess at it":      {unnamed, "aws:PrincipalArn", "arn:aws:iam::111122223333:role/backup", policy.Allowed},
		"but what is told counts":      {told, "aws:PrincipalArn", user, policy.ImplicitlyDenied},
		"the principal's account":      {decrypt(user), "aws:PrincipalAccount", own, policy.Allowed},
		"the type of a user":           {decrypt(user), "aws:PrincipalType", "User", policy.Allowed},
		"of a session":                 {decrypt(session), "aws:PrincipalType", "AssumedRole", policy.Allowed},
		"of the root user":             {decrypt(accountARN), "aws:PrincipalType", "Account", policy.Allowed},
		"of a federated user":          {decrypt("arn:aws:sts::111122223333:federated-user/eve"), "aws:PrincipalType", "FederatedUser", policy.Allowed},
		"the resource's account":       {decrypt(user), "aws:ResourceAccount", own, policy.Allowed},
		"a user is no service":         {decrypt(user), "aws:PrincipalIsAWSService", "false", policy.Allowed},
		"a service is":                 {service, "aws:PrincipalIsAWSService", "true", policy.Allowed},
		"and belongs to no account":    {service, "aws:PrincipalAccount", "", policy.ImplicitlyDenied},
		"no other fact follows of bob": {decrypt(user), "aws:PrincipalOrgID", "", policy.ImplicitlyDenied},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			d := allow("", policy.Everyone(), "*")
			d.Statement[0].Condition = policy.Condition{"StringEquals": {tt.key: {tt.value}}}
			got := policy.Evaluate(tt.request, policy.Set{Resource: &d})
			if got.Decision != tt.want {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

// TestWhichStatementsGuard: a denial of a call by which backups or their key are lost, in whatever way it names it.
func TestWhichStatementsGuard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"Effect":"Deny","Principal":"*","Action":"backup:DeleteRecoveryPoint","Resource":"*"}`:             true,
		`{"Effect":"Deny","Principal":"*","Action":"backup:Delete*","Resource":"*"}`:                         true,
		`{"Effect":"Deny","Principal":"*","Action":["kms:Decrypt","kms:DISABLEKEY"],"Resource":"*"}`:         true,
		`{"Effect":"Deny","Principal":"*","NotAction":"backup:StartCopyJob","Resource":"*"}`:                 true,
		`{"Effect":"Deny","Principal":"*","Action":"backup:StartCopyJob","Resource":"*"}`:                    false,
		`{"Effect":"Deny","Principal":"*","Action":["kms:Encrypt","kms:CreateGrant"],"Resource":"*"}`:        false,
		`{"Effect":"Deny","Principal":"*","NotAction":["backup:*","kms:*"],"Resource":"*"}`:                  false,
		`{"Effect":"Allow","Principal":"*","Action":"backup:DeleteRecoveryPoint","Resource":"*"}`:            false,
		`{"Effect":"Allow","Principal":"*","NotAction":"backup:DeleteRecoveryPoint","Resource":"arn:aws:*"}`: false,
	} {
		d := policy.MustParse(`{"Statement":` + text + `}`)
		if got := d.Statement[0].Guards(); got != want {
			t.Errorf("%s guards %t", text, got)
		}
	}
}
