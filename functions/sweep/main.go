// Command sweep is the Lambda function farvault-sweep: it looks, on a schedule, for what no event told.
package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"farvault/shared/config"
	"farvault/shared/wiring"
)

func main() {
	log := lambdacontext.NewLogger()
	c, badConfig := config.Sweep(os.Getenv)
	s, badSettings := wiring.Settings(c.SettingsFile)
	sdk, badSDK := wiring.AWS(context.Background())
	if err := errors.Join(badConfig, badSettings, badSDK); err != nil {
		log.Error("cannot start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(wiring.Sweep(sdk, c, s, log, time.Now).Run)
}
