package cloud

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/proof"
	"farvault/shared/unreported"
)

// SnapshotReader reads by the reader roles what fails without a word of AWS.
type SnapshotReader struct{ cloud *Cloud }

// Watcher has no way to write.
func (c *Cloud) Watcher() *SnapshotReader { return &SnapshotReader{cloud: c} }

// Arrived are the newest copies in the central vault since a time, by the resource of whatever account.
func (w *SnapshotReader) Arrived(ctx context.Context, vaultARN string, since time.Time) (unreported.Arrivals, error) {
	arn, err := org.ParseARN(vaultARN)
	if err != nil {
		return unreported.Arrivals{}, err
	}
	s, err := w.cloud.enter(ctx, arn.Account, chain.ReaderRole)
	if err != nil {
		return unreported.Arrivals{}, err
	}
	arrived := unreported.Arrivals{
		Since:  since,
		Newest: map[string]unreported.Arrival{},
		ByPlan: map[string]map[string]unreported.ByPlan{},
	}
	err = pointsSince(ctx, s.in(arn.Region).backup, arn.Name(), since, func(p types.RecoveryPointByBackupVault) {
		a, resource := arrival(p, arn.Account), aws.ToString(p.ResourceArn)
		if a.Created.After(arrived.Newest[resource].Created) {
			arrived.Newest[resource] = a
		}
		arrived.Count(resource, a)
	})
	return arrived, err
}

// arrival is a copy in a central vault. Its account is that of the vault that it was copied from, else that of the
// role: the ARN of a bucket names none. The central account's own role, which has copies in its care, says nothing.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html
func arrival(p types.RecoveryPointByBackupVault, central string) unreported.Arrival {
	a := unreported.Arrival{
		Created:      aws.ToTime(p.CreationDate),
		Completed:    aws.ToTime(p.CompletionDate),
		Kept:         keptUntil(p.CalculatedLifecycle),
		Point:        aws.ToString(p.RecoveryPointArn),
		Key:          aws.ToString(p.EncryptionKeyArn),
		ResourceType: aws.ToString(p.ResourceType),
	}
	if by := p.CreatedBy; by != nil {
		a.Plan, a.PlanName = aws.ToString(by.BackupPlanId), aws.ToString(by.BackupPlanName)
	}
	for _, named := range []*string{p.SourceBackupVaultArn, p.IamRoleArn} {
		if source, err := org.ParseARN(aws.ToString(named)); err == nil && a.Account == "" && source.Account != central {
			a.Account = source.Account
		}
	}
	return a
}

func keptUntil(l *types.CalculatedLifecycle) time.Time {
	if l == nil {
		return time.Time{}
	}
	return aws.ToTime(l.DeleteAt)
}

// Watch reads one account in one Region, or the vault of that name in the central account: its key, and of a member the
// service opt-in, farvault's plans with what they select, and what they have made. An account without the vault has
// nothing to watch. Without the right to read tags all else is read, and the error stands beside it.
func (w *SnapshotReader) Watch(
	ctx context.Context, account, region string, want unreported.Expectation,
) (unreported.Snapshot, error) {
	s, err := w.cloud.enter(ctx, account, chain.ReaderRole)
	if err != nil {
		return unreported.Snapshot{}, err
	}
	if want.Observes && account != w.cloud.deployment.CentralAccountID {
		return observedSnapshot(ctx, s.in(region), account, region, want)
	}
	client, watch := s.in(region), unreported.Snapshot{Account: account, Region: region}
	where := account + "/" + region
	entry, err := findVault(ctx, client.backup, want.Vault)
	if err != nil || entry == nil {
		return watch, translate("list backup vaults of "+where, err)
	}
	watch.Found, watch.VaultARN, watch.VaultKeyARN = true, aws.ToString(entry.BackupVaultArn), vaultKeyARN(entry)
	if arn := vaultKeyARN(entry); arn != "" {
		key, err := watchedKey(ctx, client.kms, arn)
		if err != nil {
			return unreported.Snapshot{}, err
		}
		watch.Keys = []unreported.SnapshotKey{key}
	}
	if watch.Outlived, err = outlived(ctx, client.backup, account, region, entry, want); err != nil {
		return unreported.Snapshot{}, err
	}
	if account == w.cloud.deployment.CentralAccountID {
		return watch, nil
	}
	if watch.Plans, err = watchedPlans(ctx, client, w.cloud.deployment, account, region, want); err != nil {
		return unreported.Snapshot{}, err
	}
	if watch.Beside, err = besidePlans(ctx, client); err != nil {
		return unreported.Snapshot{}, err
	}
	return watch, readPlanned(ctx, client, where, want, &watch, []string{want.Vault})
}

// readPlanned reads what the plans of a snapshot select, and what they have made in those vaults.
func readPlanned(
	ctx context.Context, client *regional, where string, want unreported.Expectation, watch *unreported.Snapshot,
	vaults []string,
) error {
	settings, err := client.backup.DescribeRegionSettings(ctx, &backup.DescribeRegionSettingsInput{})
	if err != nil {
		return unwatched(watch, translate("read the service opt-in of "+where, err))
	}
	watch.OptIn, watch.Managed = settings.ResourceTypeOptInPreference, settings.ResourceTypeManagementPreference
	found, unread := readResources(ctx, client.tags)
	if unread != nil {
		unread = translate("find the tagged resources of "+where, unread)
		for i := range watch.Plans {
			watch.Plans[i].Unread = true
		}
	}
	watch.Select(found)
	if err := readMade(ctx, client.backup, where, want, watch, vaults); err != nil {
		return unwatched(watch, err)
	}
	if err := readStuck(ctx, client.backup, where, want, watch); err != nil {
		return unwatched(watch, err)
	}
	return unread
}

