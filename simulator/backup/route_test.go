package backup_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"farvault/simulator/wire/wiretest"
)

// The SDK's client reaches every operation, and each of its parameters has a place in
// the operation's input: the answer may be a refusal, but one of AWS Backup's.
func TestTheSDKReachesEveryOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client := reflect.ValueOf(w.as(member))
	for _, operation := range w.backup.Operations() {
		t.Run(operation.Name, func(t *testing.T) {
			method := client.MethodByName(operation.Name)
			if !method.IsValid() {
				t.Fatal("the SDK has no such operation")
			}
			input := reflect.New(method.Type().In(1).Elem())
			fill(input.Elem())
			w.Journal.Reset()
			results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
			err, _ := results[1].Interface().(error)
			for _, defect := range []string{"UnknownOperation", "InternalFailure", "SerializationException", "deserialization"} {
				if refusal := wiretest.Refusal(err); strings.Contains(refusal, defect) {
					t.Error(refusal)
				}
			}
			if calls := w.Journal.Calls(); len(calls) != 1 || calls[0].Operation != operation.Name {
				t.Errorf("journal %v, want one call of %s", calls, operation.Name)
			}
		})
	}
}

// fill gives every exported member of an input a value of its kind.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		if moment, ok := v.Interface().(*time.Time); ok {
			*moment = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
			return
		}
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.SetMapIndex(reflect.ValueOf("name").Convert(v.Type().Key()), value)
	case reflect.String:
		v.SetString("some/thing:1")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(5)
	}
}
