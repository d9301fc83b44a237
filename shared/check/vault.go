package check

import (
	"regexp"
	"slices"
	"strings"

	"farvault/shared/org"
)

// surroundings are what the files of a run tell of each other.
type surroundings struct {
	vaults       []vault
	destinations []org.ARN // of copy actions
}

// vault is a backup vault that a template of the run declares, with what the template tells of where it is.
type vault struct {
	file, resource  string // the template, and the resource's name in it
	name            string // empty where only the deployment knows it
	account, region string // empty where nothing tells
	lock            vaultLock
}

// survey gathers what the files tell of each other.
func survey(documents []*document) surroundings {
	var all surroundings
	for _, d := range documents {
		d.root.walk("", func(name string, n *node) {
			if arn, ok := parseARN(
				n.text,
			); ok && (name == cloudFormation.destination || arn.Service == "backup" && name == "@@assign") &&
				!n.open() {
				all.destinations = append(all.destinations, arn)
			}
		})
		if d.kind != isTemplate {
			continue
		}
		for _, r := range d.resources(1) {
			if r.kind != "AWS::Backup::BackupVault" && r.kind != "AWS::Backup::LogicallyAirGappedBackupVault" {
				continue
			}
			v := vault{file: d.Name, resource: r.name, lock: lockOf(r)}
			v.name, _ = r.properties.get("BackupVaultName").literal()
			v.account, v.region = whereIs(r.properties, v.name)
			all.vaults = append(all.vaults, v)
		}
	}
	return all
}

var arnInText = regexp.MustCompile(`arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d{12}:[^"\s,]+`)

// whereIs tells a vault's account and Region from the ARNs in its own properties: by its own
// ARN in its access policy, else by its key, unless the policy lets the key's account in from outside.
func whereIs(properties *node, name string) (account, region string) {
	policy := strings.Join(allTexts(properties.get("AccessPolicy")), "\n")
	admitted := map[string]bool{}
	for _, s := range arnInText.FindAllString(policy, -1) {
		arn, _ := parseARN(s)
		switch {
		case arn.Service == "backup" && name != "" && arn.Resource == "backup-vault:"+name:
			return arn.Account, arn.Region
		case arn.Service == "iam":
			admitted[arn.Account] = true
		}
	}
	if arn, ok := keyOf(properties); ok && org.IsAccountID(arn.Account) && !admitted[arn.Account] {
		return arn.Account, arn.Region
	}
	return "", ""
}

func keyOf(properties *node) (org.ARN, bool) {
	key := properties.get("EncryptionKeyArn")
	if !key.is(text) {
		return org.ARN{}, false
	}
	arn, ok := parseARN(key.text)
	return arn, ok && arn.Service == "kms"
}

func allTexts(n *node) []string {
	var all []string
	n.walk("", func(_ string, n *node) {
		if n.kind == text {
			all = append(all, n.text)
		}
	})
	return all
}

// checkVault judges a vault; its access policy is judged with all policies.
func (d *document) checkVault(v *node) {
	d.checkVaultName(v.get("BackupVaultName"), "BackupVaultName")
	arn, ok := keyOf(v)
	if !ok || arn.Account == "" || arn.Account == ownAccount {
		return
	}
	name, _ := v.get("BackupVaultName").literal()
	account, _ := whereIs(v, name)
	if account == "" {
		account = d.copiedTo(name)
	}
	admits := slices.Contains(d.admitted(v), arn.Account)
	if arn.Account == account || account == "" && !admits {
		return
	}
	key := v.get("EncryptionKeyArn")
	own := arn
	own.Account = account
	if account == "" {
		own.Account = ownAccount
	}
	d.say(
		KeyAccount,
		key.at,
		assign(key.syntax, field{"EncryptionKeyArn", own.String()}),
		"EncryptionKeyArn is a key of account %s, and the vault is in %s: it works as long as that account lets it, and "+
			"who can delete the key there takes every backup here away",
		arn.Account,
		accountOr(account),
	)
}

func accountOr(account string) string {
	if account == "" {
		return "another"
	}
	return account
}

// copiedTo is the account in which the plans of the run look for a vault of that name.
func (d *document) copiedTo(name string) string {
	for _, arn := range d.destinations {
		if arn.Name() == name && name != "" {
			return arn.Account
		}
	}
	return ""
}

// admitted is the accounts whose principals a vault's policy names.
func (d *document) admitted(v *node) []string {
	var all []string
	for _, s := range arnInText.FindAllString(strings.Join(allTexts(v.get("AccessPolicy")), "\n"), -1) {
		if arn, ok := parseARN(s); ok && arn.Service == "iam" {
			all = append(all, arn.Account)
		}
	}
	return all
}
