// Command slack is the Lambda function farvault-slack: it takes the alerts in its queue to Slack.
package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"farvault/shared/config"
	"farvault/shared/notify"
	"farvault/shared/wiring"
)

func main() {
	log := lambdacontext.NewLogger()
	c, badConfig := config.Slack(os.Getenv)
	s, badSettings := wiring.Settings(c.SettingsFile)
	sdk, badSDK := wiring.AWS(context.Background())
	if err := errors.Join(badConfig, badSettings, badSDK); err != nil {
		log.Error("cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(wiring.Slack(sdk, c, s, notify.NewClient(), log, time.Now).Run)
}
