package provision

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/org"
)

// rolesNotDeployed tells alert of an account of the scope in which the StackSet could not make or update farvault's
// roles, with AWS's reason: without them farvault neither protects the account nor reads it, or does so by older roles.
func (p *Handler) rolesNotDeployed(
	ctx context.Context, owner string, e event.RolesNotDeployed,
) (batch.Outcome, error) {
	attrs := []slog.Attr{slog.String(batch.KeyAccount, e.AccountID), slog.String(batch.KeyCause, event.RolesArrived)}
	if e.Origin.Account != p.Deployment.ManagementAccountID {
		return batch.Ignored("sent by account "+e.Origin.Account+", which is not the management account", attrs...), nil
	}
	t, err := p.identified(ctx, targetOf(e.AccountID, event.RolesArrived, owner))
	if err != nil {
		return batch.Outcome{Attrs: attrs}, err
	}
	if _, why, err := p.eligible(t.account); t.account.State != org.PendingActivation && (why != "" || err != nil) {
		return batch.Ignored(why, attrs...), err
	}
	why := "The StackSet could not deploy the roles. AWS CloudFormation says " + e.State
	if reason := strings.TrimSpace(e.Reason); reason != "" {
		why += ": " + reason
	}
	return batch.Done("the StackSet's failure is reported", attrs...), p.notifyRoles(ctx, e.AccountID, e.Time, why)
}

// notifyRoles tells alert why the StackSet could not deploy the roles in an account; empty: it has deployed them.
func (p *Handler) notifyRoles(ctx context.Context, id string, at time.Time, why string) error {
	problem := event.UnreportedFailure{Kind: event.Account, Resource: event.AccountRoles + id, Holds: why == ""}
	if why != "" {
		problem.Cause, problem.Why = "roles-not-deployed", why
		problem.Paste = "aws cloudformation describe-stack-instance --stack-set-name farvault " +
			"--stack-instance-account " + id + " \\\n  --stack-instance-region us-east-1 --profile management"
	}
	said := event.Unreported{
		Account: id, Region: p.Deployment.HomeRegion, At: at, Problems: []event.UnreportedFailure{problem},
	}
	if err := p.Jobs.Send(ctx, event.NewMessage(said)); err != nil {
		return fmt.Errorf("tell of the roles in account %s: %w", id, err)
	}
	return nil
}
