// Package chain knows all that an account needs so that its copies arrive in
// the central vault: which AWS objects (Desire), how far the account is from having
// them (Diff), and who is in scope. It writes nothing and reads nothing; package cloud
// observes and applies. It has no word for deleting.
package chain

import (
	"strings"

	"farvault/shared/event"
)

// Kind is the sort of AWS object or setting that a Link is.
type Kind = event.Kind

// The kinds of link, in AWS's words.
const (
	KindServiceLinkedRole Kind = "service-linked role"
	KindRole              Kind = "role"
	KindKey               Kind = "KMS key"
	KindSharedKey         Kind = "shared KMS key" // the central account's, as a member sees it
	KindBackupVault       Kind = "backup vault"
	KindVaultAccessPolicy Kind = "vault access policy"
	KindOptIn             Kind = "service opt-in"
	KindBackupPlan        Kind = "backup plan"
	KindSelection         Kind = "backup selection"
	KindEventRule         Kind = "event rule"
)

// Ref names a link: what it is and where it lives. Region is empty for IAM, which is global.
type Ref struct {
	Kind    Kind
	Account string
	Region  string
	Name    string
}

// String is "backup vault farvault-local in 222233334444/eu-west-1".
func (r Ref) String() string {
	where := r.Account
	if r.Region != "" {
		where += "/" + r.Region
	}
	return strings.Join([]string{string(r.Kind), r.Name, "in", where}, " ")
}

// Link is one AWS object or setting of a chain. As Desire makes it, it says how the
// object should be; as Observe makes it, how it is, with the ids that AWS gave it.
type Link interface {
	// Ref is the same for the link as desired and as observed.
	Ref() Ref
	// After lists the links that must stand before this one can be made.
	After() []Ref
	// compare lists the attributes in which the found link, of the same kind, is not as desired.
	compare(found Link, seen Observed) []Attribute
}

// Chain is all the links of one account, each after those that it needs.
type Chain struct {
	Account string
	Links   []Link
	Adopt   []Ref // those that farvault may take over if they are somebody else's

	// Regions are where it is looked for what is farvault's and no link: those of the chain, and others in which
	// farvault has made something before. None of a chain that is only a part of its account's.
	Regions []string
	// Others are the names of plans that the settings give to other accounts alone: farvault's own of them is ended where
	// the account has another plan in its place.
	Others []string
	// VaultPerAccount is the name of the central vaults where every account has one: they are other chains' links.
	VaultPerAccount string
}

// Observed is an account as it was found.
type Observed struct {
	Found     map[Ref]Found  // what is there; absence is a fact
	Unread    map[Ref]string // what could not be looked at, and why
	Unmanaged []Unmanaged    // what other services manage in the same Regions
	Stock     []Stock        // what AWS Backup counts there

	Plans  []SeenPlan     // all backup plans; of farvault's own with the selections that are no links
	Vaults []SeenVault    // farvault's own that are no links
	Unseen []string       // Regions of the chain in which plans and vaults could not be listed
	Ending map[Ref]Picked // by selection: what it picks now, and as desired would no longer

	// Surplus are ARNs of keys of farvault's that are no links, and that no vault is encrypted with, by Region. A Region
	// that could not be listed is not in it.
	Surplus map[string][]string
}

// Found is a link that is there. One that carries no owner tag, nor hangs on something that does, is not Owned.
type Found struct {
	Link      Link
	Owned     bool
	ManagedBy string // the service that manages it, AWS Control Tower; empty: none that is known
}

// Attribute is one difference between a link as desired and as found.
type Attribute = event.Attribute

// differs is the attribute if want and got are not the same, else nothing.
func differs(name, want, got string) []Attribute {
	if want == got {
		return nil
	}
	return []Attribute{{Name: name, ShouldBe: want, Now: got}}
}
