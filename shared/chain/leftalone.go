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

// The services that manage plans and vaults, as people read them.
const (
	ControlTower  = "AWS Control Tower"
	Organizations = "AWS Organizations" // by a backup policy
	FileSystem    = "Amazon EFS"        // its automatic backups
)

// managers are how the things of other services are known: by how their names begin, or a plan's id, or by a tag's key.
var managers = []struct {
	manager string
	kind    Kind
	prefix  string
	id      string
	tag     string
	source  string
}{
	// AWS changes such plans by their policy alone: "Backup plan cannot be deleted for backup plan orgs/... created by
	// organizations".
	{
		manager: Organizations,
		kind:    KindBackupPlan,
		id:      "orgs/",
		source:  "https://github.com/rebuy-de/aws-nuke/issues/633",
	},
	{
		manager: FileSystem,
		kind:    KindBackupPlan,
		id:      "aws/efs/",
		source:  "https://github.com/rebuy-de/aws-nuke/issues/599",
	},
	{
		manager: FileSystem,
		kind:    KindBackupVault,
		prefix:  "aws/efs/",
		source:  "https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html",
	},
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
	return managerOf(kind, name, "", tags)
}

// ManagerOfPlan is the service that manages a backup plan.
func ManagerOfPlan(name, id string, tags map[string]string) string {
	return managerOf(KindBackupPlan, name, id, tags)
}

func managerOf(kind Kind, name, id string, tags map[string]string) string {
	begins := func(text, prefix string) bool { return prefix != "" && strings.HasPrefix(text, prefix) }
	for _, m := range managers {
		_, tagged := tags[m.tag]
		if m.kind == kind && (begins(name, m.prefix) || begins(id, m.id) || m.tag != "" && tagged) {
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
