package check

import (
	"slices"
	"strings"

	"farvault/shared/org"
)

// principal is somebody whom a statement names and who is not of the account whose policy it is.
type principal struct {
	at      place
	account string // empty for everyone
	whole   bool   // the account as a whole, by its root or its id
}

func (p principal) called() string {
	if p.account == "" {
		return "everyone"
	}
	return "account " + p.account
}

// ownAccount is how a template says the account that it is deployed in.
const ownAccount = "${AWS::AccountId}"

// isOwn also knows how an Organizations policy says the account that it applies to.
func isOwn(account string) bool { return account == ownAccount || account == "$account" }

// outsiders are the principals of a statement that are of another account, or may be.
// A statement that a condition keeps inside the own account has none.
func (p policyDocument) outsiders(s *node) []principal {
	for _, c := range conditions(s) {
		if c.key == "aws:principalaccount" && slices.Equal(c.values, []string{ownAccount}) {
			return nil
		}
	}
	named := s.get("Principal")
	if named.is(object) {
		named = named.get("AWS")
	}
	var all []principal
	for _, n := range named.list() {
		if !n.is(text) {
			continue
		}
		who := principal{at: n.at, account: n.text, whole: true}
		switch arn, ok := parseARN(n.text); {
		case ok && !isPrincipal(arn):
			continue
		case n.text == "*":
			who.account = ""
		case ok:
			who.account, who.whole = arn.Account, arn.Resource == "root"
		case !org.IsAccountID(n.text) && n.text != ownAccount:
			continue // a role of the template, or nobody
		}
		if who.account == ownAccount || who.account == p.owner && p.owner != "" {
			continue
		}
		all = append(all, who)
	}
	return all
}

// narrowing are the keys by which a condition says who may, however wide the Principal is.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html#share-vault-cab
var narrowing = []string{
	"aws:principalorgid", "aws:principalorgpaths", "aws:principalarn", "aws:principalaccount", "aws:principaltag/",
	"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "kms:calleraccount",
}

func isNarrowed(s *node) bool {
	return slices.ContainsFunc(conditions(s), func(c condition) bool {
		return !c.negated &&
			slices.ContainsFunc(narrowing, func(key string) bool { return strings.HasPrefix(c.key, key) })
	})
}

// isPrincipal reports whether an ARN can be one: only IAM and STS have principals.
func isPrincipal(arn org.ARN) bool { return arn.Service == "iam" || arn.Service == "sts" }

// checkPrincipal looks for statements that let more in than copy backups: in a vault's policy a whole
// account, in any resource's everyone. A key must be open to the account that copies, as a whole.
func (d *document) checkPrincipal(p policyDocument, s *node) {
	named := s.get("Principal")
	for _, n := range named.get("AWS").list() {
		if arn, ok := parseARN(n.text); ok && !isPrincipal(arn) {
			d.say(
				UnknownPrincipal,
				n.at,
				"",
				"%s is no principal: it must be an account, or a user, role or session of IAM or STS",
				n.text,
			)
		}
	}
	if p.kind == otherPolicy || isNarrowed(s) {
		return
	}
	for _, who := range p.outsiders(s) {
		switch {
		case who.account == "":
			d.say(
				BroadPrincipal,
				who.at,
				inOrganization(s, "*"),
				"everyone is let in, every account of AWS: name the organization in a condition",
			)
		case p.kind == vaultPolicy && who.whole:
			d.say(
				BroadPrincipal,
				who.at,
				inOrganization(s, who.account),
				"%s is let in as a whole, all its users and roles, and goes on being let in when it has left the organization: "+
					"name the organization in a condition",
				who.called(),
			)
		}
	}
}

// inOrganization is the statement's Principal with a condition beside it.
func inOrganization(s *node, who string) string {
	var whom any = who
	if who != "*" {
		whom = []field{{"AWS", org.IAM("aws", who, "root")}}
	}
	return assign(s.syntax, field{"Principal", whom},
		field{"Condition", []field{{"StringEquals", []field{{"aws:PrincipalOrgID", "o-exampleorgid"}}}}})
}