// unwatched is the error of a reading that says nothing.
func unwatched(watch *unreported.Snapshot, err error) error {
	*watch = unreported.Snapshot{}
	return err
}

func watchedKey(ctx context.Context, client *kms.Client, keyARN string) (unreported.SnapshotKey, error) {
	key := unreported.SnapshotKey{Key: proof.Key{ARN: keyARN}}
	answer, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(keyARN)})
	if absent(err) {
		return key, nil
	}
	if err != nil {
		return key, translate("describe key "+keyARN, err)
	}
	key.AWSManaged = answer.KeyMetadata.KeyManager == kmstypes.KeyManagerTypeAws
	key.Exists, key.State, key.DeletionDate = true, string(
		answer.KeyMetadata.KeyState,
	), aws.ToTime(
		answer.KeyMetadata.DeletionDate,
	)
	return key, nil
}

// readMade reads what the plans have made, as far back as their schedules ask for.
func readMade(
	ctx context.Context,
	client *backup.Client,
	where string,
	want unreported.Expectation,
	watch *unreported.Snapshot,
	vaults []string,
) error {
	for _, vault := range vaults {
		err := pointsSince(ctx, client, vault, want.PointsSince(watch.Plans), func(p types.RecoveryPointByBackupVault) {
			if p.CreatedBy != nil {
				watch.Points = append(watch.Points, madePoint(p))
			}
		})
		if err != nil {
			return err
		}
	}
	jobs := backup.NewListBackupJobsPaginator(
		client,
		&backup.ListBackupJobsInput{
			ByCreatedAfter: aws.Time(want.JobsSince(watch.Plans)),
			MaxResults:     aws.Int32(mostListed),
		},
	)
	for jobs.HasMorePages() {
		page, err := jobs.NextPage(ctx)
		if err != nil {
			return translate("list backup jobs of "+where, err)
		}
		for _, j := range page.BackupJobs {
			if plan, rule := planOf(j.CreatedBy); plan != "" {
				watch.Jobs = append(
					watch.Jobs,
					unreported.PlannedJob{
						ID:      aws.ToString(j.BackupJobId),
						PlanID:  plan,
						RuleID:  rule,
						Point:   aws.ToString(j.RecoveryPointArn),
						Created: aws.ToTime(j.CreationDate),
					},
				)
			}
		}
	}
	return nil
}

// madePoint is a recovery point that a plan made.
func madePoint(p types.RecoveryPointByBackupVault) unreported.Point {
	return unreported.Point{
		ARN:          aws.ToString(p.RecoveryPointArn),
		Key:          aws.ToString(p.EncryptionKeyArn),
		Kept:         keptUntil(p.CalculatedLifecycle),
		ResourceARN:  aws.ToString(p.ResourceArn),
		ResourceType: aws.ToString(p.ResourceType),
		PlanID:       aws.ToString(p.CreatedBy.BackupPlanId),
		PlanVersion:  aws.ToString(p.CreatedBy.BackupPlanVersion),
		RuleID:       aws.ToString(p.CreatedBy.BackupRuleId),
		Created:      aws.ToTime(p.CreationDate),
		Completed:    aws.ToTime(p.CompletionDate),
	}
}

// readStuck reads the copies that do not begin.
func readStuck(
	ctx context.Context,
	client *backup.Client,
	where string,
	want unreported.Expectation,
	watch *unreported.Snapshot,
) error {
	copies := backup.NewListCopyJobsPaginator(client, &backup.ListCopyJobsInput{
		ByState:         types.CopyJobStateCreated,
		ByCreatedBefore: aws.Time(want.Now.Add(-unreported.StuckAfter)),
		MaxResults:      aws.Int32(mostListed),
	})
	for copies.HasMorePages() {
		page, err := copies.NextPage(ctx)
		if err != nil {
			return translate("list copy jobs of "+where, err)
		}
		for _, j := range page.CopyJobs {
			watch.Stuck = append(watch.Stuck, unreported.StuckCopy{
				JobID: aws.ToString(
					j.CopyJobId,
				),
				ResourceARN:  aws.ToString(j.ResourceArn),
				ResourceType: aws.ToString(j.ResourceType),
				Destination:  aws.ToString(j.DestinationBackupVaultArn),
				Created:      aws.ToTime(j.CreationDate),
			})
		}
	}
	return nil
}

// mostListed is the most that one page of AWS Backup's lists holds.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListRecoveryPointsByBackupVault.html
const mostListed = 1000

func pointsSince(
	ctx context.Context,
	client *backup.Client,
	vault string,
	since time.Time,
	each func(types.RecoveryPointByBackupVault),
) error {
	pages := backup.NewListRecoveryPointsByBackupVaultPaginator(client, &backup.ListRecoveryPointsByBackupVaultInput{
		BackupVaultName: aws.String(vault), ByCreatedAfter: aws.Time(since), MaxResults: aws.Int32(mostListed),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return translate("list recovery points of vault "+vault, err)
		}
		for _, point := range page.RecoveryPoints {
			if point.Status == types.RecoveryPointStatusCompleted ||
				point.Status == types.RecoveryPointStatusAvailable {
				each(point)
			}
		}
	}
	return nil
}
