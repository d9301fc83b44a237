package unreported_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/unreported"
)

const theShare = "arn:aws:fsx:eu-west-1:222233334444:file-system/fs-9"

// tagged is the look at resources with those tags, "key=value" each, instead of what was selected.
func (l *look) tagged(tags map[string]string) *look {
	for i := range l.Plans {
		l.Plans[i].Selected = nil
	}
	var found []unreported.Resource
	for arn, tag := range tags {
		key, value, _ := strings.Cut(tag, "=")
		found = append(found, unreported.Resource{ARN: arn, Tags: map[string]string{key: value}})
	}
	l.Select(found)
	return l
}

// TestWhatIsTaggedAndNotBackedUpIsReported, also where others of the account are tagged rightly.
func TestWhatIsTaggedAndNotBackedUpIsReported(t *testing.T) {
	t.Parallel()
	weekly := func(l *look) {
		l.Plans = append(l.Plans, unreported.ExpectedPlan{Name: "weekly", ID: "w", TagKey: "backup", TagValue: "Daily"})
	}
	tests := map[string]struct {
		tags  map[string]string
		optIn []string
		with  func(*look)
		want  []string // what the text says, of each
		paste string
	}{
		"all is tagged rightly":                     {tags: map[string]string{theVolume: "backup=daily", theFiles: "backup=daily"}},
		"a near key beside a right one":             {tags: map[string]string{theVolume: "Backup=daily", theFiles: "backup=daily"}, want: []string{"vol-1 has Backup=daily; plan plan selects backup=daily."}, paste: "--resource-arn-list " + theVolume + " --tags 'backup=daily'"},
		"a near value":                              {tags: map[string]string{theVolume: "backup=DAILY"}, want: []string{"vol-1 has backup=DAILY"}, paste: theVolume},
		"two that are near":                         {tags: map[string]string{theVolume: "backup=DAILY", theFiles: "bakup=daily"}, want: []string{"vol-1 has", "fs-1 has bakup=daily"}, paste: theVolume + " " + theFiles},
		"another tag":                               {tags: map[string]string{theVolume: "team=payments"}},
		"a tag that is another plan's":              {tags: map[string]string{theVolume: "backup=Daily"}, with: weekly},
		"a type that is off and the settings leave": {tags: map[string]string{theShare: "backup=daily", theFiles: "backup=daily"}, want: []string{"FSx is switched off in AWS Backup's settings of the account. Add FSx to ResourceTypeOptIn"}},
		"a type that farvault switches on":          {tags: map[string]string{theShare: "backup=daily"}, optIn: []string{"FSx"}},
		"a near tag and a type that is off":         {tags: map[string]string{theShare: "backup=daily", theVolume: "Backup=daily"}, want: []string{"vol-1 has Backup", "fs-9 has backup"}, paste: "list " + theVolume + " --tags"},
		"tags that could not be read":               {tags: map[string]string{theVolume: "Backup=daily"}, with: func(l *look) { l.Plans[0].Unread = true }},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			l := watched(on(4, 11, 0))
			if tt.with != nil {
				l.with(tt.with)
			}
			l.tagged(tt.tags)
			var told []event.UnreportedFailure
			for _, p := range l.Failures(tt.optIn, 36*time.Hour, l.now) {
				if p.Kind == event.Tagged {
					told = append(told, p)
				}
			}
			if len(told) != len(tt.want) {
				t.Fatalf("told of %+v", told)
			}
			for _, p := range told {
				for _, want := range tt.want {
					if p.Holds || p.Cause != "tagged-not-backed-up" || !strings.Contains(p.Why, want) || !strings.Contains(p.Paste, tt.paste) || (p.Paste == "") != (tt.paste == "") {
						t.Errorf("lacks %q: %+v", want, p)
					}
				}
			}
		})
	}
}

// TestWhatIsTaggedRightlyAgainHolds, and so does what is gone; of what could not be read nothing is said.
func TestWhatIsTaggedRightlyAgainHolds(t *testing.T) {
	t.Parallel()
	look := func(unread bool) (holding []string) {
		l := watched(on(4, 11, 0)).tagged(map[string]string{theVolume: "backup=daily", theFiles: "backup=Daily"})
		l.Reported, l.Plans[0].Unread = []string{theVolume, theFiles, theShare}, unread
		return l.holding(event.Tagged)
	}
	if got := look(false); !slices.Equal(got, []string{theVolume, theShare}) {
		t.Errorf("holding: %v", got)
	}
	if got := look(true); got != nil {
		t.Errorf("holding although nothing was read: %v", got)
	}
}
