package iam_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
	"farvault/simulator/wire/wiretest"
)

// Condition keys of IAM: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
func TestConditionsDecide(t *testing.T) {
	t.Parallel()
	const boundary = "arn:aws:iam::" + member + ":policy/farvault/farvault-boundary"
	create := func(boundary, owner string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			in := &sdk.CreateRoleInput{RoleName: aws.String("new"), AssumeRolePolicyDocument: aws.String(trustBackup)}
			if boundary != "" {
				in.PermissionsBoundary = aws.String(boundary)
			}
			if owner != "" {
				in.Tags = []types.Tag{{Key: aws.String("farvault:owner"), Value: aws.String(owner)}}
			}
			_, err := c.CreateRole(t.Context(), in)
			return err
		}
	}
	attach := func(arn string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			_, err := c.AttachRolePolicy(t.Context(), &sdk.AttachRolePolicyInput{RoleName: aws.String("tagged"), PolicyArn: aws.String(arn)})
			return err
		}
	}
	get := func(name string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			_, err := c.GetRole(t.Context(), &sdk.GetRoleInput{RoleName: aws.String(name)})
			return err
		}
	}
	linked := func(t *testing.T, c *sdk.Client) error {
		_, err := c.CreateServiceLinkedRole(t.Context(), &sdk.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("backup.amazonaws.com")})
		return err
	}
	pinned := statement("Allow", "iam:*", "*", `{"StringEquals":{"iam:PermissionsBoundary":"`+boundary+`"}}`)
	owned := statement("Allow", "iam:*", "*", `{"StringEquals":{"aws:RequestTag/farvault:owner":"farvault"}}`)
	onePolicy := statement("Allow", "iam:AttachRolePolicy", "*", `{"ArnEquals":{"iam:PolicyARN":"`+backupPolicy+`"}}`)
	ours := statement("Allow", "iam:GetRole", "*", `{"StringEquals":{"aws:ResourceTag/farvault:owner":"farvault"}}`)
	service := statement("Allow", "iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/backup.amazonaws.com/*", `{"StringEquals":{"iam:AWSServiceName":"backup.amazonaws.com"}}`)
	other := strings.ReplaceAll(service, `"backup.amazonaws.com"`, `"ecs.amazonaws.com"`)
	butGetRole := `{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:GetRole","Resource":"*"}]}`
	for law, test := range map[string]struct {
		allowed string
		call    func(*testing.T, *sdk.Client) error
		refused string // the action that is refused, or empty
	}{
		"a role with the boundary is made":               {pinned, create(boundary, ""), ""},
		"a role without the boundary is not":             {pinned, create("", ""), "iam:CreateRole"},
		"a role with another boundary is not":            {pinned, create(backupPolicy, ""), "iam:CreateRole"},
		"a role with the owner's tag is made":            {owned, create("", "farvault"), ""},
		"a role with another tag is not":                 {owned, create("", "someone"), "iam:CreateRole"},
		"tags along need a permission of their own":      {statement("Allow", "iam:CreateRole", "*", ""), create("", "farvault"), "iam:TagRole"},
		"without tags they do not":                       {statement("Allow", "iam:CreateRole", "*", ""), create("", ""), ""},
		"the one policy is attached":                     {onePolicy, attach(backupPolicy), ""},
		"another policy is not":                          {onePolicy, attach("arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"), "iam:AttachRolePolicy"},
		"attaching looks at the role's boundary":         {pinned, attach(backupPolicy), ""},
		"a tagged role is seen":                          {ours, get("tagged"), ""},
		"an untagged one is not":                         {ours, get("untagged"), "iam:GetRole"},
		"a missing role is not told to who may not look": {ours, get("none"), "iam:GetRole"},
		"the service-linked role of the service is made": {service, linked, ""},
		"that of another service is not":                 {other, linked, "iam:CreateServiceLinkedRole"},
		"an explicit deny wins and says so":              {butGetRole, get("tagged"), "iam:GetRole"},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.iam.PutManagedPolicy(member, boundary, policy.MustParse(allowAll))
			w.put(member, "untagged", trustBackup, "")
			admin := w.administrator()
			_, err := admin.CreateRole(t.Context(), &sdk.CreateRoleInput{
				RoleName: aws.String("tagged"), AssumeRolePolicyDocument: aws.String(trustBackup), PermissionsBoundary: aws.String(boundary),
				Tags: []types.Tag{{Key: aws.String("farvault:owner"), Value: aws.String("farvault")}},
			})
			if err != nil {
				t.Fatalf("CreateRole: %v", err)
			}
			got := wiretest.Refusal(test.call(t, w.by("caller", test.allowed)))
			if test.refused == "" && got != "" {
				t.Errorf("refused: %s", got)
			}
			if want := "AccessDenied: User: arn:aws:sts::" + member + ":assumed-role/caller/test is not authorized to perform: " + test.refused + " on resource: "; test.refused != "" && !strings.HasPrefix(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func TestPassRole(t *testing.T) {
	t.Parallel()
	toBackup := statement("Allow", "iam:PassRole", "arn:aws:iam::"+member+":role/farvault/farvault-backup", `{"StringEquals":{"iam:PassedToService":"backup.amazonaws.com"}}`)
	mine, foreign := "arn:aws:iam::"+member+":role/farvault/farvault-backup", "arn:aws:iam::"+central+":role/farvault/farvault-backup"
	for law, test := range map[string]struct{ allowed, role, service, want string }{
		"a role goes to the service that may have it": {toBackup, mine, "backup.amazonaws.com", ""},
		"and to no other":                      {toBackup, mine, "events.amazonaws.com", "AccessDeniedException: User: arn:aws:sts::222233334444:assumed-role/caller/test is not authorized to perform: iam:PassRole"},
		"another role does not":                {toBackup, mine + "-2", "backup.amazonaws.com", "AccessDeniedException: User: "},
		"a role of another account never does": {allowAll, foreign, "backup.amazonaws.com", "AccessDeniedException: Cross-account pass role is not allowed."},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.put(member, "farvault-backup", trustBackup, "")
			caller := kernel.RoleSession(w.put(member, "caller", trustBackup, test.allowed), "test")
			call := &kernel.Call{Service: "backup", Operation: "CreateBackupSelection", Region: region, Caller: caller}
			if got := wiretest.Refusal(w.iam.PassRole(call, test.role, test.service)); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}
