package simulator_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"

	"farvault/simulator"
	simulated "farvault/simulator/eventbridge"
	"farvault/simulator/kernel"
)

const (
	manager = "999988887777"
	region  = "eu-west-1"
)

// told is a call as CloudTrail told it, without what every record has.
type told struct {
	Source, Region, Time, Name, Error, Caller string
	Parameters                                map[string]any
}

// TestTrailTellsOfWritingCalls: each call, by its own client, comes five minutes later, or not at all.
func TestTrailTellsOfWritingCalls(t *testing.T) {
	t.Parallel()
	const root, when = "arn:aws:iam::999988887777:root", "2026-03-02T12:00:00Z"
	tests := map[string]struct {
		call func(context.Context, aws.Config) error
		want []told
	}{
		"a vault is made": {func(ctx context.Context, c aws.Config) error {
			_, err := backup.NewFromConfig(c).CreateBackupVault(ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("vault-a"), CreatorRequestId: aws.String("once"), BackupVaultTags: map[string]string{"Key": "v"}})
			return err
		}, []told{{"aws.backup", region, when, "CreateBackupVault", "", root, map[string]any{"backupVaultName": "vault-a", "creatorRequestId": "once", "backupVaultTags": map[string]any{"Key": "v"}}}}},
		"a call that is refused": {func(ctx context.Context, c aws.Config) error {
			_, _ = backup.NewFromConfig(c).DeleteBackupVault(ctx, &backup.DeleteBackupVaultInput{BackupVaultName: aws.String("vault-b")})
			return nil
		}, []told{{"aws.backup", region, when, "DeleteBackupVault", "AccessDeniedException", root, map[string]any{"backupVaultName": "vault-b"}}}},
		"IAM's are in us-east-1": {func(ctx context.Context, c aws.Config) error {
			_, err := iam.NewFromConfig(c).CreateServiceLinkedRole(ctx, &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("backup.amazonaws.com")})
			return err
		}, []told{{"aws.iam", "us-east-1", when, "CreateServiceLinkedRole", "", root, map[string]any{"aWSServiceName": "backup.amazonaws.com"}}}},
		"a rule, and nested members": {func(ctx context.Context, c aws.Config) error {
			_, err := eventbridge.NewFromConfig(c).PutRule(ctx, &eventbridge.PutRuleInput{Name: aws.String("r"), EventPattern: aws.String(`{"source":["x"]}`)})
			return err
		}, []told{{"aws.events", region, when, "PutRule", "", root, map[string]any{"name": "r", "eventPattern": `{"source":["x"]}`}}}},
		"what reads is not told": {func(ctx context.Context, c aws.Config) error {
			_, err := backup.NewFromConfig(c).ListBackupVaults(ctx, &backup.ListBackupVaultsInput{})
			return err
		}, nil},
		"what uses a key is not told, what makes one is": {func(ctx context.Context, c aws.Config) error {
			key, err := kms.NewFromConfig(c).CreateKey(ctx, &kms.CreateKeyInput{Description: aws.String("d")})
			if err != nil {
				return err
			}
			_, err = kms.NewFromConfig(c).Encrypt(ctx, &kms.EncryptInput{KeyId: key.KeyMetadata.KeyId, Plaintext: []byte("x")})
			return err
		}, []told{{"aws.kms", region, when, "CreateKey", "", root, map[string]any{"description": "d"}}}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w, seen := listening(t)
			if err := tt.call(t.Context(), w.Administrator(manager, region)); err != nil {
				t.Fatal(err)
			}
			w.Advance(5*time.Minute - time.Second)
			if len(*seen) > 0 {
				t.Errorf("told before its time: %+v", *seen)
			}
			w.Advance(time.Second)
			if diff := cmp.Diff(tt.want, *seen); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTrailNamesTheRoleOfASession: who it was, and by which role.
func TestTrailNamesTheRoleOfASession(t *testing.T) {
	t.Parallel()
	caller := kernel.RoleSession("arn:aws:iam::999988887777:role/team/Admin", "alice")
	identity := caller.Identity()
	issuer := identity["sessionContext"].(map[string]any)["sessionIssuer"].(map[string]any)
	if identity["type"] != "AssumedRole" || identity["arn"] != "arn:aws:sts::999988887777:assumed-role/Admin/alice" || issuer["arn"] != "arn:aws:iam::999988887777:role/team/Admin" {
		t.Errorf("%v", identity)
	}
}

// listening is a world at noon with what CloudTrail tells in it.
func listening(t *testing.T) (*simulator.World, *[]told) {
	t.Helper()
	w := simulator.New(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), manager, "o-a1b2c3d4e5")
	if err := w.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	var seen []told
	w.EventBridge.Deliveries = func(e simulated.Event) int {
		var detail struct {
			EventName, ErrorCode string
			RequestParameters    map[string]any
			UserIdentity         struct{ ARN string }
		}
		if err := json.Unmarshal(e.Detail, &detail); err != nil {
			t.Error(err)
		}
		if e.DetailType == "AWS API Call via CloudTrail" {
			seen = append(seen, told{e.Source, e.Region, e.Time, detail.EventName, detail.ErrorCode, detail.UserIdentity.ARN, detail.RequestParameters})
		}
		return 1
	}
	return w, &seen
}
