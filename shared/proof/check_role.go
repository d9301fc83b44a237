package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/policy"
)

func checkBackupRole(f Facts) finding {
	switch {
	case !f.BackupRole.Looked:
		return unread("the backup role", f.BackupRole)
	case f.BackupRole.Value.Exists:
		return passes("%s exists", f.Copy.RoleARN)
	}
	return f.roleFails(fmt.Sprintf("The backup role %s does not exist.", f.Copy.RoleARN), "the role does not exist")
}

// checkTrust: the trust policy must let backup.amazonaws.com assume the role.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
func checkTrust(f Facts) finding {
	if reason, blocked := f.noRole(); blocked {
		return reason
	}
	trust := f.BackupRole.Value.Trust
	if trust == nil {
		trust = &policy.Document{}
	}
	request := backupAssumes(f)
	verdict := policy.Evaluate(request, policy.Set{Resource: trust})
	if verdict.Decision == policy.Allowed {
		return passes("its trust policy names backup.amazonaws.com").by(verdict.By.Statement)
	}
	// No page of AWS's says which of these AWS Backup sends; the account is known from production, the vault is a guess.
	for _, source := range []map[string][]string{
		{"aws:SourceAccount": {f.Copy.SourceAccount}},
		{"aws:SourceAccount": {f.Copy.SourceAccount}, "aws:SourceArn": {f.Copy.SourceVaultARN}},
	} {
		request.Context = source
		if policy.Evaluate(request, policy.Set{Resource: trust}).Decision == policy.Allowed {
			keys := strings.Join(slices.Sorted(maps.Keys(source)), " and ")
			return passes("its trust policy names backup.amazonaws.com for %s %s", keys, f.Copy.SourceAccount).
				assuming("that AWS Backup sends " + keys + " when it assumes a role is not documented")
		}
	}
	if len(verdict.Unknown) > 0 {
		return unseen(
			"the role's trust policy uses %s, which farvault cannot evaluate",
			strings.Join(verdict.Unknown, ", "),
		)
	}
	saw := "its trust policy does not allow backup.amazonaws.com to assume it"
	if elsewhere := trustedElsewhere(*trust, request); elsewhere != "" {
		saw = fmt.Sprintf("its trust policy allows backup.amazonaws.com where %s alone, and account %s is not there",
			elsewhere, f.Copy.SourceAccount)
	}
	return f.roleFails(fmt.Sprintf("AWS Backup cannot assume "+
		"the role %s.", f.Copy.RoleARN), saw).
		by(verdict.By.Statement).
		paste(policy.Trust("backup.amazonaws.com").Statement[0].String())
}

// backupAssumes is AWS Backup's entering the backup role.
func backupAssumes(f Facts) policy.Request {
	return policy.Request{
		Principal:       "backup.amazonaws.com",
		Action:          "sts:AssumeRole",
		Resource:        f.Copy.RoleARN,
		ResourceAccount: f.Copy.SourceAccount,
	}
}

// trustedElsewhere is the condition of a statement that would let the request through without it; empty: none.
func trustedElsewhere(trust policy.Document, request policy.Request) string {
	for _, s := range trust.Statement {
		condition := s.Condition
		s.Condition = nil
		open := policy.Document{Version: trust.Version, Statement: []policy.Statement{s}}
		if condition != nil && policy.Evaluate(request, policy.Set{Resource: &open}).Decision == policy.Allowed {
			text, err := json.Marshal(condition)
			if err != nil {
				panic(fmt.Sprintf("proof: condition: %v", err)) // texts alone
			}
			return string(text)
		}
	}
	return ""
}

func checkIdentityPolicies(f Facts) finding {
	if reason, blocked := f.noRole(); blocked {
		return reason
	}
	found := f.roleMay(
		policy.Set{Identity: f.BackupRole.Value.Identity},
		nil,
		"its identity policies",
		"The backup role's policies do not allow %s.",
		f.roleFails,
	)
	if found.Outcome != catalog.Fail || found.remedy != "" {
		return found
	}
	name := f.Copy.RoleARN[strings.LastIndex(f.Copy.RoleARN, "/")+1:]
	return found.
		paste(
			fmt.Sprintf(
				"aws iam attach-role-policy --role-name %s --policy-arn "+
					"arn:%s:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
				name,
				f.destination().Partition,
			),
		)
}

