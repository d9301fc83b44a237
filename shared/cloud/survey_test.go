package cloud_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/selftest"
	simulated "farvault/simulator/backup"
	"farvault/simulator/iam"
)

// inversions make the simulator answer an assumption otherwise, by the id of its row. What is not a field of
// kernel.Assumptions has a knob of its service's.
var inversions = map[string]func(*world){
	"account-joined":         func(w *world) { w.Assume.JoinedNested = true },
	"airgapped-key-list":     func(w *world) { w.Assume.OwnedKeysShown = true },
	"arriving-copy-event":    func(w *world) { w.Assume.ArrivingCopyEvents = true },
	"aws-managed-key-policy": func(w *world) { w.Assume.ManagedKeysNameNoAccount = true },
	"copy-creation-date":     func(w *world) { w.Assume.CopiesDateThemselves = true },
	"copy-resource-arn":      func(w *world) { w.Assume.CopiesNameThemselves = true },
	"default-vault":          func(w *world) { w.Assume.DefaultVault = true },
	"failed-copy-plan":       func(w *world) { w.Assume.FailedCopiesNameNoPlan = true },
	"list-shapes":            func(w *world) { w.Assume.EmptyListsLeftOut = true },
	"missing-vault-text":     func(w *world) { w.Assume.MissingVaultText = "Cannot find the backup vault" },
	"plan-tags-next-call":    func(w *world) { w.Assume.PlanTagsLag = 5 * time.Minute },
	"region-off":             func(w *world) { w.Assume.RegionOffCode = "OptInRequired" },
	"stackset-ready":         func(w *world) { w.Assume.EntryLag = 10 * time.Minute },
	"trail-request-case":     func(w *world) { w.Assume.TrailCapitals = true },
	"trust-source-account":   func(w *world) { w.Assume.BackupNamesNoSourceAccount = true },

	"new-account-opt-ins": func(w *world) { w.Backup.OptInVirgins("EBS", "S3") },
	"optin-names": func(w *world) {
		for _, region := range cloud.Everywhere {
			w.Backup.SetType(region, "Aurora DSQL", true)
		}
	},
	"summaries-today":  func(w *world) { w.Backup.LagSummaries(simulated.WholeDay) },
	"types-per-region": func(w *world) { w.Backup.SetType("us-west-1", "DocumentDB", false) },
}

// Every row that is asked is as assumed in the simulator; with one assumption inverted that row, and only that, says
// otherwise. A row that no knob inverts says why.
func TestEveryAssumptionIsAskedAndInverted(t *testing.T) {
	t.Parallel()
	t.Run("as it is", func(t *testing.T) {
		t.Parallel()
		for _, r := range newSurveyWorld(t, nil).survey() {
			if want := map[bool]selftest.Answer{true: selftest.AsAssumed, false: selftest.Sandbox}[r.Judge != nil]; r.Answer != want {
				t.Errorf("%s: %s: %s", r.ID, r.Answer, r.Seen)
			}
		}
	})
	asked := map[string]bool{}
	for _, row := range selftest.Rows() {
		if asked[row.ID] = row.Judge != nil; !asked[row.ID] {
			continue
		}
		invert, can := inversions[row.ID]
		if can == (row.NoKnob != "") {
			t.Errorf("%s: it is inverted: %t; why not: %q", row.ID, can, row.NoKnob)
		}
		if !can {
			continue
		}
		t.Run(row.ID, func(t *testing.T) {
			t.Parallel()
			for _, r := range newSurveyWorld(t, invert).survey() {
				if otherwise := r.Answer == selftest.Otherwise; otherwise != (r.ID == row.ID) {
					t.Errorf("%s: %s: %s", r.ID, r.Answer, r.Seen)
				}
			}
		})
	}
	for id := range inversions {
		if !asked[id] {
			t.Errorf("%s is inverted and no row asks for it", id)
		}
	}
}

// surveyed is the time at which the organization is asked: half past twelve, on a day on which jobs have run.
var surveyed = time.Date(2026, 3, 2, 12, 40, 0, 0, time.UTC)

// surveyWorld is a world in which all has happened that a row looks for.
type surveyWorld struct{ *world }

func newSurveyWorld(t *testing.T, invert func(*world)) surveyWorld {
	t.Helper()
	w := surveyWorld{newWorld(t)}
	w.Lock()
	if invert != nil {
		invert(w.world)
	}
	w.narrowByTag()
	w.Organizations.EnableServiceAccess("backup.amazonaws.com")
	w.Backup.SetGlobal("isCrossAccountBackupEnabled", "true")
	w.KMS.AWSManaged(member, region, "aws/ebs")
	foreign := w.KMS.AWSManaged(member, region, "aws/rds")
	w.DisableRegion(member, "af-south-1")
	w.Backup.AddResource(member, region, simulated.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}})
	w.Backup.AddResource(member, region, simulated.Resource{
		Type: "EBS", Tags: map[string]string{"backup": "daily"}, KMSKeyARN: foreign, // cannot be copied
	})
	w.Unlock()
	w.enter()
	w.settle(central)
	w.settle(member)
	w.airGap()
	w.join()
	w.Advance(surveyed.Sub(w.Clock.Now()))
	return w
}

