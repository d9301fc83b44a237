package check

import (
	"fmt"
	"regexp"
	"strings"

	"farvault/shared/settings"
)

// checkPlan holds a plan and each of its rules to AWS's laws.
func (d *document) checkPlan(p *backupPlan) {
	d.checkName(p.name, p.planName)
	d.checkQuota(p.rules, len(p.each), rulesAPlan)
	for i := range p.each {
		r := &p.each[i]
		d.checkName(r.nameNode, r.ruleName)
		d.checkTarget(r)
		d.checkAirGapped(r)
		d.checkCopyActions(r)
		d.checkRuleLocks(r)
		d.checkRetention(r)
		d.checkSchedule(r)
		d.checkWindows(r)
		if tags := r.node.get(p.tags); tags.is(object) {
			d.checkQuota(tags, len(tags.members), tagsARecoveryPoint)
		}
	}
	d.checkOverlap(p)
}

// called names a rule in a message.
func (r *backupRule) called() string {
	if r.name == "" {
		return "the rule"
	}
	return "rule " + r.name
}

var noNameCharacter = regexp.MustCompile(`[^a-zA-Z0-9\-_.]+`)

// checkName judges the name of a plan, rule or selection; one without a property is itself the name of an object.
func (d *document) checkName(n *node, property string) {
	name, ok := n.literal()
	if !ok || settings.IsPlanName(name) {
		return
	}
	fix := assign(n.syntax, field{property, legal(name, 1)})
	if property == "" {
		property, fix = "the name", key(n.syntax, legal(name, 1))
	}
	d.say(Name, n.at, fix, `%s is %q: must be 1 to 50 letters, digits, "-", "_" and "."`, property, name)
}

// checkVaultName judges the name of a vault.
func (d *document) checkVaultName(n *node, property string) {
	name, ok := n.literal()
	if !ok || settings.IsVaultName(name) {
		return
	}
	fix := assign(n.syntax, field{property, strings.ReplaceAll(legal(name, 2), ".", "-")})
	d.say(Name, n.at, fix, `%s is %q: must be 2 to 50 letters, digits, "-" and "_"`, property, name)
}

// legal is the name nearest to one that AWS Backup does not take.
func legal(name string, least int) string {
	name = strings.Trim(noNameCharacter.ReplaceAllString(name, "-"), "-")
	if len(name) < least {
		name = "backup"
	}
	return name[:min(len(name), 50)]
}

var vaultAttribute = regexp.MustCompile(`^\$\{([A-Za-z0-9]+)\.BackupVaultArn\}$`)

// checkTarget wants the name of a vault in the rule's own account, and people write the
// ARN of the vault that they want the copy in.
func (d *document) checkTarget(r *backupRule) {
	if !r.target.is(text) {
		return
	}
	fix := []field{r.set(r.backupPlan.target, d.localVault(r.target.text))}
	if m := vaultAttribute.FindStringSubmatch(r.target.text); m != nil {
		fix[0].value = "${" + m[1] + "}"
		d.say(
			TargetVaultARN,
			r.target.at,
			assign(r.target.syntax, fix...),
			"%s is an ARN: it must be a vault's name, which !Ref %s gives",
			r.backupPlan.target,
			m[1],
		)
		return
	}
	if !strings.HasPrefix(r.target.text, "arn:") {
		d.checkVaultName(r.target, r.backupPlan.target)
		return
	}
	destination, whose := d.meant(r.target.text)
	if own, ok := parseARN(r.target.text); ok && isOwn(own.Account) {
		fix[0] = r.set(r.backupPlan.target, own.Name())
	} else if len(r.copyActions) == 0 {
		fix = append(fix, r.copyTo(destination))
	}
	d.say(
		TargetVaultARN,
		r.target.at,
		assign(r.target.syntax, fix...),
		`%s is %s: must be the name of a vault in the plan's own account and Region; another account's vault is reached `+
			`by %s%s; AWS would say "Error in rule %s : Backup vault name %s is not valid"`,
		r.backupPlan.target,
		r.target.text,
		r.backupPlan.copies,
		whose,
		r.name,
		r.target.text,
	)
}

// localVault is the vault that a plan can make its backups in: one that the same template
// declares and that is not the one it aims at, or a name for one that is still to be made.
func (d *document) localVault(aimed string) string {
	for _, v := range d.vaults {
		if v.file == d.Name && (v.name == "" || !strings.HasSuffix(aimed, ":"+v.name)) {
			return "${" + v.resource + "}"
		}
	}
	return "local-backup-vault"
}

// meant is the vault that an ARN should have named: if a file of the run declares one of
// that name, then in the account that its own template says.
func (d *document) meant(arn string) (destination, whose string) {
	parsed, ok := parseARN(arn)
	for _, v := range d.vaults {
		if ok && v.name == parsed.Name() && v.account != "" && v.account != parsed.Account {
			whose = fmt.Sprintf(" (%s declares that vault in account %s, not in %s)", v.file, v.account, parsed.Account)
			parsed.Account = v.account
			return parsed.String(), whose
		}
	}
	return arn, ""
}
