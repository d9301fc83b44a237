package catalog

import "farvault/shared/event"

// It may work the next time, unchanged.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/CommonErrors.html
var transientCauses = []Cause{
	{
		ID:        "throttled",
		At:        Nobody,
		Retryable: true,
		Title:     "AWS throttles the calls",
		Remedy: "Wait and try again. Spread the schedules if it repeats: most write calls of AWS Backup are limited " +
			"to 5 a second.",
		Match: []Matcher{
			says(
				"rate exceeded|throttl|too many requests|request limit exceeded|slow down|reduce the frequency|reduce your " +
					"request|exceeded the rate|request rate|rate limit|rate has been exceeded",
			),
		},
		Samples: []string{"Rate exceeded"},
		Variants: []string{
			"ThrottlingException: Rate exceeded",
			"RequestLimitExceeded: Request limit exceeded.",
			"SnapshotCreationPerVolumeRateExceeded: The maximum per volume CreateSnapshot request rate has been exceeded",
			"TooManyRequestsException: Too Many Requests",
			"SlowDown: Please reduce your request rate.",
		},
		Source: "https://docs.aws.amazon.com/general/latest/gr/bk.html",
	},
	{
		ID:        "token-expired",
		At:        Nobody,
		Retryable: true,
		Title:     "AWS Backup's credentials expire in the middle of the job",
		Remedy:    "Start the job again.",
		Match: []Matcher{
			says("token|credentials|request", "expired").butNot("window|idempotency"),
			says("security token"),
		},
		Samples:  []string{"Token expired. Try again."},
		Variants: []string{"ExpiredTokenException: The security token included in the request is expired"},
		Source:   dashboards,
	},
	{
		ID:        "data-transfer-failed",
		At:        Source,
		Retryable: true,
		Title:     "The backup's data does not reach AWS from the virtual machine",
		Remedy: "Check the gateway's network (ports 443 and 902, DNS, bandwidth) and that AWS supports the VMware " +
			"version. Then back up again.",
		Match: []Matcher{says("data ingestion|process backup data|upload backup|upload the backup")},
		Samples: []string{
			"Failed to process backup data. Aborted backup job.",
			"Failed to upload backup during data ingestion. Aborted backup job.",
			"Cloud network request timed out during data ingestion",
		},
		Source: hypervisors,
	},
	{
		ID:        "internal-error",
		At:        Nobody,
		Retryable: true,
		Title:     "AWS has an internal error",
		Remedy:    "Start the job again once. If it repeats, open a case with AWS Support.",
		Match: []Matcher{
			says(
				"internal error|internal failure|internal server|internal service|internal exception|fatal error|unknown " +
					"error|unexpected error|service failure|service exception|unexpected failure|system error|server error|internal",
			),
		},
		Samples: []string{
			"An internal error occurred.",
			"Copy job encountered a fatal error. Please contact AWS Support for further assistance.",
			"Copy job encountered a fatal error.",
			"Fatal Error: An internal error occured.",
		},
		Variants: []string{
			"Backup job encountered a fatal error",
			"InternalFailure: The request processing has failed because of an unknown error, exception or failure.",
		},
		Source: dashboards,
	},
	{
		ID:        "conflicting-change",
		At:        Nobody,
		Retryable: true,
		Title:     "Another change to the same resource is in progress",
		Remedy:    "Try again in a minute.",
		Match: []Matcher{
			says(
				"concurrent modification|conflict|modified concurrently|being modified by another|optimistic lock|dependency " +
					"failure|dependency",
			),
		},
		Variants: []string{
			"ConcurrentModificationException: The resource was modified concurrently. Please try again.",
			"ConflictException: Backup can't perform the action that you requested until it finishes performing a previous " +
				"action.",
		},
		Source: guide + "API_DeleteRecoveryPoint.html",
	},
	{
		ID:        "capacity-lacking",
		At:        Source,
		Jobs:      []event.JobKind{event.Restore},
		Retryable: true,
		Title:     "AWS has no capacity for the instance in that Availability Zone",
		Remedy:    "Restore into another Availability Zone or as another instance class, or try again later.",
		Match: []Matcher{
			says(
				"isnt available in the specified availability zone|not available in the specified availability " +
					"zone|insufficient capacity|not enough capacity",
			),
		},
		Samples: []string{
			"The specified DB instance class isn't available in the specified Availability Zone.",
			"Provisioned IOPS not available in the specified Availability Zone.",
		},
		Source: restoreErrors,
	},
	{
		ID:        "service-unavailable",
		At:        Nobody,
		Retryable: true,
		Title:     "The service does not answer",
		Remedy:    "Try again later. If it continues, check the AWS Health Dashboard for the Region.",
		Match: []Matcher{
			says(
				"unavailable|temporarily|temporary|try again|retry|timed out|timeout|time out|connection|network error|network " +
					"request|could not connect|unable to connect|reset by peer|endpoint|unreachable|http 500|http 502|http " +
					"503|http 504|status code 500|status code 503",
			),
		},
		Variants: []string{
			"ServiceUnavailableException: The request has failed due to a temporary failure of the server.",
			"Read timed out while waiting for the service.",
			"Connection reset by peer",
			"Could not connect to the endpoint URL",
		},
		Source: guide + "CommonErrors.html",
	},
}
