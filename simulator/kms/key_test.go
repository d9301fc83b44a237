package kms_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/wire/wiretest"
)

func session(roleARN string) kernel.Caller { return kernel.RoleSession(roleARN, "test") }

func TestAKeyFromMakingToDeleting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := w.administrator(member)
	made, err := client.CreateKey(t.Context(), &sdk.CreateKeyInput{Description: aws.String("farvault vault key"), Policy: document(ownRoot)})
	if err != nil {
		t.Fatalf("CreateKey: %v", err)
	}
	id := made.KeyMetadata.KeyId
	if _, err := client.CreateAlias(t.Context(), &sdk.CreateAliasInput{AliasName: aws.String("alias/farvault"), TargetKeyId: id}); err != nil {
		t.Fatalf("CreateAlias: %v", err)
	}
	if _, err := client.EnableKeyRotation(t.Context(), &sdk.EnableKeyRotationInput{KeyId: id}); err != nil {
		t.Fatalf("EnableKeyRotation: %v", err)
	}
	rotation, err := client.GetKeyRotationStatus(t.Context(), &sdk.GetKeyRotationStatusInput{KeyId: id})
	if err != nil || !rotation.KeyRotationEnabled || aws.ToInt32(rotation.RotationPeriodInDays) != 365 {
		t.Errorf("GetKeyRotationStatus = %+v, %v", rotation, err)
	}
	for law, name := range map[string]string{
		"id": *id, "ARN": *made.KeyMetadata.Arn, "alias": "alias/farvault", "alias ARN": "arn:aws:kms:eu-west-1:222233334444:alias/farvault",
	} {
		out, err := client.DescribeKey(t.Context(), &sdk.DescribeKeyInput{KeyId: aws.String(name)})
		if err != nil || *out.KeyMetadata.Arn != *made.KeyMetadata.Arn || out.KeyMetadata.KeyManager != types.KeyManagerTypeCustomer {
			t.Errorf("DescribeKey by %s: %v, %v", law, out, err)
		}
	}
	aliases, err := client.ListAliases(t.Context(), &sdk.ListAliasesInput{KeyId: id})
	if err != nil || len(aliases.Aliases) != 1 || *aliases.Aliases[0].TargetKeyId != *id {
		t.Errorf("ListAliases: %+v, %v", aliases, err)
	}
	read, err := client.GetKeyPolicy(t.Context(), &sdk.GetKeyPolicyInput{KeyId: id, PolicyName: aws.String("default")})
	if err != nil || !policy.Equal(policy.MustParse(*read.Policy), policy.MustParse(*document(ownRoot))) {
		t.Errorf("GetKeyPolicy: %+v, %v", read, err)
	}
	if _, err := client.ScheduleKeyDeletion(t.Context(), &sdk.ScheduleKeyDeletionInput{KeyId: id, PendingWindowInDays: aws.Int32(7)}); err != nil {
		t.Fatalf("ScheduleKeyDeletion: %v", err)
	}
	w.Advance(7 * 24 * time.Hour)
	if got, want := describe(t, client, *id), "NotFoundException: Key '"+*made.KeyMetadata.Arn+"' does not exist"; got != want {
		t.Errorf("a week later: %q, want %q", got, want)
	}
}

