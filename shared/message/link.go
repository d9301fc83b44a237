package message

import (
	"regexp"
	"strings"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/plain"
)

// Link is a way on: to the job, key or vault in the console of the account In, or to AWS's page of the cause.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
	In    string `json:"in,omitempty"` // the account to be signed in to; no address of the console can choose it
}

// known are the addresses that a message can lead to; whatever else a message has, it is not made a link of.
var known = regexp.MustCompile(
	`^https://([a-z0-9-]+\.console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)|` +
		`docs\.aws\.amazon\.com|repost\.aws)/[A-Za-z0-9/._?=&#%~:-]{1,250}$`,
)

// Known reports whether the link leads to AWS's console or pages.
func (l Link) Known() bool { return known.MatchString(l.URL) }

// consoles are the hosts of AWS's console, by partition, after the Region.
// https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-console.html
// https://docs.amazonaws.cn/en_us/aws/latest/userguide/accounts-and-credentials.html
var consoles = map[string]string{
	"aws":        "console.aws.amazon.com",
	"aws-us-gov": "console.amazonaws-us-gov.com",
	"aws-cn":     "console.amazonaws.cn",
}

// consoleJobs are the kinds of job that the console of AWS Backup has a page of.
var consoleJobs = map[event.JobKind]string{event.Copy: "copy", event.Backup: "backup", event.Restore: "restore"}

// consoleThings are the things at fault that the console has a page of, by the service and head of their ARN.
var consoleThings = []struct{ service, head, label, home, page string }{
	{"kms", "key/", "Key", "kms", "/kms/keys/"},
	{"backup", "backup-vault:", "Vault", "backup", "/backupvaults/details/"},
}

// What an address of the console is made of: nothing that AWS would not have made gets into a link.
var (
	consoleRegion = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
	consoleName   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// console is an address of a service's console in a Region; empty where a part is not as AWS makes it.
func console(region, service, page, name string) string {
	if !consoleRegion.MatchString(region) || !consoleName.MatchString(name) {
		return ""
	}
	host := region + "." + consoles[org.Partition(region)]
	return "https://" + host + "/" + service + "/home?region=" + region + "#" + page + name
}

// links lead to the job that failed, to what is at fault, and to AWS's page of the cause.
func (s Scene) links(a alert.Alert) (all []Link) {
	put := func(label, url, account string) {
		if l := (Link{label, url, s.signedIn(account)}); l.Known() {
			all = append(all, l)
		}
	}
	if kind := consoleJobs[a.Job]; kind != "" && isJobID(a.JobID) {
		put("Job", console(a.Region, "backup", "/jobs/"+kind+"/details/", a.JobID), a.Account)
	}
	if where, err := org.ParseARN(a.Diagnosis.Where); err == nil {
		for _, t := range consoleThings {
			name, fits := strings.CutPrefix(where.Resource, t.head)
			if fits && t.service == where.Service {
				put(t.label, console(where.Region, t.home, t.page, name), where.Account)
			}
		}
	}
	if cause, listed := catalog.Lookup(a.Diagnosis.Cause); listed {
		put("More", cause.Page(), "")
	}
	return all
}

// signedIn is the account of a link, by name and id; empty for a page that needs none.
func (s Scene) signedIn(id string) string {
	if !org.IsAccountID(id) {
		return ""
	}
	return plain.Clean(strings.TrimSpace(s.Accounts[id].Name+" "+id), plain.NameRunes)
}

// MuteCommand keeps messages about the group back, at a terminal, once its capitals are filled in.
func MuteCommand(r alert.Record) string {
	return "farvault alerts mute --group " + alert.Short(r.Key) + " --for 3d --owner NAME --reason TEXT"
}
