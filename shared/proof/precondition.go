package proof

import (
	"slices"

	"farvault/shared/chain"
	"farvault/shared/event"
)

// Outcome is what came of looking at a precondition.
type Outcome string

// The outcomes. Held is what only waits for another precondition, and is mended with it.
const (
	Pass Outcome = "PASS"
	Fail Outcome = "FAIL"
	Held Outcome = "BLOCKED"
)

// Precondition is one thing without which copies do not arrive, as it was found.
type Precondition struct {
	Name    string  `json:"name"` // "trusted-access", or a link: "backup vault farvault in 111122223333/eu-west-1"
	Account string  `json:"account"`
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why,omitempty"`     // for an outcome that no change explains
	Command string  `json:"command,omitempty"` // what mends it

	Changes []event.Change `json:"-"` // of a link: what differs, or is left to another service; the command words it
}

// The names of the organization's preconditions.
const (
	TrustedAccess      = "trusted-access"
	CrossAccountBackup = "cross-account-backup"
	ReadOrganization   = "read-organization"
	EnterAccount       = "enter-account"
	ActiveAccount      = "active-account"
	ControlPolicies    = "service-control-policies"
	WorkloadKey        = "workload-key"
	Boundary           = "permissions-boundary"
	SettingsName       = "named-in-settings"
	NextCopies         = "next-copies" // those of the next run of every rule
)

// PreconditionNames are all that doctor may name beside the links of the chains.
var PreconditionNames = []string{
	TrustedAccess,
	CrossAccountBackup,
	CloudTrailTrail,
	ReadOrganization,
	SettingsName,
	EnterAccount,
	ActiveAccount,
	ControlPolicies,
	WorkloadKey,
	NextCopies,
	Boundary,
	VaultProtection,
	QuotaVaults,
	QuotaRecoveryPoints,
	QuotaPlans,
}

// BackupService is AWS Backup as a principal of the organization.
const BackupService = "backup.amazonaws.com"

// OrganizationState is the organization as far as copies depend on it.
type OrganizationState struct {
	TrustedServices []string // with trusted access: backup.amazonaws.com, ...
	CrossAccount    bool     // isCrossAccountBackupEnabled
	Trails          []Trail  // of the management account
	TrailsUnread    string   // why the trails could not be looked at; empty where they could
}

// Switches are the organization's preconditions that can be switched on, with the management account's credentials
// alone, in the order that they need. A delegated administrator is none of them: farvault reads the organization's jobs
// as the management account, and the central account is to hold backups and nothing else.
var Switches = []string{TrustedAccess, CrossAccountBackup}

// Preconditions judges the organization.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/manage-cross-account.html
func (o OrganizationState) Preconditions(place chain.Deployment) []Precondition {
	return []Precondition{
		held(
			place,
			TrustedAccess,
			slices.Contains(o.TrustedServices, BackupService),
			"AWS Backup has no trusted access to the organization",
			"aws organizations enable-aws-service-access --service-principal "+BackupService,
		),
		held(
			place,
			CrossAccountBackup,
			o.CrossAccount,
			`isCrossAccountBackupEnabled is not "true": no copy leaves its account`,
			"aws backup update-global-settings --global-settings isCrossAccountBackupEnabled=true",
		),
		o.trail(place),
	}
}

func held(place chain.Deployment, name string, holds bool, why, command string) Precondition {
	p := Precondition{Name: name, Account: place.ManagementAccountID, Outcome: Pass}
	if !holds {
		p.Outcome, p.Why, p.Command = Fail, why, command
	}
	return p
}

// Preconditions judges the links of an account that was looked at. What hangs on a link that fails is Held.
func Preconditions(s chain.ChangeSet) []Precondition {
	broken := map[chain.Ref]bool{}
	var out []Precondition
	for _, link := range s.Desired.Links {
		ref := link.Ref()
		p := Precondition{Name: ref.String(), Account: ref.Account, Outcome: Pass}
		for _, c := range s.Changes {
			if c.Ref == ref {
				p = failed(p, c)
			}
		}
		if need := lacks(s, link, broken); need != "" && p.Outcome == Fail && absent(s, ref) {
			p = Precondition{Name: p.Name, Account: p.Account, Outcome: Held, Why: "needs " + need}
		}
		if p.Outcome != Pass {
			broken[ref] = true
		}
		out = append(out, p)
	}
	for _, c := range s.LeftAlone() { // no precondition of a copy, but people who look for it find it
		name := c.Ref.String()
		if i := slices.IndexFunc(out, func(p Precondition) bool { return p.Name == name }); i >= 0 {
			out[i].Changes = append(out[i].Changes, c.Value())
			continue
		}
		left := Precondition{Name: name, Account: c.Ref.Account, Outcome: Pass}
		left.Changes = []event.Change{c.Value()}
		out = append(out, left)
	}
	return out
}

// Blocking makes copies that will fail wait for whatever else fails: in the organization, in the central account, or in
// their own. It is the reason, or may be.
func Blocking(all []Precondition, place chain.Deployment) {
	for i, p := range all {
		if p.Name == NextCopies && p.Outcome == Fail && slices.ContainsFunc(all, func(o Precondition) bool {
			return o.Name != NextCopies && o.Outcome == Fail &&
				slices.Contains([]string{place.ManagementAccountID, place.CentralAccountID, p.Account}, o.Account)
		}) {
			all[i].Outcome = Held
		}
	}
}

func failed(p Precondition, c chain.Change) Precondition {
	p.Outcome, p.Changes = Fail, append(p.Changes, c.Value())
	if c.Writes() {
		p.Command = "farvault chain apply --account " + p.Account
	}
	return p
}

// absent reports whether a link was looked for and not found, or not looked for because of another.
func absent(s chain.ChangeSet, ref chain.Ref) bool {
	_, there := s.Seen.Found[ref]
	return !there
}

// lacks is what a link needs first: another link that is broken, or room under a quota; empty for nothing.
func lacks(s chain.ChangeSet, link chain.Link, broken map[chain.Ref]bool) string {
	for _, need := range link.After() {
		if broken[need] {
			return "the " + need.String()
		}
	}
	if quota := full(s, link.Ref().Kind); quota != "" {
		return "room: " + quota
	}
	return ""
}
