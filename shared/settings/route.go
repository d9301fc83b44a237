package settings

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/org"
)

// Route sends alerts to a receiver. Lists are matchers: an alert matches where each list that is not empty has one
// value of it; without any list it matches everything. The first route that matches decides, and with Continue the next
// that does too.
// https://prometheus.io/docs/alerting/latest/configuration/#route
type Route struct {
	Receiver            string   `yaml:"Receiver"`
	OrganizationalUnits []string `yaml:"OrganizationalUnits"` // the account is in it, or in an OU below it
	Accounts            []string `yaml:"Accounts"`
	Tags                []Tag    `yaml:"Tags"`       // tags of the account in AWS Organizations
	Categories          []string `yaml:"Categories"` // of the cause
	Severities          []string `yaml:"Severities"` // critical, warning
	Continue            bool     `yaml:"Continue"`
}

// Categories are the kinds of failure, which package failure knows the causes of.
var Categories = []string{
	"organization", "kms", "vault_policy", "retention", "opt_in", "unsupported", "schedule", "quota", "tagging",
	"resource_state", "resource_gone", "iam_role", "invalid_request", "transient", "user_action", "unknown",
}

// Severities are how bad a failure is: something is at risk, or it is not, but look.
var Severities = []string{"critical", "warning"}

// maxRoutes is many more than people can follow.
const maxRoutes = 200

// ByAccount reports whether any route asks for more of an account than its id.
func (a Alerts) ByAccount() bool {
	return slices.ContainsFunc(a.Routes, func(r Route) bool { return len(r.OrganizationalUnits)+len(r.Tags) > 0 })
}

// ByTag reports whether any route asks for the tags of accounts.
func (a Alerts) ByTag() bool {
	return slices.ContainsFunc(a.Routes, func(r Route) bool { return len(r.Tags) > 0 })
}

func (f *file) checkRoutes(a Alerts) {
	if n := len(a.Routes); n > maxRoutes {
		f.mistake("Alerts.Routes", "has %d routes: at most %d", n, maxRoutes)
		return
	}
	known := append(a.ReceiverNames(), DigestReceiver)
	for i, r := range a.Routes {
		path := fmt.Sprintf("Alerts.Routes[%d]", i)
		switch {
		case r.Receiver == "":
			f.mistake(path+".Receiver", "is missing: a route sends to a receiver")
		case !slices.Contains(known, r.Receiver):
			f.mistake(
				path+".Receiver",
				"is %q, which Alerts.Receivers does not define; there are %s",
				r.Receiver,
				strings.Join(known, ", "),
			)
		case r.Receiver == DigestReceiver && r.Continue:
			f.mistake(
				path+".Continue",
				"is true: the receiver digest means that nobody is notified at once, so no further route applies",
			)
		}
		f.checkMatchers(path, r)
		for j, before := range a.Routes[:i] {
			if !before.Continue && before.covers(r) {
				f.mistake(
					path,
					"is never reached: Routes[%d] matches the same alerts and has no Continue: true",
					j,
				)
				break
			}
		}
	}
}

// checkMatchers judges the lists of a route. Whether an OU exists only AWS knows.
func (f *file) checkMatchers(path string, r Route) {
	f.checkList(path+".OrganizationalUnits", r.OrganizationalUnits, func(id string) string {
		if unitID.MatchString(id) {
			return ""
		}
		return "must be an organizational unit's id, such as ou-ab12-11111111"
	})
	f.checkList(path+".Accounts", r.Accounts, func(id string) string {
		if org.IsAccountID(id) {
			return ""
		}
		return "must be an account id of 12 digits"
	})
	f.checkList(path+".Categories", r.Categories, oneOf("a category is one of", Categories))
	f.checkList(path+".Severities", r.Severities, oneOf("a failure's severity is one of", Severities))
	for i, tag := range r.Tags {
		at := fmt.Sprintf("%s.Tags[%d]", path, i)
		if tag.Key == "" || !f.written(at+".Value") {
			f.mistake(at, "needs a Key and a Value, for a tag of the account")
		}
	}
}

// oneOf judges a word by those that there are.
func oneOf(said string, words []string) func(string) string {
	return func(word string) string {
		if slices.Contains(words, word) {
			return ""
		}
		for _, known := range words {
			if Near(word, known) {
				return fmt.Sprintf("did you mean %s?", known)
			}
		}
		return said + " " + strings.Join(words, ", ")
	}
}

// covers reports whether whatever other matches r matches too.
func (r Route) covers(other Route) bool {
	return within(r.OrganizationalUnits, other.OrganizationalUnits) &&
		within(r.Accounts, other.Accounts) &&
		within(r.Tags, other.Tags) &&
		within(r.Categories, other.Categories) &&
		within(r.Severities, other.Severities)
}

// within reports whether a list that is matched by narrow is matched by wide.
func within[T comparable](wide, narrow []T) bool {
	if len(wide) == 0 {
		return true
	}
	return len(narrow) > 0 && !slices.ContainsFunc(narrow, func(v T) bool { return !slices.Contains(wide, v) })
}
