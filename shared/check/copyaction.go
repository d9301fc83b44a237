package check

import (
	"strings"

	"farvault/shared/org"
)

// someVault stands in a fix for a central vault that no file names.
const someVault = "arn:aws:backup:us-east-1:444455556666:backup-vault:central"

// checkCopyActions judges where a rule's backups are copied to.
func (d *document) checkCopyActions(r *backupRule) {
	if r.backupPlan.copies == "" {
		return
	}
	d.checkQuota(r.copies, len(r.copyActions), copiesARule)
	if len(r.copyActions) == 0 && !r.copies.is(unknown) && r.whole() {
		destination := someVault
		if r.target.is(text) && strings.HasPrefix(r.target.text, "arn:") {
			destination, _ = d.meant(r.target.text)
		} else if central, ok := d.elsewhere(); ok {
			destination = central
		}
		d.say(
			NoCopyAction,
			r.node.at,
			assign(r.node.syntax, r.copyTo(destination)),
			"%s has no %s: its backups stay in the account that they are made in, and are lost with it",
			r.called(),
			r.backupPlan.copies,
		)
	}
	d.checkStays(r)
	for _, c := range r.copyActions {
		d.checkDestination(r, c)
		d.checkLifecycle(r, c.lifecycle, true)
	}
}

// whole reports whether a rule is all there: a policy may leave it to another to say the rest.
func (r *backupRule) whole() bool { return !r.partial || r.target != nil && r.schedule != nil }

// elsewhere is the vault that another file of the run declares in a known account.
func (d *document) elsewhere() (arn string, ok bool) {
	for _, v := range d.vaults {
		if v.file != d.Name && v.name != "" && v.account != "" && v.region != "" {
			return org.Vault(org.Partition(v.region), v.region, v.account, v.name), true
		}
	}
	return "", false
}

// copyTo is the copy action to a vault, with a lifecycle of its own as the rule's should be.
func (r *backupRule) copyTo(destination string) field {
	lifecycle := r.set(r.backupPlan.lifecycle, r.legalLifecycle())
	action := []field{r.set(r.destination, destination), lifecycle}
	if r.assigned {
		return field{r.backupPlan.copies, []field{{destination, action}}}
	}
	return field{r.backupPlan.copies, [][]field{action}}
}

// checkDestination wants the ARN of a vault that is not the default one.
func (d *document) checkDestination(r *backupRule, c copyAction) {
	if !c.destination.is(text) {
		return
	}
	arn := c.destination.text
	if d.returned(r, c) || oneVariable.MatchString(arn) {
		return
	}
	parsed, ok := parseARN(arn)
	if !ok {
		d.say(DestinationARN, c.destination.at, assign(c.destination.syntax, r.set(r.destination, someVaultNamed(arn))),
			"%s is %s: must be the ARN of a vault", r.destination, arn)
		return
	}
	if account := parsed.Account; !strings.Contains(account, "$") && !org.IsAccountID(account) {
		parsed.Account = "444455556666"
		d.say(DestinationARN, c.destination.at, assign(c.destination.syntax, r.set(r.destination, parsed.String())),
			"%s is in account %q: must name one account by its twelve digits", r.destination, account)
		return
	}
	if strings.EqualFold(parsed.Name(), "default") && !isOwn(parsed.Account) {
		parsed.Resource = "backup-vault:central"
		d.say(
			DefaultVault,
			c.destination.at,
			assign(c.destination.syntax, r.set(r.destination, parsed.String())),
			"%s is the default vault of account %s: its key is AWS managed and no other account can use it, so every copy "+
				"fails; name a vault with a customer managed key",
			r.destination,
			parsed.Account,
		)
	}
}

func someVaultNamed(name string) string {
	arn, _ := parseARN(someVault)
	arn.Resource = "backup-vault:" + legal(name, 2)
	return arn.String()
}
