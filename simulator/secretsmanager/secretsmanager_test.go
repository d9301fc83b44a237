package secretsmanager_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/secretsmanager"
	"farvault/simulator/wire/wiretest"
)

const (
	account = "111122223333"
	region  = "eu-west-1"
	trust   = `{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam     *iam.Service
	kms     *kms.Service
	secrets *secretsmanager.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), kms: kms.New(k)}
	w.secrets = secretsmanager.New(k, w.kms)
	k.IAM, k.Organization = w.iam, organizations.New(k, account, "o-a1b2c3d4e5")
	w.Server = wiretest.Serve(t, k, w.secrets)
	return w
}

func (w world) by(identity string) *sdk.Client {
	w.iam.PutRole(account, iam.Role{Name: "slack", Trust: policy.MustParse(trust), Inline: map[string]policy.Document{"inline": policy.MustParse(identity)}})
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+account+":role/slack", region))
}

func TestASecretIsReadAndReplaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := sdk.NewFromConfig(w.Administrator(account, region))
	made, err := client.CreateSecret(t.Context(), &sdk.CreateSecretInput{Name: aws.String("farvault/slack"), SecretString: aws.String("one")})
	if err != nil {
		t.Fatalf("CreateSecret: %v", err)
	}
	if want := regexp.MustCompile(`^arn:aws:secretsmanager:eu-west-1:111122223333:secret:farvault/slack-[0-9a-zA-Z]{6}$`); !want.MatchString(*made.ARN) {
		t.Errorf("ARN %s", *made.ARN)
	}
	if _, err := client.PutSecretValue(t.Context(), &sdk.PutSecretValueInput{SecretId: made.ARN, SecretString: aws.String("two")}); err != nil {
		t.Fatalf("PutSecretValue: %v", err)
	}
	for law, test := range map[string]struct {
		in   sdk.GetSecretValueInput
		want string
	}{
		"by ARN the newest":                 {sdk.GetSecretValueInput{SecretId: made.ARN}, "two"},
		"by name the newest":                {sdk.GetSecretValueInput{SecretId: aws.String("farvault/slack")}, "two"},
		"by ARN without its six characters": {sdk.GetSecretValueInput{SecretId: aws.String((*made.ARN)[:len(*made.ARN)-7])}, "two"},
		"the one before":                    {sdk.GetSecretValueInput{SecretId: made.ARN, VersionStage: aws.String("AWSPREVIOUS")}, "one"},
		"a version by its id":               {sdk.GetSecretValueInput{SecretId: made.ARN, VersionId: made.VersionId}, "one"},
	} {
		out, err := client.GetSecretValue(t.Context(), &test.in)
		if err != nil || aws.ToString(out.SecretString) != test.want {
			t.Errorf("%s: %v, %v; want %q", law, out, err, test.want)
		}
	}
}

func TestWhoMayReadASecret(t *testing.T) {
	t.Parallel()
	const (
		read    = `{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:farvault/slack-??????"}`
		decrypt = `{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.eu-west-1.amazonaws.com"}}}`
	)
	for law, test := range map[string]struct {
		identity, secret string
		ownKey           bool
		want             string
	}{
		"the secret is allowed":                        {read, "farvault/slack", false, ""},
		"the secret is not allowed":                    {decrypt, "farvault/slack", false, "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/slack/test is not authorized to perform: secretsmanager:GetSecretValue on resource: "},
		"with a key of one's own, the key is asked":    {read, "farvault/slack", true, "AccessDeniedException: Access to KMS is not allowed"},
		"with a key of one's own, that too is allowed": {read + "," + decrypt, "farvault/slack", true, ""},
		"a missing secret, to who may look":            {`{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}`, "none", false, "ResourceNotFoundException: Secrets Manager can't find the specified secret."},
		"a missing secret, to who may not":             {read, "none", false, "AccessDeniedException: User: "},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			in := &sdk.CreateSecretInput{Name: aws.String("farvault/slack"), SecretString: aws.String("https://example.com")}
			if test.ownKey {
				in.KmsKeyId = aws.String(w.kms.CreateKeyFor(account, region, nil, nil))
			}
			if _, err := sdk.NewFromConfig(w.Administrator(account, region)).CreateSecret(t.Context(), in); err != nil {
				t.Fatalf("CreateSecret: %v", err)
			}
			_, err := w.by(`{"Statement":[`+test.identity+`]}`).GetSecretValue(t.Context(), &sdk.GetSecretValueInput{SecretId: aws.String(test.secret)})
			if got := wiretest.Refusal(err); !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestANameIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	arn := w.secrets.Put(account, region, "farvault/slack", "one")
	if again := w.secrets.Put(account, region, "farvault/slack", "two"); again != arn {
		t.Errorf("put again: %s, before %s", again, arn)
	}
	_, err := sdk.NewFromConfig(w.Administrator(account, region)).CreateSecret(t.Context(), &sdk.CreateSecretInput{Name: aws.String("farvault/slack"), SecretString: aws.String("x")})
	if got, want := wiretest.Refusal(err), "ResourceExistsException: The operation failed because the secret farvault/slack already exists."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
