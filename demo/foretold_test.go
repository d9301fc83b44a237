package demo

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/policy"
	"farvault/shared/proof"
	"farvault/simulator"
	sim "farvault/simulator/backup"
	simiam "farvault/simulator/iam"
)

// breakBefore is one condition of copies to come, broken in a chain that was well.
type breakBefore struct {
	cause  string
	told   time.Duration // at the latest, before the run: 80 minutes by the hourly look, 10 where an event tells
	happen func(*copying)
}

const (
	byLook  = 80 * time.Minute
	byEvent = 10 * time.Minute
)

// foretold are the conditions that the proof knows, each broken by its own call or the world's own hand.
var foretold = map[string]breakBefore{
	"the organization's switch is off": {"cross-account-copy-disabled", byEvent, func(c *copying) {
		client := backup.NewFromConfig(c.world.Administrator(managementID, homeRegion))
		_, err := client.UpdateGlobalSettings(c.t.Context(), &backup.UpdateGlobalSettingsInput{GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "false"}})
		c.must(err)
	}},
	"the organization's switch is off, in a Region without a rule": {"cross-account-copy-disabled", byLook, func(c *copying) {
		c.locked(func(w *simulator.World) { w.Backup.SetGlobal("isCrossAccountBackupEnabled", "false") })
	}},
	"an SCP denies the copy": {"scp-denies-copy", byEvent, func(c *copying) {
		client := organizations.NewFromConfig(c.world.Administrator(managementID, globalRegion))
		made, err := client.CreatePolicy(c.t.Context(), &organizations.CreatePolicyInput{Name: aws.String("NoCopies"), Description: aws.String(""), Type: "SERVICE_CONTROL_POLICY",
			Content: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}`)})
		c.must(err)
		_, err = client.AttachPolicy(c.t.Context(), &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: &c.member})
		c.must(err)
	}},
	"an RCP keeps AWS Backup out of the role": {"rcp-denies-copy", byLook, rcp(
		`"Principal":"*","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/farvault/farvault-backup","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}`)},
	"the backup role is deleted":            {"backup-role-gone", byLook, (*copying).dropRole},
	"the backup role trusts EC2":            {"backup-role-not-assumable", byLook, changeRole(func(r *simiam.Role) { r.Trust = policy.Trust("ec2.amazonaws.com") })},
	"the backup role lost its policies":     {"backup-role-lacks-copy", byLook, changeRole(func(r *simiam.Role) { r.Attached = nil })},
	"the backup role is denied the way out": {"backup-role-lacks-copy", byLook, inline("CopyFromBackupVault")},
	"the boundary lacks the way in":         {"boundary-denies-copy", byLook, boundary("backup:CopyIntoBackupVault")},
	"the local vault lets nothing out":      {"local-vault-policy-denies-copy", byEvent, localPolicy(`{"Sid":"NoWayOut","Effect":"Deny","Principal":"*","Action":"backup:CopyFromBackupVault","Resource":"*"}`)},
	"the vault's policy is deleted":         {"vault-policy-denies-copy", byEvent, faults["the vault's policy is deleted"].inject},
	"the vault's policy denies":             {"vault-policy-denies-copy", byEvent, faults["the vault's policy denies"].inject},
	"the vault is locked to longer":         {"retention-outside-vault-lock", byEvent, lock(200, 400)},
	"the vault is locked to shorter":        {"retention-outside-vault-lock", byEvent, lock(1, 7)},
	"the destination's key is disabled":     {"destination-key-unusable", byEvent, disable((*copying).centralKey)},
	"the destination's key will be deleted": {"destination-key-unusable", byEvent, scheduleDeletion((*copying).centralKey)},
	"the destination's key denies":          {"destination-key-unusable", byEvent, faults["the destination's key denies AWS Backup"].inject},
	"the service-linked role is deleted":    {"service-linked-role-missing", byLook, faults["the service-linked role is deleted"].inject},
	"the resource's key is disabled":        {"key-disabled", byEvent, disable(func(c *copying) string { return c.dataKey })},
	"the resource's key will be deleted":    {"key-disabled", byEvent, scheduleDeletion(func(c *copying) string { return c.dataKey })},
	"the resource's key is gone":            {"key-missing", byLook, remove(func(c *copying) string { return c.dataKey })},
	"the resource's key is not shared":      {"source-key-not-shared", byEvent, func(c *copying) { c.putKey(c.dataKey, c.member) }},
	"the resource's key lacks grants":       {"source-key-not-shared", byEvent, func(c *copying) { c.putKey(c.dataKey, c.member, partly) }},
	"the local vault's key is not shared":   {"source-key-not-shared", byEvent, faults["the local vault's key is not shared"].inject},
	"the local vault's key is disabled":     {"key-disabled", byEvent, disable((*copying).localKey)},
	"a table loses its advanced features": {"type-not-copyable", byEvent, func(c *copying) {
		_, err := c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeManagementPreference: map[string]bool{"DynamoDB": false}})
		c.must(err)
	}},
	"a new volume has AWS's own key": {"source-key-aws-managed", byLook, func(c *copying) {
		c.locked(func(w *simulator.World) {
			key := w.KMS.AWSManaged(c.member, homeRegion, "aws/ebs")
			w.Backup.AddResource(c.member, homeRegion, sim.Resource{Type: "EBS", KMSKeyARN: key, Tags: map[string]string{"backup": "daily"}})
		})
	}},
	"a type is switched off": {"resource-type-not-opted-in", byEvent, func(c *copying) {
		_, err := c.backups(c.member).UpdateRegionSettings(c.t.Context(), &backup.UpdateRegionSettingsInput{ResourceTypeOptInPreference: map[string]bool{"EFS": false}})
		c.must(err)
	}},
}

