package kms_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/simulator/wire/wiretest"
)

const elsewhere = "us-east-1"

func (w world) administratorIn(region string) *sdk.Client {
	return sdk.NewFromConfig(w.Administrator(member, region))
}

// multiRegion makes a multi-Region key with a replica, and answers their id.
func (w world) multiRegion(t *testing.T) *string {
	t.Helper()
	client := w.administrator(member)
	made, err := client.CreateKey(t.Context(), &sdk.CreateKeyInput{MultiRegion: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	id := made.KeyMetadata.KeyId
	if _, err := client.ReplicateKey(t.Context(), &sdk.ReplicateKeyInput{KeyId: id, ReplicaRegion: aws.String(elsewhere)}); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAReplicaSharesTheIdAndTheRotationAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.multiRegion(t)
	there := w.administratorIn(elsewhere)
	state := func() types.KeyState {
		out, err := there.DescribeKey(t.Context(), &sdk.DescribeKeyInput{KeyId: id})
		if err != nil {
			t.Fatal(err)
		}
		if m := out.KeyMetadata.MultiRegionConfiguration; m.MultiRegionKeyType != types.MultiRegionKeyTypeReplica || *m.PrimaryKey.Region != region || len(m.ReplicaKeys) != 1 {
			t.Errorf("the replica says of itself: %+v", m)
		}
		return out.KeyMetadata.KeyState
	}
	if got := state(); got != types.KeyStateCreating {
		t.Errorf("a new replica is %s", got)
	}
	_, err := there.Encrypt(t.Context(), &sdk.EncryptInput{KeyId: id, Plaintext: []byte("x")})
	if got := wiretest.Refusal(err); got != "KMSInvalidStateException: arn:aws:kms:us-east-1:222233334444:key/"+*id+" is creating." {
		t.Errorf("used too early: %s", got)
	}
	w.Advance(time.Minute)
	if got := state(); got != types.KeyStateEnabled {
		t.Errorf("a minute later it is %s", got)
	}
	if _, err := w.administrator(member).EnableKeyRotation(t.Context(), &sdk.EnableKeyRotationInput{KeyId: id}); err != nil {
		t.Fatal(err)
	}
	rotation, err := there.GetKeyRotationStatus(t.Context(), &sdk.GetKeyRotationStatusInput{KeyId: id})
	if err != nil || !rotation.KeyRotationEnabled {
		t.Errorf("the replica's rotation: %+v, %v", rotation, err)
	}
	if _, err := w.administrator(member).DisableKey(t.Context(), &sdk.DisableKeyInput{KeyId: id}); err != nil {
		t.Fatal(err)
	}
	if got := state(); got != types.KeyStateEnabled {
		t.Errorf("with its primary disabled the replica is %s", got)
	}
}

func TestWhatCannotBeDoneWithReplicas(t *testing.T) {
	t.Parallel()
	replicate := func(c *sdk.Client, id *string, to string) func(*testing.T) error {
		return func(t *testing.T) error {
			_, err := c.ReplicateKey(t.Context(), &sdk.ReplicateKeyInput{KeyId: id, ReplicaRegion: aws.String(to)})
			return err
		}
	}
	w := newWorld(t)
	id := w.multiRegion(t)
	arn := "arn:aws:kms:us-east-1:222233334444:key/" + *id
	single := w.key(ownRoot)
	here, there := w.administrator(member), w.administratorIn(elsewhere)
	w.Advance(time.Minute)
	for law, tt := range map[string]struct {
		call func(*testing.T) error
		want string
	}{
		"a Region has one related key":  {replicate(here, id, elsewhere), "AlreadyExistsException: " + arn + " already exists."},
		"not beside the primary either": {replicate(here, id, region), "AlreadyExistsException: arn:aws:kms:eu-west-1:222233334444:key/" + *id + " already exists."},
		"a replica is not replicated":   {replicate(there, id, "eu-north-1"), "UnsupportedOperationException: " + arn + " is not a multi-Region primary key."},
		"a key of one Region is not":    {replicate(here, &single, "eu-north-1"), "UnsupportedOperationException: " + single + " is not a multi-Region primary key."},
		"another partition has none":    {replicate(here, id, "cn-north-1"), "ValidationException: cn-north-1 is not in the partition of eu-west-1"},
		"who may not replicate the key": {replicate(w.by(central, allowKMS), aws.String("arn:aws:kms:eu-west-1:222233334444:key/"+*id), "eu-north-1"), "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/caller/test is not authorized to perform: kms:ReplicateKey on resource: arn:aws:kms:eu-west-1:222233334444:key/" + *id + " because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"},
		"rotation is not a replica's to set": {func(t *testing.T) error {
			_, err := there.EnableKeyRotation(t.Context(), &sdk.EnableKeyRotationInput{KeyId: id})
			return err
		}, "UnsupportedOperationException: " + arn + " is a multi-Region replica key: rotation is set on its primary key"},
	} {
		t.Run(law, func(t *testing.T) {
			if got := wiretest.Refusal(tt.call(t)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	out, err := here.ScheduleKeyDeletion(t.Context(), &sdk.ScheduleKeyDeletionInput{KeyId: id})
	if err != nil || out.KeyState != types.KeyStatePendingReplicaDeletion {
		t.Errorf("a primary key whose replica is there: %+v, %v", out, err)
	}
	if _, err := here.CancelKeyDeletion(t.Context(), &sdk.CancelKeyDeletionInput{KeyId: id}); err != nil {
		t.Error(err)
	}
}

// The first multi-Region key of an account takes a role of KMS's, which its maker must be let make.
func TestTheFirstMultiRegionKeyMakesARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const role = "arn:aws:iam::222233334444:role/aws-service-role/mrk.kms.amazonaws.com/AWSServiceRoleForKeyManagementServiceMultiRegionKeys"
	make := func() string {
		_, err := w.by(member, allowKMS).CreateKey(t.Context(), &sdk.CreateKeyInput{MultiRegion: aws.Bool(true)})
		return wiretest.Refusal(err)
	}
	if got, want := make(), "AccessDeniedException: User: arn:aws:sts::222233334444:assumed-role/caller/test is not authorized to perform: iam:CreateServiceLinkedRole on resource: "+role+" because no identity-based policy allows the iam:CreateServiceLinkedRole action"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	w.multiRegion(t)
	if _, ok := w.iam.Role(role); !ok {
		t.Error("the role was not made")
	}
	if got := make(); got != "" {
		t.Errorf("once it is there nobody is asked: %s", got)
	}
}
