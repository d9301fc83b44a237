package alert_test

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
)

// The first failure of a group is notified at once; the same again within the repeat interval is not.
func ExampleDecide() {
	failed := alerttest.Failed("job-1", 0)
	group, _ := alert.NewRecord(failed.Group()).Apply(alert.Failed{Alert: failed})
	fmt.Println(alert.Decide(group, alerttest.Noon, alerttest.Every).Reason)

	group = group.Notified(group, alert.FirstNotification, alerttest.Noon)
	fmt.Println(alert.Decide(group, alerttest.At(60), alerttest.Every).Reason)
	// Output:
	// first-notification
	// silent
}
