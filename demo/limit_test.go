package demo

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/catalog"
	"farvault/shared/proof"
	"farvault/simulator"
	sim "farvault/simulator/backup"
)

// spared are the types whose copies a fault cannot stop, each with AWS's reason and its page.
type spared map[string]string

const (
	encryption    = "https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html"
	byVaultsKey   = "AWS Backup encrypts its backups with the vault's key, whatever the resource's own: " + encryption
	byOwnKey      = "its snapshots keep the resource's key, whatever the vault's: " + encryption
	anyCopy       = "its backups can all be copied to another account: https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html#features-by-resource"
	noColdStorage = "its lifecycle's move to cold storage is ignored: https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html"
)

var (
	theVaultsKeyCounts = spared{"EFS": byVaultsKey, "DynamoDB": byVaultsKey, "S3": byVaultsKey}
	theirOwnKeyCounts  = spared{"EBS": byOwnKey, "RDS": byOwnKey}
)

// TestTheMatrixHasNoHoles: every fault stops every type or says why AWS lets it not, and of the conditions of a copy none is never broken.
func TestTheMatrixHasNoHoles(t *testing.T) {
	t.Parallel()
	cells, impossible := 0, 0
	for done, f := range faults {
		for kind, why := range f.spares {
			impossible++
			if !slices.Contains(copiedTypes, kind) || !strings.Contains(why, "https://docs.aws.amazon.com/") {
				t.Errorf("%s spares %s without a reason of AWS's: %q", done, kind, why)
			}
		}
		if n := len(f.stops()); n == 0 {
			t.Errorf("%s stops nothing", done)
		} else {
			cells += n
		}
	}
	if want := len(faults) * len(copiedTypes); cells+impossible != want {
		t.Errorf("%d cells and %d impossible ones, want %d", cells, impossible, want)
	}
	// What no AWS Backup copies at all is no fault that somebody makes: package proof's own tests have it.
	unbroken := "type-not-copyable"
	for _, condition := range proof.Prove(catalog.Diagnosis{}, proof.Facts{Copy: proof.CopyAttempt{SourceAccount: "1"}}).Checks {
		if condition.Cause != unbroken && !slices.ContainsFunc(slices.Collect(maps.Values(faults)), func(f fault) bool { return f.cause == condition.Cause }) {
			t.Errorf("nobody breaks %s", condition.Cause)
		}
	}
	t.Logf("%d faults x %d types: %d cells, %d impossible", len(faults), len(copiedTypes), cells, impossible)
}

// backUpAnew backs resources of these types up again and makes their recovery points the ones to be copied.
func (c *copying) backUpAnew(change func(*sim.Resource), lifecycle *types.Lifecycle, kinds ...string) {
	c.t.Helper()
	jobs := map[string]string{}
	for _, kind := range kinds {
		resource := sim.Resource{Type: kind}
		if slices.Contains(resourceKeyed, kind) {
			resource.KMSKeyARN = c.dataKey
		}
		if change != nil {
			change(&resource)
		}
		jobs[kind] = c.startBackup(resource, lifecycle)
	}
	c.world.Advance(20 * time.Minute)
	for kind, id := range jobs {
		job, err := c.backups(c.member).DescribeBackupJob(c.t.Context(), &backup.DescribeBackupJobInput{BackupJobId: &id})
		c.must(err)
		c.points[kind] = aws.ToString(job.RecoveryPointArn)
	}
}

// awsManagedKey encrypts the resources with the keys that AWS manages for their services.
func awsManagedKey(c *copying) {
	c.backUpAnew(func(r *sim.Resource) {
		c.locked(func(w *simulator.World) {
			r.KMSKeyARN = w.KMS.AWSManaged(c.member, homeRegion, "aws/"+strings.ToLower(r.Type))
		})
	}, nil, resourceKeyed...)
}

// plainTable switches full management off: what is backed up thereafter is DynamoDB's own backup.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
func plainTable(c *copying) {
	_, err := c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeManagementPreference: map[string]bool{"DynamoDB": false}})
	c.must(err)
	c.backUpAnew(nil, nil, "DynamoDB")
}

// turnCold lets the backups become a day old, so that they move to cold storage between the request for a copy and its beginning.
func turnCold(c *copying) {
	made := c.world.Clock.Now()
	c.backUpAnew(nil, &types.Lifecycle{MoveToColdStorageAfterDays: aws.Int64(1), DeleteAfterDays: aws.Int64(120), OptInToArchiveForSupportedResources: aws.Bool(true)}, copiedTypes...)
	c.world.Advance(made.Add(24*time.Hour - 30*time.Second).Sub(c.world.Clock.Now()))
}

// remove deletes a key for good, as the end of its waiting time does.
func remove(key func(*copying) string) func(*copying) {
	return func(c *copying) {
		arn := key(c)
		c.locked(func(w *simulator.World) { w.KMS.Remove(arn) })
	}
}
