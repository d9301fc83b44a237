package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/handler/batch"
	"farvault/shared/policy"
	"farvault/shared/wiring"
	"farvault/simulator/schedule"
)

// afterwards is how long after a backup was due everything that follows from it is over.
const afterwards = 45 * time.Minute

// nextBackup lets the time pass until everything that follows from the plan's next run is over.
func (s *stage) nextBackup() { s.until(s.nextRun().Add(afterwards)) }

// duringBackup lets the time pass until the backups of the plan's next run are being made, shortly before their copies
// begin.
func (s *stage) duringBackup() { s.until(s.nextRun().Add(6 * time.Minute)) }

func (s *stage) until(t time.Time) { s.world.Advance(t.Sub(s.now())) }

// nextRun is when the plan's rule is due next. The settings were checked when the stage was set.
func (s *stage) nextRun() time.Time {
	rule := s.settings.BackupPlans[0].Rules[0]
	next, err := schedule.Next(rule.ScheduleExpression, rule.ScheduleExpressionTimezone, s.now())
	if err != nil {
		panic(fmt.Sprintf("demo: rule %s: %v", rule.RuleName, err))
	}
	return next
}

// expectation is the state that a scene must end in.
type expectation struct {
	volumeCopies, fileSystemCopies int // recovery points in the central vault
	alerts, mended, resolved       int // messages so far, on each channel
	fixed                          int // those that a cause is gone and no copy has shown it; not with the binaries' clock
	open                           int // groups of alerts
	proven                         int // failures of which every condition was looked at, and the cause confirmed
}

// expect compares the world with what the story says of it.
func (s *stage) expect(ctx context.Context, want expectation) error {
	got, err := s.observe(ctx)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("the world is not as the story says:\n  want %+v\n  got  %+v%s", want, got, s.trouble())
	}
	if s.undelivered() > 0 || s.failed() > 0 {
		return fmt.Errorf("the story is as told, but not everything went well:%s", s.trouble())
	}
	return nil
}

func (s *stage) observe(ctx context.Context) (expectation, error) {
	var e expectation
	var err error
	if e.volumeCopies, err = s.copiesOf(ctx, s.volume); err != nil {
		return e, err
	}
	if e.fileSystemCopies, err = s.copiesOf(ctx, s.fileSystem); err != nil {
		return e, err
	}
	for _, g := range s.groups() {
		if g.Open {
			e.open++
		}
		if proven(g) {
			e.proven++
		}
	}
	if mails, posts := len(s.mails()), len(s.slack.Posts()); mails != posts {
		return e, fmt.Errorf("%d mails were sent and %d messages came to Slack%s", mails, posts, s.trouble())
	}
	if mail, err := s.unpaged(); mail != "" || err != nil {
		return e, fmt.Errorf("no event came of the mail %q: %v%s", mail, err, s.trouble())
	}
	told := s.log.told()
	e.alerts, e.mended, e.resolved = told.first, told.mended, told.resolved
	if !s.binaries {
		e.fixed = told.fixed
	}
	return e, nil
}

// proven reports whether the group's alert rests on a look at every condition of the copy.
func proven(g alert.Record) bool {
	blind := func(c catalog.Check) bool { return c.Outcome == catalog.CouldNotRead }
	return g.Alert.Diagnosis.Proof == catalog.Confirmed && !slices.ContainsFunc(g.Alert.Diagnosis.Checks, blind)
}

// told counts the messages that Slack took, by why they were sent.
type told struct{ first, mended, resolved, fixed int }

func (c *chronicle) told() (t told) {
	for _, l := range c.since(0) {
		if l.function != wiring.SlackFunction || l.text("outcome") != batch.WordDone {
			continue
		}
		switch alert.Reason(l.text("reason")) {
		case alert.FirstNotification:
			t.first++
		case alert.Repaired:
			t.mended++
		case alert.AllResolved:
			t.resolved++
		case alert.Fixed:
			t.fixed++
		}
	}
	return t
}

// mails are the alerts that arrived by mail, without the one that asks for confirmation.
func (s *stage) mails() []string {
	s.world.Lock()
	defer s.world.Unlock()
	var bodies []string
	for _, m := range s.world.SNS.Mails() {
		if m.ConfirmationOfARN == "" {
			bodies = append(bodies, flowing(m.Body))
		}
	}
	return bodies
}

// copiesOf counts the recovery points of a resource in the central vault that are complete.
func (s *stage) copiesOf(ctx context.Context, resource string) (int, error) {
	client := backup.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(client, &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: aws.String(s.settings.CentralVault.BackupVaultName), ByResourceArn: aws.String(resource),
	})
	n := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, fmt.Errorf("list the central vault: %w", err)
		}
		for _, point := range page.RecoveryPoints {
			if point.Status == "COMPLETED" {
				n++
			}
		}
	}
	return n, nil
}

