package catalog_test

import (
	"encoding/json"
	"strings"
	"testing"

	"farvault/shared/catalog"
)

// What an older build wrote of the account at fault is read, and an older build reads what is written.
func TestDiagnosisIsReadAndWrittenUnderBothNames(t *testing.T) {
	t.Parallel()
	want := catalog.Diagnose(catalog.Signal{Job: "copy", Message: "Given key ID is not accessible"})
	if want.AccountAtFault == "" {
		t.Fatal("nobody is at fault")
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{`"accountAtFault":"source",`, `,"account_at_fault":"source"`}
	for _, name := range names {
		only := strings.Replace(string(text), name, "", 1)
		var got catalog.Diagnosis
		if err := json.Unmarshal([]byte(only), &got); err != nil || only == string(text) {
			t.Fatalf("%s: %v", text, err)
		}
		if got.AccountAtFault != want.AccountAtFault || got.Cause != want.Cause {
			t.Errorf("without %s it is read as %+v", name, got)
		}
	}
}
