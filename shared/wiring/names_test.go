package wiring_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/chain"
	"farvault/shared/config"
	"farvault/shared/settings"
	"farvault/shared/wiring"
)

func TestTemplatesAndCodeAgreeOnNames(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for _, file := range templateFiles {
		tpl := readTemplate(t, file)
		for kind, property := range map[string]string{"AWS::IAM::Role": "RoleName", "AWS::IAM::ManagedPolicy": "ManagedPolicyName"} {
			for _, r := range tpl.resources(kind) {
				got[file] = append(got[file], asText(r.properties["Path"])+asText(r.properties[property]))
			}
		}
		for _, f := range tpl.resources("AWS::Serverless::Function") {
			got["functions"] = append(got["functions"], asText(f.properties["FunctionName"]))
		}
		slices.Sort(got[file])
	}
	in := func(names ...string) []string {
		for i := range names {
			names[i] = chain.RolePath + names[i]
		}
		slices.Sort(names)
		return names
	}
	want := map[string][]string{
		"template.yaml":         in(wiring.ProvisionFunction, wiring.AlertFunction, wiring.SweepFunction, wiring.SlackFunction, chain.ForwarderRole, "farvault-never", "farvault-schedule", chain.ObservePolicy),
		"infra/management.yaml": in(chain.ForwarderRole, chain.ReaderRole, chain.EntryRole),
		"infra/member.yaml":     in(chain.ProvisionerRole, chain.ReaderRole, chain.BoundaryPolicy, chain.ObserveForwarderRole),
		"functions":             {wiring.AlertFunction, wiring.ProvisionFunction, wiring.SlackFunction, wiring.SweepFunction},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPoliciesSpeakOfWhatTheCodeMakes holds each ARN and tag in a policy to the code's names.
func TestPoliciesSpeakOfWhatTheCodeMakes(t *testing.T) {
	t.Parallel()
	role := ":role" + chain.RolePath
	known := []string{
		role + chain.EntryRole, role + chain.ProvisionerRole, role + chain.ReaderRole, role + chain.BackupRole, role + chain.ForwarderRole,
		role + wiring.ProvisionFunction, role + wiring.AlertFunction, role + wiring.SweepFunction,
		":role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup",
		":role/" + chain.BackupRole, ":role/" + chain.ForwarderRole, ":role/AWSServiceRoleForBackup", // before they are there
		":role/aws-service-role/mrk.kms.amazonaws.com/AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
		":" + chain.KeyAlias, ":" + chain.LocalKeyAlias, ":key/*", ":key/mrk-*", ":rule/" + chain.ForwardingRule,
		":backup-vault:" + settings.VaultPrefix + "*", ":backup-vault:*", ":backup-plan:*", ":event-bus/farvault",
		":policy/service-role/AWSBackupServiceRolePolicyForBackup", ":policy/service-role/AWSBackupServiceRolePolicyForRestores",
		":policy/AWSBackupServiceRolePolicyForS3Backup", ":policy/AWSBackupServiceRolePolicyForS3Restore",
		":policy/${PermissionsBoundary}", // a parameter; TestBoundaryOfTheTemplateIsTheSettings
		":log-group:/aws/lambda/" + wiring.ProvisionFunction + ":*", ":log-group:/aws/lambda/" + wiring.AlertFunction + ":*",
		":log-group:/aws/lambda/" + wiring.SweepFunction + ":*", ":log-group:/aws/lambda/" + wiring.SlackFunction + ":*",
		":log-group:/aws/lambda/farvault-*", ":alarm:farvault-*", ":root", ":secret:" + settings.SlackSecretPrefix + "*",
		":role/${EntryRoleName}", // AWS's, by the parameter's pattern
	}
	each(t, func(t *testing.T, file string) {
		for _, s := range statements(t, file) {
			walk(s.fields, func(key, value string) {
				if arn, _, ok := strings.Cut(value, "arn:"); ok && arn == "" && !slices.ContainsFunc(known, func(end string) bool { return strings.HasSuffix(value, end) }) {
					t.Errorf("%s speaks of %s, which the code does not make", s.in, value)
				}
				if tag, ok := strings.CutPrefix(key, "aws:RequestTag/"); ok && (tag != chain.OwnerTag || value != chain.OwnerValue) {
					t.Errorf("%s: condition %s=%s", s.in, key, value)
				}
				if tag, ok := strings.CutPrefix(key, "aws:ResourceTag/"); ok && (tag != chain.OwnerTag || value != chain.OwnerValue) {
					t.Errorf("%s: condition %s=%s", s.in, key, value)
				}
			})
		}
	})
}

// walk visits every text with the key that it stands under.
func walk(v any, visit func(key, value string)) {
	var at func(key string, v any)
	at = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				at(k, inner)
			}
		case []any:
			for _, inner := range v {
				at(key, inner)
			}
		case string:
			visit(key, v)
		}
	}
	at("", v)
}

// TestTheEnvironmentIsWhatConfigReads gives each function the variables that the template gives it, and no other.
func TestTheEnvironmentIsWhatConfigReads(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		config.OrganizationID: "o-a1b2c3d4e5", config.ManagementAccountID: "999988887777", config.CentralAccountID: "111122223333",
		config.HomeRegion: "eu-west-1", config.CentralBusARN: "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
		config.TableName: "farvault", config.AccountQueueURL: "https://sqs.example/1/a", config.JobQueueURL: "https://sqs.example/1/j",
		config.SweepQueueURL: "https://sqs.example/1/w",
		config.SlackQueueURL: "https://sqs.example/1/s", config.TopicARN: "arn:aws:sns:eu-west-1:111122223333:t",
		config.OperationsTopicARN: "arn:aws:sns:eu-west-1:111122223333:o",
		config.WebhookSecretARN:   "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s",
	}
	tpl := readTemplate(t, "template.yaml")
	common := mapping(mapping(mapping(mapping(tpl["Globals"])["Function"])["Environment"])["Variables"])
	readers := map[string]func(func(string) string) error{
		"ProvisionFunction": func(g func(string) string) error { _, err := config.Provision(g); return err },
		"AlertFunction":     func(g func(string) string) error { _, err := config.Alert(g); return err },
		"SweepFunction":     func(g func(string) string) error { _, err := config.Sweep(g); return err },
		"SlackFunction":     func(g func(string) string) error { _, err := config.Slack(g); return err },
	}
	for _, f := range tpl.resources("AWS::Serverless::Function") {
		own := mapping(mapping(f.properties["Environment"])["Variables"])
		read := map[string]bool{}
		err := readers[f.id](func(name string) string {
			read[name] = true
			if own[name] == nil && common[name] == nil {
				return ""
			}
			return values[name]
		})
		if err != nil {
			t.Errorf("%s: %v", f.id, err)
		}
		for _, name := range slices.Sorted(maps.Keys(own)) {
			if !read[name] {
				t.Errorf("%s is given %s, which it does not read", f.id, name)
			}
		}
	}
}