// checkCentral looks at the central vault: a customer managed key, and a policy that lets the organization copy in.
func (s *stage) checkCentral(ctx context.Context) error {
	client := backup.NewFromConfig(s.world.Administrator(centralID, homeRegion))
	name := aws.String(s.settings.CentralVault.BackupVaultName)
	vault, err := client.DescribeBackupVault(ctx, &backup.DescribeBackupVaultInput{BackupVaultName: name})
	if err != nil {
		return fmt.Errorf("the central vault is not there: %w%s", err, s.trouble())
	}
	s.world.Lock()
	key, _ := s.world.KMS.Key(aws.ToString(vault.EncryptionKeyArn))
	s.world.Unlock()
	if key.Manager != "CUSTOMER" &&
		vault.EncryptionKeyType != types.EncryptionKeyTypeAwsOwnedKmsKey { // the latter is a logically air-gapped vault's
		return fmt.Errorf("the central vault's key is managed by %q", key.Manager)
	}
	out, err := client.GetBackupVaultAccessPolicy(ctx, &backup.GetBackupVaultAccessPolicyInput{BackupVaultName: name})
	if err != nil {
		return fmt.Errorf("the central vault has no policy: %w", err)
	}
	document, err := policy.Parse(aws.ToString(out.Policy))
	if err != nil {
		return err
	}
	verdict := policy.Evaluate(policy.Request{
		Principal: "arn:aws:iam::" + newcomerID + ":role/anybody", PrincipalAccount: newcomerID,
		Action: "backup:CopyIntoBackupVault", Resource: aws.ToString(vault.BackupVaultArn), ResourceAccount: centralID,
		Context: map[string][]string{"aws:PrincipalOrgID": {organizationID}},
	}, policy.Set{Identity: []policy.Document{everything}, Resource: &document})
	if verdict.Decision != policy.Allowed {
		return fmt.Errorf("the central vault's policy does not let members copy in: %s", document)
	}
	return nil
}

var everything = policy.MustParse(
	`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
)

// checkMember looks for what a protected account has: the plan with a copy action, its selection, the rule, each once.
func (s *stage) checkMember(ctx context.Context, account string) error {
	client := backup.NewFromConfig(s.world.Administrator(account, homeRegion))
	plans, err := client.ListBackupPlans(ctx, &backup.ListBackupPlansInput{})
	if err != nil {
		return err
	}
	if len(plans.BackupPlansList) != len(s.settings.BackupPlans) {
		return fmt.Errorf(
			"account %s has %d backup plans, the settings ask for %d%s",
			account,
			len(plans.BackupPlansList),
			len(s.settings.BackupPlans),
			s.trouble(),
		)
	}
	for _, p := range plans.BackupPlansList {
		plan, err := client.GetBackupPlan(ctx, &backup.GetBackupPlanInput{BackupPlanId: p.BackupPlanId})
		if err != nil {
			return err
		}
		for _, rule := range plan.BackupPlan.Rules {
			if len(rule.CopyActions) != 1 ||
				!strings.Contains(
					aws.ToString(rule.CopyActions[0].DestinationBackupVaultArn),
					":"+centralID+":backup-vault:",
				) {
				return fmt.Errorf(
					"rule %s in account %s does not copy to the central vault",
					aws.ToString(rule.RuleName),
					account,
				)
			}
		}
		selections, err := client.ListBackupSelections(
			ctx,
			&backup.ListBackupSelectionsInput{BackupPlanId: p.BackupPlanId},
		)
		if err != nil {
			return err
		}
		if len(selections.BackupSelectionsList) != 1 {
			return fmt.Errorf(
				"plan %s in account %s has %d selections%s",
				aws.ToString(p.BackupPlanName),
				account,
				len(selections.BackupSelectionsList),
				s.trouble(),
			)
		}
	}
	return s.checkForwarding(ctx, account)
}

// checkForwarding looks for the rule that sends Backup's events to the central bus.
func (s *stage) checkForwarding(ctx context.Context, account string) error {
	client := eventbridge.NewFromConfig(s.world.Administrator(account, homeRegion))
	out, err := client.ListTargetsByRule(
		ctx,
		&eventbridge.ListTargetsByRuleInput{Rule: aws.String(chain.ForwardingRule)},
	)
	if err != nil {
		return fmt.Errorf("the rule %s in account %s: %w%s", chain.ForwardingRule, account, err, s.trouble())
	}
	if len(out.Targets) != 1 || !strings.Contains(aws.ToString(out.Targets[0].Arn), ":"+centralID+":event-bus/") {
		return fmt.Errorf("the rule %s in account %s does not target the central bus", chain.ForwardingRule, account)
	}
	return nil
}
