package coverage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/shared/unreported"
)

// Reading is an account in one Region with all that its states rest on.
type Reading struct {
	Account, Region string
	At              time.Time
	Excluded        string // why the settings leave the account out; empty: they do not
	Snapshot        unreported.Snapshot
	Expected        []unreported.ExpectedPlan // the plans of the settings
	MaxAge          time.Duration
	Cannot          func(kind string) string // why a type cannot be copied from here; empty: it can
	Open            map[string]Open          // by the ARN of a resource of the account
	Before          Record                   // the reading before
	Observes        bool                     // the plans are the account's own: farvault makes none
}

// Open is an open alert about a resource.
type Open struct {
	Group string // its short key
	Why   string
}

// Judge gives each resource its state. The order of the questions is the order of what a person would do first: what
// cannot be copied is not worth a tag, and what fails is not protected, however young its newest copy is.
func Judge(r Reading) Record {
	before := map[string]Resource{}
	for _, one := range r.Before.Resources {
		before[one.ARN] = one
	}
	j := judge{Reading: r, before: before, gaps: map[string]unreported.Gap{}, kinds: map[string]string{}}
	for _, p := range r.Snapshot.Points {
		j.kinds[p.ResourceARN] = p.ResourceType
	}
	for _, g := range r.Snapshot.Gaps() {
		j.gaps[g.ARN] = g
	}
	j.standings = r.Snapshot.Standings(j.chosen, r.MaxAge, r.At)
	record := Record{Account: r.Account, Region: r.Region, At: r.At, Foreign: j.foreign()}
	for _, one := range r.Snapshot.Resources {
		record.Resources = append(record.Resources, j.resource(one))
	}
	slices.SortFunc(record.Resources, func(a, b Resource) int { return strings.Compare(a.ARN, b.ARN) })
	return record
}

type judge struct {
	Reading
	before    map[string]Resource
	gaps      map[string]unreported.Gap
	standings map[string]unreported.Standing
	kinds     map[string]string // AWS Backup's words, by the ARN of what was backed up
}

// chosen is when a plan was first seen to select a resource; now where it never was before.
func (j judge) chosen(arn string) time.Time {
	if at := j.before[arn].Chosen; !at.IsZero() {
		return at
	}
	return j.At
}

// resource is one resource with its state, and since when it has that.
func (j judge) resource(listed unreported.Resource) Resource {
	arn := listed.ARN
	r := Resource{ARN: arn, Type: j.kind(arn)}
	standing, selected := j.standings[arn]
	if selected {
		r.Plan, r.Chosen = standing.Plan, j.chosen(arn)
		r.Local, r.Central = local(standing), central(standing)
	}
	if r.State, r.Why = j.state(&r, standing, selected); r.State == "" {
		r.State, r.Why = j.unselected(&r, listed)
	}
	was, known := j.before[arn]
	switch {
	case known && was.State == r.State:
		r.Since = was.Since
	case !j.Before.At.IsZero():
		r.Since = j.At
	}
	return r
}

// state is the first of the states whose question is answered with yes; none where no plan selects the resource.
func (j judge) state(r *Resource, standing unreported.Standing, selected bool) (State, string) {
	gap, there := j.gaps[r.ARN]
	open, failing := j.Open[r.ARN]
	cannot := ""
	if j.Cannot != nil {
		cannot = j.Cannot(r.Type)
	}
	switch {
	case j.Excluded != "":
		return Excluded, sentence(j.Excluded)
	case cannot != "":
		return Uncopyable, "AWS Backup " + cannot + "."
	case j.unread():
		return Unknown, "The tags of the account could not be read."
	case there && gap.Off:
		if r.Plan = gap.Plan.Name; gap.Key != "" {
			r.Has = gap.Key + "=" + gap.Value
		}
		return TypeOff, gap.Why()
	case there:
		r.Plan, r.Has, r.Needs = gap.Plan.Name, gap.Key+"="+gap.Value, gap.Plan.Wants()
		return NearlyRight, gap.Why()
	case failing && selected:
		r.Group = open.Group
		return Failing, open.Why
	case selected && standing.Central.Account != "" && standing.Central.Account != j.Account:
		return Unknown, "The newest copy says that it is of account " + standing.Central.Account + "."
	case selected && !standing.Central.Created.IsZero() && standing.Central.Account == "":
		return Unknown, "The newest copy does not say of which account it is."
	case selected && standing.Alone:
		return NotCopied, standing.Why
	case selected && standing.Kept:
		return Protected, ""
	case selected && standing.Due:
		return Due, standing.Why
	case selected:
		return Failing, standing.Why
	}
	return "", ""
}

// unselected is the state of what no plan of the account selects: of the settings one may.
func (j judge) unselected(r *Resource, listed unreported.Resource) (State, string) {
	if j.Observes {
		return Untagged, j.uncovered(r, listed)
	}
	for _, p := range j.Expected {
		if p.Picks(listed) {
			r.Plan = p.Name
			return Failing, fmt.Sprintf("It has the tag of plan %s, and the account has no such plan.", p.Name)
		}
	}
	var needs []string
	for _, p := range j.Expected {
		needs = append(needs, p.Wants())
	}
	r.Needs = strings.Join(needs, " or ")
	for _, p := range j.Snapshot.Beside {
		if p.Picks(listed) {
			return Untagged, fmt.Sprintf("It has no tag of farvault's plans. Plan %s of %s backs it up.", p.Name, p.Manager)
		}
	}
	return Untagged, "It has no backup plan's tag."
}

// uncovered is why nothing backs a resource up in an account that farvault only observes.
func (j judge) uncovered(r *Resource, listed unreported.Resource) string {
	for _, p := range j.Expected {
		if p.Picks(listed) {
			r.Has = p.Wants()
			return "No backup plan of the account selects it. With Mode Protect plan " + p.Name + " would."
		}
	}
	return "No backup plan of the account selects it."
}

// unread reports whether the account's tags are unknown.
func (j judge) unread() bool {
	return slices.ContainsFunc(j.Snapshot.Plans, func(p unreported.ExpectedPlan) bool { return p.Unread })
}

// kind is AWS Backup's word for a resource. The ARN of a cluster leaves it open: a backup of it says it.
func (j judge) kind(arn string) string {
	types := unreported.TypesOf(arn)
	switch {
	case len(types) > 1 && j.kinds[arn] != "":
		return j.kinds[arn]
	case len(types) == 0:
		return ""
	}
	return types[0]
}

func local(s unreported.Standing) *Copy {
	if s.Local.Created.IsZero() {
		return nil
	}
	return &Copy{Point: s.Local.ARN, Created: s.Local.Created, Completed: s.Local.Completed, Kept: s.Local.Kept,
		Key: s.Local.Key, Job: s.Job}
}

func central(s unreported.Standing) *Copy {
	if s.Central.Created.IsZero() {
		return nil
	}
	return &Copy{Point: s.Central.Point, Vault: s.Vault, Created: s.Central.Created, Completed: s.Central.Completed,
		Kept: s.Central.Kept, Key: s.Central.Key}
}

func sentence(s string) string {
	if s = strings.TrimSpace(s); s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
