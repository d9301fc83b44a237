package check

import (
	"strings"

	"farvault/shared/org"
)

// minChangeable is the least number of days for which a lock in compliance mode can still be taken away.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
const minChangeable = 3

// vaultLock is for how long a vault keeps at least and at most; nil where nothing is said.
type vaultLock struct{ min, max *int64 }

// lockOf is the lock of a vault resource; a logically air-gapped vault has one always.
func lockOf(r resource) vaultLock {
	lock := r.properties
	if r.kind == "AWS::Backup::BackupVault" {
		lock = r.properties.get("LockConfiguration")
	}
	return vaultLock{lock.get("MinRetentionDays").number(), lock.get("MaxRetentionDays").number()}
}

// checkLock judges a lock by itself.
func (d *document) checkLock(n *node) {
	least, most := n.get("MinRetentionDays"), n.get("MaxRetentionDays")
	if a, b := least.number(), most.number(); a != nil && b != nil && *a > *b {
		d.say(VaultLock, most.at, "", "MaxRetentionDays is %d and MinRetentionDays %d: no backup fits in", *b, *a)
	}
	changeable := n.get("ChangeableForDays")
	if days := changeable.number(); days != nil && *days < minChangeable {
		d.say(
			VaultLock,
			changeable.at,
			assign(changeable.syntax, field{"ChangeableForDays", minChangeable}),
			"ChangeableForDays is %d: must be at least %d",
			*days,
			minChangeable,
		)
	}
}

// checkRuleLocks holds a rule's retention against the lock of the vault that it backs up to, and each copy's against
// that of the vault that it goes to.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
func (d *document) checkRuleLocks(r *backupRule) {
	if r.target.is(text) {
		d.checkWithinLock(r, r.target.text, r.lifecycle)
	}
	for _, c := range r.copyActions {
		if !c.destination.is(text) {
			continue
		}
		kept := c.lifecycle
		if kept.node == nil {
			kept = r.lifecycle
		}
		d.checkWithinLock(r, c.destination.text, kept)
	}
}

func (d *document) checkWithinLock(r *backupRule, vaultText string, l lifecycle) {
	days := l.end.number()
	v, declared := d.vaultOf(vaultText)
	if days == nil || *days < 1 || !declared {
		return
	}
	switch {
	case v.lock.min != nil && *days < *v.lock.min:
		d.say(
			VaultLock,
			l.end.at,
			r.days(l.end, r.end, *v.lock.min),
			"%s is %d, and the lock of vault %s demands %d at least: every job into it fails",
			r.end,
			*days,
			v.resource,
			*v.lock.min,
		)
	case v.lock.max != nil && *days > *v.lock.max:
		d.say(
			VaultLock,
			l.end.at,
			r.days(l.end, r.end, *v.lock.max),
			"%s is %d, and the lock of vault %s allows %d at most: every job into it fails",
			r.end,
			*days,
			v.resource,
			*v.lock.max,
		)
	}
}

// vaultOf is the vault of the run that a target or destination means: by its name in the same template, by its
// resource, or by an ARN whose account the vault's template tells.
func (d *document) vaultOf(s string) (vault, bool) {
	arn, isARN := parseARN(s)
	for _, v := range d.vaults {
		here := v.file == d.Name
		switch {
		case here && (s == "${"+v.resource+"}" || s == "${"+v.resource+".BackupVaultArn}"):
			return v, true
		case v.name == "":
			continue
		case !isARN && here && s == v.name:
			return v, true
		case !isARN || arn.Name() != v.name:
			continue
		case here && isOwn(arn.Account), v.account == arn.Account && org.IsAccountID(arn.Account):
			return v, true
		}
	}
	return vault{}, false
}

// checkAsDestination reports a vault of the run that a plan of the run copies to, from another account, and that
// accepts no copies: without a customer managed key or without a policy.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
func (d *document) checkAsDestination(r resource) {
	name, known := r.properties.get("BackupVaultName").literal()
	if !known || r.kind != "AWS::Backup::BackupVault" || !d.isCopiedTo(name) {
		return
	}
	if r.properties.get("EncryptionKeyArn") == nil {
		d.say(
			DestinationVault,
			r.properties.at,
			"",
			"vault %s has no EncryptionKeyArn, and a plan of another account copies to it: "+
				"no other account can use AWS Backup's own key",
			name,
		)
	}
	if r.properties.get("AccessPolicy") == nil {
		d.say(DestinationVault, r.properties.at, "",
			"vault %s has no AccessPolicy, and a plan of another account copies to it: nothing allows the copies", name)
	}
}

// isCopiedTo reports whether another file of the run copies to a vault of that name by an ARN.
func (d *document) isCopiedTo(name string) bool {
	for _, v := range d.vaults {
		if v.file == d.Name || v.name != name {
			continue
		}
		return false // another file declares it too: which one is meant cannot be known
	}
	for _, destination := range d.destinations {
		if destination.Name() == name && org.IsAccountID(destination.Account) &&
			!strings.Contains(string(d.Text), destination.String()) {
			return true
		}
	}
	return false
}
