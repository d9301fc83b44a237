package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"farvault/shared/config"
	"farvault/shared/handler"
	"farvault/shared/simulator/lambda"
	"farvault/shared/wiring"
)

// bind puts the real handlers behind the names of the deployed functions. Each invocation
// is a cold start, with the environment that the template gives and credentials of the template's role.
func (s *stage) bind() {
	for name, start := range map[string]func(lambda.Invocation, *slog.Logger) (handler.Batch, error){
		wiring.ProvisionFunction: s.provision,
		wiring.AlertFunction:     s.alert,
		wiring.SlackFunction:     s.slackFunction,
	} {
		s.world.Lambda.Bind(name, func(i lambda.Invocation) ([]byte, error) { return s.runBatch(i, start) })
	}
	s.world.Lambda.Bind(wiring.SweepFunction, s.runSweep)
}

// runBatch is what the Lambda runtime does around a function with an SQS event source.
func (s *stage) runBatch(i lambda.Invocation, start func(lambda.Invocation, *slog.Logger) (handler.Batch, error)) ([]byte, error) {
	var in events.SQSEvent
	if err := json.Unmarshal(i.Payload, &in); err != nil {
		return nil, fmt.Errorf("read the payload of %s: %w", i.Function.Name, err)
	}
	batch, err := start(i, s.log.logger(i.Function.Name))
	if err != nil {
		return nil, err
	}
	out, err := batch.Run(context.Background(), in)
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

func (s *stage) provision(i lambda.Invocation, log *slog.Logger) (handler.Batch, error) {
	c, err := config.Provision(environment(i))
	if err != nil {
		return handler.Batch{}, err
	}
	return wiring.Provision(s.world.Config(i.Credentials, i.Function.Region), c, s.settings, log, s.now), nil
}

func (s *stage) alert(i lambda.Invocation, log *slog.Logger) (handler.Batch, error) {
	c, err := config.Alert(environment(i))
	if err != nil {
		return handler.Batch{}, err
	}
	return wiring.Alert(s.world.Config(i.Credentials, i.Function.Region), c, s.settings, log, s.now), nil
}

func (s *stage) slackFunction(i lambda.Invocation, log *slog.Logger) (handler.Batch, error) {
	c, err := config.Slack(environment(i))
	if err != nil {
		return handler.Batch{}, err
	}
	return wiring.Slack(s.world.Config(i.Credentials, i.Function.Region), c, s.slack.client, log, s.now), nil
}

// runSweep is what the Lambda runtime does around the function that the schedules run.
func (s *stage) runSweep(i lambda.Invocation) ([]byte, error) {
	c, err := config.Sweep(environment(i))
	if err != nil {
		return nil, err
	}
	var in handler.Work
	if err := json.Unmarshal(i.Payload, &in); err != nil {
		return nil, fmt.Errorf("read the payload of %s: %w", i.Function.Name, err)
	}
	sweep := wiring.Sweep(s.world.Config(i.Credentials, i.Function.Region), c, s.settings, s.log.logger(i.Function.Name), s.now)
	return nil, sweep.Run(context.Background(), in)
}

// environment reads the variables that the template gives the function, and nothing of this process.
func environment(i lambda.Invocation) func(string) string {
	return func(name string) string { return i.Function.Environment[name] }
}
