package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/ledger"
	"farvault/shared/settings"
	"farvault/shared/wiring"
)

// defaultTable is the name of the table in template.yaml.
const defaultTable = "farvault"

// awsFlags say whose credentials are used, and where farvault is.
type awsFlags struct {
	profileFlag
	Region string `help:"${homeRegion}" placeholder:"REGION"`
}

// profileFlag is awsFlags of a command whose --region is another Region than farvault's.
type profileFlag struct {
	Profile string `help:"${profile}" placeholder:"NAME"`
}

// config is the configuration of the standard AWS environment, where the flags do not say otherwise.
func (f awsFlags) config(ctx context.Context) (aws.Config, error) {
	config, err := loadAWS(ctx, f.Profile)
	if f.Region != "" {
		config.Region = f.Region
	}
	return config, err
}

// givenKey is under what a context has the configuration that is used in the environment's place: a test's, whose
// calls it lets go one after the other.
type givenKey struct{}

// loadAWS is the standard AWS configuration, or that of a profile.
func loadAWS(
	ctx context.Context, profile string, more ...func(*awsconfig.LoadOptions) error,
) (aws.Config, error) {
	if given, is := ctx.Value(givenKey{}).(aws.Config); is {
		return given, nil
	}
	if profile != "" {
		more = append(more, awsconfig.WithSharedConfigProfile(profile))
	}
	config, err := wiring.AWS(ctx, more...)
	var unknown awsconfig.SharedConfigProfileNotExistError
	switch {
	case errors.As(err, &unknown):
		return aws.Config{}, wrongUse("load the profile %s: %v", profile, err)
	case err != nil:
		return aws.Config{}, fmt.Errorf("load the AWS configuration: %w", err)
	}
	return config, nil
}

// deployment is a farvault that runs, found by the credentials and the Region of the standard AWS environment.
type deployment struct {
	settings settings.Settings
	doubts   settings.Mistakes // about the settings
	config   aws.Config
	deployed chain.Deployment
	world    *cloud.Cloud
	records  *ledger.Ledger
	running  ledger.Running // what the functions wrote of themselves
	streams  Streams        // of whoever waits for the command
}

// here finds the deployment in the account whose credentials these are, before anything else is done, and says on
// standard error which one it is and whether its settings are others.
func here(ctx context.Context, s Streams, f awsFlags, settingsFile string) (deployment, error) {
	wishes, doubts, err := readSettings(settingsFile)
	if err != nil {
		return deployment{}, err
	}
	h, err := connect(ctx, s, f, defaultTable)
	if err != nil {
		return deployment{}, err
	}
	h.settings, h.doubts = wishes, doubts
	if differ := h.settingsDiffer(); differ != "" {
		return h, s.note("note: " + differ)
	}
	return h, nil
}

// connect is here without settings.
func connect(ctx context.Context, s Streams, f awsFlags, table string) (deployment, error) {
	config, err := f.config(ctx)
	if err != nil {
		return deployment{}, err
	}
	if config.Region == "" {
		return deployment{}, wrongUse("no Region is set: set --region or AWS_REGION to farvault's home Region")
	}
	return connected(ctx, s, config, table)
}

// connected finds the deployment by a configuration: its bus and its table are there, or nothing is done.
func connected(ctx context.Context, s Streams, config aws.Config, table string) (deployment, error) {
	place, err := cloud.Discover(ctx, config)
	var elsewhere cloud.Elsewhere
	if errors.As(err, &elsewhere) {
		return deployment{}, usage{elsewhere}
	}
	if err != nil {
		return deployment{}, err
	}
	h := deployment{streams: s, config: config, records: ledger.New(dynamodb.NewFromConfig(config), table)}
	h.running, err = h.records.Running(ctx)
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return deployment{}, wrongUse("farvault's table %s is not in account %s, Region %s: is this its home Region?",
			table, place.CentralAccountID, place.HomeRegion)
	}
	if err != nil {
		return deployment{}, fmt.Errorf("read farvault's table %s: %w", table, err)
	}
	place.Observes = h.running.Observes
	h.deployed, h.world = place, cloud.New(config, place, "farvault")
	at := ""
	if config.BaseEndpoint != nil {
		at = " at " + *config.BaseEndpoint
	}
	if place.Observes {
		at += ", Mode Observe: it writes nothing"
	}
	return h, s.note(fmt.Sprintf("farvault in account %s, home Region %s%s", place.CentralAccountID, place.HomeRegion, at))
}

// organization reads the accounts, with their tags where it depends on these whether or how one is protected.
func (h deployment) organization() *cloud.Organization {
	return h.world.Organization().WithTags(h.settings.ScopesByTag())
}

// settingsDiffer says how the settings are others than the functions'; empty: they are the same, or no function has
// written yet what it runs with.
func (h deployment) settingsDiffer() string {
	if h.running.SettingsDigest == "" || h.running.SettingsDigest == h.settings.Digest() {
		return ""
	}
	return fmt.Sprintf("these settings differ from those that are deployed (since %s). The functions will put back what "+
		"differs from theirs", h.running.Since.UTC().Format("2006-01-02 15:04 UTC"))
}
