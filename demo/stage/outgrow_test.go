package stage_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/demo/stage"
	"farvault/shared/chain"
	"farvault/shared/policy"
	"farvault/simulator/iam"
)

// Whoever has taken the provisioner's role over can tag a foreign key, but not take it over by the tag; writes no policy
// of a foreign vault; and leaves the role's denials behind by no other role, although that one trusts it.
func TestTheProvisionerCannotOutgrowItsPolicies(t *testing.T) {
	t.Parallel()
	s, _ := deployedStage(t)
	ctx, account := context.Background(), stage.Members[0].ID
	owner := s.World.Administrator(account, stage.HomeRegion)
	provisioner := role(t, s, account, chain.ProvisionerRole)
	taken := as(s, provisioner)

	foreign, err := kms.NewFromConfig(owner).CreateKey(ctx, &kms.CreateKeyInput{})
	if err != nil {
		t.Fatal(err)
	}
	keys := kms.NewFromConfig(taken)
	_, _ = keys.TagResource(ctx, &kms.TagResourceInput{KeyId: foreign.KeyMetadata.Arn,
		Tags: []types.Tag{{TagKey: aws.String(chain.OwnerTag), TagValue: aws.String(chain.OwnerValue)}}})
	s.World.Advance(10 * time.Minute)
	if _, err := keys.PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: foreign.KeyMetadata.Arn, Policy: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:root"},"Action":"kms:*","Resource":"*"}]}`,
	)}); code(err) != "AccessDeniedException" {
		t.Errorf("the policy of a foreign key that was tagged: %v, want it refused", err)
	}

	vault := "farvaults-of-somebody-else"
	if _, err := backup.NewFromConfig(owner).CreateBackupVault(ctx, &backup.CreateBackupVaultInput{BackupVaultName: &vault}); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.NewFromConfig(taken).PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: &vault, Policy: aws.String(`{"Version":"2012-10-17","Statement":[]}`),
	}); code(err) != "AccessDeniedException" {
		t.Errorf("the policy of a foreign vault: %v, want it refused", err)
	}

	s.World.Lock()
	s.World.IAM.PutRole(account, iam.Role{Name: "trusting", Path: "/", Trust: policy.MustParse(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` +
			provisioner + `"},"Action":"sts:AssumeRole"}]}`,
	)})
	s.World.Unlock()
	if _, err := sts.NewFromConfig(taken).AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + account + ":role/trusting"), RoleSessionName: aws.String("session"),
	}); code(err) != "AccessDenied" {
		t.Errorf("another role: %v, want it refused", err)
	}
}
