package main

// What the use rests on. The calls are the most that tests allow (shared/cloud/calls_test.go, demo/proofcalls_test.go),
// at 80 ms each; the rest are the load: ten protected resources an account, one copy a day of each, one in a hundred
// failing.
const (
	days, hours     = 30.0, 720.0
	categories      = 16 // of failures, each a metric
	callSeconds     = 0.08
	verifyCalls     = 18.0 // a day
	hourlyCalls     = 20.0 // an hour
	readAtOnce      = 16.0 // accounts, by one invocation of sweep
	sweepGB         = 1.0
	provisionGB     = 0.25
	jobsADay        = 20.0 // a backup and a copy of each resource
	badJobsADay     = 0.2
	recordRequests  = 4.0 // on a queue: in, out, away, and the share of waiting for more
	lineKB          = 1.0
	polls           = 5 * 3 * 60 * 24 * days // a queue: five pollers, each of which waits 20 seconds
	keyUses         = days * 24 * 12 * 5     // a queue: every five minutes for two that send, twice, and one that receives
	recordsADay     = 24.0 + 1               // of coverage, hourly, and the account's own, daily
	tableUnits      = 3.0                    // of a record of three KB, to write
	schedulesAMonth = days * (1 + 96 + 24 + 2 + 288 + 1)
)

// row is a line of the bill: what a deployment uses a month, and what each account adds. The prices are of us-east-1,
// in US dollars. Whoever quotes one reads AWS's page first.
type row struct {
	item string
	unit string
	once float64 // used by the deployment
	each float64 // used by an account
	cost float64 // of a unit
	page string  // of AWS
	read source
}

// counts are how many there are of what the template makes.
type counts struct{ alarms, metrics, secrets, dashboards, queues int }

const (
	pages      = "https://aws.amazon.com/"
	kms        = pages + "kms/pricing/"
	lambda     = pages + "lambda/pricing/"
	dynamodb   = pages + "dynamodb/pricing/on-demand/"
	sqs        = pages + "sqs/pricing/"
	events     = pages + "eventbridge/pricing/"
	sns        = pages + "sns/pricing/"
	cloudwatch = pages + "cloudwatch/pricing/"
	secrets    = pages + "secrets-manager/pricing/"
)

// rows are the lines of a month. Prices have no free tier taken off. Queues ask KMS anew every five minutes at most:
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
func rows(n counts) []row {
	const million = 1e6
	sweep := hourlyCalls * callSeconds / readAtOnce * sweepGB * hours
	provision := verifyCalls * callSeconds * provisionGB * days
	compute := sweep + provision + jobsADay*days*0.02
	invocations := days + jobsADay*days/10 // records come ten at a time
	idle, records := float64(n.queues)*polls, (1+jobsADay)*recordRequests*days
	messages, messagesEach := 100*days, badJobsADay*days
	lines, linesEach := schedulesAMonth*lineKB/million, (1+jobsADay)*days*lineKB/million
	of := func(uses float64) float64 { return uses / million }
	written, seen := recordsADay*tableUnits*days, (recordsADay+5)*days
	return []row{
		{"KMS: customer managed keys", "a key", 2, 1, 1, kms, kmsSource},
		{"KMS: requests", "10,000", float64(n.queues) * keyUses / 1e4, 0, 0.03, kms, kmsRequestSource},
		{"Lambda: arm64 compute", "a GB-s", schedulesAMonth * 2 * sweepGB, compute, 0.0000133334, lambda, computeSource},
		{"Lambda: requests", "a million", of(schedulesAMonth), of(invocations), 0.20, lambda, requestSource},
		{"DynamoDB: writes, on demand", "a million units", of(schedulesAMonth), of(written), 0.625, dynamodb, tableSource},
		{"DynamoDB: reads, on demand", "a million units", of(schedulesAMonth), of(seen), 0.125, dynamodb, tableSource},
		{"SQS: requests", "a million", of(idle), of(records), 0.40, sqs, queueSource},
		{"EventBridge: events of other accounts", "a million", 0, of(jobsADay * days), 1, events, eventSource},
		{"EventBridge Scheduler: invocations", "a million", of(schedulesAMonth), 0, 1, events, eventSource},
		{"SNS: publications", "a million", of(messages), of(messagesEach), 0.50, sns, publicationSource},
		{"SNS: mail", "100,000", messages / 1e5, messagesEach / 1e5, 2, sns, publicationSource},
		{"CloudWatch: alarms", "an alarm", float64(n.alarms), 0, 0.10, cloudwatch, alarmSource},
		{"CloudWatch: metrics", "a metric", float64(n.metrics), 0, 0.30, cloudwatch, metricSource},
		{"CloudWatch: dashboards", "a dashboard", float64(n.dashboards), 0, 3, cloudwatch, watchSource},
		{"CloudWatch: logs taken in", "a GB", lines, linesEach, 0.50, cloudwatch, watchSource},
		{"Secrets Manager: secrets", "a secret", float64(n.secrets), 0, 0.40, secrets, secretSource},
	}
}

// use is how many units a month has.
func (r row) use(accounts int) float64 { return r.once + r.each*float64(accounts) }

// dollars is what they cost.
func (r row) dollars(accounts int) float64 { return r.use(accounts) * r.cost }
