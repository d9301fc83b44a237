package message

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/plain"
	"farvault/shared/settings"
)

// Custody is what is known of a vault whose backups somebody deleted.
type Custody struct {
	Left     map[string]Left // by the resource's ARN; those that could not be read are not in it
	Settings settings.Vault  // as the settings want the vault
	MinDays  int64           // the shortest retention that the settings have for it; zero: for ever
}

// Left is what the vault still holds of a resource.
type Left struct {
	Count  int
	More   bool // and more than were counted
	Newest time.Time
}

// custodyTitles are what somebody did, by cause: of one recovery point, of several, and the verb's object.
var custodyTitles = map[string]string{
	"recovery-point-deleted": "%s deleted before their time from %s",
	"lifecycle-shortened":    "The retention of %s was shortened in %s",
	"vault-lock-weakened":    "The lock of %[2]s was removed or made weaker",
}

// custody writes who did it, to how many, what is left of which resource, and what would stop it.
func (s Scene) custody(m Message, r alert.Record, members []alert.Member) Message {
	a, n := r.Alert, alert.Deletions(members)
	vault := s.vault(a.Diagnosis.Where)
	many := plain.Count(n, "recovery point", "recovery points")
	if r.Cause == "recovery-point-deleted" {
		many = plain.Count(n, "recovery point was", "recovery points were")
	}
	m.Color, m.Headline = alert.Red, alert.Headline(a.Diagnosis)
	m.Title = fmt.Sprintf(cmp.Or(custodyTitles[r.Cause], "%s in %s"), many, vault)
	if n == 1 {
		m.Title = strings.Replace(m.Title, "before their time", "before its time", 1)
	}
	if m.Reason == alert.Reminder {
		m.Title += ", and nobody has accepted it"
	}
	m.Lead = []string{s.span(members)}
	if fresh := alert.Unnotified(members); m.Reason == alert.NewAlerts {
		m.Lead = append(m.Lead, fmt.Sprintf("%d new since %s.", fresh, plain.Clock(r.SentAt, s.Now)))
	}
	m.Facts = s.custodyFacts(a, members)
	m.Sections = []Section{s.custodyWhy(a, members), s.doSection(a)}
	m.Sections[1].After = []string{fmt.Sprintf(
		"No later copy closes this. Once it is settled: farvault alerts accept %s --reason TEXT --owner WHO",
		alert.Short(r.Key))}
	m.Sections = append(m.Sections, s.protect(a)...)
	m.Footer = footer(r, a.Diagnosis)
	m.about(members)
	m.Resources = n
	m.Tags = newAttributes(string(a.Diagnosis.Category), m.Color, m.Reason, accountsOf(members))
	return m
}

// span says from when to when it was done.
func (s Scene) span(members []alert.Member) string {
	if len(members) == 0 {
		return ""
	}
	first, last := members[0].At, members[0].At
	for _, m := range members {
		if m.At.Before(first) {
			first = m.At
		}
		if m.At.After(last) {
			last = m.At
		}
	}
	if last.Sub(first) < time.Minute {
		return fmt.Sprintf("At %s.", plain.Clock(first, s.Now))
	}
	return fmt.Sprintf("From %s to %s.", plain.Clock(first, s.Now), plain.Clock(last, s.Now))
}

// custodyFacts name the person, the vault, and the resources that lost most.
func (s Scene) custodyFacts(a alert.Alert, members []alert.Member) []Fact {
	who := "not known: CloudTrail reported no call"
	if a.Deleted != nil && a.Deleted.By != "" {
		who = plain.Clean(a.Deleted.By, callerRunes) + ", by " + plain.Clean(a.Deleted.Call, plain.NameRunes)
	}
	vault := a.Diagnosis.Where
	if arn, err := org.ParseARN(vault); err == nil {
		vault = arn.Name()
	}
	facts := []Fact{
		{"Who", who},
		{"Vault", plain.Clean(vault, plain.NameRunes) + " in " + s.label(a.Account) + ", " +
			plain.Clean(a.Region, plain.NameRunes)},
	}
	lost := map[string][]alert.Member{}
	for _, m := range members {
		if m.Deleted != nil && m.Deleted.Of != "" {
			lost[m.Deleted.Of] = append(lost[m.Deleted.Of], m)
		}
	}
	worst := s.worstOf(lost)
	label := "Resource"
	for _, of := range worst[:min(len(worst), worstShown)] {
		p := alert.Problem{Resource: of, ResourceType: lost[of][0].ResourceType}
		facts = append(facts, Fact{label, fmt.Sprintf("%s: %d deleted, %s", resourceOf(p), len(lost[of]), s.left(of))})
		label = ""
	}
	if a.Diagnosis.Cause == "lifecycle-shortened" {
		for i := range facts {
			facts[i].Value = strings.Replace(facts[i].Value, " deleted, ", " shortened, ", 1)
		}
	}
	if rest := len(worst) - worstShown; rest > 0 {
		facts = append(facts, Fact{"", plain.Count(rest, "more resource", "more resources")})
	}
	return facts
}

