package demo

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"context"

	"farvault/shared/settings"
	"farvault/shared/simulator"
	"farvault/shared/simulator/deploy"
)

// stage is the simulated world with farvault deployed in it.
type stage struct {
	world    *simulator.World
	settings settings.Settings
	files    fs.FS
	slack    *webhook
	log      *chronicle
	teller   *teller

	volume, fileSystem string // ARNs of what the newcomer has
	volumeKey          string // ARN of the key that encrypts the volume
	deployError        error  // of a stack that a timer deployed
}

// accountUsableAfter is how long a new account cannot be entered: AWS speaks of
// "a few minutes", and StackSets then roll the member's roles out.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
const accountUsableAfter = 4 * time.Minute

// newStage makes the organization and deploys the three templates, as the README says to.
func newStage(o Options) (*stage, error) {
	text, err := fs.ReadFile(o.Files, "infra/settings.yaml")
	if err != nil {
		return nil, err
	}
	wishes, err := settings.Parse("infra/settings.yaml", text)
	if err != nil {
		return nil, err
	}
	s := &stage{world: simulator.New(begins, managementID, organizationID), settings: wishes, files: o.Files}
	s.log = newChronicle(s.now)
	s.teller = newTeller(o.Out, s)
	if s.slack, err = newWebhook(s.now); err != nil {
		return nil, err
	}
	if err := s.world.Listen("127.0.0.1:0"); err != nil {
		return nil, err
	}
	if err := s.populate(); err != nil {
		return nil, err
	}
	return s, s.deployAll(context.Background())
}

func (s *stage) close() {
	s.slack.close()
	_ = s.world.Close() // the story is over
}

// now is the simulated time.
func (s *stage) now() time.Time { return s.world.Clock.Now() }

// populate makes the accounts, and what AWS does to every new one.
func (s *stage) populate() error {
	w := s.world
	w.Lock()
	defer w.Unlock()
	w.Organizations.AddAccount(centralID, "backup-central", rootID)
	for _, m := range members {
		w.Organizations.AddAccount(m.id, m.name, rootID)
	}
	w.Organizations.NextAccountIDs = []string{newcomerID}
	w.Organizations.OnCreated = func(id string) {
		w.Clock.After(accountUsableAfter, func() {
			if err := s.deployMember(id); err != nil && s.deployError == nil {
				s.deployError = err
			}
		})
	}
	return nil
}

// deployAll does what the README asks of a platform engineer: the two switches
// in the management account, the secret, and the three templates.
func (s *stage) deployAll(ctx context.Context) error {
	management := backup.NewFromConfig(s.world.Administrator(managementID, globalRegion))
	if _, err := management.UpdateGlobalSettings(ctx, &backup.UpdateGlobalSettingsInput{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"},
	}); err != nil {
		return fmt.Errorf("switch cross-account backup on: %w", err)
	}
	secrets := secretsmanager.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	name, value := "farvault-slack-webhook", "https://"+webhookHost+"/services/T00000000/B00000000/"+strings.Repeat("X", 24)
	secret, err := secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &name, SecretString: &value})
	if err != nil {
		return fmt.Errorf("keep the webhook: %w", err)
	}
	s.bind()
	s.world.Lock()
	defer s.world.Unlock()
	if err := s.deploy(centralID, homeRegion, "template.yaml", map[string]string{
		"OrganizationId": organizationID, "ManagementAccountId": managementID,
		"AlertEmail": alertEmail, "SlackWebhookSecretArn": *secret.ARN,
	}); err != nil {
		return err
	}
	s.world.SNS.Confirm(alertEmail)
	if err := s.deploy(managementID, globalRegion, "infra/management.yaml", s.shared()); err != nil {
		return err
	}
	for _, m := range members {
		if err := s.deployMember(m.id); err != nil {
			return err
		}
	}
	return nil
}

// shared are the parameters that the management and the member template have in common.
func (s *stage) shared() map[string]string {
	return map[string]string{"OrganizationId": organizationID, "CentralAccountId": centralID, "HomeRegion": homeRegion}
}

// deployMember is what the service-managed StackSet does in every account.
func (s *stage) deployMember(account string) error {
	return s.deploy(account, globalRegion, "infra/member.yaml", s.shared())
}

func (s *stage) deploy(account, region, file string, parameters map[string]string) error {
	text, err := fs.ReadFile(s.files, file)
	if err != nil {
		return err
	}
	w := s.world
	target := deploy.Target{Kernel: w.Kernel, IAM: w.IAM, KMS: w.KMS, SQS: w.SQS, SNS: w.SNS, DynamoDB: w.DynamoDB,
		EventBridge: w.EventBridge, Lambda: w.Lambda, Scheduler: w.Scheduler}
	_, err = deploy.Deploy(target, deploy.Stack{Account: account, Region: region, Name: "farvault", Template: text, Parameters: parameters})
	if err != nil {
		return fmt.Errorf("deploy %s in %s/%s: %w", file, account, region, err)
	}
	return nil
}
