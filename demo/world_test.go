package demo

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	scenery "farvault/demo/stage"
	"farvault/shared/policy"
	"farvault/simulator"
	sim "farvault/simulator/backup"
)

// worldTypes are the types of the random worlds, by whether a copy needs the resource's own key.
var worldTypes = map[string]bool{
	"EBS": true, "EC2": true, "RDS": true, "Aurora": true, "EFS": false, "S3": false, "DynamoDB": false,
}

// randomWorld is an organization in which all is well, made by a seed.
type randomWorld struct {
	*copying
	random *rand.Rand
	traits []string // what occurs in it, for the count
	keys   []string // of the resources whose copies need them
}

func (w *randomWorld) has(trait string) { w.traits = append(w.traits, trait) }

// chance is true in so many of a hundred cases.
func (w *randomWorld) chance(percent int) bool { return w.random.IntN(100) < percent }

// newRandomWorld stages a healthy organization: plans, resources, keys, tags, OUs, locks and opt-ins differ by the seed.
func newRandomWorld(t testing.TB, seed uint64) *randomWorld {
	t.Helper()
	w := &randomWorld{random: rand.New(rand.NewPCG(seed, seed))}
	files := deployed(t)
	files["infra/settings.yaml"] = &fstest.MapFile{Data: []byte(w.wishes(t))}
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	w.copying = &copying{stage: s, t: t, member: scenery.Members[0].ID, points: map[string]string{}}
	w.must(w.prepare(t.Context()))
	w.organize()
	w.populate()
	w.lockVault()
	w.world.Advance(time.Hour)
	return w
}

// settings are the shipped ones with one to three plans and the opt-ins of the world.
func (w *randomWorld) wishes(t testing.TB) string {
	text := string(deployedSettings(t))
	plans := 1 + w.random.IntN(3)
	w.has(fmt.Sprintf("plans: %d", plans))
	for i := 2; i <= plans; i++ {
		text = strings.Replace(text, "\nStartSpreadMinutes:", fmt.Sprintf(`
  - BackupPlanName: Plan%d
    Rules:
      - RuleName: Daily
        ScheduleExpression: cron(%d %d * * ? *)
        Lifecycle:
          DeleteAfterDays: %d
    Selection:
      SelectionName: tagged-%d
      TagKey: backup
      TagValue: plan-%d

StartSpreadMinutes:`, i, w.random.IntN(60), w.random.IntN(24), 30+w.random.IntN(90), i, i), 1)
	}
	text = strings.Replace(text, "ResourceTypeManagement: []", "ResourceTypeManagement: [DynamoDB]", 1)
	if w.chance(50) {
		w.has("opt-in: FSx too")
		text = strings.Replace(text, "EFS, RDS, S3]", "EFS, FSx, RDS, S3]", 1)
	} else {
		w.has("opt-in: as shipped")
	}
	return text
}

// organize puts the member into an OU of its own, or leaves it in the root.
func (w *randomWorld) organize() {
	if !w.chance(50) {
		w.has("OU: root")
		return
	}
	w.has("OU: moved")
	client := organizations.NewFromConfig(w.world.Administrator(managementID, globalRegion))
	unit, err := client.CreateOrganizationalUnit(w.t.Context(), &organizations.CreateOrganizationalUnitInput{ParentId: aws.String("r-ab12"), Name: aws.String("workloads")})
	w.must(err)
	_, err = client.MoveAccount(w.t.Context(), &organizations.MoveAccountInput{AccountId: &w.member, SourceParentId: aws.String("r-ab12"), DestinationParentId: unit.OrganizationalUnit.Id})
	w.must(err)
}

// populate adds one to six resources, each with a key that copies can use.
func (w *randomWorld) populate() {
	types := []string{"EBS", "RDS", "EFS", "S3", "DynamoDB", "Aurora", "EC2"}
	for i := range 1 + w.random.IntN(6) {
		kind := types[w.random.IntN(len(types))]
		w.has("type: " + kind)
		r := sim.Resource{Type: kind, Tags: w.tags(i)}
		w.dataKey = w.key(kind)
		r.KMSKeyARN = w.dataKey
		w.locked(func(world *simulator.World) { w.volume = world.Backup.AddResource(w.member, homeRegion, r) })
		if worldTypes[kind] && i == 0 {
			w.keys = append(w.keys, r.KMSKeyARN)
		}
	}
}

func (w *randomWorld) tags(i int) map[string]string {
	plans := w.settings.BackupPlans
	selection := plans[w.random.IntN(len(plans))].Selection
	tags := map[string]string{selection.TagKey: selection.TagValue}
	switch {
	case i > 0 && w.chance(25):
		w.has("tags: none")
		return nil
	case w.chance(50):
		w.has("tags: more")
		tags["team"], tags["Name"] = "payments", "x"
	default:
		w.has("tags: the plan's")
	}
	return tags
}

