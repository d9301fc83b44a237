package chain

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// AWS Backup takes a backup plan as one document, and UpdateBackupPlan replaces it: a member that is not sent is gone.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html

// object is a JSON object whose members stay as they were written.
type object = map[string]json.RawMessage

// part is a kind of object in a plan's document.
type part struct {
	name  string          // of it in messages
	knows []string        // the members that farvault writes, or that AWS takes from nobody
	lists map[string]list // the members that are lists of parts
	parts map[string]part // the members that are parts
}

// list is a list of parts, each known by one of its members.
type list struct {
	of    part
	key   string
	keeps bool // an element that farvault does not write stays; else the settings decide which there are
}

// The parts of a plan's document.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupPlanInput.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_AdvancedBackupSetting.html
var (
	lifecyclePart = part{name: "Lifecycle", knows: []string{
		"MoveToColdStorageAfterDays", "DeleteAfterDays", "DeleteAfterEvent", "OptInToArchiveForSupportedResources",
	}}
	copyActionPart = part{
		name:  "CopyAction",
		knows: []string{"DestinationBackupVaultArn"},
		parts: map[string]part{"Lifecycle": lifecyclePart},
	}
	rulePart = part{
		name: "Rule",
		knows: []string{
			"RuleName", "RuleId", "TargetBackupVaultName", "ScheduleExpression", "ScheduleExpressionTimezone",
			"StartWindowMinutes", "CompletionWindowMinutes", "EnableContinuousBackup",
		},
		lists: map[string]list{"CopyActions": {of: copyActionPart, key: "DestinationBackupVaultArn"}},
		parts: map[string]part{"Lifecycle": lifecyclePart},
	}
	advancedPart = part{
		name:  "AdvancedBackupSettings",
		knows: []string{"ResourceType"},
		parts: map[string]part{"BackupOptions": {name: "BackupOptions"}},
	}
	planPart = part{
		name:  "BackupPlan",
		knows: []string{"BackupPlanName"},
		lists: map[string]list{
			"Rules":                  {of: rulePart, key: "RuleName"},
			"AdvancedBackupSettings": {of: advancedPart, key: "ResourceType", keeps: true},
		},
	}
)

// CarryPlan is the document of a plan as farvault would write it, with what the one that was found says beside that.
func CarryPlan(want, found json.RawMessage) (json.RawMessage, error) {
	return planPart.carry(want, found)
}

func (p part) carry(want, found json.RawMessage) (json.RawMessage, error) {
	var desired, had object
	if err := json.Unmarshal(want, &desired); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(found, &had); err != nil {
		return nil, err
	}
	for name, value := range had {
		written, both := desired[name]
		inner, isPart := p.parts[name]
		elements, isList := p.lists[name]
		var err error
		switch {
		case both && isPart:
			desired[name], err = inner.carry(written, value)
		case isList && (both || elements.keeps):
			desired[name], err = elements.carry(written, value)
		case !both && !isPart && !isList && !slices.Contains(p.knows, name):
			desired[name] = value
		}
		if err != nil {
			return nil, err
		}
	}
	return json.Marshal(desired)
}

func (l list) carry(want, found json.RawMessage) (json.RawMessage, error) {
	desired, err := elements(want)
	if err != nil {
		return nil, err
	}
	had, err := elements(found)
	if err != nil {
		return nil, err
	}
	for _, old := range had {
		key := l.keyOf(old)
		i := slices.IndexFunc(desired, func(one json.RawMessage) bool { return l.keyOf(one) == key })
		switch {
		case i >= 0:
			if desired[i], err = l.of.carry(desired[i], old); err != nil {
				return nil, err
			}
		case l.keeps:
			desired = append(desired, old)
		}
	}
	return json.Marshal(desired)
}

func elements(text json.RawMessage) ([]json.RawMessage, error) {
	if text == nil {
		return nil, nil
	}
	var all []json.RawMessage
	return all, json.Unmarshal(text, &all)
}

func (l list) keyOf(element json.RawMessage) string {
	var members object
	if json.Unmarshal(element, &members) != nil {
		return ""
	}
	var key string
	_ = json.Unmarshal(members[l.key], &key) // a key that is no text is none
	return key
}

// besides are the members of a document that farvault does not write, each by its place: "Rule daily IndexActions".
func (p part) besides(where string, document json.RawMessage) map[string]string {
	all := map[string]string{}
	var members object
	if json.Unmarshal(document, &members) != nil {
		return all
	}
	for name, value := range members {
		switch {
		case p.lists[name].key != "":
			maps.Copy(all, p.lists[name].besides(where, value))
		case p.parts[name].name != "":
			maps.Copy(all, p.parts[name].besides(where+p.parts[name].name+" ", value))
		case !slices.Contains(p.knows, name) && !slices.Contains(empties, compact(value)):
			all[where+name] = compact(value)
		}
	}
	return all
}

func (l list) besides(where string, document json.RawMessage) map[string]string {
	all := map[string]string{}
	parts, err := elements(document)
	if err != nil {
		return all
	}
	for _, one := range parts {
		maps.Copy(all, l.of.besides(where+l.of.name+" "+l.keyOf(one)+" ", one))
	}
	return all
}

// empties are values that say nothing.
var empties = []string{"null", "[]", "{}", `""`}

func compact(value json.RawMessage) string {
	var out bytes.Buffer
	if err := json.Compact(&out, value); err != nil {
		return string(value)
	}
	return out.String()
}
