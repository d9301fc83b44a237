package selftest

var retentionRows = []Row{
	{
		ID:        "legal-hold-scope",
		Statement: "A legal hold holds the recovery points that it selects at its creation.",
		Source:    guide + "legalhold.html",
		Try: Try{
			Steps: []string{
				"aws backup create-legal-hold on a sandbox vault; a backup into it afterwards; " +
					"list-recovery-points-by-legal-hold; cancel the hold.",
			},
			Outcomes: []Outcome{
				{"The later backup is not listed", "As assumed."},
				{"It is", "More deletions are held than farvault says."},
			},
		},
	},
	{
		ID: "hold-refusals",
		Statement: "A deletion under a hold or an access point, and a changed lifecycle in a locked vault, are refused " +
			"with InvalidRequestException; an access point is AVAILABLE at once.",
		Source: guide + "API_DeleteRecoveryPoint.html",
		Try: Try{
			Steps: []string{"Under a legal hold: aws backup delete-recovery-point. Cancel the hold."},
			Outcomes: []Outcome{
				{"InvalidRequestException", "As assumed; file the words."},
				{"Another code", "shared/cloud's table of errors changes."},
			},
		},
	},
	{
		ID:        "due-under-hold",
		Statement: "What fell due under a hold is deleted when the last hold goes.",
		Source:    guide + "legalhold.html",
		Try: Try{
			Steps: []string{
				"A recovery point with DeleteAfterDays 1 under a legal hold; two days later cancel the hold, and look the " +
					"day after.",
			},
			Outcomes: []Outcome{
				{"It is gone", "As assumed."},
				{"It is still there", "farvault reports it as past its retention, which is true."},
			},
		},
	},
	{
		ID: "expired-point-deletion",
		Statement: "DeleteRecoveryPoint acts as the role that made the recovery point; of an EXPIRED one it is enough " +
			"that the caller may iam:CreateServiceLinkedRole.",
		Source: guide + "API_DeleteRecoveryPoint.html",
		Try: Try{
			Steps: []string{
				"Delete the role of an old sandbox backup; when the recovery point is EXPIRED: aws backup " +
					"delete-recovery-point as administrator.",
			},
			Outcomes: []Outcome{
				{"Deleted", "As assumed."},
				{"Refused, or answered and still there", "The remedy that farvault prints does not work alone."},
			},
		},
	},
	{
		ID: "retention-role",
		Statement: "At the end of its retention a recovery point is deleted as the role that made it, by its service's " +
			"own call unless AWS Backup fully manages the type; no other role steps in, and what became EXPIRED is not " +
			"tried again.",
		Source: guide + "deleting-backups.html",
		Try: Try{
			Steps: []string{
				"An EBS backup with DeleteAfterDays 1 by a role; take ec2:DeleteSnapshot from the role. Look two days later; " +
					"give the permission back and look the day after.",
			},
			Outcomes: []Outcome{
				{"EXPIRED, and it stays", "As assumed."},
				{"EXPIRED, and then deleted", "farvault's remedy is simpler than it says."},
				{"Deleted", "Another role steps in: fewer reports."},
			},
		},
	},
}
