package kernel_test

import (
	"reflect"
	"testing"

	"farvault/simulator/kernel"
)

// Each knob says whose answer it is, and two are never of one row.
func TestEveryAssumptionNamesItsRow(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for field := range reflect.TypeFor[kernel.Assumptions]().Fields() {
		row := field.Tag.Get("row")
		if row == "" || seen[row] != "" {
			t.Errorf("%s is of the row %q, like %q", field.Name, row, seen[row])
		}
		seen[row] = field.Name
	}
}
