package demo

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	scenery "farvault/demo/stage"
	"farvault/shared/account"
	"farvault/shared/ledger"
	"farvault/shared/message"
	"farvault/simulator"
	"farvault/simulator/kernel"
)

const optInRegion = "me-central-1"

// obstacles keep a member from part of its chain until people act.
var obstacles = map[string]struct {
	put  func(w *simulator.World, account string)
	why  []string // parts of what the account's status says
	held []string // what is left, in any Region: the thing itself and what hangs on it, nothing else
}{
	"an SCP denies keys": {forbidden("kms:CreateKey"), []string{"kms:CreateKey", "service control policy"},
		[]string{"create KMS key alias/farvault", "blocked backup vault farvault-local", "blocked backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"an SCP denies vaults": {forbidden("backup:CreateBackupVault"), []string{"backup:CreateBackupVault", "service control policy"},
		[]string{"create backup vault farvault-local", "blocked backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"an SCP denies rules": {forbidden("events:PutRule"), []string{"events:PutRule", "service control policy"}, []string{"create event rule farvault-forward"}},
	"an SCP hides plans": {forbidden("backup:ListBackupPlans"), []string{"backup:ListBackupPlans", "service control policy"},
		[]string{"unread backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"no more vaults": {exhausted("backup", "CreateBackupVault"), []string{"LimitExceededException", "a quota of the account is reached"},
		[]string{"create backup vault farvault-local", "blocked backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"no more plans": {exhausted("backup", "CreateBackupPlan"), []string{"LimitExceededException", "a quota of the account is reached"},
		[]string{"create backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"no more keys": {exhausted("kms", "CreateKey"), []string{"LimitExceededException", "a quota of the account is reached"},
		[]string{"create KMS key alias/farvault", "blocked backup vault farvault-local", "blocked backup plan CrossAccountBackupPlan", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily"}},
	"no more rules": {exhausted("events", "PutRule"), []string{"LimitExceededException", "a quota of the account is reached"}, []string{"create event rule farvault-forward"}},
	"no more roles": {exhausted("iam", "CreateRole"), []string{"LimitExceeded", "a quota of the account is reached"},
		[]string{"create role farvault-backup", "create role farvault-event-forwarder", "blocked backup selection CrossAccountBackupPlan/tagged-backup-daily", "blocked event rule farvault-forward"}},
	"a Region that is not enabled": {func(w *simulator.World, account string) { w.DisableRegion(account, optInRegion) },
		[]string{optInRegion, "aws account enable-region"}, nil},
}

func forbidden(action string) func(*simulator.World, string) {
	return func(w *simulator.World, account string) {
		w.Organizations.AttachSCP(account, "no-"+strings.ReplaceAll(action, ":", "-"),
			`{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"`+action+`","Resource":"*"}]}`)
	}
}

func exhausted(service, operation string) func(*simulator.World, string) {
	return func(w *simulator.World, account string) {
		if err := w.Faults.Inject(kernel.Fault{Account: account, Service: service, Operation: operation, Kind: kernel.Quota, Times: 1000}); err != nil {
			panic(err)
		}
	}
}

// hindered is what is remembered of an account with an obstacle after the first sweep, in two Regions, and the status of one without.
func hindered(t *testing.T, put func(*simulator.World, string)) (*stage, account.Record, account.Status) {
	t.Helper()
	files := deployed(t)
	wishes := files["infra/settings.yaml"]
	wishes.Data = bytes.Replace(wishes.Data, []byte("Regions: []"), []byte("Regions: ["+homeRegion+", "+optInRegion+"]"), 1)
	s, err := newStage(t.Context(), Options{Files: files, Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.locked(func(w *simulator.World) { put(w, scenery.Members[0].ID) })
	s.world.Advance(12 * time.Minute)
	r, err := ledger.New(dynamodb.NewFromConfig(s.world.Administrator(centralID, homeRegion)), "farvault").Account(t.Context(), scenery.Members[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	return s, r, s.status(t, scenery.Members[1].ID)
}

// TestAnObstacleStopsItsBranchAlone: what people must remove stops what hangs on it; the account's other links are made, the other
// account is protected, and the status is partial and says why.
func TestAnObstacleStopsItsBranchAlone(t *testing.T) {
	t.Parallel()
	played := sample(t, 3)
	for _, name := range slices.Sorted(maps.Keys(obstacles)) {
		if !played() {
			continue
		}
		o := obstacles[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, r, free := hindered(t, o.put)
			for _, part := range o.why {
				if !strings.Contains(message.ChangeLine(r.Held[0])+r.Why, part) || r.Status != account.Partial {
					t.Errorf("status %s: %s\nwant partial, with %q%s", r.Status, r.Why, part, s.trouble())
				}
			}
			if free != account.Protected {
				t.Errorf("the account without an obstacle is %s", free)
			}
			left := map[string]bool{}
			for _, c := range r.Held {
				if o.held == nil && c.Region != optInRegion {
					t.Errorf("left: %s", message.ChangeLine(c))
				}
				left[strings.Join([]string{string(c.Op), string(c.Kind), c.Name}, " ")] = true
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(o.held)), slices.Sorted(maps.Keys(left))); diff != "" && o.held != nil {
				t.Errorf("left (-want +got):\n%s", diff)
			}
		})
	}
}
