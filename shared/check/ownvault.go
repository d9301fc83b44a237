package check

import (
	"regexp"
	"strings"

	"farvault/shared/org"
)

// attribute is a template's resource with an attribute that is none of a vault's.
var attribute = regexp.MustCompile(`^\$\{([A-Za-z0-9]+)(\.[A-Za-z]+)?\}$`)

// returned judges a destination that is what Ref or GetAtt return: for a vault of the template Ref gives its name, and
// its ARN is BackupVaultArn. True: that is what it is, and no ARN is to be read from it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-backup-backupvault.html#aws-resource-backup-backupvault-return-values
func (d *document) returned(r *backupRule, c copyAction) bool {
	m := attribute.FindStringSubmatch(c.destination.text)
	if m == nil {
		return false
	}
	if m[2] == ".BackupVaultArn" {
		return true
	}
	declared := false
	for _, v := range d.vaults {
		declared = declared || v.file == d.Name && v.resource == m[1]
	}
	if m[2] == "" && !declared {
		return true // a parameter, whose value the deployment knows
	}
	what := "Ref gives the vault's name"
	if m[2] != "" {
		what = "a vault has no attribute " + m[2][1:]
	}
	d.say(
		DestinationARN,
		c.destination.at,
		assign(c.destination.syntax, r.set(r.destination, "${"+m[1]+".BackupVaultArn}")),
		"%s is %s: must be the ARN of a vault, and %s",
		r.destination, c.destination.text, what,
	)
	return true
}

// checkStays tells of a rule whose copies all stay in the account, and of a copy into the vault that the backup is in.
func (d *document) checkStays(r *backupRule) {
	stays := 0
	for _, c := range r.copyActions {
		if !c.destination.is(text) || !d.isOwnVault(c.destination.text) {
			continue
		}
		stays++
		if from, ok := d.sameVault(r, c); ok {
			d.say(
				DestinationARN,
				c.destination.at,
				"",
				"%s is vault %s, which the backup is made in",
				r.destination,
				from,
			)
			return
		}
	}
	if stays > 0 && stays == len(r.copyActions) && r.whole() {
		d.say(
			NoCopyAction,
			r.copyActions[0].destination.at,
			assign(r.node.syntax, r.copyTo(someVault)),
			"%s copies to vaults of its own account alone: the copies are lost with the account",
			r.called(),
		)
	}
}

// isOwnVault reports whether a destination is in the account that the plan is in, as far as the file tells.
func (d *document) isOwnVault(destination string) bool {
	if m := vaultAttribute.FindStringSubmatch(destination); m != nil {
		return true
	}
	arn, ok := parseARN(destination)
	return ok && (isOwn(arn.Account) || arn.Account == d.own && d.own != "")
}

// sameVault reports whether a copy goes into the very vault that its backup is in.
func (d *document) sameVault(r *backupRule, c copyAction) (string, bool) {
	if !r.target.is(text) {
		return "", false
	}
	if m := vaultAttribute.FindStringSubmatch(c.destination.text); m != nil {
		v, declared := d.vaultOf(c.destination.text)
		return m[1], r.target.text == "${"+m[1]+"}" || declared && v.name == r.target.text && v.name != ""
	}
	arn, ok := parseARN(c.destination.text)
	return arn.Name(), ok && arn.Name() == r.target.text && strings.Contains(arn.Region, "${AWS::Region}")
}

// ownOf is the account that a template is for, by the role that its selections name; empty where nothing tells.
func ownOf(resources []resource) string {
	for _, r := range resources {
		role, _ := r.properties.get("BackupSelection").get("IamRoleArn").literal()
		if arn, ok := parseARN(role); ok && org.IsAccountID(arn.Account) {
			return arn.Account
		}
	}
	return ""
}

// checkAirGapped wants the logically air-gapped vault of a rule in the plan's own account and Region.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html
func (d *document) checkAirGapped(r *backupRule) {
	arn, ok := parseARN(r.airGapped.literalText())
	if !ok {
		return
	}
	if org.IsAccountID(arn.Account) && d.own != "" && arn.Account != d.own {
		d.say(
			TargetVaultARN,
			r.airGapped.at,
			"",
			"%s is in account %s, and the plan in %s: it must be in the plan's own account and Region; another account's "+
				"vault is reached by %s",
			r.backupPlan.airGapped,
			arn.Account,
			d.own,
			r.backupPlan.copies,
		)
	}
	if target, isARN := parseARN(r.target.literalText()); isARN && target.Region != arn.Region {
		d.say(TargetVaultARN, r.airGapped.at, "", "%s is in %s, and the plan in %s: it must be in the same Region",
			r.backupPlan.airGapped, arn.Region, target.Region)
	}
}

func (n *node) literalText() string {
	s, _ := n.literal()
	return s
}
