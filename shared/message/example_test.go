package message_test

import (
	"fmt"

	"farvault/shared/alert"
	"farvault/shared/alert/alerttest"
	"farvault/shared/message"
)

// The subject of a mail has a color, the title, and the account where something must be done.
func ExampleCompose() {
	m := message.Compose(alerttest.Seen(alerttest.Proven), alert.FirstNotification, scene)
	fmt.Println(message.Subject(m))
	fmt.Println(m.Title)
	// Output:
	// RED Copies of 1 volume no longer reach the central vault (payments-prod 222233334444)
	// Copies of 1 volume in payments-prod no longer reach the central vault
}

// A test message, as mail.
func ExampleText() {
	fmt.Print(message.Text(message.ComposeTest("platform-engineer", nil, alerttest.Noon)))
	// Output:
	// GREEN  TEST: messages of farvault arrive here
	//
	// Nothing is wrong. Sent by platform-engineer at 12:04 UTC.
	//
	// test · farvault alerts test
}
