package ledger_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"farvault/shared/ledger"
	"farvault/simulator"
	simulated "farvault/simulator/dynamodb"
)

const central, region = "111122223333", "eu-west-1"

// inDynamoDB is a ledger in a table of a simulated world, reached by the real client over HTTP.
func inDynamoDB(t *testing.T) *ledger.Ledger {
	t.Helper()
	world := simulator.New(noon, "999988887777", "o-a1b2c3d4e5")
	world.Organizations.AddAccount(central, "backup", "")
	_, err := world.DynamoDB.CreateTable(central, region, simulated.Table{
		TableName:            "farvault",
		KeySchema:            []simulated.KeyElement{{AttributeName: "pk", KeyType: "HASH"}},
		AttributeDefinitions: []simulated.AttributeDefinition{{AttributeName: "pk", AttributeType: "S"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := world.Serve("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	return ledger.New(dynamodb.NewFromConfig(world.Administrator(central, region)), "farvault")
}

// What a DynamoDB item cannot hold is refused before the call, and says why.
func TestAnItemThatIsTooLarge(t *testing.T) {
	t.Parallel()
	r := firing()
	r.Alert.StatusMessage = strings.Repeat("x", 400*1024)
	_, err := inDynamoDB(t).SaveGroup(t.Context(), r, noon)
	if err == nil || !strings.Contains(err.Error(), "more than the") {
		t.Errorf("error %v", err)
	}
}
