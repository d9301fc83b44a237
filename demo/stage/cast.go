package stage

// The cast. The ids are the ones that AWS's documents use for examples.
const (
	OrganizationID = "o-a1b2c3d4e5"
	ManagementID   = "999988887777"
	CentralID      = "111122223333"
	NewcomerID     = "222233334444" // the first account that is created
	HomeRegion     = "eu-west-1"
	GlobalRegion   = "us-east-1" // where Organizations speaks
	AlertEmail     = "backup-team@example.com"

	rootID = "r-ab12"
)

// Member is an account that is there before farvault comes.
type Member struct{ ID, Name string }

// Members are those accounts, where no others are asked for.
var Members = []Member{{"333344445555", "web-prod"}, {"444455556666", "data-lab"}, {"555566667777", "sandbox"}}
