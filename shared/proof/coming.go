package proof

import (
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
)

// Forecast is what is known of a copy before it is made.
type Forecast struct {
	Outcome   catalog.Outcome   // Fail, Pass, or CouldNotRead: nothing fails, and something could not be read
	Diagnosis catalog.Diagnosis // of a copy that will fail
	Unread    []string          // what could not be read, for people
	Checks    []catalog.Check   // every condition that was looked at, in order
}

// Met reports whether the condition was read and is met whose failing is that cause.
func (f Forecast) Met(cause string) bool {
	met := func(c catalog.Check) bool { return c.Cause == cause && c.Outcome == catalog.Pass }
	return slices.ContainsFunc(f.Checks, met)
}

// ofPoint are the conditions of the recovery point. That of a copy to come is not made yet, and is warm when the copy
// begins.
var ofPoint = []string{"recovery-point-gone", "recovery-point-cold"}

// Foresee proves the conditions of a copy that is still to come. Of several that fail it takes one that somebody must
// act on before one that farvault repairs; the others stand in the diagnosis' Checks.
func Foresee(f Facts) Forecast {
	coming := slices.DeleteFunc(slices.Clone(conditions), func(c condition) bool {
		return slices.Contains(ofPoint, c.cause)
	})
	findings := checkConditions(coming, f)
	unread := unreadFacts(findings)
	var failing []finding
	for _, found := range findings {
		if found.Outcome == catalog.Fail {
			failing = append(failing, found)
		}
	}
	switch {
	case len(failing) > 0:
	case len(unread) > 0:
		return Forecast{Outcome: catalog.CouldNotRead, Unread: unread, Checks: checksOf(findings)}
	default:
		return Forecast{Outcome: catalog.Pass, Checks: checksOf(findings)}
	}
	cause := failing[0]
	for _, found := range failing {
		if !found.Ours {
			cause = found
			break
		}
	}
	d := cause.confirmed(catalog.Signal{})
	d.Why, d.Checks = cause.sentence+"\n"+checked(cause, findings), checksOf(findings)
	return Forecast{Outcome: catalog.Fail, Diagnosis: d, Unread: unread, Checks: d.Checks}
}

// pointForms are how recovery points of types that have a form of their own are named; the others are AWS Backup's.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#resource-arns-table
var pointForms = map[string]org.ARN{
	"EBS":             {Service: "ec2", Resource: "snapshot/snap-00000000000000000"},
	"Storage Gateway": {Service: "ec2", Resource: "snapshot/snap-00000000000000000"},
	"EC2":             {Service: "ec2", Resource: "image/ami-00000000000000000"},
	"RDS":             {Service: "rds", Account: "*", Resource: "snapshot:awsbackup:job-to-come"},
	"Aurora":          {Service: "rds", Account: "*", Resource: "cluster-snapshot:awsbackup:job-to-come"},
	"DocumentDB":      {Service: "rds", Account: "*", Resource: "cluster-snapshot:awsbackup:job-to-come"},
	"Neptune":         {Service: "rds", Account: "*", Resource: "cluster-snapshot:awsbackup:job-to-come"},
	"FSx":             {Service: "fsx", Account: "*", Resource: "backup/backup-00000000000000000"},
	"DynamoDB":        {Service: "dynamodb", Account: "*", Resource: "table/to-come/backup/to-come"},
}

// PointToCome stands for the ARN of a recovery point that is still to be made: policies ask for its form. A DynamoDB
// table has the service's own only without AWS Backup's advanced features.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
func PointToCome(resourceType, account, region string, advanced bool) string {
	form, own := pointForms[resourceType]
	if !own || resourceType == "DynamoDB" && advanced {
		form = org.ARN{Service: "backup", Account: "*", Resource: "recovery-point:to-come"}
	}
	form.Partition, form.Region = org.Partition(region), region
	if form.Account != "" {
		form.Account = account
	}
	return form.String()
}

// ManagedByBackup reports whether AWS Backup encrypts backups of the type with the vault's key, whatever key the
// resource has. Not ok for a type that farvault's table does not have.
func ManagedByBackup(c CopyAttempt) (managed, ok bool) {
	t, known := typeOf(c)
	return t.managed, known
}

// KeepsResourceKey reports whether a copy of the type needs the resource's own key.
func KeepsResourceKey(c CopyAttempt) bool {
	managed, known := ManagedByBackup(c)
	return known && !managed && !strings.Contains(c.RecoveryPointARN, ":dynamodb:")
}

// ForeseeFurther proves the conditions of a copy that is still to come; where they do not pass, again with what can yet
// clear it, or makes the message about it better.
func ForeseeFurther(f Facts, further func(Facts) Facts) Forecast {
	forecast := Foresee(f)
	if forecast.Outcome == catalog.Pass {
		return forecast
	}
	return Foresee(further(f))
}
