package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/plain"
)

// explainCommand names category, cause, account at fault and remedy of a
// failure from its words alone, or with --live proven against AWS as the alert function does.
type explainCommand struct {
	profileFlag
	File    string `arg:"" optional:"" help:"${explained}"`
	Live    string `help:"${live}" enum:"copy-job,backup-job,restore-job," default:""`
	Account string `help:"With --live: the account that the job is in."`
	Region  string `help:"With --live: the job's Region; without it farvault's home Region."`
	Message string `help:"The job's status message, as AWS wrote it."`
	Job     string `help:"backup, copy, restore or api." enum:"backup,copy,restore,api," default:""`
	State   string `help:"The job's state: FAILED, EXPIRED, PARTIAL, ..."`
	Type    string `help:"The resource type: EBS, RDS, EFS, ..."`
	JSONL   bool   `help:"${symptoms}" name:"jsonl"`
	JSON    bool   `help:"One JSON object instead of words." name:"json"`
}

// symptom is one line of input.
type symptom struct {
	Message         string        `json:"message"`
	Job             event.JobKind `json:"job"`
	State           string        `json:"state,omitempty"`
	ResourceType    string        `json:"resourceType,omitempty"`
	MessageCategory string        `json:"messageCategory,omitempty"`
}

// explained is one line of output: the symptom's words beside the diagnosis.
type explained struct {
	Message string
	Job     event.JobKind
	catalog.Diagnosis
}

// MarshalJSON puts the fields of the diagnosis beside the symptom's, and writes the account at fault under the name of
// the release before too, for one release.
func (e explained) MarshalJSON() ([]byte, error) {
	type diagnosis catalog.Diagnosis
	return json.Marshal(struct {
		Message string        `json:"message"`
		Job     event.JobKind `json:"job,omitempty"`
		diagnosis
		AtFault catalog.At `json:"account_at_fault"`
	}{e.Message, e.Job, diagnosis(e.Diagnosis), e.AccountAtFault})
}

func (s symptom) explain() explained {
	d := catalog.Diagnose(
		catalog.Signal{
			Job:             s.Job,
			State:           s.State,
			Message:         s.Message,
			MessageCategory: s.MessageCategory,
			ResourceType:    s.ResourceType,
		},
	)
	return explained{Message: s.Message, Job: s.Job, Diagnosis: d}
}

// Run explains one failure, or one a line.
func (c explainCommand) Run(ctx context.Context, s Streams) error {
	switch {
	case c.Live != "":
		return c.explainLive(ctx, s)
	case c.JSONL:
		return explainLines(s)
	case c.Message != "":
		return c.print(
			s.Out,
			symptom{Message: c.Message, Job: event.JobKind(c.Job), State: c.State, ResourceType: c.Type}.explain(),
		)
	case c.File != "":
		return c.explainFile(s)
	}
	return wrongUse("explain what? Give --message TEXT, an event FILE, or --jsonl with JSON lines on standard input")
}

// explainFile explains each failure in a file. One without a failure is wrong use, with the reason.
func (c explainCommand) explainFile(s Streams) error {
	raw, err := readFile(c.File, s.In)
	if err != nil {
		return usage{err}
	}
	all, err := endings(raw)
	if err != nil {
		return wrongUse("%s: %w", c.File, err)
	}
	failures := 0
	for _, one := range all {
		if one.fine == "" {
			failures++
		}
	}
	switch {
	case len(all) == 0:
		return wrongUse("%s: it contains no failure: its list is empty", c.File)
	case failures == 0 && len(all) == 1:
		return wrongUse("%s: it contains no failure: %s", c.File, all[0].fine)
	case failures == 0:
		return wrongUse("%s: it contains no failure: none of its %d records failed", c.File, len(all))
	}
	for i, one := range all {
		if err := c.printEnded(s.Out, one, len(all) > 1, i > 0); err != nil {
			return err
		}
	}
	return nil
}

// printEnded prints one of the things that an input says, under its name where there are several.
func (c explainCommand) printEnded(w io.Writer, one ended, named, further bool) error {
	if c.JSON {
		if one.fine != "" {
			return writeJSON(w, map[string]string{"what": one.what, "noFailure": one.fine})
		}
		return writeJSON(w, one.explain())
	}
	if further {
		fmt.Fprintln(w)
	}
	if named && one.what != "" {
		fmt.Fprintf(w, "%s\n", one.what)
	}
	if one.fine != "" {
		_, err := fmt.Fprintf(w, "no failure: %s\n", one.fine)
		return err
	}
	err := c.print(w, one.explain())
	if err == nil && one.ask != "" && one.Message == "" {
		_, err = fmt.Fprintf(w, "The notification gives no reason. Ask AWS: %s\n", one.ask)
	}
	return err
}

func (c explainCommand) print(w io.Writer, e explained) error {
	if c.JSON {
		return writeJSON(w, e)
	}
	_, err := fmt.Fprintf(w, "%s/%s (%s)\n%s.\n\nAWS said        %q\nWho must act    %s\nWhat to do      %s\n",
		e.Category, e.Cause, e.Proof, e.Title, e.Message, e.whoActs(), e.Remedy)
	return err
}

// whoActs names who must do what the remedy says. Nobody knows the cause of an unknown failure, so its owner looks.
func (e explained) whoActs() string {
	switch e.AccountAtFault {
	case catalog.Source:
		return "the source account, whose backup it is"
	case catalog.Destination:
		return "the central (destination) account"
	case catalog.Management:
		return "the organization's management account"
	}
	if e.Category == catalog.Unknown || !e.Retryable && !e.Benign {
		return "the account's owner; start with the job in the AWS Backup console"
	}
	return "nobody; the cause can pass without action"
}

// explainLines answers every line; a line that is no such object is answered
// with an error object and the run ends with status 2.
func explainLines(s Streams) error {
	bad, err := answerLines(s, func(n int, line []byte) (any, bool) {
		var in symptom
		if err := json.Unmarshal(line, &in); err != nil {
			return map[string]any{"line": n, "error": plain.JSON(err).Error()}, false
		}
		return in.explain(), true
	})
	if err != nil {
		return wrongUse("--jsonl: %w", err)
	}
	if bad > 0 {
		return wrongUse("--jsonl: %d of the lines are not JSON objects with message and job", bad)
	}
	return nil
}

// writeJSON writes one object on one line, with <, > and & as they are.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
