package wire

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// filled is an answer with empty lists where it has none, at its top level: AWS's services write an empty list as [],
// which scripts index, and never as null. A list that a service leaves out bears omitempty.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupSelections.html
func filled(out any) any {
	v := reflect.ValueOf(out)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return out
	}
	whole := reflect.New(v.Type()).Elem()
	whole.Set(v)
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && field.Type.Kind() == reflect.Slice && v.Field(i).IsNil() {
			whole.Field(i).Set(reflect.MakeSlice(field.Type, 0, 0))
		}
	}
	return whole.Interface()
}

// withoutEmptyLists is an answer that leaves its empty lists out, at its top level.
func withoutEmptyLists(out any) map[string]json.RawMessage {
	text, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprintf("simulator: answer %T: %v", out, err)) // an operation answers what does not encode
	}
	members := map[string]json.RawMessage{}
	if json.Unmarshal(text, &members) != nil {
		return nil // an answer without members
	}
	for name, value := range members {
		if string(value) == "[]" || string(value) == "null" {
			delete(members, name)
		}
	}
	return members
}
