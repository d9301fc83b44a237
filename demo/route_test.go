package demo

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/simulator"
)

// withSettings are the deployed files, with one text of the settings put in the place of another.
func withSettings(t *testing.T, old, new string) fs.FS {
	t.Helper()
	files := shipped(t)
	settings := files["infra/settings.yaml"]
	if bytes.Count(settings.Data, []byte(old)) != 1 {
		t.Fatalf("the settings do not say %q once", old)
	}
	settings.Data = bytes.Replace(settings.Data, []byte(old), []byte(new), 1)
	return files
}

// hears counts the messages about a cause: in the Slack channel with that webhook, in the others, by mail.
func (c *copying) hears(cause, webhook string) (team, others, mails int) {
	for _, p := range c.slack.Posts() {
		switch {
		case !bytes.Contains(p.Body, []byte(cause)):
		case p.Path == webhook:
			team++
		default:
			others++
		}
	}
	for _, mail := range c.mails() {
		if strings.Contains(mail, cause) {
			mails++
		}
	}
	return team, others, mails
}

// TestATeamHearsOfItsOwnAccounts: the failures of an OU or of tagged accounts, and their end, come to the team's own Slack channel and
// not to the default's mail and channel; with Continue to both. OU and tags are what the last look at the account found.
func TestATeamHearsOfItsOwnAccounts(t *testing.T) {
	t.Parallel()
	const unit, team, path = "ou-ab12-11111111", "farvault/slack/web", "/services/T00000000/B11111111/TEAMteamTEAMteamTEAMteam"
	tests := map[string]struct {
		route     string
		teamHears bool
		allHear   bool
	}{
		"the team alone":   {route: "OrganizationalUnits: [" + unit + "]", teamHears: true},
		"the team and all": {route: "Tags: [{Key: team, Value: web}], Continue: true", teamHears: true, allHear: true},
		"another category": {route: "OrganizationalUnits: [" + unit + "], Categories: [quota]", allHear: true},
	}
	for law, tc := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			routes := "  Routes:\n    - {Receiver: web, " + tc.route + "}\n"
			if tc.allHear && tc.teamHears {
				routes += "    - {Receiver: default}\n"
			}
			c := newCopyingOf(t, withSettings(t, "  Receivers: []\n  Routes: []\n", "  Receivers: [{Name: web, SlackSecretName: "+team+"}]\n"+routes))
			defer c.Close()
			c.locked(func(w *simulator.World) {
				w.SecretsManager.Put(centralID, homeRegion, team, "https://hooks.slack.com"+path)
				w.Organizations.AddOU(unit, "r-ab12", "web")
				w.Organizations.MoveAccount(c.member, unit)
				w.Organizations.Tag(c.member, "team", "web")
			})
			c.world.Advance(25 * time.Hour) // the daily look sees where the account is now
			key := c.localKey()
			disable((*copying).localKey)(c)
			c.world.Advance(70 * time.Minute)
			_, err := c.keysOf(c.member).EnableKey(t.Context(), &kms.EnableKeyInput{KeyId: &key})
			c.must(err)
			c.world.Advance(70 * time.Minute)
			c.must(c.allClosed())

			want := map[bool]int{true: 2} // the failure and its end
			team, others, mails := c.hears("kms/key-disabled", path)
			if team != want[tc.teamHears] || others != want[tc.allHear] || mails != want[tc.allHear] {
				t.Errorf("the team hears %d times, the default channel %d, its mail %d: %s%s", team, others, mails, strings.Join(c.mails(), "\n"), c.trouble())
			}
		})
	}
}
