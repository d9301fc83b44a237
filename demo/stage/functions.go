package stage

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"farvault/shared/config"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/sweep"
	"farvault/shared/wiring"
	"farvault/simulator/lambda"
)

// bind puts code behind the names of the deployed functions: the handlers in this process, or the binaries where there
// are any. Each invocation of a handler is a cold start, with the environment that the template gives and credentials
// of the template's role.
func (s *Stage) bind() error {
	code := map[string]func(lambda.Invocation) ([]byte, error){
		wiring.ProvisionFunction: s.batch(s.provision),
		wiring.AlertFunction:     s.batch(s.alert),
		wiring.SweepFunction:     s.runSweep,
		wiring.SlackFunction:     s.batch(s.slackFunction),
	}
	if s.options.Binaries != "" {
		if err := s.bindBinaries(code); err != nil {
			return err
		}
	}
	for name, run := range code {
		s.World.Lambda.Bind(name, run)
	}
	return nil
}

// batch is what the Lambda runtime does around a function with an SQS event source.
func (s *Stage) batch(
	start func(lambda.Invocation, *slog.Logger) (batch.Batch, error),
) func(lambda.Invocation) ([]byte, error) {
	return func(i lambda.Invocation) ([]byte, error) { return s.runBatch(i, start) }
}

func (s *Stage) runBatch(
	i lambda.Invocation,
	start func(lambda.Invocation, *slog.Logger) (batch.Batch, error),
) ([]byte, error) {
	var in events.SQSEvent
	if err := json.Unmarshal(i.Payload, &in); err != nil {
		return nil, fmt.Errorf("read the payload of %s: %w", i.Function.Name, err)
	}
	batch, err := start(i, s.options.Log(i.Function.Name))
	if err != nil {
		return nil, err
	}
	out, err := batch.Run(
		lambdacontext.NewContext(context.Background(), &lambdacontext.LambdaContext{AwsRequestID: i.ID}),
		in,
	)
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

func (s *Stage) provision(i lambda.Invocation, log *slog.Logger) (batch.Batch, error) {
	c, err := config.Provision(environment(i))
	if err != nil {
		return batch.Batch{}, err
	}
	return wiring.Provision(s.World.Config(i.Credentials, i.Function.Region), c, s.Settings, log, s.clockOf(i)), nil
}

func (s *Stage) alert(i lambda.Invocation, log *slog.Logger) (batch.Batch, error) {
	c, err := config.Alert(environment(i))
	if err != nil {
		return batch.Batch{}, err
	}
	return wiring.Alert(s.World.Config(i.Credentials, i.Function.Region), c, s.Settings, log, s.clockOf(i)), nil
}

func (s *Stage) slackFunction(i lambda.Invocation, log *slog.Logger) (batch.Batch, error) {
	c, err := config.Slack(environment(i))
	if err != nil {
		return batch.Batch{}, err
	}
	return wiring.Slack(
		s.World.Config(i.Credentials, i.Function.Region),
		c,
		s.Settings,
		s.Slack.client,
		log,
		s.clockOf(i),
	), nil
}

// runSweep is what the Lambda runtime does around the function that the schedules run.
func (s *Stage) runSweep(i lambda.Invocation) ([]byte, error) {
	c, err := config.Sweep(environment(i))
	if err != nil {
		return nil, err
	}
	var in sweep.Work
	if err := json.Unmarshal(i.Payload, &in); err != nil {
		return nil, fmt.Errorf("read the payload of %s: %w", i.Function.Name, err)
	}
	sweep := wiring.Sweep(
		s.World.Config(i.Credentials, i.Function.Region),
		c,
		s.Settings,
		s.options.Log(i.Function.Name),
		s.clockOf(i),
	)
	return nil, sweep.Run(context.Background(), in)
}

// clockOf is the clock of a function.
func (s *Stage) clockOf(i lambda.Invocation) func() time.Time {
	if s.options.Skew == nil {
		return s.Now
	}
	return func() time.Time { return s.Now().Add(s.options.Skew(i.Function.Name)) }
}

// environment reads the variables that the template gives the function, and nothing of this process.
func environment(i lambda.Invocation) func(string) string {
	return func(name string) string { return i.Function.Environment[name] }
}
