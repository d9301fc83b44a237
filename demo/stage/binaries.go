package stage

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"farvault/shared/handler/sweep"
	"farvault/shared/wiring"
	"farvault/simulator/lambda"
	"farvault/simulator/lambda/sandbox"
)

// processes are the functions that run as binaries, and their folders. Slack is not among them: its client refuses
// every address that is not public, so that no webhook leads it into the network, and a receiver on loopback is such an
// address.
var processes = map[string]string{
	wiring.ProvisionFunction: "provision",
	wiring.AlertFunction:     "alert",
	wiring.SweepFunction:     "sweep",
}

// bindBinaries puts the processes in the handlers' place, but for the hourly look at what is silent. That compares the
// world with this very moment, and processes know no time but this machine's, at which nothing has run in the world for
// days.
func (s *Stage) bindBinaries(code map[string]func(lambda.Invocation) ([]byte, error)) error {
	for name, folder := range processes {
		if s.options.Processes != nil && !slices.Contains(s.options.Processes, name) {
			continue
		}
		folder = filepath.Join(s.options.Binaries, folder)
		if _, err := os.Stat(filepath.Join(folder, "bootstrap")); err != nil {
			return fmt.Errorf("the binary of %s: %w: run `make build`", name, err)
		}
		warm := &environmentOf{stage: s, folder: folder}
		code[name] = warm.run
	}
	if s.options.Clocked {
		return nil
	}
	process := code[wiring.SweepFunction]
	code[wiring.SweepFunction] = func(i lambda.Invocation) ([]byte, error) {
		var in sweep.Work
		if json.Unmarshal(i.Payload, &in) != nil || in.Work != "silence" {
			return process(i)
		}
		if s.options.Foreign {
			return nil, nil
		}
		return s.runSweep(i)
	}
	return nil
}

// environmentOf is the execution environment of one function: a process that is started at
// the first event, with credentials of the template's role in its environment, and stays warm for the next.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
type environmentOf struct {
	stage  *Stage
	folder string
	box    *sandbox.Sandbox
	born   string // the invocation that it was started for, whose credentials it has
}

// run gives one event to the process. A process that failed or was killed is not used again.
func (e *environmentOf) run(i lambda.Invocation) ([]byte, error) {
	if e.box == nil {
		if err := e.start(i); err != nil {
			return nil, err
		}
	}
	result, err := e.box.Invoke(i.ID, i.Payload)
	log := e.stage.options.Log(i.Function.Name)
	for _, text := range e.box.Lines() {
		relay(log, text)
	}
	e.stage.World.Lock()
	killed := e.stage.World.Dead(e.born)
	e.stage.World.Unlock()
	if killed {
		result, err = nil, fmt.Errorf("RequestId: %s Error: Runtime exited with error: signal: killed", i.ID)
	}
	if err != nil {
		e.stop()
	}
	return result, err
}

func (e *environmentOf) start(i lambda.Invocation) error {
	box, err := sandbox.Start(sandbox.Program{
		Folder: e.folder, Environment: e.variables(i), Timeout: i.Function.Timeout, FunctionARN: i.Function.ARN,
	})
	if err != nil {
		return err
	}
	e.box, e.born = box, i.ID
	e.stage.sandboxes = append(e.stage.sandboxes, box)
	return nil
}

func (e *environmentOf) stop() {
	e.box.Close()
	e.stage.sandboxes = slices.DeleteFunc(e.stage.sandboxes, func(b *sandbox.Sandbox) bool { return b == e.box })
	e.box = nil
}

// variables are those that Lambda sets, those of the template, and where AWS is.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func (e *environmentOf) variables(i lambda.Invocation) []string {
	all := map[string]string{
		"AWS_ENDPOINT_URL":         e.stage.World.URL(),
		"AWS_REGION":               i.Function.Region,
		"AWS_DEFAULT_REGION":       i.Function.Region,
		"AWS_ACCESS_KEY_ID":        i.Credentials.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY":    i.Credentials.SecretAccessKey,
		"AWS_SESSION_TOKEN":        i.Credentials.SessionToken,
		"AWS_LAMBDA_FUNCTION_NAME": i.Function.Name,
		"AWS_LAMBDA_LOG_FORMAT":    "JSON",
		"_HANDLER":                 "bootstrap",
		"LAMBDA_TASK_ROOT":         e.folder,
	}
	maps.Copy(all, i.Function.Environment)
	var list []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, name+"="+all[name])
	}
	return list
}
