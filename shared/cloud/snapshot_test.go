package cloud_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/policy"
	"farvault/shared/unreported"
	simulated "farvault/simulator/backup"
	"farvault/simulator/iam"
)

const volume = "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1"

// guarded is a world in which a member is protected and has a tagged volume.
func guarded(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.settled(central, member)
	w.tagged(map[string]string{"backup": "daily"})
	return w
}

func (w *world) tagged(tags map[string]string) {
	w.Backup.AddResource(member, region, simulated.Resource{ARN: volume, Type: "EBS", Tags: tags})
}

// want is what the sweep asks of a member now.
func (w *world) want() unreported.Expectation {
	want := unreported.Expectation{Vault: wishes.LocalVault.BackupVaultName, MaxAge: 36 * time.Hour, Now: w.Clock.Now()}
	for _, p := range wishes.BackupPlans {
		want.Plans = append(want.Plans, unreported.PlanExpected(p))
	}
	return want
}

// look is one look of a new process at the member.
func (w *world) look() (unreported.Snapshot, *wire, error) {
	watch := &wire{}
	found, err := cloud.New(w.config(watch), place, "farvault-sweep").Watcher().Watch(w.t.Context(), member, region, w.want())
	return found, watch, err
}

// TestWatchReadsWhatWasToBeDoneAndWhatWas on the evening of the first backup.
func TestWatchReadsWhatWasToBeDoneAndWhatWas(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	w.Advance(noon.Add(10 * time.Hour).Sub(w.Clock.Now()))
	watch, _, err := w.look()
	if err != nil {
		t.Fatal(err)
	}
	if len(watch.Plans) != 1 || len(watch.Plans[0].Rules) != 1 || !slices.Equal(watch.Plans[0].Selected, []string{volume}) || len(watch.Gaps()) > 0 {
		t.Fatalf("plans %+v", watch.Plans)
	}
	plan, rule := watch.Plans[0], watch.Plans[0].Rules[0]
	if due, ok := rule.Timetable.Last(noon.Add(23 * time.Hour)); !ok || !due.Equal(noon) {
		t.Errorf("due at %s, %t", due, ok)
	}
	vault := place.CentralVaultARN(wishes, region, member)
	if rule.StartMinutes != 480 || rule.DeleteAfterDays != 120 || !slices.Equal(rule.Destinations, []string{vault}) {
		t.Errorf("rule %+v", rule)
	}
	if len(watch.Jobs) != 1 || watch.Jobs[0].PlanID != plan.ID || watch.Jobs[0].RuleID != rule.ID || !watch.Jobs[0].Created.Equal(noon) ||
		watch.Jobs[0].ID == "" || watch.Jobs[0].Point != watch.Points[0].ARN {
		t.Errorf("jobs %+v", watch.Jobs)
	}
	if len(watch.Points) != 1 || watch.Points[0].ResourceARN != volume || watch.Points[0].PlanVersion != plan.Version || !watch.Points[0].Created.Equal(noon) {
		t.Errorf("points %+v", watch.Points)
	}
	arrived, err := cloud.New(w.config(&wire{}), place, "farvault-sweep").Watcher().Arrived(t.Context(), vault, noon.Add(-time.Hour))
	if err != nil || !arrived.Newest[volume].Created.Equal(noon) || !arrived.Newest[volume].Completed.After(noon) {
		t.Errorf("arrived %+v, %v", arrived, err)
	}
}

// TestWatchLeavesOtherPlansOfTheNameAlone: AWS Backup lets several plans have one name. Where somebody else's stands, farvault makes none.
func TestWatchLeavesOtherPlansOfTheNameAlone(t *testing.T) {
	t.Parallel()
	for made, rules := range map[string][]string{"before farvault's": nil, "after farvault's": {"DailyEBSBackup"}} {
		t.Run(made, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if made == "after farvault's" {
				w.settled(central, member)
			}
			_, err := backup.NewFromConfig(w.administrator(member)).CreateBackupPlan(t.Context(), &backup.CreateBackupPlanInput{BackupPlan: &types.BackupPlanInput{
				BackupPlanName: &wishes.BackupPlans[0].BackupPlanName,
				Rules:          []types.BackupRuleInput{{RuleName: aws.String("theirs"), TargetBackupVaultName: aws.String("theirs")}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			w.settled(central, member)
			watch, _, err := w.look()
			var got []string
			for _, p := range watch.Plans {
				got = append(got, p.Rules[0].Name)
			}
			if err != nil || len(watch.Keys) != 1 || !slices.Equal(got, rules) {
				t.Errorf("watches %v, want %v (%v)", got, rules, err)
			}
		})
	}
}

// TestWatchLooksForWhatIsNearlyRight among all resources.
func TestWatchLooksForWhatIsNearlyRight(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		tags map[string]string
		want []string
	}{
		"key and value in another case": {map[string]string{"Backup": "Daily"}, []string{"Backup=Daily"}},
		"the value in another case":     {map[string]string{"backup": "DAILY"}, []string{"backup=DAILY"}},
		"another tag":                   {map[string]string{"team": "payments"}, nil},
		"another value":                 {map[string]string{"backup": "never"}, nil},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := guarded(t)
			w.tagged(tt.tags)
			watch, _, err := w.look()
			var near []string
			for _, g := range watch.Gaps() {
				near = append(near, g.Key+"="+g.Value)
			}
			if err != nil || len(watch.Plans) != 1 || watch.Plans[0].Selected != nil || !slices.Equal(near, tt.want) {
				t.Errorf("%v, %+v, %v", near, watch.Plans, err)
			}
		})
	}
}

