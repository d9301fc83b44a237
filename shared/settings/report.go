package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// say adds a mistake at a node.
func (f *file) say(node *yaml.Node, format string, args ...any) {
	f.mistakes = append(f.mistakes, Mistake{f.name, node.Line, node.Column, fmt.Sprintf(format, args...)})
}

// refuse adds a mistake about a value that is none of its type, so that nobody judges what is stored in its place.
func (f *file) refuse(path string, node *yaml.Node, format string, args ...any) {
	f.bad = append(f.bad, path)
	f.say(node, "%s "+format, append([]any{last(path)}, args...)...)
}

// mistake adds a mistake about the property at path. A property that is not
// written is blamed on what it is missing from. Nothing is said of a value already refused.
func (f *file) mistake(path, format string, args ...any) {
	if slices.ContainsFunc(f.bad, func(bad string) bool {
		return path == bad || strings.HasPrefix(path, bad+".") || strings.HasPrefix(path, bad+"[")
	}) {
		return
	}
	node, at := f.at[path], path
	for node == nil {
		at = parent(at)
		node = f.at[at]
	}
	f.say(node, "%s %s", last(path), fmt.Sprintf(format, args...))
}

// written reports whether the property is in the file.
func (f *file) written(path string) bool { return f.at[path] != nil }

// ifWritten is a number of the file, nil when it is not in it or is no number.
func (f *file) ifWritten(path string, n int64) *int64 {
	if !f.written(path) || slices.Contains(f.bad, path) {
		return nil
	}
	return &n
}

// last is the property that a path ends in, with its number in a list: "Rules[0]".
func last(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// parent is the path without its last step; the file itself is "".
func parent(path string) string { return path[:max(strings.LastIndexAny(path, ".["), 0)] }

// kindOf says in words what a node is.
func kindOf(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case node.Tag == "!!null":
		return "empty"
	}
	return node.Value
}

// wordFor says in words what a scalar must be.
func wordFor(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Duration]():
		return `a duration with its unit, such as "36h" or "5m"`
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "a whole number"
}

// elsewhere is where people who know AWS's own property look for it in vain.
var elsewhere = map[string]string{
	"TargetBackupVault":         targetHint,
	"TargetBackupVaultName":     targetHint,
	"TargetBackupVaultArn":      targetHint,
	"DestinationBackupVaultArn": copyHint,
	"ListOfTags":                "write TagKey and TagValue, or Conditions",
	"Resources":                 "write ResourceTypes, NotResources, or the tags of what is to be backed up",
	"IamRoleArn":                "every member gets farvault's own backup role",
	"EncryptionKeyArn": "farvault makes the vault's key itself and keeps its policy; " +
		"LocalVault.EncryptionKey: AWSManaged does without",
	"ChangeableForDays":                   "it is part of LockConfiguration, with ConfirmComplianceMode",
	"StartWindow":                         "the property is StartWindowMinutes",
	"CompletionWindow":                    "the property is CompletionWindowMinutes",
	"Schedule":                            "the property is ScheduleExpression",
	"OptInToArchiveForSupportedResources": "farvault does not archive EBS snapshots",
}

const (
	targetHint = "a backup is always made in LocalVault, of the account itself (AWS Backup writes none straight into " +
		"another account's vault); " +
		"the central vault is CentralVault.BackupVaultName, a name, and farvault adds the copy action to it"
	copyHint = "farvault writes the ARN of CentralVault itself: a copy action names its DestinationRegion and its " +
		"Lifecycle"
)

// unknown says that a property does not exist, and which one may be meant.
func unknown(property string, known []string) string {
	if hint := elsewhere[property]; hint != "" {
		return fmt.Sprintf("%s is not a setting: %s", property, hint)
	}
	for _, name := range known {
		if Near(property, name) {
			return fmt.Sprintf("%s is not a setting: did you mean %s?", property, name)
		}
	}
	return fmt.Sprintf("%s is not a setting: allowed here are %s", property, strings.Join(known, ", "))
}
