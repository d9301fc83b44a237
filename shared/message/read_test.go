package message_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/alert"
	"farvault/shared/message"
)

// The published sample of version 1, and one from before there were versions, are read as a message of today.
func TestReadTakesOlderVersions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../events/farvault-alert/v1.first-notification.json")
	if err != nil {
		t.Fatal(err)
	}
	var sample struct{ Detail json.RawMessage }
	if err := json.Unmarshal(text, &sample); err != nil {
		t.Fatal(err)
	}
	want, err := message.Read(sample.Detail)
	if err != nil {
		t.Fatal(err)
	}
	if want.Version != message.MessageVersion || want.Color != alert.Red || want.Reason != alert.FirstNotification || len(want.Facts) == 0 {
		t.Errorf("the sample of version 1 is read as %+v", want)
	}
	older := strings.Replace(string(sample.Detail), `"version": 1`, `"version": 0`, 1)
	got, err := message.Read([]byte(older))
	if diff := cmp.Diff(want, got); err != nil || older == string(sample.Detail) || diff != "" {
		t.Errorf("version 0: %v\n%s", err, diff)
	}
}

// A message is read as it was written; one of a newer build is not guessed at, nor what is none.
func TestRead(t *testing.T) {
	t.Parallel()
	want := message.Message{Version: message.MessageVersion, GroupKey: "g", Reason: alert.Reminder, Color: alert.Amber}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := message.Read(text)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, text := range []string{
		fmt.Sprintf(`{"version":%d,"reason":"reminder"}`, message.MessageVersion+1), `{"Type":"Notification"}`, "RED alert", "[]",
	} {
		if m, err := message.Read([]byte(text)); err == nil {
			t.Errorf("%s is read as %+v", text, m)
		}
	}
}
