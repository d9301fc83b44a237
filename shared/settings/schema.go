package settings

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"farvault/shared/plain"
)

// Schema is the JSON Schema of the settings file, for editors. It knows names, types, patterns and
// bounds; what only meaning tells, Parse says. infra/settings.schema.json holds it, and a test compares the two.
// https://json-schema.org/draft/2020-12/schema
func Schema() []byte {
	schema := schemaOf("", reflect.TypeFor[Settings]())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["title"] = "farvault settings"
	schema["required"] = []string{"BackupPlans"}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		panic(err) // maps of words and numbers always encode
	}
	return text.Bytes()
}

// keywords are what a property's own value must be like, by the path of the property.
var keywords = map[string]map[string]any{
	"Scope.IncludeOrganizationalUnits[]": {"pattern": unitID.String()},
	"Scope.ExcludeOrganizationalUnits[]": {"pattern": unitID.String()},

	"BackupPlans[].Scope.IncludeOrganizationalUnits[]": {"pattern": unitID.String()},
	"BackupPlans[].Scope.ExcludeOrganizationalUnits[]": {"pattern": unitID.String()},
	"BackupPlans[].Scope.IncludeAccounts[]":            {"pattern": "^[0-9]{12}$"},
	"BackupPlans[].Scope.ExcludeAccounts[]":            {"pattern": "^[0-9]{12}$"},

	"Scope.IncludeAccounts[]": {"pattern": "^[0-9]{12}$"},
	"Scope.ExcludeAccounts[]": {"pattern": "^[0-9]{12}$"},
	"Entry.RoleName":          {"enum": append([]string{""}, EntryRoles...)},
	"Regions[]":               {"pattern": region.String()},
	"CentralVault.BackupVaultName": {
		"pattern": `^farvault([a-zA-Z0-9\-_]|\{account\}|\{shard:[0-9]{1,3}\})*$`,
	},
	"LocalVault.BackupVaultName":             {"pattern": `^farvault[a-zA-Z0-9\-_]{0,42}$`},
	"CentralVault.EncryptionKey":             {"enum": centralKeys},
	"LocalVault.EncryptionKey":               {"enum": localKeys},
	"CentralVault.BreakGlassPrincipalArns[]": {"pattern": roleARN.String()},
	"LocalVault.BreakGlassPrincipalArns[]":   {"pattern": roleARN.String()},
	"CentralVault.Lock":                      {"enum": []string{LockNone, LockGovernance}},
	"LocalVault.Lock":                        {"enum": []string{LockNone, LockGovernance}},

	"CentralVault.LockConfiguration.ChangeableForDays": {"minimum": minChangeableDays, "maximum": maxDays},
	"LocalVault.LockConfiguration.ChangeableForDays":   {"minimum": minChangeableDays, "maximum": maxDays},
	"ResourceTypeOptIn":        {"minItems": 1},
	"ResourceTypeOptIn[]":      {"enum": ResourceTypes},
	"ResourceTypeManagement[]": {"enum": managedChoice},
	"BackupPlans":              {"minItems": 1, "maxItems": MaxPlans},
	"BackupPlans[]": {
		"required": []string{"BackupPlanName", "Rules", "Selection"},
	},
	"BackupPlans[].BackupPlanName":                          {"pattern": planName.String()},
	"BackupPlans[].Rules":                                   {"minItems": 1, "maxItems": MaxRules},
	"BackupPlans[].Rules[]":                                 {"required": []string{"RuleName", "Lifecycle"}},
	"BackupPlans[].Rules[].RuleName":                        {"pattern": planName.String()},
	"BackupPlans[].Rules[].ScheduleExpression":              {"pattern": `^cron\([^ ]+( [^ ]+){5}\)$`},
	"BackupPlans[].Rules[].ScheduleExpressionTimezone":      {"pattern": timezoneShape.String()},
	"BackupPlans[].Rules[].StartWindowMinutes":              {"minimum": MinWindow, "maximum": MaxWindow},
	"BackupPlans[].Rules[].CompletionWindowMinutes":         {"minimum": MinWindow + MinCompletion},
	"BackupPlans[].Rules[].RecoveryPointTags":               {"maxItems": maxRecoveryPointTags},
	"BackupPlans[].WindowsVSS":                              {"enum": vssChoices},
	"BackupPlans[].Rules[].CopyActions":                     {"minItems": 1, "maxItems": maxCopyActions},
	"BackupPlans[].Rules[].CopyActions[].DestinationRegion": {"pattern": region.String()},
	"BackupPlans[].Selection":                               {"minProperties": 1},
	"BackupPlans[].Selection.SelectionName":                 {"pattern": planName.String()},
	"BackupPlans[].Selection.ResourceTypes":                 {"minItems": 1},
	"BackupPlans[].Selection.ResourceTypes[]":               {"enum": selectableTypes()},
	"BackupPlans[].Selection.NotResources":                  {"minItems": 1, "maxItems": maxResources},
	"BackupPlans[].Selection.NotResources[]":                {"pattern": "^arn:"},
	"BackupPlans[].Selection.Conditions":                    {"minProperties": 1},
	"Alerts.Receivers":                                      {"maxItems": maxReceivers},
	"Alerts.Receivers[]":                                    {"required": []string{"Name"}},
	"Alerts.Receivers[].Name":                               {"pattern": receiverName.String()},
	"Alerts.Receivers[].SlackSecretName":                    {"pattern": slackSecretName.String()},
	"Alerts.Routes":                                         {"maxItems": maxRoutes},
	"Alerts.Routes[]":                                       {"required": []string{"Receiver"}},
	"Alerts.Routes[].Receiver":                              {"pattern": receiverName.String()},
	"Alerts.Routes[].OrganizationalUnits[]":                 {"pattern": unitID.String()},
	"Alerts.Routes[].Accounts[]":                            {"pattern": "^[0-9]{12}$"},
	"Alerts.Routes[].Categories[]":                          {"enum": Categories},
	"Alerts.Routes[].Severities[]":                          {"enum": Severities},
	"PermissionsBoundary":                                   {"pattern": boundaryName.String()},
	"StartSpreadMinutes":                                    {"minimum": 0, "maximum": maxSpread},
	"Adopt[]":                                               {"required": []string{"Kind", "Name", "Accounts"}},
	"Adopt[].Kind":                                          {"enum": AdoptableKinds()},
	"Adopt[].Accounts":                                      {"minItems": 1},
	"Adopt[].Accounts[]":                                    {"pattern": `^([0-9]{12}|\*)$`},
	"Mend.MaxRestarts":                                      {"minimum": 0, "maximum": maxRestarts},
	"Breaker.MaxAccountsPercentage":                         {"minimum": 1, "maximum": 100},
	"Breaker.MinAccounts":                                   {"minimum": 1, "maximum": maxMinAccounts},

	"CentralVault.LogicallyAirGappedBackupVault": {
		"required": []string{"MinRetentionDays", "MaxRetentionDays", "ConfirmComplianceMode"},
	},
	"CentralVault.LogicallyAirGappedBackupVault.MinRetentionDays": {"minimum": minAirGappedDays, "maximum": maxDays},
}

