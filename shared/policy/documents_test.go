package policy_test

import (
	"testing"

	"farvault/shared/policy"
)

const (
	iamGuide = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
	orgGuide = "https://docs.aws.amazon.com/organizations/latest/userguide/"
	bucket   = "arn:aws:s3:::amzn-s3-demo-bucket"
)

// asks is a call of the user bob in his own account, on something of that account.
func asks(action, resource string, context map[string][]string) policy.Request {
	return policy.Request{Principal: user, PrincipalAccount: own, Action: action, Resource: resource, ResourceAccount: own, Context: context}
}

func document(statements string) policy.Document {
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
}

// identity is what bob has attached, beside the right to everything; alone is without that.
func identity(statements string) policy.Set {
	return policy.Set{Identity: []policy.Document{document(statements), allow("Everything", nil, "*")}}
}

func alone(statements string) policy.Set {
	return policy.Set{Identity: []policy.Document{document(statements)}}
}

// TestExamplesOfAWSDocuments holds the evaluator to what the documents say of their own examples, ids shortened.
func TestExamplesOfAWSDocuments(t *testing.T) {
	t.Parallel()
	type judged struct {
		law     string
		request policy.Request
		want    policy.Decision
	}
	on := func(key string, values ...string) map[string][]string { return map[string][]string{key: values} }
	yes, no, held := policy.Allowed, policy.ExplicitlyDenied, policy.ImplicitlyDenied
	for page, example := range map[string]struct {
		set   policy.Set
		cases []judged
	}{
		iamGuide + "reference_policies_elements_condition_operators.html#Conditions_IfExists": {
			identity(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`), []judged{
				{"a request without the key is denied", asks("s3:GetObject", bucket+"/k", nil), no},
				{"a request without MFA is denied", asks("s3:GetObject", bucket+"/k", on("aws:MultiFactorAuthPresent", "false")), no},
				{"a request with MFA is not", asks("s3:GetObject", bucket+"/k", on("aws:MultiFactorAuthPresent", "true")), yes}}},
		iamGuide + "reference_policies_elements_condition_operators.html#Conditions_Boolean": {
			identity(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}}`), []judged{
				{"without IfExists a missing key denies nothing", asks("s3:GetObject", bucket+"/k", nil), yes}}},
		iamGuide + "reference_policies_elements_condition_operators.html#Conditions_Null": {
			alone(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:TokenIssueTime":"true"}}}`), []judged{
				{"only without temporary credentials", asks("s3:GetObject", bucket+"/k", nil), yes},
				{"not with them", asks("s3:GetObject", bucket+"/k", on("aws:TokenIssueTime", "2026-03-02T12:00:00Z")), held}}},
		iamGuide + "reference_policies_condition-single-vs-multi-valued-context-keys.html": {
			alone(`{"Effect":"Allow","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":["environment","cost-center"]}}}`), []judged{
				{"all are in the list", asks("ec2:CreateTags", "*", on("aws:TagKeys", "environment", "cost-center")), yes},
				{"one is not", asks("ec2:CreateTags", "*", on("aws:TagKeys", "environment", "owner")), held},
				{"none at all holds too", asks("ec2:CreateTags", "*", nil), yes}}},
		iamGuide + "reference_policies_condition-single-vs-multi-valued-context-keys.html#reference_policies_condition-multi-valued-context-keys": {
			identity(`{"Effect":"Deny","Action":"ec2:CreateTags","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":["webserver"]}}}`), []judged{
				{"one in the list is enough", asks("ec2:CreateTags", "*", on("aws:TagKeys", "environment", "webserver")), no},
				{"none at all does not hold", asks("ec2:CreateTags", "*", nil), yes}}},
		iamGuide + "reference_policies_variables.html": {
			alone(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"` + bucket + `/${aws:username}/*"}`), []judged{
				{"his own folder", asks("s3:GetObject", bucket+"/bob/report", on("aws:username", "bob")), yes},
				{"another's folder", asks("s3:GetObject", bucket+"/eve/report", on("aws:username", "bob")), held},
				{"a variable without a value matches nothing", asks("s3:GetObject", bucket+"/bob/report", nil), held}}},
		iamGuide + "reference_policies_elements_notaction.html": {
			alone(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), []judged{
				{"all but IAM", asks("sqs:SendMessage", queue, nil), yes},
				{"IAM is not denied, and not allowed", asks("iam:GetRole", role, nil), held}}},
		iamGuide + "reference_policies_elements_notresource.html": {
			identity(`{"Effect":"Deny","Action":"s3:*","NotResource":["` + bucket + `","` + bucket + `/*"]}`), []judged{
				{"the bucket that is named", asks("s3:GetObject", bucket+"/k", nil), yes},
				{"any other bucket", asks("s3:GetObject", "arn:aws:s3:::other/k", nil), no}}},
		iamGuide + "reference_policies_examples_aws_deny-ip.html": {
			identity(`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":["192.0.2.0/24","203.0.113.0/24"]},"Bool":{"aws:ViaAWSService":"false"}}}`), []judged{
				{"from inside", asks("sqs:SendMessage", queue, map[string][]string{"aws:SourceIp": {"203.0.113.9"}, "aws:ViaAWSService": {"false"}}), yes},
				{"from outside", asks("sqs:SendMessage", queue, map[string][]string{"aws:SourceIp": {"198.51.100.7"}, "aws:ViaAWSService": {"false"}}), no},
				{"a service on his behalf", asks("sqs:SendMessage", queue, map[string][]string{"aws:SourceIp": {"198.51.100.7"}, "aws:ViaAWSService": {"true"}}), yes}}},
		iamGuide + "reference_policies_examples_aws-dates.html": {
			alone(`{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-04-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-06-30T23:59:59Z"}}}`), []judged{
				{"between the dates", asks("sqs:SendMessage", queue, on("aws:CurrentTime", "2026-05-01T12:00:00Z")), yes},
				{"after them", asks("sqs:SendMessage", queue, on("aws:CurrentTime", "2026-07-01T00:00:00Z")), held}}},
		iamGuide + "reference_policies_elements_notprincipal.html": {
			policy.Set{Identity: []policy.Document{allow("Everything", nil, "*")}, Resource: ptr(document(`{"Effect":"Deny","NotPrincipal":{"AWS":["` + user + `","` + accountARN + `"]},"Action":"sqs:*","Resource":"*"}`))}, []judged{
				{"who is named is not denied", asks("sqs:SendMessage", queue, nil), yes},
				{"another account is denied", policy.Request{Principal: "arn:aws:iam::444455556666:user/eve", PrincipalAccount: other, Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own}, no}}},
		orgGuide + "orgs_manage_policies_scps_examples_general.html": {
			policy.Set{Identity: []policy.Document{allow("Everything", nil, "*")}, SCPs: [][]policy.Document{{allow("FullAWSAccess", nil, "*"),
				document(`{"Sid":"DenyAllOutsideEU","Effect":"Deny","NotAction":["iam:*","organizations:*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-central-1","eu-west-1"]},"ArnNotLike":{"aws:PrincipalARN":["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"]}}}`)}}}, []judged{
				{"in the Region", asks("sqs:SendMessage", queue, on("aws:RequestedRegion", "eu-west-1")), yes},
				{"outside it", asks("sqs:SendMessage", queue, on("aws:RequestedRegion", "us-east-1")), no},
				{"what is left out", asks("iam:GetRole", role, on("aws:RequestedRegion", "us-east-1")), yes},
				{"who is excepted", policy.Request{Principal: "arn:aws:iam::111122223333:role/Role1AllowedToBypassThisSCP", PrincipalAccount: own, Action: "sqs:SendMessage", Resource: queue, ResourceAccount: own, Context: on("aws:RequestedRegion", "us-east-1")}, yes}}},
		"https://docs.aws.amazon.com/kms/latest/developerguide/resource-control-policies.html": {
			policy.Set{Resource: ptr(allow("Open", policy.Principal{"*": {"*"}}, "kms:*")), Identity: []policy.Document{allow("Everything", nil, "*")}, RCPs: [][]policy.Document{{allow("RCPFullAWSAccess", policy.Principal{"*": {"*"}}, "*"),
				document(`{"Sid":"RCPEnforceIdentityPerimeter","Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"},"Bool":{"aws:PrincipalIsAWSService":"false"}}}`)}}}, []judged{
				{"of the organization", asks("kms:Decrypt", key, on("aws:PrincipalOrgID", "o-a1b2c3d4e5")), yes},
				{"of another one", asks("kms:Decrypt", key, on("aws:PrincipalOrgID", "o-zzzzzzzzzz")), no},
				{"a service", policy.Request{Principal: "backup.amazonaws.com", Action: "kms:Decrypt", Resource: key, ResourceAccount: own}, yes}}},
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#designate-destination-accounts-cab": {
			policy.Set{Identity: []policy.Document{allow("Everything", nil, "*")}, SCPs: [][]policy.Document{{allow("FullAWSAccess", nil, "*"),
				document(`{"Effect":"Deny","Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:ArnNotLike":{"backup:CopyTargets":["arn:aws:backup:*:444455556666:backup-vault:*"]}}}`)}}}, []judged{
				{"to the account that is named", asks("backup:CopyFromBackupVault", "*", on("backup:CopyTargets", "arn:aws:backup:eu-west-1:444455556666:backup-vault:farvault")), yes},
				{"to any other", asks("backup:CopyFromBackupVault", "*", on("backup:CopyTargets", "arn:aws:backup:eu-west-1:999988887777:backup-vault:farvault")), no}}},
		"https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service": {
			policy.Set{Resource: ptr(document(`{"Effect":"Allow","Principal":{"AWS":"` + user + `"},"Action":["kms:Decrypt","kms:CreateGrant"],"Resource":"*","Condition":{"StringEquals":{"kms:ViaService":["ec2.eu-west-1.amazonaws.com","rds.eu-west-1.amazonaws.com"]}}}`))}, []judged{
				{"through the service", asks("kms:Decrypt", key, on("kms:ViaService", "rds.eu-west-1.amazonaws.com")), yes},
				{"by himself", asks("kms:Decrypt", key, nil), held},
				{"through another service", asks("kms:Decrypt", key, on("kms:ViaService", "backup.eu-west-1.amazonaws.com")), held}}},
	} {
		for _, c := range example.cases {
			t.Run(c.law, func(t *testing.T) {
				t.Parallel()
				if got := policy.Evaluate(c.request, example.set); got.Decision != c.want {
					t.Errorf("%s: %+v, want %s", page, got, c.want)
				}
			})
		}
	}
}
