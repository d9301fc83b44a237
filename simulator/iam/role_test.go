package iam_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/google/go-cmp/cmp"

	"farvault/shared/policy"
	"farvault/simulator/wire/wiretest"
)

const backupPolicy = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"

func TestRoleIsShownAsItWasMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boundary := "arn:aws:iam::" + member + ":policy/farvault/farvault-boundary"
	w.iam.PutManagedPolicy(member, boundary, policy.MustParse(allowAll))
	client := w.administrator()
	_, err := client.CreateRole(t.Context(), &sdk.CreateRoleInput{
		RoleName: aws.String("farvault-backup"), Path: aws.String("/farvault/"), AssumeRolePolicyDocument: aws.String(trustBackup),
		Description: aws.String("what AWS Backup acts as"), PermissionsBoundary: aws.String(boundary),
		Tags: []types.Tag{{Key: aws.String("farvault:owner"), Value: aws.String("farvault")}},
	})
	if err != nil {
		t.Fatalf("CreateRole: %v", err)
	}
	out, err := client.GetRole(t.Context(), &sdk.GetRoleInput{RoleName: aws.String("Farvault-Backup")})
	if err != nil {
		t.Fatalf("GetRole, names without regard to case: %v", err)
	}
	role := out.Role
	document := aws.ToString(role.AssumeRolePolicyDocument)
	if strings.ContainsAny(document, `{" :`) {
		t.Errorf("AssumeRolePolicyDocument is not percent-encoded: %s", document)
	}
	plain, err := url.PathUnescape(document)
	if err != nil || !policy.Equal(policy.MustParse(plain), policy.MustParse(trustBackup)) {
		t.Errorf("AssumeRolePolicyDocument decodes to %s (%v)", plain, err)
	}
	got := map[string]string{
		"arn": aws.ToString(role.Arn), "path": aws.ToString(role.Path), "description": aws.ToString(role.Description),
		"boundary": aws.ToString(role.PermissionsBoundary.PermissionsBoundaryArn), "tag": aws.ToString(role.Tags[0].Value), "id": aws.ToString(role.RoleId)[:4],
	}
	want := map[string]string{
		"arn": "arn:aws:iam::" + member + ":role/farvault/farvault-backup", "path": "/farvault/", "description": "what AWS Backup acts as",
		"boundary": boundary, "tag": "farvault", "id": "AROA",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	roleName := aws.String("farvault-backup")
	create := func(change func(*sdk.CreateRoleInput)) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			in := &sdk.CreateRoleInput{RoleName: aws.String("new"), AssumeRolePolicyDocument: aws.String(trustBackup)}
			change(in)
			_, err := c.CreateRole(t.Context(), in)
			return err
		}
	}
	put := func(document string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			_, err := c.PutRolePolicy(t.Context(), &sdk.PutRolePolicyInput{RoleName: roleName, PolicyName: aws.String("p"), PolicyDocument: aws.String(document)})
			return err
		}
	}
	attach := func(arn string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			_, err := c.AttachRolePolicy(t.Context(), &sdk.AttachRolePolicyInput{RoleName: roleName, PolicyArn: aws.String(arn)})
			return err
		}
	}
	for law, test := range map[string]struct {
		call func(*testing.T, *sdk.Client) error
		want string
	}{
		"a name is taken whatever its case and path": {create(func(in *sdk.CreateRoleInput) { in.RoleName = aws.String("FARVAULT-backup") }),
			"EntityAlreadyExists: Role with name FARVAULT-backup already exists."},
		"a path begins and ends with a slash": {create(func(in *sdk.CreateRoleInput) { in.Path = aws.String("farvault") }),
			"ValidationError: The specified value for path is invalid."},
		"AWS keeps its own path": {create(func(in *sdk.CreateRoleInput) { in.Path = aws.String("/aws-service-role/x/") }),
			"ValidationError: The path /aws-service-role/x/ is reserved"},
		"a name has no spaces": {create(func(in *sdk.CreateRoleInput) { in.RoleName = aws.String("a b") }),
			"ValidationError: The specified value for roleName is invalid."},
		"a boundary must exist": {create(func(in *sdk.CreateRoleInput) {
			in.PermissionsBoundary = aws.String("arn:aws:iam::" + member + ":policy/none")
		}), "NoSuchEntity: Scope ARN: arn:aws:iam::" + member + ":policy/none does not exist or is not attachable."},
		"a trust policy is a policy": {create(func(in *sdk.CreateRoleInput) { in.AssumeRolePolicyDocument = aws.String("{}") }),
			"MalformedPolicyDocument: Syntax errors in policy."},
		"a trust policy names a principal": {create(func(in *sdk.CreateRoleInput) {
			in.AssumeRolePolicyDocument = aws.String(`{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}`)
		}), "MalformedPolicyDocument: Missing required field Principal"},
		"a trust policy names no resource": {create(func(in *sdk.CreateRoleInput) {
			in.AssumeRolePolicyDocument = aws.String(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}}`)
		}), "MalformedPolicyDocument: Has prohibited field Resource"},
		"a trust policy names roles that exist": {create(func(in *sdk.CreateRoleInput) {
			in.AssumeRolePolicyDocument = aws.String(`{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/none"},"Action":"sts:AssumeRole"}}`)
		}), `MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/none"`},
		"a trust policy is about assuming": {create(func(in *sdk.CreateRoleInput) {
			in.AssumeRolePolicyDocument = aws.String(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}}`)
		}), "MalformedPolicyDocument: AssumeRole policy may only specify STS AssumeRole actions."},
		"an identity policy names no principal": {put(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}`),
			"MalformedPolicyDocument: Policy document should not specify a principal."},
		"an identity policy names resources": {put(`{"Statement":{"Effect":"Allow","Action":"*"}}`),
			"MalformedPolicyDocument: Policy statement must contain resources."},
		"an action has a vendor": {put(`{"Statement":{"Effect":"Allow","Action":"CreateBackupVault","Resource":"*"}}`),
			"MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor"},
		"statements do not share a Sid": {put(`{"Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}]}`),
			"MalformedPolicyDocument: Statement IDs (SID) in a single policy must be unique."},
		"inline policies have 10240 characters in all": {put(`{"Statement":{"Effect":"Allow","Action":"` + strings.Repeat("a", 10240) + `:b","Resource":"*"}}`),
			"LimitExceeded: Maximum policy size of 10240 bytes exceeded for role farvault-backup"},
		"a managed policy must exist": {attach("arn:aws:iam::aws:policy/None"),
			"NoSuchEntity: Policy arn:aws:iam::aws:policy/None does not exist or is not attachable."},
		"a service-linked role's policy is for that role": {attach("arn:aws:iam::aws:policy/aws-service-role/AWSBackupServiceLinkedRolePolicyForBackup"),
			"PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role."},
		"a role that is not there": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.GetRole(t.Context(), &sdk.GetRoleInput{RoleName: aws.String("none")})
			return err
		}, "NoSuchEntity: The role with name none cannot be found."},
		"an inline policy that is not there": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.GetRolePolicy(t.Context(), &sdk.GetRolePolicyInput{RoleName: roleName, PolicyName: aws.String("none")})
			return err
		}, "NoSuchEntity: The role policy with name none cannot be found."},
		"a role with policies stays": {func(t *testing.T, c *sdk.Client) error {
			if err := attach(backupPolicy)(t, c); err != nil {
				return err
			}
			_, err := c.DeleteRole(t.Context(), &sdk.DeleteRoleInput{RoleName: roleName})
			return err
		}, "DeleteConflict: Cannot delete entity, must detach all policies first."},
		"a service-linked role is AWS's to change": {func(t *testing.T, c *sdk.Client) error {
			if _, err := c.CreateServiceLinkedRole(t.Context(), &sdk.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("backup.amazonaws.com")}); err != nil {
				return err
			}
			_, err := c.PutRolePolicy(t.Context(), &sdk.PutRolePolicyInput{RoleName: aws.String("AWSServiceRoleForBackup"), PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)})
			return err
		}, "UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForBackup'"},
		"a service-linked role is made once": {func(t *testing.T, c *sdk.Client) error {
			for range 2 {
				if _, err := c.CreateServiceLinkedRole(t.Context(), &sdk.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("backup.amazonaws.com")}); err != nil {
					return err
				}
			}
			return nil
		}, "InvalidInput: Service role name AWSServiceRoleForBackup has been taken in this account, please try a different suffix."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(member, "farvault-backup", trustBackup, "")
			if got := wiretest.Refusal(test.call(t, w.administrator())); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestPoliciesOfARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(member, "farvault-backup", trustBackup, "")
	client, name := w.administrator(), aws.String("farvault-backup")
	policies := []string{backupPolicy, "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup", backupPolicy}
	for _, arn := range policies {
		if _, err := client.AttachRolePolicy(t.Context(), &sdk.AttachRolePolicyInput{RoleName: name, PolicyArn: aws.String(arn)}); err != nil {
			t.Fatalf("AttachRolePolicy %s: %v", arn, err)
		}
	}
	var got []string
	pages := sdk.NewListAttachedRolePoliciesPaginator(client, &sdk.ListAttachedRolePoliciesInput{RoleName: name, MaxItems: aws.Int32(1)})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatalf("ListAttachedRolePolicies: %v", err)
		}
		for _, attached := range out.AttachedPolicies {
			got = append(got, aws.ToString(attached.PolicyArn))
		}
	}
	if diff := cmp.Diff(policies[:2], got); diff != "" {
		t.Errorf("attached twice is attached once (-want +got):\n%s", diff)
	}
	document := statement("Allow", "backup:CopyIntoBackupVault", "*", "")
	if _, err := client.PutRolePolicy(t.Context(), &sdk.PutRolePolicyInput{RoleName: name, PolicyName: aws.String("copy"), PolicyDocument: aws.String(document)}); err != nil {
		t.Fatalf("PutRolePolicy: %v", err)
	}
	read, err := client.GetRolePolicy(t.Context(), &sdk.GetRolePolicyInput{RoleName: name, PolicyName: aws.String("copy")})
	if err != nil {
		t.Fatalf("GetRolePolicy: %v", err)
	}
	parsed, err := policy.ParseEscaped(aws.ToString(read.PolicyDocument))
	if err != nil || !policy.Equal(parsed, policy.MustParse(document)) {
		t.Errorf("GetRolePolicy read %s (%v)", parsed, err)
	}
	if _, err := client.DeleteRolePolicy(t.Context(), &sdk.DeleteRolePolicyInput{RoleName: name, PolicyName: aws.String("copy")}); err != nil {
		t.Fatalf("DeleteRolePolicy: %v", err)
	}
	list, err := client.ListRolePolicies(t.Context(), &sdk.ListRolePoliciesInput{RoleName: name})
	if err != nil || len(list.PolicyNames) != 0 {
		t.Errorf("ListRolePolicies after the delete: %v, %v", list, err)
	}
}
