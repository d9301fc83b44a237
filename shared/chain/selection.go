package chain

import (
	"maps"
	"slices"
	"strings"

	"farvault/shared/settings"
)

// Selection says what a backup plan backs up: every resource that carries one tag. AWS cannot change a
// selection, so a different one is made beside it and the old one then taken away.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
type Selection struct {
	Account string
	Region  string
	Plan    string // its plan's name
	Name    string
	RoleARN string
	Picks   settings.Picking
	ID      string   // found
	PlanID  string   // found
	Surplus []string // found: ids of further selections of the plan with this name
	// Ends are the selections of plans that are other accounts' alone, in whose place this one comes.
	Ends []Selection
}

// Ref names the selection by its plan and its own name.
func (s Selection) Ref() Ref {
	return Ref{Kind: KindSelection, Account: s.Account, Region: s.Region, Name: s.Plan + "/" + s.Name}
}

func (s Selection) owner() Ref { return s.BackupPlan() }

// losses are all differences: AWS cannot change a selection, and what the old one picked would no longer be backed up.
func (s Selection) losses(found Link) []Attribute {
	return lossOf(
		"the plan has a selection "+s.Name+" that picks otherwise, and taking it away ends those backups",
		s.compare(found, Observed{}),
	)
}

// BackupPlan names the plan.
func (s Selection) BackupPlan() Ref {
	return BackupPlan{Account: s.Account, Region: s.Region, Name: s.Plan}.Ref()
}

// After is the plan, and the role, which AWS Backup tries when the selection is made.
func (s Selection) After() []Ref {
	return []Ref{s.BackupPlan(), Role{Account: s.Account, Name: BackupRole}.Ref()}
}

func (s Selection) compare(found Link, _ Observed) []Attribute {
	got := found.(Selection)
	out := s.Differences(got)
	for _, other := range s.Ends {
		out = append(out, Attribute{Name: "Selection of another plan", Now: other.Ref().Name})
	}
	if len(got.Surplus) > 0 {
		out = append(
			out,
			Attribute{
				Name:     "SelectionId",
				ShouldBe: got.ID,
				Now:      strings.Join(append([]string{got.ID}, got.Surplus...), " "),
			},
		)
	}
	return out
}

// Differences are the attributes in which the found selection is not as desired, its surplus apart.
func (s Selection) Differences(got Selection) []Attribute {
	return slices.Concat(
		differs("IamRoleArn", s.RoleARN, got.RoleARN),
		s.picksOtherwise(got),
	)
}

// PicksOtherwise reports whether the found selection picks other resources than this one.
func (s Selection) PicksOtherwise(got Selection) bool { return len(s.picksOtherwise(got)) > 0 }

// picksOtherwise are the attributes by which the two selections pick different resources.
func (s Selection) picksOtherwise(got Selection) []Attribute {
	return slices.Concat(
		differs("Resources", inOrder(s.Picks.Resources), inOrder(got.Picks.Resources)),
		differs("NotResources", inOrder(s.Picks.NotResources), inOrder(got.Picks.NotResources)),
		differs("ListOfTags", listed(s.Picks.ListOfTags), listed(got.Picks.ListOfTags)),
		differs("Conditions", s.Picks.Conditions.String(), got.Picks.Conditions.String()),
	)
}

// inOrder shows a list that AWS may give back in any order.
func inOrder(list []string) string { return strings.Join(slices.Sorted(slices.Values(list)), " ") }

func listed(tags []settings.TagCondition) string {
	var all []string
	for _, t := range tags {
		all = append(all, t.String())
	}
	return inOrder(all)
}

// CreatorRequestID is the token to create the selection by, on its plan and in place of the selection with the
// id replaced (empty: of none). Other wishes make another token, or AWS would answer with the old selection.
func (s Selection) CreatorRequestID(plan, replaced string) string {
	return Token(
		s.Ref().String(),
		plan,
		replaced,
		s.RoleARN,
		strings.Join(append([]string{strings.Join(s.Picks.Resources, " ")}, s.Picks.NotResources...), " NotResources "),
		s.Picks.Conditions.String(),
	)
}

// equalities shows conditions sorted by key.
func equalities(m map[string]string) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, key+"="+m[key])
	}
	return strings.Join(out, " ")
}
