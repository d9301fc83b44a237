package demo

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	scenery "farvault/demo/stage"
	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/wiring"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
)

// copiedTypes are copied in every test: two that keep the key of the resource, three that AWS Backup fully manages.
var copiedTypes = []string{"EBS", "RDS", "EFS", "DynamoDB", "S3"}

// resourceKeyed are those that keep the key of the resource.
var resourceKeyed = []string{"EBS", "RDS"}

// copying is a stage on which one resource of each type is backed up, and copied on demand.
type copying struct {
	*stage
	t       testing.TB
	member  string
	points  map[string]string // recovery point ARN, by type
	dataKey string            // ARN of the workload's key
	vault   string            // ARN of the destination of the next copies
	broken  breakage          // what the last fault did to the facts
}

// newCopying stages farvault and a member whose copies all arrive.
func newCopying(t testing.TB) *copying {
	t.Helper()
	return newCopyingOf(t, shipped(t))
}

// newCopyingOf is newCopying with those templates and settings.
func newCopyingOf(t testing.TB, files fs.FS) *copying {
	t.Helper()
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	c := &copying{stage: s, t: t, member: scenery.Members[0].ID, points: map[string]string{}}
	c.vault = c.place().CentralVaultARN(s.settings, homeRegion, c.member)
	c.must(s.prepare(t.Context()))
	c.furnish()
	for _, kind := range copiedTypes {
		c.points[kind] = c.backUp(kind)
	}
	c.world.Advance(20 * time.Minute)
	for kind, id := range c.points {
		job, err := c.backups(c.member).DescribeBackupJob(t.Context(), &backup.DescribeBackupJobInput{BackupJobId: &id})
		c.must(err)
		c.points[kind] = aws.ToString(job.RecoveryPointArn)
		if c.points[kind] == "" {
			t.Fatalf("no recovery point of %s: %s", kind, aws.ToString(job.StatusMessage))
		}
	}
	c.must(c.healthy())
	return c
}

func (c *copying) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *copying) place() chain.Deployment {
	return chain.Deployment{OrganizationID: organizationID, ManagementAccountID: managementID, CentralAccountID: centralID, HomeRegion: homeRegion,
		Partition: "aws", CentralBusARN: org.ARN{Partition: "aws", Service: "events", Region: homeRegion, Account: centralID, Resource: "event-bus/farvault"}.String()}
}

func (c *copying) backups(account string) *backup.Client {
	return backup.NewFromConfig(c.world.Administrator(account, homeRegion))
}

func (c *copying) keysOf(account string) *kms.Client {
	return kms.NewFromConfig(c.world.Administrator(account, homeRegion))
}

// furnish makes the workload's key, open to the central account, and switches full management of DynamoDB on.
func (c *copying) furnish() {
	c.t.Helper()
	key, err := c.keysOf(c.member).CreateKey(c.t.Context(), &kms.CreateKeyInput{Policy: aws.String(sharedKey(c.member).String())})
	c.must(err)
	c.dataKey = aws.ToString(key.KeyMetadata.Arn)
	_, err = c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{
		ResourceTypeManagementPreference: map[string]bool{"DynamoDB": true},
	})
	c.must(err)
}

// backUp starts a backup of a new resource and answers with the job's id.
func (c *copying) backUp(kind string) string {
	c.t.Helper()
	resource := sim.Resource{Type: kind}
	if slices.Contains(resourceKeyed, kind) {
		resource.KMSKeyARN = c.dataKey
	}
	return c.startBackup(resource, &types.Lifecycle{DeleteAfterDays: aws.Int64(35)})
}

// startBackup puts a resource into the member and starts its backup.
func (c *copying) startBackup(resource sim.Resource, lifecycle *types.Lifecycle) string {
	c.t.Helper()
	var arn string
	c.locked(func(w *simulator.World) { arn = w.Backup.AddResource(c.member, homeRegion, resource) })
	started, err := c.backups(c.member).StartBackupJob(c.t.Context(), &backup.StartBackupJobInput{
		BackupVaultName: &c.settings.LocalVault.BackupVaultName, ResourceArn: &arn, IamRoleArn: aws.String(c.role().ARN),
		Lifecycle: lifecycle,
	})
	c.must(err)
	return aws.ToString(started.BackupJobId)
}

