package regress_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"

	"farvault/demo/regress"
	"farvault/demo/stage"
	"farvault/shared/event"
)

const (
	lackingRegion = "us-west-1"
	lackedType    = "Timestream"
)

// shippedTypes are those that the settings of every version ask for.
var shippedTypes = []string{"Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"}

// lookAtOptIn asks for a type that the second Region lacks. AWS refuses the whole map for it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
func lookAtOptIn(t *testing.T, v regress.Version) sight {
	shipped := "ResourceTypeOptIn: [" + strings.Join(shippedTypes, ", ") + "]"
	s := play(t, v, stage.Options{},
		regress.Edit{Was: "Regions: []", Is: "Regions: [" + stage.HomeRegion + ", " + lackingRegion + "]"},
		regress.Edit{Was: shipped, Is: strings.Replace(shipped, "]", ", "+lackedType+"]", 1)})
	s.World.Lock()
	s.World.Backup.SetType(lackingRegion, lackedType, false)
	s.World.Unlock()
	s.pass(6 * time.Hour)

	on, records, told := 0, 0, 0
	for _, m := range stage.Members {
		on += len(s.switchedOn(m.ID))
		r := s.record(m.ID)
		if !r.At.IsZero() {
			records++
		}
		if slices.ContainsFunc(append(r.Held, r.Unmanaged...), func(c event.Change) bool {
			return c.Region == lackingRegion && strings.Contains(c.Why, lackedType)
		}) {
			told++
		}
	}
	members, dead := len(stage.Members), s.deadLetters()
	got := sight{says: fmt.Sprintf("%d of %d opt-ins on in %s; records of %d of %d members, %d say that it has no %s; %d dead letters in 6 h",
		on, members*len(shippedTypes), lackingRegion, records, members, told, lackedType, dead)}
	switch {
	case on == 0 && records == 0 && dead > 0:
		got.faulty = true
	case on != members*len(shippedTypes) || records != members || told != members || dead != 0:
		t.Fatalf("neither the fault nor what is right: %s", got.says)
	}
	return got
}

// switchedOn are the types that selections by tag reach in the second Region of an account.
func (s *scene) switchedOn(id string) (on []string) {
	s.Helper()
	client := backup.NewFromConfig(s.World.Administrator(id, lackingRegion))
	out, err := client.DescribeRegionSettings(s.Context(), &backup.DescribeRegionSettingsInput{})
	s.must(err)
	for _, name := range shippedTypes {
		if out.ResourceTypeOptInPreference[name] {
			on = append(on, name)
		}
	}
	return on
}
