package settings_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/settings"
)

const monthly = "        ScheduleExpression: cron(0 5 1 * ? *)\n"

// The archive of EBS snapshots is asked for where AWS has it, and in a rule for which it is meant.
func TestArchiveIsRefusedWhereItCannotBe(t *testing.T) {
	t.Parallel()
	const archive = "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 120\n          OptInToArchiveForSupportedResources: true"
	tests := map[string]struct{ old, new, more, says string }{
		"a monthly rule":   {"        Lifecycle:\n          DeleteAfterDays: 35", monthly + "        Lifecycle:\n          " + archive, "", ""},
		"a yearly rule":    {"        Lifecycle:\n          DeleteAfterDays: 35", strings.Replace(monthly, "1 * ?", "1 1 ?", 1) + "        Lifecycle:\n          " + archive, "", ""},
		"a daily rule":     {"DeleteAfterDays: 35", archive, "", "is true, and the rule runs again after 24 hours"},
		"a rule twice":     {"        Lifecycle:\n          DeleteAfterDays: 35", strings.Replace(monthly, "1 * ?", "1,15 * ?", 1) + "        Lifecycle:\n          " + archive, "", "the rule runs again after 14 days"},
		"no day":           {"        Lifecycle:\n          DeleteAfterDays: 35", monthly + "        Lifecycle:\n          DeleteAfterDays: 120\n          OptInToArchiveForSupportedResources: true", "", "MoveToColdStorageAfterDays beside it does not say when"},
		"a copy's":         {"          DeleteAfterDays: 35", "          DeleteAfterDays: 35\n        CopyLifecycle:\n          " + archive, "", "s.yaml:10:48: OptInToArchiveForSupportedResources is true, and the rule runs again after 24 hours"},
		"a Region without": {"        Lifecycle:\n          DeleteAfterDays: 35", monthly + "        Lifecycle:\n          " + archive, "Regions: [us-gov-west-1]\n", "in us-gov-west-1 AWS Backup has no archive for EBS snapshots"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Parse("s.yaml", []byte(tt.more+edit(t, tt.old, tt.new)))
			switch {
			case tt.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}

// Every type that a rule can back up and that stays warm in spite of the rule's days is named, with what that means.
func TestWhatStaysWarmIsNamed(t *testing.T) {
	t.Parallel()
	const end = "DeleteAfterDays: 35"
	const days = "MoveToColdStorageAfterDays: 30\n          DeleteAfterDays: 120"
	ebs := "EBS (moves with OptInToArchiveForSupportedResources, in a rule that runs monthly or more rarely)"
	tests := map[string]struct{ text, want string }{
		"EBS every day": {"ResourceTypeOptIn: [EBS]\n" + edit(t, end, days),
			"s.yaml:7:39: MoveToColdStorageAfterDays is 30, and does nothing for what rule noon backs up of " + ebs + ": 120 days warm, twice: as backup and as copy (AWS's table of " + settings.FeaturesDate + ")"},
		"what goes cold by its days":      {"ResourceTypeOptIn: [EFS]\n" + edit(t, end, days), ""},
		"EBS every month, in the archive": {"ResourceTypeOptIn: [EBS]\n" + edit(t, "        Lifecycle:\n          "+end, monthly+"        Lifecycle:\n          "+days+"\n          OptInToArchiveForSupportedResources: true"), ""},
		"types without cold storage": {"ResourceTypeOptIn: [EFS, RDS]\n" + edit(t, end, days),
			"s.yaml:7:39: MoveToColdStorageAfterDays is 30, and does nothing for what rule noon backs up of RDS (has no cold storage): 120 days warm, twice: as backup and as copy (AWS's table of " + settings.FeaturesDate + ")"},
		"DynamoDB, managed": {"ResourceTypeOptIn: [DynamoDB]\nResourceTypeManagement: [DynamoDB]\n" + edit(t, end, days), ""},
		"a copy's days alone": {"ResourceTypeOptIn: [EBS]\n" + edit(t, "          "+end, "          "+end+"\n        CopyLifecycle:\n          "+days),
			"s.yaml:9:39: MoveToColdStorageAfterDays is 30, and does nothing for what rule noon backs up of " + ebs + ": 120 days warm (AWS's table of " + settings.FeaturesDate + ")"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, doubts, err := settings.Read("s.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range doubts {
				if strings.Contains(d.Text, "MoveToCold") || strings.Contains(d.String(), "MoveToCold") {
					got = append(got, d.String())
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("doubts (-want +got):\n%s", diff)
			}
		})
	}
}

// The file that comes with farvault promises no transition that AWS will not make.
func TestShippedFilePromisesWhatAWSDoes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../infra/settings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, doubts, err := settings.Read("infra/settings.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range doubts {
		if strings.Contains(d.String(), "ColdStorage") {
			t.Error(d)
		}
	}
}
