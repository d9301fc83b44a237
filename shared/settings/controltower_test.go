package settings_test

import (
	"testing"

	"farvault/shared/settings"
)

// A plan may not go by Control Tower's name; a tag of Control Tower's is taken, and told.
func TestControlTower(t *testing.T) {
	t.Parallel()
	_, err := settings.Parse("s.yaml", []byte(edit(t, "BackupPlanName: daily", "BackupPlanName: aws-controltower-daily")))
	if want := "s.yaml:2:21: BackupPlanName is aws-controltower-daily: names that begin with aws-controltower- are AWS Control Tower's"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, doubts, err := settings.Read("s.yaml", []byte("ResourceTypeOptIn: [EBS]\n"+edit(t, "TagKey: backup", "TagKey: aws-control-tower-backupdaily")))
	want := "s.yaml:9:15: TagKey is aws-control-tower-backupdaily, which AWS Control Tower's own plans select: where they are in use, everything is backed up twice"
	if err != nil || doubts.Error() != want {
		t.Errorf("got %v, %v, want %s", doubts, err, want)
	}
}
