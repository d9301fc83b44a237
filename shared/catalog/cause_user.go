package catalog

// A person stopped the job.
var userActionCauses = []Cause{
	{
		ID:     "stopped-by-user",
		At:     Nobody,
		Title:  "A person stopped the job",
		Remedy: "Check CloudTrail's StopBackupJob for who it was. Start the job again if the stop was a mistake.",
		Match: []Matcher{
			says(
				"stopped by|cancelled|canceled|cancelled by|aborted by|stopped manually|user requested|manually stopped|was " +
					"stopped|by the user|user initiated|job stopped|stop backup job",
			),
		},
		Samples:  []string{"Backup job was stopped by user."},
		Variants: []string{"The restore job was cancelled.", "Copy job was aborted by user."},
		Source:   events,
	},
}
