package proof

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/policy"
)

// deletions are the conditions for AWS Backup to delete a recovery point whose retention is over, in the order in which
// it meets them. It does so as the role that made the backup.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-iam.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
var deletions = []condition{
	{"backup-role-gone", "the role that made the backup exists", checkBackupRole},
	{"backup-role-not-assumable", "that role trusts AWS Backup", checkTrust},
	{"role-may-not-delete", "that role's policies allow the deletion", checkDeletionByRole},
	{"boundary-denies-copy", "that role's permissions boundary allows the deletion", checkDeletionByBoundary},
	{"scp-denies-copy", "the service control policies allow the deletion", checkDeletionBySCPs},
}

// deleters are the calls by which the role deletes backups, by resource type. What AWS Backup fully manages needs none.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
var deleters = map[string]string{
	"EBS":             "ec2:DeleteSnapshot",
	"Storage Gateway": "ec2:DeleteSnapshot",
	"EC2":             "ec2:DeregisterImage",
	"RDS":             "rds:DeleteDBSnapshot",
	"Aurora":          "rds:DeleteDBClusterSnapshot",
	"DocumentDB":      "rds:DeleteDBClusterSnapshot",
	"Neptune":         "rds:DeleteDBClusterSnapshot",
	"FSx":             "fsx:DeleteBackup",
	"Redshift":        "redshift:DeleteClusterSnapshot",
	"DynamoDB":        "dynamodb:DeleteBackup",
}

// deleter is the call that deletes the recovery point; empty: the role needs none.
func (c CopyAttempt) deleter() string {
	if strings.Contains(c.RecoveryPointARN, ":backup:") { // a fully managed type's
		return ""
	}
	return deleters[c.ResourceType]
}

// ProveDeletion looks why a recovery point is still there although its retention is over, over facts of the role that
// made it. The first condition that fails is the cause, Confirmed; where none does, the diagnosis stays Suspected. What
// has stayed is deleted by hand in any case. Facts that nobody gathered leave the diagnosis as it is.
func ProveDeletion(d catalog.Diagnosis, f Facts) catalog.Diagnosis {
	if f.Copy == (CopyAttempt{}) {
		return d
	}
	findings := checkConditions(deletions, f)
	proven := d
	if i := slices.IndexFunc(findings, func(one finding) bool { return one.Outcome == catalog.Fail }); i >= 0 {
		cause := findings[i]
		proven = cause.confirmed(catalog.Signal{State: "EXPIRED"})
		proven.Remedy += " Then delete the remaining recovery points yourself."
		proven.Why = cause.sentence + "\nChecked: " + cause.Evidence.Saw + "."
	} else {
		proven.Proof, proven.NotKnown = catalog.Suspected, unreadFacts(findings)
		if len(proven.NotKnown) == 0 {
			proven.Why = heldByOthers
		}
	}
	proven.Paste, proven.Checks = deleteCommand(f.Copy), checksOf(findings)
	return proven
}

// heldByOthers is why nothing is confirmed, and what else keeps a recovery point that farvault does not look into.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/legalholds.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/multi-volume-crash-consistent.html
const heldByOthers = "the role has permission to delete it now: it was repaired since, or something else keeps it\n" +
	"A legal hold does (aws backup list-legal-holds), and so do an active backup access point " +
	"(aws backup list-backup-access-points-by-recovery-point) and a lock of the EBS snapshot " +
	"(aws ec2 describe-locked-snapshots): AWS Backup deletes it when they are gone, and refuses to before"

// deleteCommand is what deletes a recovery point by hand.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html
func deleteCommand(c CopyAttempt) string {
	return fmt.Sprintf("aws backup delete-recovery-point --region %s --backup-vault-name %s --recovery-point-arn %s",
		c.Region, c.SourceVaultARN[strings.LastIndex(c.SourceVaultARN, ":")+1:], c.RecoveryPointARN)
}

func checkDeletionByRole(f Facts) finding {
	if reason, blocked := f.noRole(); blocked {
		return reason
	}
	return f.mayDelete(
		policy.Set{Identity: f.BackupRole.Value.Identity},
		nil,
		"its identity policies",
		"The backup role's policies do not allow %s.",
		f.roleFails,
	)
}

func checkDeletionByBoundary(f Facts) finding { return f.boundaryAllows(f.mayDelete) }

func checkDeletionBySCPs(f Facts) finding { return f.scpsAllow(f.mayDelete) }

// mayDelete evaluates the deletion against one kind of policy; what the others say is not asked here.
func (f Facts) mayDelete(
	set policy.Set,
	levels [][]ControlPolicy,
	whose, sentence string,
	fail func(sentence, saw string) finding,
) finding {
	action := f.Copy.deleter()
	if action == "" {
		return passes("AWS Backup deletes backups of %s without a permission of the role", f.Copy.ResourceType)
	}
	verdict := policy.Evaluate(policy.Request{
		Principal:        f.Copy.RoleARN,
		PrincipalAccount: f.Copy.SourceAccount,
		Action:           action,
		Resource:         f.Copy.RecoveryPointARN,
		ResourceAccount:  f.Copy.SourceAccount,
		Context:          f.membership(f.SourceAccount),
	}, set)
	switch {
	case verdict.Decision == policy.Allowed:
		return passes("%s allow %s", whose, action)
	case len(verdict.Unknown) > 0:
		return unseen("%s use %s, which farvault cannot evaluate", whose, strings.Join(verdict.Unknown, ", "))
	}
	by := deciderOf(verdict.By, levels)
	found := fail(fmt.Sprintf(sentence, action), said(verdict.Decision, by, action, whose)).decidedBy(by)
	if verdict.Decision == policy.ExplicitlyDenied { // farvault takes nothing away that others have put there
		found = found.byPeople()
		found.remedy = fmt.Sprintf(
			"Remove the Deny of %s (%s) from %s, or exclude the backup role from it.",
			action,
			by,
			whose,
		)
	}
	return found
}
