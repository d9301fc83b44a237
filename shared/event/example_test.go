package event_test

import (
	"fmt"
	"os"

	"farvault/shared/event"
)

// An event of AWS Backup becomes a value.
func ExampleDecode() {
	raw, err := os.ReadFile("../../events/copy-job-failed.json")
	if err != nil {
		fmt.Println(err)
	}
	decoded, err := event.Decode(raw)
	if job, ok := decoded.(event.JobStateChange); ok {
		fmt.Println(job.Job, job.State, job.Account, err)
	}
	// Output:
	// copy FAILED 222233334444 <nil>
}
