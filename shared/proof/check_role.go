package proof

import (
	"fmt"
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
	request := policy.Request{
		Principal:       "backup.amazonaws.com",
		Action:          "sts:AssumeRole",
		Resource:        f.Copy.RoleARN,
		ResourceAccount: f.Copy.SourceAccount,
	}
	verdict := policy.Evaluate(request, policy.Set{Resource: trust})
	if verdict.Decision == policy.Allowed {
		return passes("its trust policy names backup.amazonaws.com").by(verdict.By.Statement)
	}
	request.Context = map[string][]string{"aws:SourceAccount": {f.Copy.SourceAccount}}
	if policy.Evaluate(request, policy.Set{Resource: trust}).Decision == policy.Allowed {
		return passes("its trust policy names backup.amazonaws.com for aws:SourceAccount %s", f.Copy.SourceAccount).
			assuming("that AWS Backup sends aws:SourceAccount when it assumes a role is not documented")
	}
	if len(verdict.Unknown) > 0 {
		return unseen(
			"the role's trust policy uses %s, which farvault cannot evaluate",
			strings.Join(verdict.Unknown, ", "),
		)
	}
	return f.roleFails(fmt.Sprintf("AWS Backup cannot assume "+
		"the role %s.", f.Copy.RoleARN), "its trust policy does not allow backup.amazonaws.com to assume it").
		by(verdict.By.Statement).
		paste(policy.Trust("backup.amazonaws.com").Statement[0].String())
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

func checkBoundary(f Facts) finding {
	if reason, blocked := f.noRole(); blocked {
		return reason
	}
	boundary := f.BackupRole.Value.PermissionsBoundary
	if boundary == nil {
		return passes("it has no permissions boundary")
	}
	// farvault never changes a boundary: it is what bounds farvault.
	return f.roleMay(
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
