package kernel

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Record is a call as CloudTrail records it: who asked for what, from which account, and what became of it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func (k *Kernel) Record(c *Call, failure error) map[string]any {
	record := map[string]any{
		"eventVersion": "1.08", "userIdentity": c.Caller.Identity(), "eventTime": At(c.Now).ISO(),
		"eventSource": c.Service + ".amazonaws.com", "eventName": c.Operation, "awsRegion": c.Region,
		"sourceIPAddress": "192.0.2.10", "userAgent": "simulator",
		"requestParameters": k.parameters(c.Input), "responseElements": nil,
		"requestID": k.UUID("cloudtrail request"), "eventID": k.UUID("cloudtrail event"),
		"readOnly": false, "eventType": "AwsApiCall", "managementEvent": true,
		"recipientAccountId": c.Account(), "eventCategory": "Management",
	}
	if known, ok := failure.(*Error); ok {
		record["errorCode"], record["errorMessage"] = known.Code, known.Message
	}
	return record
}

// Identity is the caller as CloudTrail names it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
func (c Caller) Identity() map[string]any {
	if c.RoleARN == "" {
		return map[string]any{"type": "Root", "principalId": c.Account, "arn": c.ARN, "accountId": c.Account}
	}
	name := c.RoleARN[strings.LastIndex(c.RoleARN, "/")+1:]
	return map[string]any{
		"type": "AssumedRole", "principalId": name + ":" + c.ARN[strings.LastIndex(c.ARN, "/")+1:],
		"arn": c.ARN, "accountId": c.Account,
		"sessionContext": map[string]any{"sessionIssuer": map[string]any{
			"type": "Role", "arn": c.RoleARN, "accountId": c.Account, "userName": name,
		}},
	}
}

// parameters is an input as CloudTrail shows it: its members with a small first letter, those that were not given left
// out.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/logging-using-cloudtrail.html
func (k *Kernel) parameters(input any) any {
	if input == nil {
		return nil
	}
	return k.shown(reflect.ValueOf(input))
}

func (k *Kernel) shown(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return k.shown(v.Elem())
	case reflect.Struct:
		if t, ok := v.Interface().(Time); ok {
			return t.ISO()
		}
		return k.members(v)
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = k.shown(v.Index(i))
		}
		return list
	}
	return v.Interface()
}

func (k *Kernel) members(v reflect.Value) map[string]any {
	all := map[string]any{}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && !v.Field(i).IsZero() {
			first, size := utf8.DecodeRuneInString(field.Name)
			if !k.Assume.TrailCapitals {
				first = unicode.ToLower(first)
			}
			all[string(first)+field.Name[size:]] = k.shown(v.Field(i))
		}
	}
	return all
}