// copyAll starts a copy of every recovery point and answers with the jobs' ids, by type.
func (c *copying) copyAll() map[string]string {
	c.t.Helper()
	ids := map[string]string{}
	for kind, point := range c.points {
		started, err := c.backups(c.member).StartCopyJob(c.t.Context(), &backup.StartCopyJobInput{
			RecoveryPointArn: &point, SourceBackupVaultName: &c.settings.LocalVault.BackupVaultName,
			DestinationBackupVaultArn: &c.vault, IamRoleArn: aws.String(c.place().RoleARN(c.member, chain.BackupRole)),
		})
		c.must(err)
		ids[kind] = aws.ToString(started.CopyJobId)
	}
	return ids
}

// healthy copies everything and fails unless every copy completes and nothing stays open.
func (c *copying) healthy() error {
	ids := c.copyAll()
	c.world.Advance(20 * time.Minute)
	for kind, id := range ids {
		if job := c.job(id); job.State != "COMPLETED" {
			return fmt.Errorf("copy of %s is %s: %s", kind, job.State, job.Message)
		}
	}
	return c.allClosed()
}

// allClosed fails where people still take something for broken.
func (c *copying) allClosed() error {
	for _, g := range c.groups() {
		if g.Open || len(g.Firing()) > 0 {
			return fmt.Errorf("group %s at %s is still open: told at %s (%s)%s", g.Cause, g.Place, g.SentAt.Format("15:04:05"), g.Sent, c.trouble())
		}
	}
	return nil
}

// job reads a copy job as farvault does.
func (c *copying) job(id string) event.JobStateChange {
	c.t.Helper()
	job, err := c.reader().CopyJob(c.t.Context(), c.member, homeRegion, id)
	c.must(err)
	return job
}

// reader enters accounts as the alert function does.
func (c *copying) reader() *cloud.Reader {
	c.world.Lock()
	defer c.world.Unlock()
	role := c.place().RoleARN(centralID, wiring.AlertFunction)
	config := c.world.Config(c.world.Mint(kernel.RoleSession(role, "alert")), homeRegion)
	return cloud.New(config, c.place(), wiring.AlertFunction).Reader()
}

// diagnose reads a job's words.
func diagnose(j event.JobStateChange) catalog.Diagnosis {
	return catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message, MessageCategory: j.MessageCategory, ResourceType: j.ResourceType})
}

// locked changes the world by its own hand.
func (s *stage) locked(change func(*simulator.World)) {
	s.world.Lock()
	defer s.world.Unlock()
	change(s.world)
}

// role is the member's backup role as it stands.
func (c *copying) role() iam.Role {
	c.world.Lock()
	defer c.world.Unlock()
	role, _ := c.world.IAM.Role(c.place().RoleARN(c.member, chain.BackupRole))
	role.Attached = slices.Clone(role.Attached)
	return role
}

// localKey and centralKey are the ARNs of the keys of farvault's two vaults.
func (c *copying) localKey() string { return c.keyOf(c.member, c.settings.LocalVault.BackupVaultName) }

func (c *copying) centralKey() string {
	return c.keyOf(centralID, c.settings.CentralVault.BackupVaultName)
}

func (c *copying) keyOf(account, vault string) string {
	c.t.Helper()
	found, err := c.backups(account).DescribeBackupVault(c.t.Context(), &backup.DescribeBackupVaultInput{BackupVaultName: &vault})
	c.must(err)
	return aws.ToString(found.EncryptionKeyArn)
}

// openGroups are the alerts that people hear of now.
func (c *copying) openGroups() []alert.Record {
	return slices.DeleteFunc(c.groups(), func(g alert.Record) bool { return len(g.Firing()) == 0 })
}

// ownKey is the policy that a key of an account has when nobody says otherwise; sharedKey also lets the central account copy.
func ownKey(account string) policy.Document {
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:root"},"Action":"kms:*","Resource":"*"}]}`)
}

func sharedKey(account string) policy.Document {
	document := ownKey(account)
	document.Statement = append(document.Statement, policy.KeyCopyStatement(centralID, "aws"))
	return document
}
