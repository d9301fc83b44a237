package demo

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"

	scenery "farvault/demo/stage"
)

// TestFlippingIsOneMessageAWindow: a member's administrator switches a resource type off each minute, and farvault switches it
// on again. People hear that it comes and goes, and who does it, and not each time.
func TestFlippingIsOneMessageAWindow(t *testing.T) {
	t.Parallel()
	hours := 3
	if exhaustive {
		hours = 28
	}
	s, err := newStage(t.Context(), Options{Files: shipped(t), Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.world.Advance(30 * time.Minute)
	before := len(s.world.SNS.Mails())
	member := backup.NewFromConfig(s.world.Administrator(scenery.Members[0].ID, homeRegion))
	for minute := range hours * 60 {
		if _, err := member.UpdateRegionSettings(t.Context(), &backup.UpdateRegionSettingsInput{
			ResourceTypeOptInPreference: map[string]bool{"EFS": minute%2 == 1},
		}); err != nil {
			t.Fatal(err)
		}
		s.world.Advance(time.Minute)
	}
	titles := map[string]int{}
	all := s.world.SNS.Mails()[before:]
	for _, m := range all {
		titles[m.Subject]++
		t.Log(m.At.Format("2 Jan 15:04"), m.Subject, strings.Join(strings.Fields(m.Body), " "))
	}
	t.Logf("%d messages in %d h: %v", len(all), hours, titles)
	if most := 10 + 2*(hours/24); len(all) > most {
		t.Errorf("%d messages in %d h, at most %d", len(all), hours, most)
	}
}
