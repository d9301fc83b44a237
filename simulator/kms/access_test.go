package kms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/simulator/wire/wiretest"
)

// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html ;
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
func TestKeyPolicyIsLaw(t *testing.T) {
	t.Parallel()
	const (
		theRole     = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:role/caller"},"Action":"kms:DescribeKey","Resource":"*"}`
		elsewhere   = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:DescribeKey","Resource":"*"}`
		denied      = `{"Effect":"Deny","Principal":"*","Action":"kms:DescribeKey","Resource":"*"}`
		ineffective = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:role/caller"},"Action":"kms:DescribeKey"}`
		tagged      = `{"Statement":{"Effect":"Allow","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/farvault:owner":"farvault"}}}}`
		across      = "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
	)
	for law, test := range map[string]struct {
		account, keyPolicy, identity, want string // want: how the refusal ends; empty: allowed
	}{
		"the root statement delegates to IAM":                   {member, ownRoot, allowKMS, ""},
		"and IAM must then allow":                               {member, ownRoot, nothing, "because no identity-based policy allows the kms:DescribeKey action"},
		"without the key policy IAM allows nothing":             {member, elsewhere, allowKMS, "because no resource-based policy allows the kms:DescribeKey action"},
		"a role that the key policy names needs nothing more":   {member, theRole, nothing, ""},
		"a statement without Resource has no effect":            {member, ineffective, nothing, "because no resource-based policy allows the kms:DescribeKey action"},
		"an explicit deny wins":                                 {member, ownRoot + "," + denied, allowKMS, "with an explicit deny in a resource-based policy"},
		"tags of the key are asked":                             {member, ownRoot, tagged, ""},
		"across accounts both sides allow":                      {central, ownRoot + "," + elsewhere, allowKMS, ""},
		"across accounts the caller's own policy is not enough": {central, ownRoot, allowKMS, across},
		"across accounts the key policy is not enough":          {central, ownRoot + "," + elsewhere, nothing, across},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			key := w.key(test.keyPolicy)
			got := describe(t, w.by(test.account, test.identity), key)
			want := "AccessDeniedException: User: arn:aws:sts::" + test.account + ":assumed-role/caller/test is not authorized to perform: kms:DescribeKey on resource: " + key + " " + test.want
			if test.want == "" {
				want = ""
			}
			if got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestNewKeys(t *testing.T) {
	t.Parallel()
	owner := []types.Tag{{TagKey: aws.String("farvault:owner"), TagValue: aws.String("farvault")}}
	other := strings.ReplaceAll(ownRoot, member, central)
	unknown := strings.Replace(ownRoot, ":root", ":role/none", 1)
	forBackup := `{"Statement":[{"Effect":"Allow","Action":["kms:CreateKey","kms:TagResource"],"Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/farvault:owner":"farvault"}}},{"Effect":"Allow","Action":"kms:PutKeyPolicy","Resource":"*"}]}`
	noBypass := `{"Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"},{"Effect":"Deny","Action":"kms:*","Resource":"*","Condition":{"Bool":{"kms:BypassPolicyLockoutSafetyCheck":"true"}}}]}`
	for law, test := range map[string]struct {
		identity string
		in       sdk.CreateKeyInput
		want     string
	}{
		"without a policy the account has it": {allowKMS, sdk.CreateKeyInput{}, ""},
		"a policy that keeps the caller in":   {allowKMS, sdk.CreateKeyInput{Policy: document(ownRoot)}, ""},
		"a policy that locks the caller out":  {allowKMS, sdk.CreateKeyInput{Policy: document(other)}, "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."},
		"a caller who could not put it again": {`{"Statement":{"Effect":"Allow","Action":"kms:CreateKey","Resource":"*"}}`, sdk.CreateKeyInput{Policy: document(ownRoot)}, "MalformedPolicyDocumentException: The new key policy will not allow you"},
		"the check can be passed by":          {allowKMS, sdk.CreateKeyInput{Policy: document(other), BypassPolicyLockoutSafetyCheck: true}, ""},
		"unless a policy denies that":         {noBypass, sdk.CreateKeyInput{Policy: document(other), BypassPolicyLockoutSafetyCheck: true}, "AccessDeniedException: User: "},
		"whom it names must exist":            {allowKMS, sdk.CreateKeyInput{Policy: document(ownRoot + "," + unknown)}, "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals."},
		"it must be a policy":                 {allowKMS, sdk.CreateKeyInput{Policy: aws.String("{")}, "MalformedPolicyDocumentException: Syntax errors in policy."},
		"a key with the owner's tag":          {forBackup, sdk.CreateKeyInput{Policy: document(ownRoot), Tags: owner}, ""},
		"a key without it":                    {forBackup, sdk.CreateKeyInput{Policy: document(ownRoot)}, "AccessDeniedException: User: "},
		"tags along need kms:TagResource too": {strings.Replace(forBackup, "kms:TagResource", "kms:ListKeys", 1), sdk.CreateKeyInput{Policy: document(ownRoot), Tags: owner}, "AccessDeniedException: User: arn:aws:sts::222233334444:assumed-role/caller/test is not authorized to perform: kms:TagResource"},
		"AWS's own tags are AWS's":            {allowKMS, sdk.CreateKeyInput{Tags: []types.Tag{{TagKey: aws.String("aws:x"), TagValue: aws.String("y")}}}, "TagException: aws: prefixed tag key names are not allowed for external use."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			_, err := w.by(member, test.identity).CreateKey(t.Context(), &test.in)
			if got := wiretest.Refusal(err); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func document(statements string) *string {
	return aws.String(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
}

// https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
func TestTagsCountAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	byTag := `{"Statement":[{"Effect":"Allow","Action":["kms:CreateKey","kms:TagResource","kms:PutKeyPolicy","kms:ListResourceTags"],"Resource":"*"},
		{"Effect":"Allow","Action":"kms:DescribeKey","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/farvault:owner":"farvault"}}}]}`
	client := w.by(member, byTag)
	out, err := client.CreateKey(t.Context(), &sdk.CreateKeyInput{Tags: []types.Tag{{TagKey: aws.String("farvault:owner"), TagValue: aws.String("farvault")}}})
	if err != nil {
		t.Fatalf("CreateKey: %v", err)
	}
	key := aws.ToString(out.KeyMetadata.Arn)
	tags, err := client.ListResourceTags(t.Context(), &sdk.ListResourceTagsInput{KeyId: aws.String(key)})
	if err != nil || len(tags.Tags) != 1 {
		t.Errorf("the tag is shown at once: %v, %v", tags, err)
	}
	if got := describe(t, client, key); !strings.HasPrefix(got, "AccessDeniedException") {
		t.Errorf("the tag counts at once: %q", got)
	}
	w.Advance(5 * time.Minute)
	if got := describe(t, client, key); got != "" {
		t.Errorf("five minutes later: %s", got)
	}
}

// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
func TestAWSManagedKeysStayInTheirAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.kms.AWSManaged(member, region, "aws/ebs")
	if again := w.kms.AWSManaged(member, region, "alias/aws/ebs"); again != key {
		t.Errorf("made twice: %s and %s", key, again)
	}
	_, err := w.administrator(member).PutKeyPolicy(t.Context(), &sdk.PutKeyPolicyInput{KeyId: aws.String(key), Policy: document(ownRoot)})
	if got := wiretest.Refusal(err); !strings.HasPrefix(got, "AccessDeniedException") {
		t.Errorf("the administrator puts its policy: %q", got)
	}
	if got := describe(t, w.administrator(member), "alias/aws/ebs"); got != "" {
		t.Errorf("the administrator sees it: %s", got)
	}
	viaEC2 := map[string][]string{"kms:ViaService": {"ec2.eu-west-1.amazonaws.com"}}
	for law, test := range map[string]struct {
		account string
		context map[string][]string
		allowed bool
	}{
		"through its service":                {member, viaEC2, true},
		"directly":                           {member, nil, false},
		"through another service":            {member, map[string][]string{"kms:ViaService": {"rds.eu-west-1.amazonaws.com"}}, false},
		"through its service from elsewhere": {central, viaEC2, false},
	} {
		w.by(test.account, allowKMS)
		role, _ := w.iam.Role("arn:aws:iam::" + test.account + ":role/caller")
		err := w.kms.Allowed(session(role.ARN), key, "kms:GenerateDataKeyWithoutPlaintext", test.context)
		if (err == nil) != test.allowed {
			t.Errorf("%s: %v", law, err)
		}
	}
}

// https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
func TestAnAliasNeedsTheAliasAndTheKey(t *testing.T) {
	t.Parallel()
	const anAlias, aKey = "arn:aws:kms:*:222233334444:alias/farvault*", "arn:aws:kms:*:222233334444:key/*"
	allow := func(resource string) string {
		return `{"Statement":{"Effect":"Allow","Action":"kms:CreateAlias","Resource":` + resource + `}}`
	}
	for law, test := range map[string]struct {
		identity string
		allowed  bool
	}{
		"both":            {allow(`["` + anAlias + `","` + aKey + `"]`), true},
		"the alias alone": {allow(`"` + anAlias + `"`), false},
		"the key alone":   {allow(`"` + aKey + `"`), false},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			key := w.key(ownRoot)
			_, err := w.by(member, test.identity).CreateAlias(t.Context(), &sdk.CreateAliasInput{AliasName: aws.String("alias/farvault"), TargetKeyId: aws.String(key)})
			if (err == nil) != test.allowed {
				t.Errorf("CreateAlias: %v", err)
			}
		})
	}
}