// worstOf are the resources by what is left of them, and then by what they lost.
func (s Scene) worstOf(lost map[string][]alert.Member) []string {
	return slices.SortedFunc(maps.Keys(lost), func(a, b string) int {
		return cmp.Or(
			cmp.Compare(s.Custody.Left[a].Count, s.Custody.Left[b].Count),
			cmp.Compare(len(lost[b]), len(lost[a])),
			cmp.Compare(a, b),
		)
	})
}

func (s Scene) left(of string) string {
	left, read := s.Custody.Left[of]
	switch {
	case !read:
		return "what is left could not be read"
	case left.Count == 0:
		return "none is left"
	}
	count := fmt.Sprint(left.Count)
	if left.More {
		count += " or more"
	}
	return fmt.Sprintf("%s left, the newest from %s", count, plain.Clock(left.Newest, s.Now))
}

// custodyWhy is what was read to say so.
func (s Scene) custodyWhy(a alert.Alert, members []alert.Member) Section {
	section := s.whySection(a, alert.FirstNotification)
	if a.State == alert.Unreported {
		section.Lines = nil
		for _, m := range members[:min(len(members), worstShown)] {
			section.Lines = append(section.Lines, fmt.Sprintf("%s less of account %s than were counted before.",
				plain.Count(m.Deleted.Points(), "recovery point", "recovery points"),
				plain.Clean(m.Deleted.Account, plain.NameRunes)))
		}
		section.Lines = append(section.Lines, cleanLines(a.Diagnosis.Why)...)
		return section
	}
	if a.Diagnosis.Cause == "recovery-point-deleted" && len(section.Lines) > 0 {
		section.Lines[0] += " farvault read the vault: they are gone."
	}
	return section
}

// protect is what would have stopped it: what the settings do not ask for yet.
func (s Scene) protect(a alert.Alert) []Section {
	arn, err := org.ParseARN(a.Diagnosis.Where)
	if err != nil || s.Custody.Settings.AirGapped != nil {
		return nil
	}
	which := "LocalVault"
	if arn.Account == s.CentralAccountID {
		which = "CentralVault"
	}
	var all []Section
	if !s.Custody.Settings.DenyDeletion {
		breakGlass := org.IAM(arn.Partition, arn.Account, "role/YOUR-BREAK-GLASS-ROLE")
		statement, _ := json.Marshal(chain.DenyDeletion(arn.Partition, breakGlass)) // texts and lists alone
		all = append(all, Section{
			Heading: "What would stop it: a Deny in the vault's access policy",
			Lines: []string{"Write DenyDeletion: true and BreakGlassPrincipalArns under " + which +
				" in infra/settings.yaml and deploy: farvault adds this statement and keeps it."},
			Paste: LaidOut(string(statement)),
		})
	}
	if s.Custody.Settings.Lock() == nil || a.Diagnosis.Cause == "vault-lock-weakened" {
		days := max(s.Custody.MinDays, 1)
		if lock := s.Custody.Settings.Lock(); lock != nil {
			days = max(lock.MinRetentionDays, 1)
		}
		all = append(all, Section{
			Heading: "What would stop it: a vault lock",
			Paste: fmt.Sprintf("aws backup put-backup-vault-lock-configuration --region %s --backup-vault-name %s "+
				"--min-retention-days %d", arn.Region, arn.Name(), days),
		})
	}
	return all
}
