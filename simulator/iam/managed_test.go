package iam_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/policy"
	"farvault/simulator/kernel"
)

// What AWS publishes of its policies, at https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ .
func TestManagedPoliciesAllowWhatAWSSays(t *testing.T) {
	t.Parallel()
	const (
		linked  = "arn:aws:iam::aws:policy/aws-service-role/AWSBackupServiceLinkedRolePolicyForBackup"
		s3      = "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup"
		key     = "arn:aws:kms:eu-west-1:222233334444:key/1"
		anyword = "*"
	)
	viaEC2 := map[string][]string{"kms:ViaService": {"ec2.eu-west-1.amazonaws.com"}}
	forAWS := map[string][]string{"kms:ViaService": {"ec2.eu-west-1.amazonaws.com"}, "kms:GrantIsForAWSResource": {"true"}}
	for law, test := range map[string]struct {
		policy, action, resource string
		context                  map[string][]string
		want                     policy.Decision
	}{
		"backup role copies into a vault":          {backupPolicy, "backup:CopyIntoBackupVault", "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault", nil, policy.Allowed},
		"backup role copies from a vault":          {backupPolicy, "backup:CopyFromBackupVault", "arn:aws:ec2:eu-west-1::snapshot/snap-1", nil, policy.Allowed},
		"backup role looks tags up":                {backupPolicy, "tag:GetResources", anyword, nil, policy.Allowed},
		"backup role snapshots volumes":            {backupPolicy, "ec2:CreateSnapshot", anyword, nil, policy.Allowed},
		"backup role backs file systems up":        {backupPolicy, "elasticfilesystem:Backup", "arn:aws:elasticfilesystem:eu-west-1:222233334444:file-system/fs-1", nil, policy.Allowed},
		"backup role has nothing to do with S3":    {backupPolicy, "s3:GetObject", "arn:aws:s3:::b/o", nil, policy.ImplicitlyDenied},
		"backup role grants to AWS alone":          {backupPolicy, "kms:CreateGrant", key, nil, policy.ImplicitlyDenied},
		"backup role asks for malware scans":       {backupPolicy, "guardduty:StartMalwareScan", anyword, nil, policy.Allowed},
		"backup role passes a role to the scanner": {backupPolicy, "iam:PassRole", "arn:aws:iam::222233334444:role/scan", map[string][]string{"iam:PassedToService": {"malware-protection.guardduty.amazonaws.com"}}, policy.Allowed},
		"backup role passes no role to Lambda":     {backupPolicy, "iam:PassRole", "arn:aws:iam::222233334444:role/scan", map[string][]string{"iam:PassedToService": {"lambda.amazonaws.com"}}, policy.ImplicitlyDenied},
		"backup role tags in its own account":      {backupPolicy, "backup:TagResource", "arn:aws:backup:eu-west-1:222233334444:recovery-point:1", map[string][]string{"aws:PrincipalAccount": {"222233334444"}, "aws:ResourceAccount": {"222233334444"}}, policy.Allowed},
		"backup role tags in no other":             {backupPolicy, "backup:TagResource", "arn:aws:backup:eu-west-1:111122223333:recovery-point:1", map[string][]string{"aws:PrincipalAccount": {"222233334444"}, "aws:ResourceAccount": {"111122223333"}}, policy.ImplicitlyDenied},
		"S3 has its own policy":                    {s3, "s3:GetObjectVersion", "arn:aws:s3:::b/o", nil, policy.Allowed},
		"linked role re-encrypts from, via EC2":    {linked, "kms:ReEncryptFrom", key, viaEC2, policy.Allowed},
		"linked role grants to AWS, via EC2":       {linked, "kms:CreateGrant", key, forAWS, policy.Allowed},
		"linked role does not grant by itself":     {linked, "kms:CreateGrant", key, viaEC2, policy.ImplicitlyDenied},
		"linked role does not re-encrypt directly": {linked, "kms:ReEncryptFrom", key, nil, policy.ImplicitlyDenied},
		"linked role never decrypts":               {linked, "kms:Decrypt", key, viaEC2, policy.ImplicitlyDenied},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			out, err := w.administrator().GetPolicy(t.Context(), &sdk.GetPolicyInput{PolicyArn: aws.String(test.policy)})
			if err != nil {
				t.Fatalf("GetPolicy: %v", err)
			}
			version, err := w.administrator().GetPolicyVersion(t.Context(), &sdk.GetPolicyVersionInput{PolicyArn: out.Policy.Arn, VersionId: out.Policy.DefaultVersionId})
			if err != nil {
				t.Fatalf("GetPolicyVersion: %v", err)
			}
			document, err := policy.ParseEscaped(aws.ToString(version.PolicyVersion.Document))
			if err != nil {
				t.Fatalf("document: %v", err)
			}
			request := policy.Request{
				Principal: "arn:aws:sts::222233334444:assumed-role/r/s", PrincipalAccount: member,
				Action: test.action, Resource: test.resource, Context: test.context,
			}
			open := policy.MustParse(`{"Statement":{"Effect":"Allow","Principal":{"AWS":"222233334444"},"Action":"*","Resource":"*"}}`)
			got := policy.Evaluate(request, policy.Set{Identity: []policy.Document{document}, Resource: &open})
			if got.Decision != test.want {
				t.Errorf("%s on %s: %+v, want %s", test.action, test.resource, got, test.want)
			}
		})
	}
}

func TestServiceLinkedRoleOfBackup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arn, ok := w.iam.ServiceLinkedRole(central, "backup.amazonaws.com")
	if want := "arn:aws:iam::" + central + ":role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"; arn != want || !ok {
		t.Fatalf("ServiceLinkedRole = %s, %t; want %s", arn, ok, want)
	}
	if again, _ := w.iam.ServiceLinkedRole(central, "backup.amazonaws.com"); again != arn {
		t.Errorf("asked again: %s", again)
	}
	caller, err := w.iam.Assume(arn, "backup.amazonaws.com")
	if err != nil {
		t.Fatalf("AWS Backup cannot assume its own role at once: %v", err)
	}
	identity, boundary := w.iam.Policies(caller)
	if len(identity) != 1 || boundary != nil || !caller.ServiceLinked() {
		t.Errorf("caller %+v has %d policies and boundary %v", caller, len(identity), boundary)
	}
	if _, ok := w.iam.ServiceLinkedRole(central, "example.amazonaws.com"); ok {
		t.Error("a service without such a role has one")
	}
	if caller := kernel.Root(central); caller.ServiceLinked() {
		t.Error("the administrator is no service-linked role")
	}
}
