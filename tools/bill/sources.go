package main

// source is where a price was read last, and of when that text is: AWS's own pages draw their tables by script, so that
// stored texts of them have no numbers; what has them are texts that quote them.
type source struct{ when, where string }

var (
	kmsSource        = source{"March 2026", "https://cloudburn.io/blog/aws-kms-pricing"}
	kmsRequestSource = source{"no date", "https://www.wring.co/blog/aws-kms-pricing-guide"}
	computeSource    = source{"11 May 2026",
		"https://git.mcrn.ar/mariano/lambda_local_runner/src/branch/main/docs/lambdas-md/lambda-13-cost.md"}
	requestSource     = source{"20 September 2026", "https://github.com/api-evangelist/aws-lambda"}
	tableSource       = source{"July 2025", "https://airbyte.com/data-engineering-resources/dynamodb-pricing"}
	queueSource       = source{"March 2026", "https://cloudburn.io/blog/amazon-sqs-pricing"}
	eventSource       = source{"March 2026", "https://cloudburn.io/blog/amazon-eventbridge-pricing"}
	publicationSource = source{"June 2026",
		"https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/"}
	alarmSource  = source{"no date", "https://github.com/vreutova/infracost-idem-support/pull/2"}
	metricSource = source{"February 2026", "https://signoz.io/guides/cloudwatch-pricing"}
	watchSource  = source{"June 2026",
		"https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/"}
	secretSource = source{"20 September 2026", "https://github.com/api-evangelist/amazon-secrets-manager"}
	// That a key's third and later versions are free: of April 2024.
	rotationSource = source{"April 2024",
		"https://aws.amazon.com/blogs/security/the-curious-case-of-faster-aws-kms-symmetric-key-rotation/"}
)