// TestWatchFindsCopiesThatDoNotBegin after two hours, and not before.
func TestWatchFindsCopiesThatDoNotBegin(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	w.Backup.Omit(member, region, simulated.OmitCopyStart, 1)
	w.Advance(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC).Sub(w.Clock.Now()))
	var found []int
	for range 2 {
		watch, _, err := w.look()
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, len(watch.Stuck))
		w.Advance(30 * time.Minute)
	}
	if !slices.Equal(found, []int{0, 1}) {
		t.Errorf("stuck at 14:00 and at 14:30: %v", found)
	}
}

// TestWatchWithoutTheRightToReadTags reads all else, and says what it lacks.
func TestWatchWithoutTheRightToReadTags(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	role, _ := w.IAM.Role(place.RoleARN(member, chain.ReaderRole))
	w.IAM.PutRole(member, iam.Role{Name: role.Name, Path: role.Path, Trust: role.Trust, Inline: map[string]policy.Document{"all": policy.New(
		policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}},
		policy.Statement{Effect: policy.Deny, Action: policy.Values{"tag:*"}, Resource: policy.Values{"*"}})}})
	watch, _, err := w.look()
	if err == nil || !strings.Contains(err.Error(), "find the tagged resources of "+member+"/"+region) {
		t.Errorf("error %v", err)
	}
	if len(watch.Keys) != 1 || len(watch.OptIn) == 0 || len(watch.Plans) != 1 || !watch.Plans[0].Unread {
		t.Errorf("%+v", watch)
	}
}

// TestPlanSinceIsThatOfItsNewestVersion and not of the plan.
func TestPlanSinceIsThatOfItsNewestVersion(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	watch, _, err := w.look()
	if err != nil {
		t.Fatal(err)
	}
	id := watch.Plans[0].ID
	w.Advance(3 * time.Hour)
	client := backup.NewFromConfig(w.administrator(member))
	plan, err := client.GetBackupPlan(t.Context(), &backup.GetBackupPlanInput{BackupPlanId: &id})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.UpdateBackupPlan(t.Context(), &backup.UpdateBackupPlanInput{BackupPlanId: &id, BackupPlan: &types.BackupPlanInput{
		BackupPlanName: plan.BackupPlan.BackupPlanName,
		Rules:          []types.BackupRuleInput{{RuleName: aws.String("DailyEBSBackup"), TargetBackupVaultName: &wishes.LocalVault.BackupVaultName}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	since, err := cloud.New(w.config(&wire{}), place, "farvault-sweep").Watcher().PlanSince(t.Context(), member, region, id)
	if err != nil || !since.Equal(w.Clock.Now()) || !aws.ToTime(plan.CreationDate).Before(since) {
		t.Errorf("since %s, %v; the plan is of %s", since, err, plan.CreationDate)
	}
}

// What a look at one member may cost in AWS calls, beside entering it: where something is selected, and where nothing is.
const (
	mostToLook     = 9
	mostToLookIdle = 9
)

func TestCallsOfALook(t *testing.T) {
	t.Parallel()
	w := guarded(t)
	w.Advance(48 * time.Hour)
	for tags, most := range map[string]int{"daily": mostToLook, "Daily": mostToLookIdle} {
		w.tagged(map[string]string{"backup": tags})
		_, wire, err := w.look()
		if err != nil {
			t.Fatal(err)
		}
		calls := slices.DeleteFunc(wire.calls, func(c string) bool { return c == "STS:AssumeRole" })
		if len(calls) > most || len(wire.writes) > 0 {
			t.Errorf("backup=%s takes %d calls, at most %d, with %d writes: %s", tags, len(calls), most, len(wire.writes), strings.Join(calls, " "))
		}
	}
}
