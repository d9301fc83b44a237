package stage

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"farvault/simulator/cloudtrail"
	"farvault/simulator/deploy"
)

// deployAll does what the README asks of a platform engineer: the switches
// in the management account, the secret, and the three templates, in its order or another, with time between them.
func (s *Stage) deployAll(ctx context.Context) error {
	administrator := s.World.Administrator(ManagementID, GlobalRegion)
	if _, err := organizations.NewFromConfig(administrator).EnableAWSServiceAccess(
		ctx, &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String("backup.amazonaws.com")},
	); err != nil {
		return fmt.Errorf("let AWS Backup work in the organization: %w", err)
	}
	management := backup.NewFromConfig(administrator)
	if _, err := management.UpdateGlobalSettings(ctx, &backup.UpdateGlobalSettingsInput{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"},
	}); err != nil {
		return fmt.Errorf("switch cross-account backup on: %w", err)
	}
	secrets := secretsmanager.NewFromConfig(s.World.Administrator(CentralID, HomeRegion))
	name, value := "farvault-slack-webhook", "https://"+webhookHost+"/services/T00000000/B00000000/"+strings.Repeat(
		"X",
		24,
	)
	secret, err := secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &name, SecretString: &value})
	if err != nil {
		return fmt.Errorf("keep the webhook: %w", err)
	}
	if !s.options.Foreign {
		s.webhookARN = *secret.ARN
	}
	if err := s.bind(); err != nil {
		return err
	}
	s.World.Lock()
	defer s.World.Unlock()
	for i, name := range s.options.order() {
		if i == 0 || s.options.Between == 0 {
			if err := s.deployStacks(name); err != nil {
				return err
			}
			continue
		}
		s.World.Clock.After(time.Duration(i)*s.options.Between, func() {
			if err := s.deployStacks(name); err != nil && s.deployError == nil {
				s.deployError = err
			}
		})
	}
	return nil
}

// The templates, in the order in which the README deploys them.
const (
	CentralStack    = "central"
	ManagementStack = "management"
	MemberStacks    = "members"
)

// order is the order in which the templates are deployed.
func (o Options) order() []string {
	if o.Order == nil {
		return []string{CentralStack, ManagementStack, MemberStacks}
	}
	return o.Order
}

// deployStacks deploys one template to all its accounts.
func (s *Stage) deployStacks(name string) error {
	switch name {
	case CentralStack:
		return s.deployCentral()
	case ManagementStack:
		parameters := s.shared()
		parameters["EntryRoleName"] = s.Settings.Entry.RoleName
		for _, region := range s.managementRegions() {
			if err := s.deploy(ManagementID, region, "infra/management.yaml", parameters); err != nil {
				return err
			}
		}
		return nil
	case MemberStacks:
		if err := s.StackSet.Deploy(s.deployedMembers()...); err != nil {
			return fmt.Errorf("deploy infra/member.yaml: %w", err)
		}
		return nil
	}
	return fmt.Errorf("there is no template %q", name)
}

// managementRegions are where the README deploys the management stack: where Organizations speaks, and in each Region
// of the settings.
func (s *Stage) managementRegions() []string {
	regions := []string{GlobalRegion}
	for _, region := range append([]string{HomeRegion}, s.Settings.Regions...) {
		if !slices.Contains(regions, region) {
			regions = append(regions, region)
		}
	}
	return regions
}

func (s *Stage) deployCentral() error {
	stack, err := s.stack(CentralID, HomeRegion, "template.yaml", s.ofCentral())
	if err == nil {
		s.central, err = deploy.Deploy(s.target(), stack)
	}
	if err != nil {
		return fmt.Errorf("deploy template.yaml: %w", err)
	}
	s.World.SNS.Confirm(AlertEmail)
	s.World.CloudTrail.PutTrail(
		ManagementID,
		cloudtrail.Trail{Name: "organization", HomeRegion: HomeRegion, IsMultiRegionTrail: true, IsLogging: true},
	)
	return nil
}

