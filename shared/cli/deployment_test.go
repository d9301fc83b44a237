package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/chain"
	"farvault/shared/ledger"
	"farvault/shared/policy"
	"farvault/simulator"
	tables "farvault/simulator/dynamodb"
	"farvault/simulator/iam"
)

// deployed makes what a deployment is known by: the bus and the table.
func deployed(t testing.TB, w *simulator.World) {
	t.Helper()
	_, bus := w.EventBridge.CreateBus(central, region, "farvault", nil)
	_, table := w.DynamoDB.CreateTable(central, region, tables.Table{
		TableName:            "farvault",
		KeySchema:            []tables.KeyElement{{AttributeName: "pk", KeyType: "HASH"}},
		AttributeDefinitions: []tables.AttributeDefinition{{AttributeName: "pk", AttributeType: "S"}},
	})
	if bus != nil || table != nil {
		t.Fatal(bus, table)
	}
	for _, name := range topics {
		arn, err := w.SNS.CreateTopic(central, region, name, nil)
		if err == nil {
			_, err = w.SNS.Subscribe(arn, "email", "ana@example.com", nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.SNS.Confirm("ana@example.com")
}

// environment is that of a person at a terminal, whose credentials are the account's administrator's.
func environment(t *testing.T, w *town, account string) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": w.URL(), "AWS_REGION": region, "AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "simulated",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
	} {
		t.Setenv(name, value)
	}
}

// everyCommand is one of each that talks to AWS.
var everyCommand = []string{
	"chain show --account " + member, "chain diff --account " + member, "chain apply --yes --account " + member, "doctor", "status",
	"breaker", "breaker allow --yes --owner a --reason b", "alerts list", "alerts mute --yes --account " + member + " --owner a --reason b --for 1h",
	"alerts test", "selftest", "explain --live copy-job X --account " + member,
}

// TestACommandFindsItsDeploymentFirst types every command with the wrong Region and with the credentials of other
// accounts: it ends with status 2, says where farvault is, and nothing in the world has changed.
func TestACommandFindsItsDeploymentFirst(t *testing.T) {
	w := newTown(t)
	forwards := iam.Role{Name: chain.ForwarderRole, Path: chain.RolePath, Trust: policy.Trust("events.amazonaws.com"),
		Inline: map[string]policy.Document{chain.ForwarderPolicy: policy.PutEvents(w.h.deployed.CentralBusARN)}}
	w.Lock()
	w.IAM.PutRole(central, forwards)
	w.IAM.PutRole(manager, forwards)
	w.Unlock()
	const there = "It is deployed in account 111122223333, home Region eu-west-1"
	for law, c := range map[string]struct {
		account, region string
		says            []string
	}{
		"the wrong Region":                     {central, "us-east-1", []string{"not deployed in account 111122223333, Region us-east-1", there, "AWS_REGION to eu-west-1"}},
		"the management account's credentials": {manager, region, []string{"these are the management account's credentials (999988887777); use the central account's", there}},
		"a member's credentials":               {member, region, []string{"not deployed in account 222233334444", there, "use that account's credentials"}},
	} {
		t.Run(law, func(t *testing.T) {
			environment(t, w, c.account)
			t.Setenv("AWS_REGION", c.region)
			for _, line := range everyCommand {
				status, said, calls := w.writes(strings.Fields(line)...)
				if status != 2 || len(calls) > 0 {
					t.Errorf("%s: status %d, after %v", line, status, calls)
				}
				for _, part := range c.says {
					if !strings.Contains(said, part) {
						t.Errorf("%s says %q, want %q", line, said, part)
					}
				}
			}
		})
	}
}

// TestEveryCommandSaysWhichDeploymentItTalksTo on standard error.
func TestEveryCommandSaysWhichDeploymentItTalksTo(t *testing.T) {
	w := newTown(t)
	environment(t, w, central)
	t.Setenv("AWS_REGION", "us-east-1")
	for _, line := range everyCommand {
		args := strings.Fields(line)
		if args[0] == "explain" || args[0] == "selftest" { // their --region is another
			continue
		}
		var said bytes.Buffer
		Run(t.Context(), append(args, "--region", region), Streams{Out: &bytes.Buffer{}, Err: &said})
		if want := "farvault in account 111122223333, home Region eu-west-1 at http://"; !strings.HasPrefix(said.String(), want) {
			t.Errorf("%s says %q, want %q", line, said.String(), want)
		}
	}
}

// TestSettingsThatDifferFromTheDeployedOnes are noticed by every command that has some, and apply refuses them.
func TestSettingsThatDifferFromTheDeployedOnes(t *testing.T) {
	w := newTown(t)
	environment(t, w, central)
	records := ledger.New(dynamodb.NewFromConfig(w.administrator(central)), "farvault")
	file := t.TempDir() + "/settings.yaml"
	w.must(os.WriteFile(file, []byte(settled), 0o644))
	same, err := loadSettings(file)
	w.must(err)
	run := func(line string) (int, string) {
		var said bytes.Buffer
		status := Run(t.Context(), append(strings.Fields(line), "--settings", file), Streams{Out: &bytes.Buffer{}, Err: &said})
		return status, said.String()
	}
	apply := "chain apply --yes --account " + member
	for digest, differs := range map[string]bool{same.Digest(): false, "another": true} {
		_, err := records.RunsWith(t.Context(), digest, false, w.Clock.Now())
		w.must(err)
		for _, line := range []string{"status", "chain diff --account " + member, apply} {
			if _, said := run(line); strings.Contains(said, "settings differ from those that are deployed") != differs {
				t.Errorf("deployed are %s: %s says %s", digest, line, said)
			}
		}
		if got, said := run(apply); (got == 2) != differs {
			t.Errorf("deployed are %s: status %d, %s", digest, got, said)
		}
		if got, said := run(apply + " --settings-differ"); got != 0 {
			t.Errorf("deployed are %s, --settings-differ: status %d, %s", digest, got, said)
		}
	}
}
