package cli

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/settings"
)

// deployment is a farvault that runs, found by the credentials and the Region of the standard AWS environment.
type deployment struct {
	settings settings.Settings
	doubts   settings.Mistakes // about the settings
	config   aws.Config
	deployed chain.Deployment
	world    *cloud.Cloud
}

// here finds the deployment in the account whose credentials these are.
func here(ctx context.Context, settingsFile string) (deployment, error) {
	wishes, doubts, err := readSettings(settingsFile)
	if err != nil {
		return deployment{}, err
	}
	config, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return deployment{}, fmt.Errorf("load the AWS configuration: %w", err)
	}
	place, err := cloud.Discover(ctx, config)
	if err != nil {
		return deployment{}, err
	}
	return deployment{
		settings: wishes,
		doubts:   doubts,
		config:   config,
		deployed: place,
		world:    cloud.New(config, place, "farvault"),
	}, nil
}