// notForetold are the conditions that nobody can break in a chain that was well before its next run, each with why.
var notForetold = map[string]string{
	"not-same-organization": "an account that leaves the organization is reported as departed, whatever its runs would say",
	"vault-gone": "the vault of a chain that was well holds copies, and AWS deletes no vault that holds any: " +
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault.html",
	"destination-vault-uses-aws-managed-key": "a vault keeps the key it was made with, and this one holds copies: " +
		"https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html",
	"recovery-point-gone": "the recovery point is made by the run itself",
	"recovery-point-cold": "the recovery point is made by the run itself",
	"advanced-features-off": "before a run it is the type that cannot be copied, as it is managed: the table that loses its " +
		"advanced features breaks it",
}

// Every condition of the proof is broken before a run, or nobody can break it there; no condition is both.
func TestEveryConditionIsBrokenBeforeARun(t *testing.T) {
	t.Parallel()
	broken := map[string]bool{}
	for _, b := range foretold {
		broken[b.cause] = true
	}
	for _, condition := range proof.Prove(catalog.Diagnosis{}, proof.Facts{Copy: proof.CopyAttempt{SourceAccount: "1"}}).Checks {
		if _, spared := notForetold[condition.Cause]; spared == broken[condition.Cause] {
			t.Errorf("%s: broken before a run %t, and spared %t", condition.Cause, broken[condition.Cause], spared)
		}
	}
}

// TestWhatWillFailIsReportedOrRepairedBeforeTheRun breaks each condition at a random minute of the day before a run, no
// later than is promised.
func TestWhatWillFailIsReportedOrRepairedBeforeTheRun(t *testing.T) {
	t.Parallel()
	played := sample(t, 5)
	for _, broken := range slices.Sorted(maps.Keys(foretold)) {
		if !played() {
			continue
		}
		b := foretold[broken]
		t.Run(broken, func(t *testing.T) {
			t.Parallel()
			seed := daysSeed(t) + uint64(len(broken))
			random := rand.New(rand.NewPCG(seed, 0))
			c := newCopying(t)
			defer c.Close()
			c.tagged()
			c.table()
			run := c.nextRun()
			latest := run.Add(-b.told)
			at := latest.Add(-time.Duration(random.IntN(int(latest.Sub(c.now())/time.Minute))) * time.Minute)
			t.Logf("seed %d: broken at %s, the run is at %s", seed, at.Format("15:04"), run.Format("15:04"))
			c.until(at)
			b.happen(c)
			c.until(run.Add(-time.Second))
			if how := c.foretoldOrRepaired(b.cause, at); how != "" {
				t.Log(how)
				return
			}
			t.Errorf("nobody was told of %s before the run: %v", b.cause, c.toldSince(at))
		})
	}
}

// ofKeys are the causes of a key that cannot be used, by who looks: the first that is found has the group.
var ofKeys = []string{"key-disabled", "key-missing", "destination-key-unusable"}

// foretoldOrRepaired says how people heard of a cause since a time, or that nothing fails any more.
func (c *copying) foretoldOrRepaired(cause string, since time.Time) string {
	for _, g := range c.groups() {
		if !g.SentAt.After(since) && !slices.ContainsFunc(g.Runs, since.Before) {
			continue
		}
		if g.Cause == cause || slices.Contains(ofKeys, g.Cause) && slices.Contains(ofKeys, cause) {
			return fmt.Sprintf("reported as %s at %s (%s)", g.Cause, g.SentAt.Format("15:04"), g.Sent)
		}
		if g.Sent == alert.Repaired {
			return fmt.Sprintf("repaired at %s, told as %s", g.SentAt.Format("15:04"), g.Cause)
		}
	}
	return ""
}

func (c *copying) toldSince(since time.Time) (causes []string) {
	for _, g := range c.groups() {
		if g.SentAt.After(since) {
			causes = append(causes, g.Cause+" "+string(g.Sent))
		}
	}
	return causes
}
