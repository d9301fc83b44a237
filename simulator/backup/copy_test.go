package backup_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

const (
	denied     = "Access Denied trying to call AWS Backup service"
	ebsKey     = "Given key ID is not accessible. You must have DescribeKey permissions on the default key"
	keyGone    = "KMS key is either disabled or pending deletion or access to KMS key is denied"
	fiveCalls  = `"kms:DescribeKey","kms:ListGrants","kms:ReEncryptFrom","kms:GenerateDataKeyWithoutPlaintext","kms:CreateGrant"`
	rootOf     = "arn:aws:iam::111122223333:root"
	noMore     = `{}`
	forAWS     = `{"BoolIfExists":{"kms:GrantIsForAWSResource":"true"}}`
	denyCopy   = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:ArnNotLike":{"backup:CopyTargets":"arn:aws:backup:*:444455556666:backup-vault:*"}}}}`
	denyCopyOK = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"backup:CopyFromBackupVault","Resource":"*","Condition":{"ForAllValues:ArnNotLike":{"backup:CopyTargets":"arn:aws:backup:*:111122223333:backup-vault:*"}}}}`
)

// What stands in the way of a copy, and what AWS Backup says of it; nothing means that the copy arrives.
func TestCopyJobs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		breaks func(*world)
		want   string
		reason string
	}{
		"everything is there": {breaks: only("EBS"), reason: "SUCCESS"},
		"the destination left the organization": {
			breaks: func(w *world) { w.organizations.RemoveAccount(central) },
			want:   "Copy job failed. Both source and destination account must be a member of the same organization.", reason: "ACCESS_DENIED",
		},
		"cross-account backup is switched off": {
			breaks: func(w *world) { w.backup.SetGlobal("isCrossAccountBackupEnabled", "false") },
			want:   "Copy job failed. Cross-account copy feature is not enabled for the current organization.", reason: "FEATURE_NOT_ENABLED",
		},
		"the destination vault is missing": {
			breaks: emptied, want: "Copy job failed because backup vault " + centralVault + " does not exist.", reason: "RESOURCE_NOT_FOUND",
		},

		"the role may not copy from":                {breaks: inline(without("backup:CopyFromBackupVault")), want: denied, reason: "ACCESS_DENIED"},
		"the role may not copy into":                {breaks: inline(without("backup:CopyIntoBackupVault")), want: denied, reason: "ACCESS_DENIED"},
		"a permissions boundary leaves it out":      {breaks: bounded, want: denied, reason: "ACCESS_DENIED"},
		"an SCP denies copies":                      {breaks: scp(denyCopy), want: denied, reason: "ACCESS_DENIED"},
		"an SCP denies copies to other targets":     {breaks: both(only("EBS"), scp(denyCopyOK)), reason: "SUCCESS"},
		"the local vault's policy denies":           {breaks: localPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}}`), want: denied, reason: "ACCESS_DENIED"},
		"the destination's policy is another's":     {breaks: vaultPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-other"}}}}`), want: denied, reason: "ACCESS_DENIED"},
		"the destination's policy names the member": {breaks: both(only("EBS"), vaultPolicy(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},"Action":"backup:CopyIntoBackupVault","Resource":"*"}}`)), reason: "SUCCESS"},

		"the destination vault has aws/backup": {
			breaks: both(serviceKeyVault, only("EBS")),
			want: "Copy job failed because the destination Backup vault is encrypted with the default Backup service managed key. " +
				"The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS KMS key may be copied.", reason: "ACCESS_DENIED",
		},
		"a fully managed type goes into a vault with aws/backup": {breaks: both(serviceKeyVault, only("EFS")), reason: "SUCCESS"},
		"the lock's minimum is longer":                           {breaks: lock(180, 365), want: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.", reason: "INVALID_LIFECYCLE"},
		"the lock's maximum is shorter":                          {breaks: lock(1, 100), want: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.", reason: "INVALID_LIFECYCLE"},
		"the retention lies within the lock":                     {breaks: both(lock(1, 365), only("EBS")), reason: "SUCCESS"},
		"the type cannot be copied to another account":           {breaks: instead("DynamoDB", nil), want: "Feature is not supported for provided resource type.", reason: "UNSUPPORTED_OPERATION"},
		"the destination has no service-linked role": {
			breaks: func(w *world) {
				w.organizations.AddAccount(outsider, "another", "")
				w.createVault(outsider, "central", w.kms.CreateKeyFor(outsider, region, nil, nil))
			}, want: "The provided role arn:aws:iam::555566667777:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup cannot be assumed by AWS Backup.", reason: "ACCESS_DENIED",
		},

		"the source key is AWS's":                      {breaks: instead("EBS", managedKey("aws/ebs")), want: "Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot.", reason: "ACCESS_DENIED"},
		"the source is not encrypted":                  {breaks: instead("EBS", nil), reason: "SUCCESS"},
		"the source key admits its own account alone":  {breaks: both(only("EBS"), keyPolicy(volumeKey)), want: ebsKey, reason: "KMS_KEY_ERROR"},
		"the source key lets root look and not grant":  {breaks: both(only("EBS"), keyPolicy(volumeKey, toCentral(rootOf, `"kms:DescribeKey"`, noMore))), want: ebsKey, reason: "KMS_KEY_ERROR"},
		"the source key lets root make the five calls": {breaks: both(only("EBS"), keyPolicy(volumeKey, toCentral(rootOf, fiveCalls, noMore))), reason: "SUCCESS"},
		"and holds grants to AWS services":             {breaks: both(only("EBS"), keyPolicy(volumeKey, toCentral(rootOf, fiveCalls, forAWS))), reason: "SUCCESS"},
		"the source key names the service-linked role": {breaks: both(only("EBS"), keyPolicy(volumeKey, toCentral(linkedRole, fiveCalls, noMore))), reason: "SUCCESS"},
		"the source key admits calls via Backup alone": {breaks: both(only("EBS"), keyPolicy(volumeKey, toCentral(rootOf, fiveCalls, `{"StringLike":{"kms:ViaService":"backup.*.amazonaws.com"}}`))), want: ebsKey, reason: "KMS_KEY_ERROR"},
		"the destination key is disabled":              {breaks: both(only("EBS"), disabled(centralKey)), want: ebsKey, reason: "KMS_KEY_ERROR"},
		"a logically air-gapped destination":           {breaks: airGapped(7, 365), reason: "SUCCESS"},
		"which keeps what lies in its range alone":     {breaks: airGapped(7, 100), want: "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault.", reason: "INVALID_LIFECYCLE"},
		"and takes not every type":                     {breaks: both(airGapped(7, 365), instead("RDS", nil)), want: "Feature is not supported for provided resource type.", reason: "UNSUPPORTED_OPERATION"},
		"nor what stays unencrypted":                   {breaks: both(both(airGapped(7, 365), func(w *world) { w.backup.OptIn(member, region, "Aurora") }), instead("Aurora", nil)), want: "Feature is not supported for provided resource type.", reason: "UNSUPPORTED_OPERATION"},
		"the source vault's key is not shared":         {breaks: both(only("EFS"), keyPolicy(localKey)), want: keyGone, reason: "KMS_KEY_ERROR"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.breaks(w)
			rule := dailyRule()
			if law == "the destination has no service-linked role" {
				rule.CopyActions[0].DestinationBackupVaultArn = aws.String("arn:aws:backup:eu-west-1:555566667777:backup-vault:central")
				w.openTo(outsider)
			}
			w.plan(rule)
			w.Advance(4 * time.Hour)
			copies := w.copies()
			if len(copies) == 0 {
				t.Fatal("no copy job was made")
			}
			for _, job := range copies {
				if got := aws.ToString(job.StatusMessage); got != tt.want || *job.MessageCategory != tt.reason {
					t.Errorf("%s copy %s: %s %q, want %s %q", *job.ResourceType, job.State, *job.MessageCategory, got, tt.reason, tt.want)
				}
			}
		})
	}
}

// RDS prints the key that it cannot use.
func TestTheCopyOfADatabaseNamesTheKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := w.kms.CreateKeyFor(member, region, nil, nil)
	instead("RDS", func(*world) string { return key })(w)
	w.plan(dailyRule())
	w.Advance(4 * time.Hour)
	want := "The source snapshot KMS key [" + key + "] does not exist, is not enabled or you do not have permissions to access it."
	if got := aws.ToString(w.copies()[0].StatusMessage); got != want {
		t.Errorf("status message %q, want %q", got, want)
	}
}

// What was put right helps the next copy.
func TestTheNextCopySucceedsOnceTheKeyIsShared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	only("EBS")(w)
	good, _ := w.kms.Key(w.volumeKey)
	before := *good.Policy
	keyPolicy(volumeKey)(w)
	w.plan(dailyRule())
	w.Advance(24 * time.Hour)
	w.kms.PutPolicyFor(w.volumeKey, before)
	w.Advance(24 * time.Hour)
	copies := w.copies()
	if len(copies) != 2 || copies[0].State != "COMPLETED" || copies[1].State != "FAILED" {
		t.Fatalf("copies %d, newest %s, oldest %s", len(copies), copies[0].State, copies[len(copies)-1].State)
	}
	if copies[0].CompletionDate.Sub(*copies[0].CreationDate) < time.Minute {
		t.Error("a copy takes no time")
	}
}

// A role that goes away while a copy runs leaves the snapshot shared; the copy has arrived by then.
func TestTheCopyOfARoleThatIsGoneIsNotUnshared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.plan(dailyRule())
	w.Advance(time.Date(2026, 3, 1, 12, 12, 0, 0, time.UTC).Sub(w.Clock.Now())) // both copies run
	distrust(w)
	w.Advance(time.Hour)
	got := map[string]string{}
	for _, job := range w.copies() {
		got[*job.ResourceType] = string(job.State) + " " + aws.ToString(job.StatusMessage)
	}
	want := map[string]string{"EBS": "FAILED Failed to unshare snapshot", "EFS": "COMPLETED "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("copies (-want +got):\n%s", diff)
	}
}
