package chain

import "slices"

// keeping is the plan with what needs a decision as it was found: a rule that nobody wants, a retention that would
// become shorter, a copy that would end. The rest of the plan need not wait for it.
func (p BackupPlan) keeping(found Link) Link {
	got := found.(BackupPlan)
	rules := make([]BackupRule, 0, len(got.Rules))
	for _, want := range p.Rules {
		i := ruleNamed(got.Rules, want.Name)
		switch {
		case i >= 0:
			rules = append(rules, want.keeping(got.Rules[i]))
		case p.twice(got) == "":
			rules = append(rules, want)
		}
	}
	for _, r := range got.Rules {
		if ruleNamed(p.Rules, r.Name) < 0 {
			rules = append(rules, r)
		}
	}
	p.Rules = rules
	return p
}

// twice is why a missing rule waits for a decision: one that nobody wants may be the same under another name, and both
// would back everything up twice.
func (p BackupPlan) twice(got BackupPlan) string {
	for _, r := range got.Rules {
		if ruleNamed(p.Rules, r.Name) < 0 {
			return "the plan has the rule " + r.Name + ", which the settings do not name: two rules back everything up twice"
		}
	}
	return ""
}

func ruleNamed(rules []BackupRule, name string) int {
	return slices.IndexFunc(rules, func(r BackupRule) bool { return r.Name == name })
}

func (r BackupRule) keeping(got BackupRule) BackupRule {
	if r.Lifecycle.shorter(got.Lifecycle) {
		r.Lifecycle = got.Lifecycle
	}
	actions := make([]CopyAction, 0, len(got.CopyActions))
	for _, want := range r.CopyActions {
		i := copyTo(got.CopyActions, want.DestinationBackupVaultARN)
		if i >= 0 && want.Lifecycle.shorter(got.CopyActions[i].Lifecycle) {
			want.Lifecycle = got.CopyActions[i].Lifecycle
		}
		actions = append(actions, want)
	}
	for _, c := range got.CopyActions {
		if copyTo(r.CopyActions, c.DestinationBackupVaultARN) < 0 {
			actions = append(actions, c)
		}
	}
	r.CopyActions = actions
	return r
}

func copyTo(actions []CopyAction, vaultARN string) int {
	return slices.IndexFunc(actions, func(c CopyAction) bool { return c.DestinationBackupVaultARN == vaultARN })
}