// key is what a resource is encrypted with: a key of its account, one that another account shares, one that AWS
// manages where copies do not need it, or none.
func (w *randomWorld) key(kind string) string {
	owner := w.member
	switch n := w.random.IntN(10); {
	case n < 4:
		w.has("key: own")
	case n < 6:
		w.has("key: shared")
		owner = scenery.Members[1].ID
	case n < 9 && !worldTypes[kind]:
		w.has("key: AWS")
		return w.awsKey()
	default:
		w.has("key: none")
		return ""
	}
	document := ownKey(owner)
	document.Statement = append(document.Statement, policy.KeyCopyStatement(centralID, "aws"))
	if owner != w.member {
		document.Statement = append(document.Statement, policy.KeyCopyStatement(w.member, "aws"))
	}
	made, err := w.keysOf(owner).CreateKey(w.t.Context(), &kms.CreateKeyInput{Policy: aws.String(document.String())})
	w.must(err)
	return aws.ToString(made.KeyMetadata.Arn)
}

func (w *randomWorld) awsKey() string {
	made, err := w.keysOf(w.member).DescribeKey(w.t.Context(), &kms.DescribeKeyInput{KeyId: aws.String("alias/aws/ebs")})
	w.must(err)
	return aws.ToString(made.KeyMetadata.Arn)
}

// lockVault locks the central vault to retentions that the settings keep.
func (w *randomWorld) lockVault() {
	if !w.chance(40) {
		w.has("lock: none")
		return
	}
	w.has("lock: governance")
	_, err := w.backups(centralID).PutBackupVaultLockConfiguration(w.t.Context(), &backup.PutBackupVaultLockConfigurationInput{
		BackupVaultName: &w.settings.CentralVault.BackupVaultName, MinRetentionDays: aws.Int64(1), MaxRetentionDays: aws.Int64(400),
	})
	w.must(err)
}

// alarms are what people were told since a time, but the digest.
func (w *randomWorld) alarms(since time.Time) (all []string) {
	for _, g := range w.groups() {
		if g.SentAt.After(since) {
			all = append(all, fmt.Sprintf("%s at %s (%s): %s", g.Cause, g.SentAt.Format("2 Jan 15:04"), g.Sent, g.Alert.Diagnosis.Why))
		}
	}
	return all
}

// soak is how many worlds `make soak-healthy` plays.
const soak = "FARVAULT_WORLDS"

// TestHealthyWorldsAreSilent plays random worlds in which all is well for three days, and then breaks one thing in
// each: of the first nobody hears, of the second before the run.
func TestHealthyWorldsAreSilent(t *testing.T) {
	worlds := 60
	base := daysSeed(t)
	if n, err := strconv.Atoi(os.Getenv(soak)); err == nil {
		worlds, base = n, rand.Uint64()
	} else if !exhaustive {
		worlds = 2
	}
	if given, err := strconv.ParseUint(os.Getenv("FARVAULT_SEED"), 10, 64); err == nil {
		base = given
	}
	counts := map[string]int{}
	t.Logf("%d worlds, seeds from %d", worlds, base)
	t.Run("worlds", func(t *testing.T) {
		found := make(chan []string, worlds)
		for i := range worlds {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				found <- playWorld(t, base+uint64(i))
			})
		}
		t.Cleanup(func() {
			close(found)
			for traits := range found {
				for _, trait := range slices.Compact(slices.Sorted(slices.Values(traits))) {
					counts[trait]++
				}
			}
		})
	})
	for _, trait := range sortedTraits(counts) {
		t.Logf("%-20s in %d of %d worlds", trait, counts[trait], worlds)
		if worlds >= 60 && counts[trait]*20 < worlds {
			t.Errorf("%s occurs in fewer than 5 %% of the worlds", trait)
		}
	}
}

// daysSeed is the first of the day's seeds, so that a failure is there again when somebody looks into it. A soak has
// new ones each time.
func daysSeed(t *testing.T) uint64 {
	t.Helper()
	day, err := strconv.ParseUint(time.Now().UTC().Format("20060102"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return day * 1000
}

func sortedTraits(counts map[string]int) (all []string) {
	for trait := range counts {
		all = append(all, trait)
	}
	slices.Sort(all)
	return all
}

func playWorld(t *testing.T, seed uint64) []string {
	w := newRandomWorld(t, seed)
	defer w.Close()
	began := w.now()
	w.world.Advance(72 * time.Hour)
	if alarms := w.alarms(began); len(alarms) > 0 {
		t.Errorf("seed %d: a false alarm in a world of %v:\n%s", seed, w.traits, strings.Join(alarms, "\n"))
		return w.traits
	}
	broke := w.now()
	cause := w.breakOne()
	w.world.Advance(80 * time.Minute)
	if told := w.foretoldOrRepaired(cause, broke); told == "" {
		t.Errorf("seed %d: nobody was told of %s in a world of %v", seed, cause, w.traits)
	}
	return w.traits
}

// breakOne breaks one thing that every world has.
func (w *randomWorld) breakOne() string {
	names := []string{
		"the organization's switch is off", "an SCP denies the copy", "the local vault lets nothing out",
		"the destination's key is disabled", "the vault is locked to longer", "the backup role is denied the way out",
	}
	b := foretold[names[w.random.IntN(len(names))]]
	b.happen(w.copying)
	return b.cause
}

func deployedSettings(t testing.TB) []byte {
	t.Helper()
	return []byte(strings.Replace(string(deployed(t)["infra/settings.yaml"].Data), "cron(0 9,11,13,15 * * ? *)", "cron(0 12 * * ? *)", 1))
}
