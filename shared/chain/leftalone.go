package chain

import (
	"cmp"
	"slices"
	"strings"
)

// Unmanaged is something in an account that another service manages beside farvault: seen, told, and left alone.
type Unmanaged struct {
	Ref     Ref
	Manager string // AWS Control Tower
}

// ControlTower is AWS Control Tower, as people read it.
const ControlTower = "AWS Control Tower"

// managers are how the things of other services are known: by how their names begin, or by a tag's key.
var managers = []struct {
	manager string
	kind    Kind
	prefix  string
	tag     string
	source  string
}{
	{
		manager: ControlTower,
		kind:    KindBackupVault,
		prefix:  "aws-controltower-",
		source:  "https://docs.aws.amazon.com/controltower/latest/userguide/backup-resources.html",
	},
	{
		manager: ControlTower,
		kind:    KindBackupVault,
		tag:     "aws-control-tower",
		source:  "https://docs.aws.amazon.com/controltower/latest/controlreference/ct-backup-pv-3.html",
	},
	// The pages name no plan of Control Tower's; it names all else that it makes like this.
	{
		manager: ControlTower,
		kind:    KindBackupPlan,
		prefix:  "aws-controltower-",
		source:  "https://docs.aws.amazon.com/controltower/latest/userguide/backup-resources.html",
	},
	{
		manager: ControlTower,
		kind:    KindBackupPlan,
		tag:     "aws-control-tower",
		source:  "https://docs.aws.amazon.com/controltower/latest/controlreference/ct-backup-pv-3.html",
	},
	{
		manager: ControlTower,
		kind:    KindRole,
		prefix:  "aws-controltower-",
		source:  "https://docs.aws.amazon.com/controltower/latest/controlreference/ct-iam-pv-1.html",
	},
	{
		manager: ControlTower,
		kind:    KindRole,
		prefix:  "AWSControlTower",
		source:  "https://docs.aws.amazon.com/controltower/latest/userguide/access-control-managing-permissions.html",
	},
}

// ManagerOf is the service that manages a thing of this kind, name and tags; empty for none that is known.
func ManagerOf(kind Kind, name string, tags map[string]string) string {
	for _, m := range managers {
		_, tagged := tags[m.tag]
		if m.kind == kind && (m.prefix != "" && strings.HasPrefix(name, m.prefix) || m.tag != "" && tagged) {
			return m.manager
		}
	}
	return ""
}

// LeftAlone are what other services manage in the account that was looked at, in the order of their names, and what AWS
// does not have there: facts that nobody has to act on.
func (s ChangeSet) LeftAlone() []Change {
	beside := slices.SortedFunc(
		slices.Values(s.Seen.Unmanaged),
		func(a, b Unmanaged) int { return cmp.Compare(a.Ref.String(), b.Ref.String()) },
	)
	var out []Change
	for _, b := range beside {
		out = append(out, Change{Op: LeftAlone, Ref: b.Ref, Why: leftTo(b.Manager)})
	}
	return append(out, s.notAvailable()...)
}

func leftTo(manager string) string { return manager + " manages it, so farvault leaves it alone" }
