package settings

import (
	"fmt"
	"regexp"
	"slices"
)

// The receivers that need no definition.
const (
	// the mail of AlertEmail and the webhook of SlackWebhookSecretArn, parameters of template.yaml
	DefaultReceiver = "default"
	DigestReceiver  = "digest" // nobody at once: it is counted in the daily digest alone
)

// SlackSecretPrefix begins the name of every receiver's secret: template.yaml lets the slack function read no other.
const SlackSecretPrefix = "farvault/slack/"

// Receiver is a name that routes send alerts to. Subscriptions of the alerts topic filter by it; with a secret it is a
// Slack channel too.
type Receiver struct {
	Name string `yaml:"Name"`
	// secret of the central account in the home Region; its value is a webhook's URL
	SlackSecretName string `yaml:"SlackSecretName"`
}

// maxReceivers keeps the names in a message's attribute, and the values of a filter policy, well within SNS's limits.
// https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
const maxReceivers = 50

// receiverName is what a filter policy and a cursor's key take without quoting.
var receiverName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
var slackSecretName = regexp.MustCompile(`^farvault/slack/[a-zA-Z0-9/_+=.@-]{1,100}$`)

// ReceiverNames are all receivers that messages go to, sorted.
func (a Alerts) ReceiverNames() []string {
	names := []string{DefaultReceiver}
	for _, r := range a.Receivers {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return names
}

func (f *file) checkReceivers(receivers []Receiver) {
	if n := len(receivers); n > maxReceivers {
		f.mistake("Alerts.Receivers", "has %d receivers: at most %d", n, maxReceivers)
	}
	first := map[string]int{}
	for i, r := range receivers {
		path := fmt.Sprintf("Alerts.Receivers[%d]", i)
		earlier, twice := first[r.Name]
		switch {
		case r.Name == "":
			f.mistake(path+".Name", "is missing: routes name a receiver by it")
		case !receiverName.MatchString(r.Name):
			f.mistake(path+".Name", `is %q: must be 1 to 64 letters, digits, "-" and "_"`, r.Name)
		case r.Name == DefaultReceiver, r.Name == DigestReceiver:
			f.mistake(path+".Name", "is %s, which farvault defines itself: routes can name it", r.Name)
		case twice:
			f.mistake(path+".Name", "is %s, which is already the name of Receivers[%d]", r.Name, earlier)
		default:
			first[r.Name] = i
		}
		if f.written(path+".SlackSecretName") && !slackSecretName.MatchString(r.SlackSecretName) {
			f.mistake(
				path+".SlackSecretName",
				"is %q: must be the name (not the ARN) of a secret that begins with %q; farvault's role can read no other",
				r.SlackSecretName,
				SlackSecretPrefix,
			)
		}
	}
}

// doubtReceivers tells of receivers that no route names.
func (f *file) doubtReceivers(a Alerts) {
	for i, r := range a.Receivers {
		if !slices.ContainsFunc(a.Routes, func(route Route) bool { return route.Receiver == r.Name }) {
			f.mistake(fmt.Sprintf("Alerts.Receivers[%d].Name", i), "is %s, and no route sends anything there", r.Name)
		}
	}
}
