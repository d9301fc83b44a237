package cloud_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/proof"
	simulated "farvault/simulator/backup"
)

// failing is a world in which a file system was backed up at noon, and its copy refused: the central vault's policy admits nobody.
func failing(t *testing.T) (*world, event.JobStateChange) {
	t.Helper()
	w := newWorld(t)
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.settled(central, member)
	h := w.hand(t, central)
	_, err := h.backup.PutBackupVaultAccessPolicy(h.ctx, &backup.PutBackupVaultAccessPolicyInput{BackupVaultName: aws.String("farvault"),
		Policy: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"Shut","Effect":"Deny","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)})
	must(t, err)
	w.Backup.AddResource(member, region, simulated.Resource{Type: "EFS", Tags: map[string]string{"backup": "daily"}})
	w.Advance(12 * time.Hour)
	found, err := cloud.New(w.config(&wire{}), place, "farvault-sweep").Jobs().Bad(t.Context(), []string{member}, region, w.Clock.Now().Add(-24*time.Hour))
	must(t, err)
	if len(found) != 1 {
		t.Fatalf("%d bad jobs, want the one copy: %+v", len(found), found)
	}
	return w, found[0]
}

func TestBadJobsAreFoundAsTheirEventsWouldTell(t *testing.T) {
	t.Parallel()
	w, got := failing(t)
	want := event.JobStateChange{
		Origin: event.Origin{Account: member, Region: region}, Job: event.Copy, State: "FAILED", Found: true,
		Message: "Access Denied trying to call AWS Backup service", ResourceType: "EFS",
		SourceVaultARN:      "arn:aws:backup:eu-west-1:222233334444:backup-vault:farvault-local",
		DestinationVaultARN: "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault",
		RoleARN:             "arn:aws:iam::222233334444:role/farvault/farvault-backup",
	}
	ignore := cmpopts.IgnoreFields(event.JobStateChange{}, "Origin.Time", "JobID", "MessageCategory", "ResourceARN", "RecoveryPointARN", "PlanID", "RuleID", "Size", "CreatedAt", "CompletedAt")
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	for name, value := range map[string]string{"job id": got.JobID, "resource": got.ResourceARN, "recovery point": got.RecoveryPointARN, "plan": got.PlanID, "rule": got.RuleID} {
		if value == "" {
			t.Errorf("the found job has no %s", name)
		}
	}
	jobs := cloud.New(w.config(&wire{}), place, "farvault-sweep").Jobs()
	later, err := jobs.Bad(t.Context(), []string{member}, region, w.Clock.Now())
	if err != nil || len(later) != 0 {
		t.Errorf("since now: %v, %v; want none", later, err)
	}
}

// One look at the organization's summaries spares the listing of accounts that are well; where it is refused, every account is listed.
func TestBadJobsListsOnlyWhereSomethingIsBad(t *testing.T) {
	t.Parallel()
	w, _ := failing(t)
	list := func() []string {
		watch := &wire{}
		found, err := cloud.New(w.config(watch), place, "farvault-sweep").Jobs().Bad(t.Context(), []string{member, central}, region, w.Clock.Now().Add(-24*time.Hour))
		if err != nil || len(found) != 1 {
			t.Errorf("found %d jobs, %v; want one", len(found), err)
		}
		return slices.DeleteFunc(watch.calls, func(call string) bool { return !strings.HasSuffix(call, "Jobs") })
	}
	if diff := cmp.Diff([]string{"Backup:ListCopyJobs", "Backup:ListBackupJobs"}, list()); diff != "" {
		t.Errorf("with summaries (-want +got):\n%s", diff)
	}
	reader := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"backup:List*Summaries","Resource":"*"}]}`)
	role, _ := w.IAM.Role(place.RoleARN(manager, chain.ReaderRole))
	role.Inline["less"] = reader
	w.IAM.PutRole(manager, role)
	if n := len(list()); n != 4 {
		t.Errorf("without summaries %d listings, want two for each of the two accounts", n)
	}
}

// A restart has a token of its own for each attempt, and keeps the lifecycle that the plan gives copies.
func TestStartCopyRunsOnceForEachAttempt(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	w.settled(central)
	p := cloud.New(w.config(&wire{}), place, "farvault-provision").Provisioner()
	request := event.CopyRequest{Account: member, Region: region, JobID: job.JobID, ResourceARN: job.ResourceARN, RecoveryPointARN: job.RecoveryPointARN,
		SourceVaultARN: job.SourceVaultARN, DestinationVaultARN: job.DestinationVaultARN, RoleARN: job.RoleARN, Attempt: 1}
	start := func(attempt int) string {
		request.Attempt = attempt
		id, err := p.StartCopy(t.Context(), request)
		must(t, err)
		return id
	}
	first, again, second := start(1), start(1), start(2)
	if first == "" || first != again || first == second || first == job.JobID {
		t.Errorf("attempts 1, 1, 2 gave jobs %q, %q, %q; the failed one is %q", first, again, second, job.JobID)
	}
	w.Advance(time.Hour)
	described, err := w.hand(t, member).backup.DescribeCopyJob(t.Context(), &backup.DescribeCopyJobInput{CopyJobId: aws.String(first)})
	must(t, err)
	if described.CopyJob.State != "COMPLETED" {
		t.Errorf("the restarted copy is %s: %s", described.CopyJob.State, aws.ToString(described.CopyJob.StatusMessage))
	}
	points, err := w.hand(t, central).backup.ListRecoveryPointsByBackupVault(t.Context(), &backup.ListRecoveryPointsByBackupVaultInput{BackupVaultName: aws.String("farvault")})
	must(t, err)
	for _, point := range points.RecoveryPoints {
		if point.Lifecycle == nil || aws.ToInt64(point.Lifecycle.DeleteAfterDays) != 120 || aws.ToInt64(point.Lifecycle.MoveToColdStorageAfterDays) != 30 {
			t.Errorf("the copy has lifecycle %+v, want cold 30, delete 120", point.Lifecycle)
		}
	}
}

// Facts are the live policies; with everything to be seen nothing is unread.
func TestFactsAreReadFromTheLiveWorld(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	f := cloud.New(w.config(&wire{}), place, "farvault-alert").Reader().Facts(t.Context(), job)
	for name, why := range unread(f) {
		t.Errorf("%s is unread: %q", name, why)
	}
	got := map[string]any{
		"source account":       f.SourceAccount.Value.Name,
		"destination account":  f.DestinationAccount.Value.Name,
		"cross-account backup": f.CrossAccountBackup.Value,
		"opt-in of EFS":        f.OptIn.Value["EFS"],
		"recovery point":       f.RecoveryPoint.Value.Exists && f.RecoveryPoint.Value.StorageClass == "WARM",
		"source vault":         f.SourceVault.Value.Exists && f.SourceVault.Value.Owned,
		"source key":           f.SourceKey.Value.Exists && f.SourceKey.Value.Owned && f.SourceKey.Value.Policy != nil,
		"source key's alias":   f.SourceKey.Value.Alias,
		"backup role":          f.BackupRole.Value.Exists && f.BackupRole.Value.Owned && f.BackupRole.Value.PermissionsBoundary != nil && len(f.BackupRole.Value.Identity) == 4,
		"destination vault":    f.DestinationVault.Value.Owned && f.DestinationVault.Value.Policy.Statement[0].Sid == "Shut",
		"destination key":      f.DestinationKey.Value.Exists && f.DestinationKey.Value.State == "Enabled",
		"service-linked role":  f.ServiceLinkedRole.Value.Exists,
		"levels of SCPs":       len(f.SCPs.Value),
		"levels of RCPs":       len(f.RCPs.Value),
		"keys of farvault's":   len(f.OwnedKeys),
	}
	want := map[string]any{
		"source account": "payments-prod", "destination account": "backup", "cross-account backup": true, "opt-in of EFS": true,
		"recovery point": true, "source vault": true, "source key": true, "source key's alias": chain.KeyAlias, "backup role": true,
		"destination vault": true, "destination key": true, "service-linked role": true, "levels of SCPs": 3, "levels of RCPs": 3, "keys of farvault's": 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// unread are the facts that could not be read, and why.
func unread(f proof.Facts) map[string]string {
	out := map[string]string{}
	note := func(name string, looked bool, why string) {
		if !looked {
			out[name] = why
		}
	}
	note("source account", f.SourceAccount.Looked, f.SourceAccount.Why)
	note("destination account", f.DestinationAccount.Looked, f.DestinationAccount.Why)
	note("cross-account backup", f.CrossAccountBackup.Looked, f.CrossAccountBackup.Why)
	note("SCPs", f.SCPs.Looked, f.SCPs.Why)
	note("RCPs", f.RCPs.Looked, f.RCPs.Why)
	note("opt-in", f.OptIn.Looked, f.OptIn.Why)
	note("recovery point", f.RecoveryPoint.Looked, f.RecoveryPoint.Why)
	note("source vault", f.SourceVault.Looked, f.SourceVault.Why)
	note("source key", f.SourceKey.Looked, f.SourceKey.Why)
	note("backup role", f.BackupRole.Looked, f.BackupRole.Why)
	note("destination vault", f.DestinationVault.Looked, f.DestinationVault.Why)
	note("destination key", f.DestinationKey.Looked, f.DestinationKey.Why)
	note("service-linked role", f.ServiceLinkedRole.Looked, f.ServiceLinkedRole.Why)
	return out
}

// With the reader role taken away each fact says so by name, and what can still be seen is seen.
func TestFactsSayWhoWasRefused(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	role, _ := w.IAM.Role(place.RoleARN(member, chain.ReaderRole))
	role.Trust = policy.Trust("ec2.amazonaws.com")
	w.IAM.PutRole(member, role)
	f := cloud.New(w.config(&wire{}), place, "farvault-alert").Reader().Facts(t.Context(), job)
	why := unread(f)
	var names []string
	for name, text := range why {
		names = append(names, name)
		if !strings.HasPrefix(text, "access denied to farvault-reader in 222233334444: ") {
			t.Errorf("%s is unread because %q", name, text)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff([]string{"backup role", "opt-in", "recovery point", "source key", "source vault"}, names); diff != "" {
		t.Errorf("unread (-want +got):\n%s", diff)
	}
}

// What does not exist is a known fact.
func TestFactsKnowAbsence(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	job.RecoveryPointARN += "0"
	job.RoleARN = "arn:aws:iam::222233334444:role/gone"
	job.DestinationVaultARN = org.Vault("aws", region, central, "gone")
	f := cloud.New(w.config(&wire{}), place, "farvault-alert").Reader().Facts(t.Context(), job)
	for name, why := range unread(f) {
		t.Errorf("%s is unread: %q", name, why)
	}
	if f.RecoveryPoint.Value.Exists || f.BackupRole.Value.Exists || f.DestinationVault.Value.Exists || f.DestinationKey.Value.Exists || f.SourceKey.Value.Exists {
		t.Errorf("something that is not there is said to exist: %+v", f)
	}
}

// A workload's own key is read in the account that owns it.
func TestFactsOfAWorkloadsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.settled(central, member)
	h := w.hand(t, member)
	key, err := h.kms.CreateKey(h.ctx, &kms.CreateKeyInput{})
	must(t, err)
	_, err = h.kms.CreateAlias(h.ctx, &kms.CreateAliasInput{AliasName: aws.String("alias/payments"), TargetKeyId: key.KeyMetadata.KeyId})
	must(t, err)
	w.Backup.AddResource(member, region, simulated.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}, KMSKeyARN: aws.ToString(key.KeyMetadata.Arn)})
	w.Advance(12 * time.Hour)
	c := cloud.New(w.config(&wire{}), place, "farvault-alert")
	found, err := c.Jobs().Bad(t.Context(), []string{member}, region, w.Clock.Now().Add(-24*time.Hour))
	if err != nil || len(found) != 1 || found[0].Job != event.Copy {
		t.Fatalf("%+v, %v; want one failed copy", found, err)
	}
	got := c.Reader().Facts(t.Context(), found[0]).SourceKey
	if !got.Looked || got.Value.Owned || got.Value.Alias != "alias/payments" || got.Value.ARN != aws.ToString(key.KeyMetadata.Arn) {
		t.Errorf("source key %+v, want that of alias/payments, which is not farvault's", got)
	}
}

// A recovery point that is gone is told, and not asked for again and again.
func TestNoCopyIsStartedOfWhatIsGone(t *testing.T) {
	t.Parallel()
	w, job := failing(t)
	_, err := cloud.New(w.config(&wire{}), place, "farvault-provision").Provisioner().StartCopy(t.Context(), event.CopyRequest{
		Account: member, Region: region, RecoveryPointARN: job.RecoveryPointARN + "0", SourceVaultARN: job.SourceVaultARN, DestinationVaultARN: job.DestinationVaultARN, RoleARN: job.RoleARN,
	})
	var denied cloud.Denied
	if !errors.As(err, &denied) || !strings.Contains(err.Error(), "is gone") {
		t.Errorf("error %v", err)
	}
}
