package selftest

var planRows = []Row{
	{
		ID:        "plan-tags-next-call",
		Statement: "The tags of a new backup plan count in the policies of the next call.",
		Source:    guide + "access-control.html is silent; of KMS AWS says up to five minutes",
		Asked:     []string{"cloudtrail:LookupEvents in the member (CreateBackupPlan, CreateBackupSelection)"},
		Judge:     planTags,
		Means: Meaning{
			"A plan has its selection seconds after it was made.",
			"The first CreateBackupSelection is refused: it must count as not ready yet, and be tried again.",
		},
	},
	{
		ID:        "creator-request-id",
		Statement: "A CreatorRequestId of a plan that was deleted makes a new plan.",
		Source: guide + "API_CreateBackupPlan.html: \"If the request includes a CreatorRequestId that matches an " +
			"existing backup plan, that plan is returned\"",
		Try: Try{
			Steps: []string{
				"aws backup create-backup-plan --creator-request-id selftest; delete the plan; the same call again.",
			},
			Outcomes: []Outcome{
				{"Another BackupPlanId", "As assumed."},
				{"The old id, or a refusal", "A plan that somebody deleted is not made again: the token needs more than the name."},
			},
		},
	},
}
