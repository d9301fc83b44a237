package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/coverage"
	"farvault/shared/ledger"
	sim "farvault/simulator/backup"
)

// namesake is a backup policy of the organization whose plan has the name of farvault's.
const namesake = `{"plans":{"CrossAccountBackupPlan":{"regions":{"@@assign":["eu-west-1"]},
	"rules":{"Weekly":{"schedule_expression":{"@@assign":"cron(0 5 ? * 1 *)"},"target_backup_vault_name":{"@@assign":"Default"}}},
	"selections":{"resources":{"gold":{"iam_role_arn":{"@@assign":"arn:aws:iam::$account:role/Backup"},"resource_types":{"@@assign":["*"]},
		"conditions":{"string_equals":{"tier":{"condition_key":{"@@assign":"aws:ResourceTag/tier"},"condition_value":{"@@assign":"gold"}}}}}}}}}}`

// TestPlansOfABackupPolicy are AWS Organizations': farvault makes its own plan beside one of the same name, changes
// nothing of the other, and says in coverage what that backs up.
func TestPlansOfABackupPolicy(t *testing.T) {
	t.Parallel()
	s := taggedStage(t, shipped(t), "")
	s.world.Lock()
	s.world.Organizations.AttachBackupPolicy("r-ab12", "gold", namesake)
	member := scenery.Members[0].ID
	gold := s.world.Backup.AddResource(member, homeRegion, sim.Resource{Type: "EBS", Tags: map[string]string{"tier": "gold"}})
	plain := s.world.Backup.AddResource(member, homeRegion, sim.Resource{Type: "EBS", Tags: map[string]string{"tier": "none"}})
	s.world.Unlock()
	s.world.Advance(25 * time.Hour)
	records := ledger.New(dynamodb.NewFromConfig(s.world.Administrator(centralID, homeRegion)), "farvault")
	r, err := records.Account(t.Context(), member)
	if err != nil || r.Status != account.Protected {
		t.Fatalf("the account is %q: %s, %v", r.Status, r.Why, err)
	}
	const left = "AWS Organizations manages it, so farvault leaves it alone"
	if len(r.Unmanaged) != 1 || r.Unmanaged[0].Why != left {
		t.Errorf("beside it there is %+v", r.Unmanaged)
	}
	covered, err := records.Coverage(t.Context(), member, homeRegion)
	if err != nil {
		t.Fatal(err)
	}
	for arn, why := range map[string]string{gold: "Plan CrossAccountBackupPlan of AWS Organizations backs it up.", plain: "It has no backup plan's tag."} {
		found := false
		for _, one := range covered.Resources {
			if found = one.ARN == arn; found {
				if one.State != coverage.Untagged || !strings.Contains(one.Why, why) {
					t.Errorf("%s is %s: %s, want %s", arn, one.State, one.Why, why)
				}
				break
			}
		}
		if !found {
			t.Errorf("%s is not in coverage", arn)
		}
	}
	plans, err := backup.NewFromConfig(s.world.Administrator(member, homeRegion)).ListBackupPlans(t.Context(), &backup.ListBackupPlansInput{})
	if err != nil {
		t.Fatal(err)
	}
	theirs := 0
	for _, p := range plans.BackupPlansList {
		if strings.HasPrefix(aws.ToString(p.BackupPlanId), "orgs/") {
			theirs++
		}
	}
	if len(plans.BackupPlansList) != 2 || theirs != 1 {
		t.Errorf("there are %d plans, %d of them by the policy", len(plans.BackupPlansList), theirs)
	}
}
