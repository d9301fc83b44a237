package alert

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// However long AWS's words are, a record of a group that keeps those of each member fits into an item of the table.
func TestARecordIsBoundedWhateverAWSSays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	r := Record{}
	for i := range inline {
		a := Alert{
			Problem: Problem{Account: "222233334444", Region: "eu-west-1", Job: event.Copy, Resource: fmt.Sprint("volume/vol-", i)},
			JobID:   fmt.Sprint("job-", i), State: "FAILED", At: at.Add(time.Duration(i) * time.Second),
			StatusMessage: fmt.Sprint(i) + strings.Repeat(" An error happened.", 2_000),
			Diagnosis:     catalog.Diagnosis{Cause: catalog.Unidentified},
		}
		r, _ = r.Of(a.Group()).Apply(Failed{Alert: a})
	}
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > 100_000 {
		t.Errorf("%d members take %d bytes", len(r.Members), len(body))
	}
}