func TestRefusalsOfKMS(t *testing.T) {
	t.Parallel()
	alias := func(name, target string) func(*testing.T, *sdk.Client, string) error {
		return func(t *testing.T, c *sdk.Client, key string) error {
			of := target
			if of == "" {
				of = key
			}
			_, err := c.CreateAlias(t.Context(), &sdk.CreateAliasInput{AliasName: aws.String(name), TargetKeyId: aws.String(of)})
			return err
		}
	}
	see := func(id string) func(*testing.T, *sdk.Client, string) error {
		return func(t *testing.T, c *sdk.Client, _ string) error {
			_, err := c.DescribeKey(t.Context(), &sdk.DescribeKeyInput{KeyId: aws.String(id)})
			return err
		}
	}
	for law, test := range map[string]struct {
		call func(t *testing.T, c *sdk.Client, key string) error
		want string
	}{
		"an alias is taken":               {alias("alias/taken", ""), "AlreadyExistsException: An alias with the name arn:aws:kms:eu-west-1:222233334444:alias/taken already exists"},
		"an alias begins with alias/":     {alias("farvault", ""), "ValidationException: Alias must start with the prefix"},
		"AWS keeps alias/aws/":            {alias("alias/aws/mine", ""), "NotAuthorizedException: "},
		"an alias does not name an alias": {alias("alias/other", "alias/taken"), "ValidationException: Aliases must refer to keys. Not aliases"},
		"an unknown alias":                {see("alias/none"), "NotFoundException: Alias arn:aws:kms:eu-west-1:222233334444:alias/none is not found."},
		"no identifier at all":            {see("none"), "NotFoundException: Invalid keyId 'none'"},
		"an unknown key":                  {see("00000000-0000-4000-8000-000000000000"), "NotFoundException: Key 'arn:aws:kms:eu-west-1:222233334444:key/00000000-0000-4000-8000-000000000000' does not exist"},
		"a new policy that locks out": {func(t *testing.T, c *sdk.Client, key string) error {
			_, err := c.PutKeyPolicy(t.Context(), &sdk.PutKeyPolicyInput{KeyId: aws.String(key), Policy: document(strings.ReplaceAll(ownRoot, member, central))})
			return err
		}, "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."},
		"rotation twice a month": {func(t *testing.T, c *sdk.Client, key string) error {
			_, err := c.EnableKeyRotation(t.Context(), &sdk.EnableKeyRotationInput{KeyId: aws.String(key), RotationPeriodInDays: aws.Int32(14)})
			return err
		}, "ValidationException: 1 validation error detected: Value '14'"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			key := w.key(ownRoot)
			w.kms.PutAlias("alias/taken", key)
			got := wiretest.Refusal(test.call(t, w.administrator(member), key))
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table
func TestStatesOfAKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client, key := w.administrator(member), aws.String(w.key(ownRoot))
	use := func() string {
		_, err := client.GenerateDataKey(t.Context(), &sdk.GenerateDataKeyInput{KeyId: key, KeySpec: types.DataKeySpecAes256})
		return wiretest.Refusal(err)
	}
	steps := []struct {
		law  string
		do   func() error
		want string
	}{
		{"enabled", func() error { return nil }, ""},
		{"disabled", func() error { _, err := client.DisableKey(t.Context(), &sdk.DisableKeyInput{KeyId: key}); return err }, "DisabledException: " + *key + " is disabled."},
		{"enabled again", func() error { _, err := client.EnableKey(t.Context(), &sdk.EnableKeyInput{KeyId: key}); return err }, ""},
		{"pending deletion", func() error {
			_, err := client.ScheduleKeyDeletion(t.Context(), &sdk.ScheduleKeyDeletionInput{KeyId: key})
			return err
		}, "KMSInvalidStateException: " + *key + " is pending deletion."},
		{"canceled, which leaves it disabled", func() error {
			_, err := client.CancelKeyDeletion(t.Context(), &sdk.CancelKeyDeletionInput{KeyId: key})
			return err
		}, "DisabledException: " + *key + " is disabled."},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.law, err)
		}
		if got := use(); got != step.want {
			t.Errorf("%s: got %q, want %q", step.law, got, step.want)
		}
	}
	w.Advance(31 * 24 * time.Hour)
	if found, ok := w.kms.Key(*key); !ok || found.State != kms.Disabled {
		t.Errorf("a deletion that was canceled: %+v, %t", found, ok)
	}
}

func TestCiphertextComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client, key := w.administrator(member), aws.String(w.key(ownRoot))
	context := map[string]string{"aws:ebs:id": "vol-1"}
	made, err := client.GenerateDataKey(t.Context(), &sdk.GenerateDataKeyInput{KeyId: key, KeySpec: types.DataKeySpecAes256, EncryptionContext: context})
	if err != nil || len(made.Plaintext) != 32 {
		t.Fatalf("GenerateDataKey: %v, %v", made, err)
	}
	out, err := client.Decrypt(t.Context(), &sdk.DecryptInput{CiphertextBlob: made.CiphertextBlob, EncryptionContext: context})
	if err != nil {
		t.Fatalf("Decrypt: %v", err)
	}
	if diff := cmp.Diff(made.Plaintext, out.Plaintext); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = client.Decrypt(t.Context(), &sdk.DecryptInput{CiphertextBlob: made.CiphertextBlob})
	if got := wiretest.Refusal(err); !strings.HasPrefix(got, "InvalidCiphertextException") {
		t.Errorf("without its context: %q", got)
	}
	from := w.by(member, `{"Statement":{"Effect":"Allow","Action":"kms:ReEncryptFrom","Resource":"*"}}`)
	_, err = from.ReEncrypt(t.Context(), &sdk.ReEncryptInput{CiphertextBlob: made.CiphertextBlob, SourceEncryptionContext: context, DestinationKeyId: aws.String(w.key(ownRoot))})
	if got := wiretest.Refusal(err); !strings.Contains(got, "kms:ReEncryptTo") {
		t.Errorf("re-encrypting needs both keys: %q", got)
	}
}

// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
func TestAGrantLetsInUntilItIsRetired(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	grantee, key := w.by(member, nothing), w.key(ownRoot)
	if got := describe(t, grantee, key); got == "" {
		t.Fatal("let in without a grant")
	}
	granted, err := w.administrator(member).CreateGrant(t.Context(), &sdk.CreateGrantInput{
		KeyId: aws.String(key), GranteePrincipal: aws.String(roleARN), RetiringPrincipal: aws.String(roleARN), Operations: []types.GrantOperation{types.GrantOperationDescribeKey},
	})
	if err != nil {
		t.Fatalf("CreateGrant: %v", err)
	}
	if got := describe(t, grantee, key); got != "" {
		t.Errorf("with the grant: %s", got)
	}
	if _, err := grantee.RetireGrant(t.Context(), &sdk.RetireGrantInput{GrantToken: granted.GrantToken}); err != nil {
		t.Errorf("RetireGrant by the retiring principal: %v", err)
	}
	if got := describe(t, grantee, key); got == "" {
		t.Error("let in after the grant was retired")
	}
	forAWS := `{"Statement":{"Effect":"Allow","Action":"kms:CreateGrant","Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}}`
	_, err = w.by(member, forAWS).CreateGrant(t.Context(), &sdk.CreateGrantInput{KeyId: aws.String(key), GranteePrincipal: aws.String(roleARN), Operations: []types.GrantOperation{types.GrantOperationDecrypt}})
	if got := wiretest.Refusal(err); !strings.HasPrefix(got, "AccessDeniedException") {
		t.Errorf("a grant that a caller makes itself is for an AWS resource: %q", got)
	}
}

// The five calls that AWS Backup's service-linked role in the central account
// makes with the key of a member's volume, before and after the member's key policy admits that account.
func TestWhatACopyAsksOfASourceKey(t *testing.T) {
	t.Parallel()
	const admits = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:DescribeKey","kms:ReEncrypt*","kms:GenerateDataKey*"],"Resource":"*"},
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["kms:CreateGrant","kms:ListGrants"],"Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}`
	w := newWorld(t)
	linked, _ := w.iam.ServiceLinkedRole(central, "backup.amazonaws.com")
	closed, open := w.key(ownRoot), w.key(ownRoot+","+admits)
	context := map[string][]string{"kms:ViaService": {"ec2.eu-west-1.amazonaws.com"}, "kms:GrantIsForAWSResource": {"true"}}
	for _, action := range []string{"kms:DescribeKey", "kms:ListGrants", "kms:ReEncryptFrom", "kms:GenerateDataKeyWithoutPlaintext", "kms:CreateGrant"} {
		if err := w.kms.Allowed(session(linked), open, action, context); err != nil {
			t.Errorf("%s, admitted: %v", action, err)
		}
		if err := w.kms.Allowed(session(linked), closed, action, context); err == nil {
			t.Errorf("%s is allowed without the key policy", action)
		}
	}
	w.kms.SetState(open, kms.Disabled)
	if err := w.kms.Allowed(session(linked), open, "kms:CreateGrant", context); wiretest.Refusal(err) != "DisabledException: "+open+" is disabled." {
		t.Errorf("a disabled key: %v", err)
	}
}
