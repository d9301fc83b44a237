package check

import (
	"fmt"
	"slices"
	"strings"
)

// checkPolicy checks each statement of a policy.
func (d *document) checkPolicy(p policyDocument) {
	for _, s := range p.node.get("Statement").list() {
		if s.is(object) {
			d.checkStatement(p, s)
		}
	}
}

func (d *document) checkStatement(p policyDocument, s *node) {
	if p.kind != otherPolicy && s.get("Principal") == nil && s.get("NotPrincipal") == nil {
		d.say(
			MalformedPolicy,
			s.at,
			"",
			"Principal is missing: this is a resource's policy and must name a principal",
		)
	}
	d.checkActions(p, s)
	if s.get("Effect").is(text) && s.get("Effect").text == "Allow" {
		d.checkCrossAccount(p, s)
		d.checkPrincipal(p, s)
	}
	d.checkViaService(s)
}

// checkActions looks for actions that AWS Backup does not have, and for wildcards where it takes none.
func (d *document) checkActions(p policyDocument, s *node) {
	for _, element := range []string{"Action", "NotAction"} {
		for _, n := range s.get(element).list() {
			action, ok := n.literal()
			switch {
			case !ok:
			case p.kind == vaultPolicy && hasWildcard(action):
				d.say(
					WildcardAction,
					n.at,
					assign(n.syntax, field{element, meantBy(s, action)}),
					"%s has a wildcard: a vault access policy takes none in %s, unlike every other policy",
					action,
					element,
				)
			case isBackup(action) && len(matching(action)) == 0 && p.kind == vaultPolicy:
				d.say(
					UnknownAction,
					n.at,
					p.realAction(s, action),
					"%s is not an action of AWS Backup%s",
					action,
					didYouMean(action),
				)
			case isBackup(action) && len(matching(action)) == 0:
				d.warn(
					UnknownAction,
					n.at,
					p.realAction(s, action),
					"%s is not an action of AWS Backup: IAM accepts the name and grants nothing%s",
					action,
					didYouMean(action),
				)
			}
		}
	}
}

func didYouMean(action string) string {
	if near := nearest(action); near != "" {
		return fmt.Sprintf("; did you mean %s?", near)
	}
	return ""
}

// realAction is what can stand in the place of an action that does not exist: the one that was meant,
// else the statement's actions without it; in a statement open to others the only one there may be.
func (p policyDocument) realAction(s *node, action string) string {
	syntax := s.syntax
	if p.kind == vaultPolicy && len(p.outsiders(s)) > 0 {
		return assign(syntax, field{"Action", copyInto})
	}
	if near := nearest(action); near != "" {
		return value(syntax, near)
	}
	var real []string
	for _, a := range texts(s.get("Action")) {
		if isBackup(a) && len(matching(a)) == 0 {
			a = nearest(a)
		}
		if a != "" {
			real = append(real, a)
		}
	}
	if len(real) == 0 {
		return "" // nothing is left of the statement
	}
	return assign(syntax, field{"Action", real})
}

// protected are the actions that a vault's policy is written to deny, most often with a wildcard.
var protected = []string{
	"backup:DeleteBackupVault", "backup:DeleteBackupVaultAccessPolicy", "backup:DeleteRecoveryPoint",
	"backup:PutBackupVaultAccessPolicy", "backup:UpdateRecoveryPointLifecycle",
}

// meantBy are the actions that a wildcard stands for in a statement of a vault's policy.
func meantBy(s *node, action string) []string {
	all := matching(action)
	if s.get("Effect").is(text) && s.get("Effect").text == "Allow" && slices.Contains(all, copyInto) {
		return []string{copyInto}
	}
	if len(all) > 2*len(protected) {
		all = slices.DeleteFunc(slices.Clone(protected), func(a string) bool { return !slices.Contains(all, a) })
	}
	return all
}

// checkCrossAccount wants a vault to be open to other accounts for copies alone.
func (d *document) checkCrossAccount(p policyDocument, s *node) {
	outsiders := p.outsiders(s)
	if p.kind != vaultPolicy || len(outsiders) == 0 {
		return
	}
	if rest := s.get("NotAction"); rest != nil {
		d.say(
			CrossAccountAction,
			rest.at,
			assign(s.syntax, field{"Action", copyInto}),
			"NotAction opens the vault to %s for all but a few actions: AWS Backup takes %s alone",
			outsiders[0].called(),
			copyInto,
		)
		return
	}
	var others []*node
	for _, n := range s.get("Action").list() {
		if action, ok := n.literal(); ok && !strings.EqualFold(action, copyInto) && !hasWildcard(action) {
			others = append(others, n)
		}
	}
	if len(others) == 0 {
		return
	}
	more, without := "", ""
	if len(others) > 1 {
		more = fmt.Sprintf(" and %d more actions", len(others)-1)
	}
	if !slices.Contains(texts(s.get("Action")), copyInto) {
		without = ", the one action that copies need and that the policy lacks"
	}
	d.say(
		CrossAccountAction,
		others[0].at,
		assign(s.syntax, field{"Action", copyInto}),
		`%s%s would be open to %s: AWS Backup opens a vault to another account for %s alone%s; AWS would say "The `+
			`specified policy cannot be added to the vault due to cross-account sharing restrictions"`,
		others[0].text,
		more,
		outsiders[0].called(),
		copyInto,
		without,
	)
}
