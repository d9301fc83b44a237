package cli

import (
	"context"
	"fmt"
	"io"

	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// explainLive reads a job from its account and, of a copy, proves why it failed against the live policies and
// settings. Credentials are those of an operator in the central account (template parameter OperatorPrincipalArns).
func (c explainCommand) explainLive(ctx context.Context, s Streams) error {
	switch {
	case c.File == "":
		return wrongUse("--live %s: the job's id is missing", c.Live)
	case c.Account == "":
		return wrongUse("--account is needed with --live: the account that the job is in")
	case !org.IsAccountID(c.Account):
		return wrongUse("--account %q: an account id has twelve digits", c.Account)
	}
	h, err := connect(ctx, s, awsFlags{profileFlag: c.profileFlag}, defaultTable)
	if err != nil {
		return err
	}
	return c.prove(ctx, h, s.Out)
}

// prove asks AWS. The Region is the job's; without one, that of the configuration, which is farvault's home.
func (c explainCommand) prove(ctx context.Context, h deployment, out io.Writer) error {
	if c.Region == "" {
		c.Region = h.deployed.HomeRegion
	}
	reader := h.world.Reader()
	read := map[string]func(context.Context, string, string, string) (event.JobStateChange, error){
		"copy-job": reader.CopyJob, "backup-job": reader.BackupJob, "restore-job": reader.RestoreJob,
	}[c.Live]
	j, err := read(ctx, c.Account, c.Region, c.File)
	if err != nil {
		return err
	}
	job := ofJob(j)
	if job.fine != "" {
		return c.printEnded(out, job, false, false)
	}
	e := job.explain()
	if j.Job == event.Copy {
		e.Diagnosis = proof.Prove(e.Diagnosis, reader.Facts(ctx, j))
	}
	if c.JSON {
		return writeJSON(out, e)
	}
	if err := c.print(out, e); err != nil {
		return err
	}
	return printProof(out, e.Diagnosis)
}

// printProof prints what was seen: the cause, what to type, and every condition of the copy.
func printProof(out io.Writer, d catalog.Diagnosis) error {
	if d.Paste != "" {
		fmt.Fprintf(out, "\n%s\n", d.Paste)
	}
	if why := d.Reasons(); why != "" {
		fmt.Fprintf(out, "\n%s\n", why)
	}
	for i, check := range d.Checks {
		if i == 0 {
			fmt.Fprintln(out)
		}
		if _, err := fmt.Fprintf(out, "%-14s %s: %s\n", check.Outcome, check.Title, check.Evidence.Saw); err != nil {
			return err
		}
	}
	return nil
}
