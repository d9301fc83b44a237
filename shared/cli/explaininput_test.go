package cli

import (
	"strings"
	"testing"
)

const (
	failedCopyJob = `{"AccountId":"222233334444","CopyJobId":"0B9B","State":"FAILED","ResourceType":"EBS",` +
		`"StatusMessage":"The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it"}`
	notification = `{"Type":"Notification","TopicArn":"arn:aws:sns:eu-west-1:222233334444:t",` +
		`"Message":"An AWS Backup job failed. Resource ARN : arn:aws:ec2:eu-west-1:222233334444:volume/vol-1. BackupJob ID : 1b23",` +
		`"MessageAttributes":{"EventType":{"Type":"String","Value":"BACKUP_JOB"},"State":{"Type":"String","Value":"FAILED"},` +
		`"AccountId":{"Type":"String","Value":"222233334444"},"Id":{"Type":"String","Value":"1b23"}}}`
	trailRecord = `{"eventVersion":"1.08","eventSource":"kms.amazonaws.com","eventName":"CreateGrant","errorCode":"AccessDenied",` +
		`"errorMessage":"User: arn:aws:sts::222233334444:assumed-role/BackupRole/AWSBackup is not authorized to perform: ` +
		`kms:CreateGrant on resource: arn:aws:kms:eu-west-1:222233334444:key/k because no resource-based policy allows it"}`
	accountRecord = `{"eventVersion":"1.08","eventType":"AwsServiceEvent","eventSource":"organizations.amazonaws.com",` +
		`"eventName":"CreateAccountResult","awsRegion":"us-east-1","recipientAccountId":"999988887777",` +
		`"serviceEventDetails":{"createAccountStatus":{"state":"FAILED","failureReason":"EMAIL_ALREADY_EXISTS"}}}`
	jobEvent = `{"source":"aws.backup","detail-type":"Copy Job State Change","account":"222233334444","region":"eu-west-1",` +
		`"detail":{"copyJobId":"c","state":"STATE"}}`
)

// Every form in which people hold a failure gives the diagnosis that its words give.
func TestAFailureIsReadInEveryForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ input, want string }{
		"describe-copy-job":            {`{"CopyJob":` + failedCopyJob + `}`, "kms/source-key-not-shared"},
		"list-copy-jobs":               {`{"CopyJobs":[` + failedCopyJob + `]}`, "kms/source-key-not-shared"},
		"describe-backup-job":          {`{"BackupJobId":"b","State":"EXPIRED"}`, "schedule/job-window-passed"},
		"list-backup-jobs":             {`{"BackupJobs":[{"BackupJobId":"b","State":"EXPIRED"}]}`, "schedule/job-window-passed"},
		"describe-restore-job":         {`{"RestoreJobId":"r","Status":"ABORTED"}`, "stopped-by-user"},
		"a CloudTrail record":          {trailRecord, "kms/"},
		"a trail's file":               {`{"Records":[` + trailRecord + `]}`, "kms/"},
		"lookup-events":                {`{"Events":[{"CloudTrailEvent":` + quote(trailRecord) + `}]}`, "kms/"},
		"a service's record":           {accountRecord, "organization/account-not-created"},
		"AWS Backup's notification":    {notification, "farvault explain --live backup-job 1b23 --account 222233334444"},
		"SNS to Lambda":                {`{"Records":[{"EventSource":"aws:sns","Sns":` + notification + `}]}`, "explain --live backup-job 1b23"},
		"an event through SNS":         {`{"TopicArn":"t","Message":` + quote(copyEvent("FAILED")) + `}`, "unknown/unknown"},
		"an event through SNS and SQS": {`{"Records":[{"body":` + quote(`{"TopicArn":"t","Message":`+quote(copyEvent("FAILED"))+`}`) + `}]}`, "unknown/unknown"},
		"a byte order mark":            {"\ufeff" + copyEvent("FAILED"), "unknown/unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := explainText(t, c.input)
			if err != nil || !strings.Contains(out, c.want) {
				t.Errorf("%v: want %q in:\n%s", err, c.want, out)
			}
		})
	}
}

// What went well, still runs or is no job is no failure, in words that name no type of the code.
func TestWhatIsNoFailureIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ input, want string }{
		"a completed job":       {copyEvent("COMPLETED"), "the copy job is COMPLETED"},
		"a running job":         {copyEvent("RUNNING"), "the copy job is RUNNING"},
		"a pending one":         {copyEvent("PENDING"), "the copy job is PENDING"},
		"described":             {`{"CopyJob":{"CopyJobId":"c","State":"COMPLETED"}}`, "the copy job is COMPLETED"},
		"an empty list":         {`{"CopyJobs":[]}`, "its list is empty"},
		"a list without one":    {`{"CopyJobs":[{"CopyJobId":"c","State":"COMPLETED"},{"CopyJobId":"d","State":"RUNNING"}]}`, "none of its 2 records failed"},
		"a deleted point":       {`{"source":"aws.backup","detail-type":"Recovery Point State Change","account":"2","region":"r","detail":{"status":"DELETED","backupVaultArn":"v"}}`, "the recovery point is DELETED"},
		"a change of opt-ins":   {`{"source":"aws.backup","detail-type":"Region Setting State Change","account":"2","region":"r","detail":{"ResourceTypeOptInPreference":{"Aurora":true}}}`, "it reports a change"},
		"a call that succeeded": {`{"eventSource":"kms.amazonaws.com","eventName":"DescribeKey"}`, "contains no failure"},
		"another object":        {`{"a":1}`, "it is none of these"},
		"a list":                {`[1]`, "it is not a JSON object"},
		"another notification":  {`{"TopicArn":"t","Message":"hello"}`, "not AWS Backup's"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := explainText(t, c.input)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "event.") {
				t.Errorf("%v: want %q; printed:\n%s", err, c.want, out)
			}
		})
	}
}

func explainText(t *testing.T, input string) (string, error) {
	t.Helper()
	var out strings.Builder
	err := explainCommand{File: "-"}.Run(t.Context(), Streams{In: strings.NewReader(input), Out: &out, Err: &out})
	return out.String(), err
}

func copyEvent(state string) string { return strings.Replace(jobEvent, "STATE", state, 1) }

func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