// narrowByTag lets the provisioner make selections of its own plans alone, as infra/member.yaml does.
func (w surveyWorld) narrowByTag() {
	w.IAM.PutRole(member, iam.Role{
		Name: chain.ProvisionerRole, Path: chain.RolePath,
		Trust: policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + central + `"},"Action":"sts:AssumeRole"}]}`),
		Inline: map[string]policy.Document{"narrow": policy.MustParse(`{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","NotAction":"backup:CreateBackupSelection","Resource":"*"},
			{"Effect":"Allow","Action":"backup:CreateBackupSelection","Resource":"*",
				"Condition":{"StringEquals":{"aws:ResourceTag/farvault:owner":"farvault"}}}]}`)},
	})
}

// enter assumes the member's reader role, again each minute until it can.
func (w surveyWorld) enter() {
	w.t.Helper()
	client := sts.NewFromConfig(w.config(&wire{}))
	for range 20 {
		_, err := client.AssumeRole(w.t.Context(), &sts.AssumeRoleInput{
			RoleArn: aws.String(place.RoleARN(member, chain.ReaderRole)), RoleSessionName: aws.String("reader"),
		})
		if err == nil {
			return
		}
		w.Advance(time.Minute)
	}
	w.t.Fatal("the member cannot be entered")
}

// settle provisions an account as new deployments do, however often the world says not yet or no. Where AWS Backup can
// assume no role that asks for its account, there is never a selection.
func (w surveyWorld) settle(account string) {
	w.t.Helper()
	as := wishes
	as.TrustSourceConditions = true
	desired := chain.Desire(as, place, org.Account{ID: account, State: org.Active})
	var err error
	for range 20 {
		if _, _, err = reconcileChain(w.t.Context(), cloud.New(w.config(&wire{}), place, "farvault-provision"), desired); err == nil {
			return
		}
		w.Advance(time.Minute)
	}
	if !w.Assume.BackupNamesNoSourceAccount {
		w.t.Fatal(err)
	}
}

// airGap makes a vault whose key AWS owns.
func (w surveyWorld) airGap() {
	w.t.Helper()
	_, err := backup.NewFromConfig(w.administrator(central)).CreateLogicallyAirGappedBackupVault(
		w.t.Context(), &backup.CreateLogicallyAirGappedBackupVaultInput{
			BackupVaultName: aws.String("air"), MinRetentionDays: aws.Int64(7), MaxRetentionDays: aws.Int64(30),
		})
	if err != nil {
		w.t.Fatal(err)
	}
}

// join makes an account in the organization.
func (w surveyWorld) join() {
	w.t.Helper()
	_, err := organizations.NewFromConfig(w.administrator(manager)).CreateAccount(
		w.t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("new"), Email: aws.String("new@example.com")})
	if err != nil {
		w.t.Fatal(err)
	}
}

// survey asks, and judges what was seen.
func (w surveyWorld) survey() []selftest.Result {
	return selftest.Judge(cloud.New(w.config(&wire{}), place, "farvault").Survey(w.t.Context(), cloud.SurveyScope{
		Member: member, Region: region, Protected: []string{region}, Now: surveyed,
	}))
}

// The asking changes nothing.
func TestTheSurveyOnlyReads(t *testing.T) {
	t.Parallel()
	w := newSurveyWorld(t, nil)
	watch := &wire{}
	cloud.New(w.config(watch), place, "farvault").Survey(t.Context(), cloud.SurveyScope{
		Member: member, Region: region, Protected: []string{region}, Now: surveyed,
	})
	writes := slices.DeleteFunc(watch.writes, func(call string) bool { return call == "CloudTrail:LookupEvents" })
	if len(writes) > 0 || len(watch.calls) < 20 {
		t.Errorf("%d calls, of which write: %v", len(watch.calls), writes)
	}
}

// Who may nothing learns nothing, and each row says why.
func TestWhoMayNothingCouldNotAsk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, r := range selftest.Judge(cloud.New(w.administrator(member), place, "farvault").Survey(t.Context(), cloud.SurveyScope{
		Member: member, Region: region, Protected: []string{region}, Now: surveyed,
	})) {
		if r.Judge != nil && (r.Answer == selftest.Otherwise || r.Answer == selftest.CouldNotAsk && r.Seen == "") {
			t.Errorf("%s: %s: %q", r.ID, r.Answer, r.Seen)
		}
	}
}
