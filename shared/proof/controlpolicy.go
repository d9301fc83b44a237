package proof

import (
	"fmt"
	"slices"
	"strings"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// ControlPolicy is a policy of the organization that is attached on the way from the root to an account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_authorization_policies.html
type ControlPolicy struct {
	ARN      string
	Name     string
	Target   string // the id of the root, OU or account that it is attached to
	Document policy.Document
}

// Documents are the documents of control policies, by level, root first.
func Documents(levels [][]ControlPolicy) [][]policy.Document {
	var all [][]policy.Document
	for _, level := range levels {
		documents := []policy.Document{}
		for _, p := range level {
			documents = append(documents, p.Document)
		}
		all = append(all, documents)
	}
	return all
}

// decider is a statement that decided, and the control policy that it is in; nil where it is in none.
type decider struct {
	policy.By
	in *ControlPolicy
}

// deciderOf finds what decided among the control policies of the levels, in the place of the number that the evaluator
// gives it.
func deciderOf(by policy.By, levels [][]ControlPolicy) decider {
	all := slices.Concat(levels...)
	if i := max(by.Document, 1) - 1; by.Statement != "" && i < len(all) {
		return decider{by, &all[i]}
	}
	return decider{by, nil}
}

// String is "No of policy NoCopies (p-a1b2c3d4)".
func (d decider) String() string {
	if d.in == nil {
		return d.By.String()
	}
	return fmt.Sprintf("%s of policy %s (%s)", d.Statement, d.in.Name, d.in.ID())
}

// decidedBy fills in what decided, and where that is a control policy, which one.
func (f finding) decidedBy(d decider) finding {
	if f.Evidence.Statement = d.By.String(); d.in != nil {
		f.Where, f.Evidence.ARN, f.Evidence.Statement = d.in.ARN, d.in.ARN, d.Statement
	}
	return f
}

// ID is the policy's own: p-a1b2c3d4 of its ARN.
func (p ControlPolicy) ID() string { return p.ARN[strings.LastIndex(p.ARN, "/")+1:] }

// checkSCPs: they limit every account but the management account, and no service-linked role.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func checkSCPs(f Facts) finding { return f.scpsAllow(f.roleMay) }

func (f Facts) scpsAllow(judge calls) finding {
	if !f.SCPs.Looked {
		return unread("the service control policies", f.SCPs)
	}
	if len(f.SCPs.Value) == 0 {
		return passes("no service control policy applies to %s", f.Copy.SourceAccount)
	}
	return judge(
		policy.Set{Identity: []policy.Document{everything}, SCPs: Documents(f.SCPs.Value)},
		f.SCPs.Value,
		"the service control policies",
		"A service control policy of the organization does not allow the backup role to call %s.",
		func(sentence, saw string) finding {
			return fails(catalog.Management, "", sentence, saw).in(f.Copy.SourceAccount, "")
		},
	)
}

// checkRCPs: of what a copy does, they bind AWS Backup's entering the backup role (sts is among the services that they
// know, backup is not), and never a service-linked role, which is who uses the keys; nor anything in the management
// account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func checkRCPs(f Facts) finding {
	switch {
	case !f.RCPs.Looked:
		return unread("the resource control policies", f.RCPs)
	case len(f.RCPs.Value) == 0:
		return passes("no resource control policy applies to %s", f.Copy.SourceAccount)
	}
	request := backupAssumes(f)
	trust := policy.Trust("backup.amazonaws.com")
	set := policy.Set{Resource: &trust, RCPs: Documents(f.RCPs.Value)}
	verdict := policy.Evaluate(request, set)
	if verdict.Decision == policy.Allowed {
		return passes("the resource control policies allow AWS Backup to assume the backup role")
	}
	request.Context = map[string][]string{
		"aws:SourceAccount": {f.Copy.SourceAccount},
		"aws:SourceOrgID":   {f.Organization.Value},
	}
	if policy.Evaluate(request, set).Decision == policy.Allowed {
		return passes("the resource control policies allow AWS Backup to assume the backup role for this organization").
			assuming("that AWS Backup sends aws:SourceAccount and aws:SourceOrgID when it assumes a role is not documented")
	}
	if len(verdict.Unknown) > 0 {
		return unseen(
			"the resource control policies use %s, which farvault cannot evaluate",
			strings.Join(verdict.Unknown, ", "),
		)
	}
	by := deciderOf(verdict.By, f.RCPs.Value)
	role, _ := org.ParseARN(f.Copy.RoleARN) // for its name in a sentence alone
	return fails(
		catalog.Management,
		"",
		fmt.Sprintf("A resource control policy of the organization does not allow AWS Backup to assume %s.", role.Name()),
		said(verdict.Decision, by, "sts:AssumeRole", "the resource control policies"),
	).in(f.Copy.SourceAccount, "").
		decidedBy(by).
		instead(fmt.Sprintf("Exclude backup.amazonaws.com, or the backup role, from the Deny (%s) in the resource control "+
			"policy.", by))
}