func checkBoundary(f Facts) finding { return f.boundaryAllows(f.roleMay) }

// calls judges a role's calls by one kind of policy: roleMay those of a copy, mayDelete that of a deletion.
type calls func(
	set policy.Set,
	levels [][]ControlPolicy,
	whose, sentence string,
	fail func(sentence, saw string) finding,
) finding

// boundaryAllows judges by the role's permissions boundary, which farvault never changes: it is what bounds farvault.
func (f Facts) boundaryAllows(judge calls) finding {
	if reason, blocked := f.noRole(); blocked {
		return reason
	}
	boundary := f.BackupRole.Value.PermissionsBoundary
	if boundary == nil {
		return passes("it has no permissions boundary")
	}
	return judge(
		policy.Set{Identity: []policy.Document{everything}, PermissionsBoundary: boundary},
		nil,
		"its permissions boundary",
		"The backup role's permissions boundary does not allow %s.",
		f.roleFails,
	).byPeople()
}

// roleMay evaluates both calls of the copy against one kind of policy; what the others say is not asked here. Levels
// are the control policies whose documents are in the set, for their names.
func (f Facts) roleMay(
	set policy.Set,
	levels [][]ControlPolicy,
	whose, sentence string,
	fail func(sentence, saw string) finding,
) finding {
	documents := slices.Concat(append(set.SCPs, set.Identity)...)
	if set.PermissionsBoundary != nil {
		documents = append(documents, *set.PermissionsBoundary)
	}
	for _, request := range f.copyRequests() {
		judged := set
		if request.ResourceAccount != request.PrincipalAccount {
			judged.Resource = &everybody // another account's call needs the resource's policy as well
		}
		verdict := policy.Evaluate(request, judged)
		switch {
		case verdict.Decision == policy.Allowed:
		case len(verdict.Unknown) > 0:
			return unseen("%s use %s, which farvault cannot evaluate", whose, strings.Join(verdict.Unknown, ", "))
		case f.unsure(documents...):
			return unseen("%s depend on the accounts' organizational units, which are not known", whose)
		default:
			by := deciderOf(verdict.By, levels)
			found := fail(
				fmt.Sprintf(sentence, request.Action),
				said(verdict.Decision, by, request.Action, whose),
			).decidedBy(by)
			if verdict.Decision == policy.ExplicitlyDenied {
				// farvault adds what is missing and takes nothing away that others have put there.
				return found.byPeople().
					instead(fmt.Sprintf("Remove the Deny of %s (%s) from %s, or exclude "+
						"the backup role from it.", request.Action, by, whose))
			}
			return found
		}
	}
	return passes("%s allow %s and %s", whose, copyFrom, copyInto)
}

// said is a denial in words.
func said(d policy.Decision, by fmt.Stringer, action, whose string) string {
	if d == policy.ExplicitlyDenied {
		return fmt.Sprintf("%s: %s denies %s", whose, by, action)
	}
	return fmt.Sprintf("%s: no statement allows %s", whose, action)
}

// noRole is why nothing can be said of the backup role's policies.
func (f Facts) noRole() (finding, bool) {
	switch {
	case !f.BackupRole.Looked:
		return unread("the backup role", f.BackupRole), true
	case !f.BackupRole.Value.Exists:
		return unseen("there is no backup role to check").after("backup-role-gone"), true
	}
	return finding{}, false
}

func (f Facts) roleFails(sentence, saw string) finding {
	account := f.Copy.SourceAccount
	if role, err := org.ParseARN(f.Copy.RoleARN); err == nil {
		account = role.Account
	}
	return fails(catalog.Source, f.Copy.RoleARN, sentence, saw).owned(f.BackupRole.Value.Owned).in(account, f.Copy.RoleARN)
}
