package chain_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"farvault/shared/chain"
)

// FuzzCarryPlan: what farvault writes of a plan stands in the document that it makes of the one it found; what was
// found beside it is carried once, not twice.
func FuzzCarryPlan(f *testing.F) {
	f.Add([]byte(`{"BackupPlanName":"p","Rules":[{"RuleName":"a","Lifecycle":{}}]}`), []byte(`{"Rules":[{"RuleName":"a","IndexActions":[1]}],"ScanSettings":[]}`))
	f.Fuzz(func(t *testing.T, want, found []byte) {
		carried, err := chain.CarryPlan(want, found)
		if err != nil {
			return
		}
		again, err := chain.CarryPlan(want, carried)
		if err != nil || !sameValue(t, carried, again) {
			t.Errorf("%s and %s make %s, and that %s, %v", want, found, carried, again, err)
		}
		var mine, made map[string]any
		_ = json.Unmarshal(want, &mine)
		if err := json.Unmarshal(carried, &made); err != nil {
			t.Fatal(err)
		}
		if name, has := mine["BackupPlanName"]; has && !reflect.DeepEqual(made["BackupPlanName"], name) {
			t.Errorf("%s and %s make %s, with another name", want, found, carried)
		}
		rules := func(document map[string]any) int {
			list, _ := document["Rules"].([]any)
			return len(list)
		}
		if rules(made) != rules(mine) {
			t.Errorf("%s and %s make %s, with %d rules", want, found, carried, rules(made))
		}
	})
}

func sameValue(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