// ofType are the keywords of every value of a type.
var ofType = map[reflect.Type]map[string]any{
	reflect.TypeFor[Lifecycle]():    {"required": []string{"DeleteAfterDays"}},
	reflect.TypeFor[Tag]():          {"required": []string{"Key", "Value"}},
	reflect.TypeFor[TagCondition](): {"required": []string{"ConditionKey", "ConditionValue"}},
	reflect.TypeFor[Duration]():     {"pattern": plain.DurationForm},
}

// ofName are the keywords of every property of a name: the bounds of days, wherever a lifecycle stands.
var ofName = map[string]map[string]any{
	"ConditionKey":               {"pattern": "^" + ResourceTag},
	"DeleteAfterDays":            {"minimum": 1, "maximum": maxDays},
	"MoveToColdStorageAfterDays": {"minimum": 1, "maximum": maxDays - minColdStay},
	"MinRetentionDays":           {"minimum": 1, "maximum": maxDays},
	"MaxRetentionDays":           {"minimum": 1, "maximum": maxDays},
}

func schemaOf(path string, t reflect.Type) map[string]any {
	schema := map[string]any{}
	switch {
	case t.Kind() == reflect.Pointer:
		return schemaOf(path, t.Elem())
	case t == reflect.TypeFor[Duration](), t.Kind() == reflect.String:
		schema["type"] = "string"
	case t.Kind() == reflect.Bool:
		schema["type"] = "boolean"
	case t.Kind() == reflect.Slice:
		schema["type"], schema["items"] = "array", schemaOf(path+"[]", t.Elem())
	case t.Kind() == reflect.Struct:
		fields := map[string]any{}
		for i, name := range properties(t) {
			fields[name] = schemaOf(join(path, name), t.Field(i).Type)
		}
		schema["type"], schema["additionalProperties"], schema["properties"] = "object", false, fields
	default:
		schema["type"] = "integer"
	}
	for _, more := range []map[string]any{ofType[t], ofName[path[strings.LastIndex(path, ".")+1:]], keywords[path]} {
		for k, v := range more {
			schema[k] = v
		}
	}
	if text := description(path); text != "" && path != "" {
		schema["description"] = text
	}
	if strings.HasSuffix(path, "Accounts[]") { // an id without quotes is a number to YAML
		schema["type"] = []string{"string", "integer"}
	}
	return schema
}