// ofCentral are the parameters of the central template.
func (s *Stage) ofCentral() map[string]string {
	parameters := map[string]string{
		"OrganizationId": OrganizationID, "ManagementAccountId": ManagementID,
		"AlertEmail": AlertEmail, "SlackWebhookSecretArn": s.webhookARN,
	}
	maps.Copy(parameters, s.options.Code)
	return s.withMode(parameters)
}

// withMode adds the mode: the templates of another version may not have the parameter.
func (s *Stage) withMode(parameters map[string]string) map[string]string {
	if s.options.Mode != "" {
		parameters["Mode"] = s.options.Mode
	}
	return parameters
}

// Switch brings the stacks to another mode, as `sam deploy` and `update-stack-set` do.
func (s *Stage) Switch(mode string) error {
	s.World.Lock()
	defer s.World.Unlock()
	s.options.Mode = mode
	if err := s.updateCentral(); err != nil {
		return err
	}
	return s.StackSet.Update(s.ofMembers())
}

func (s *Stage) updateCentral() error {
	stack, err := s.stack(CentralID, HomeRegion, "template.yaml", s.ofCentral())
	if err == nil {
		s.central, err = deploy.Update(s.target(), stack, s.central)
	}
	if err != nil {
		return fmt.Errorf("update template.yaml: %w", err)
	}
	return nil
}

// shared are the parameters that the management and the member template have in common.
func (s *Stage) shared() map[string]string {
	return map[string]string{"OrganizationId": OrganizationID, "CentralAccountId": CentralID, "HomeRegion": HomeRegion,
		"OperatorPrincipalArns": s.options.Operators}
}

// ofMembers are those of the member template: on the stage farvault may put all right that a parameter lets it. The
// template of another version may not have that parameter, and CloudFormation refuses one that it does not have.
func (s *Stage) ofMembers() map[string]string {
	parameters := s.shared()
	if !s.options.Foreign {
		parameters["RepairBackupRoleTrust"] = "true"
	}
	if s.options.Mode != "" {
		parameters["RolesRegion"] = GlobalRegion
	}
	return s.withMode(parameters)
}

// memberStackSet gives an account that joins the member's roles.
func (s *Stage) memberStackSet() *deploy.StackSet {
	var also []string
	if s.options.Mode != "" {
		also = []string{HomeRegion}
	}
	return &deploy.StackSet{
		Also:  also,
		World: s.target(), Name: "farvault", Administrator: ManagementID, HomeRegion: GlobalRegion, Region: GlobalRegion,
		Template:   func() ([]byte, error) { return fs.ReadFile(s.options.Files, "infra/member.yaml") },
		Parameters: s.ofMembers(), Wait: accountUsableAfter,
	}
}

// deployedMembers are the accounts in which the service-managed StackSet makes stacks at first.
func (s *Stage) deployedMembers() (ids []string) {
	if s.options.Accounts != nil {
		return s.options.Accounts
	}
	for _, m := range s.options.members() {
		ids = append(ids, m.ID)
	}
	return ids
}

func (s *Stage) stack(account, region, file string, parameters map[string]string) (deploy.Stack, error) {
	text, err := fs.ReadFile(s.options.Files, file)
	return deploy.Stack{Account: account, Region: region, Name: "farvault", Template: text, Parameters: parameters}, err
}

func (s *Stage) deploy(account, region, file string, parameters map[string]string) error {
	stack, err := s.stack(account, region, file, parameters)
	if err == nil {
		if s.management == nil {
			s.management = map[string]*deploy.Result{}
		}
		s.management[region], err = deploy.Deploy(s.target(), stack)
	}
	if err != nil {
		return fmt.Errorf("deploy %s in %s/%s: %w", file, account, region, err)
	}
	return nil
}

// target is where stacks are deployed.
func (s *Stage) target() deploy.Target {
	w := s.World
	return deploy.Target{Kernel: w.Kernel, IAM: w.IAM, KMS: w.KMS, SQS: w.SQS, SNS: w.SNS, DynamoDB: w.DynamoDB,
		EventBridge: w.EventBridge, Lambda: w.Lambda, Scheduler: w.Scheduler}
}
