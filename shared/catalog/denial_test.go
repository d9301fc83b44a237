package catalog_test

import (
	"strings"
	"testing"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

const refused = "User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: "

// Where AWS's sentence names the call, the remedy names it too: the action, the resource, and the role without its session.
func TestTheRemedyNamesTheDeniedCall(t *testing.T) {
	t.Parallel()
	const role = "arn:aws:iam::222233334444:role/BackupRole"
	for name, c := range map[string]struct {
		message, cause string
		job            event.JobKind
		want           []string
	}{
		"a key": {refused + "kms:Decrypt on resource: arn:aws:kms:eu-west-1:222233334444:key/k because no resource-based policy allows it",
			"key-permission-missing", event.Copy, []string{"kms:Decrypt", role, "arn:aws:kms:eu-west-1:222233334444:key/k"}},
		"a grant on a key that is named": {refused + "kms:CreateGrant on resource: arn:aws:kms:eu-west-1:222233334444:key/k because no resource-based policy allows it",
			"key-permission-missing", event.API, []string{"kms:CreateGrant", "key/k"}},
		"a service control policy": {refused + "ec2:CopySnapshot on resource: arn:aws:ec2:eu-west-1::snapshot/snap-1 with an explicit deny in a service control policy",
			"scp-denies-copy", event.Copy, []string{"ec2:CopySnapshot", role}},
		"any other": {refused + "dynamodb:ListTables", "access-denied", event.API, []string{"dynamodb:ListTables", role, "the resource"}},
		"another's role": {"User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222233334444:role/AWSControlTowerExecution",
			"role-not-enterable", event.API, []string{"arn:aws:iam::111122223333:user/ann", "role/AWSControlTowerExecution"}},
		"no call": {"Access Denied", "access-denied", event.Copy, []string{"Find the denied call in CloudTrail"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := catalog.Diagnose(catalog.Signal{Job: c.job, State: "FAILED", Message: c.message})
			if d.Cause != c.cause {
				t.Errorf("cause %s, want %s", d.Cause, c.cause)
			}
			for _, want := range c.want {
				if !strings.Contains(d.Remedy, want) {
					t.Errorf("the remedy does not name %s: %s", want, d.Remedy)
				}
			}
			if strings.ContainsAny(d.Remedy, "{}") {
				t.Errorf("the remedy has a hole: %s", d.Remedy)
			}
		})
	}
}

// Two words are not enough for a row that says that nothing is lost, and a limit that AWS never raises is not asked to be raised.
func TestWideRowsKeepToTheirOwn(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"Snapshot failed: the request exceeded our internal limits": "transient",
		"A backup plan can have at most 10 rules":                   "plan-too-big",
		"No objects were backed up from the source bucket x. To get notified of these failures please enable SNS event notifications.": "bucket-objects-not-read",
	} {
		d := catalog.Diagnose(catalog.Signal{Job: event.Backup, State: "COMPLETED", Message: message})
		if d.Cause != want && string(d.Category) != want || d.Benign {
			t.Errorf("%q is %s/%s, benign %t; want %s", message, d.Category, d.Cause, d.Benign, want)
		}
	}
}
