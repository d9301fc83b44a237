package main

// priced is when these prices of us-east-1, in US dollars, were known so. Nobody has read AWS's pages again since:
// whoever quotes a row reads its page first.
const priced = "November 2026"

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
	recordsADay     = 24.0 + 1 // of coverage, hourly, and the account's own, daily
	tableUnits      = 3.0      // of a record of three KB, to write
	schedulesAMonth = days * (1 + 96 + 24 + 2 + 288 + 1)
)

// row is a line of the bill: what a deployment uses a month, and what each account adds.
type row struct {
	item string
	unit string
	once float64 // used by the deployment
	each float64 // used by an account
	cost float64 // of a unit
	page string
}

// counts are how many there are of what the template makes.
type counts struct{ alarms, metrics, secrets int }

// rows are the lines of a month. Prices have no free tier taken off.
func rows(n counts) []row {
	sweep := hourlyCalls * callSeconds / readAtOnce * sweepGB * hours
	provision := verifyCalls * callSeconds * provisionGB * days
	invocations := days + jobsADay*days/10 // records come ten at a time
	return []row{
		{"KMS: customer managed keys", "key", 2, 1, 1, "https://aws.amazon.com/kms/pricing/"},
		{
			"Lambda: arm64 compute",
			"GB-s",
			schedulesAMonth * 2 * sweepGB,
			sweep + provision + jobsADay*days*0.02,
			0.0000133334,
			"https://aws.amazon.com/lambda/pricing/",
		},
		{
			"Lambda: requests",
			"million",
			schedulesAMonth / 1e6,
			invocations / 1e6,
			0.20,
			"https://aws.amazon.com/lambda/pricing/",
		},
		{"DynamoDB: writes, on demand", "million units", schedulesAMonth / 1e6, recordsADay * tableUnits * days / 1e6, 0.625,
			"https://aws.amazon.com/dynamodb/pricing/on-demand/"},
		{"DynamoDB: reads, on demand", "million units", schedulesAMonth / 1e6, (recordsADay + 5) * days / 1e6, 0.125,
			"https://aws.amazon.com/dynamodb/pricing/on-demand/"},
		{"SQS: requests", "million", 9 * 5 * 3 * 60 * 24 * days / 1e6, (1 + jobsADay) * recordRequests * days / 1e6, 0.40,
			"https://aws.amazon.com/sqs/pricing/"},
		{
			"EventBridge: events of other accounts",
			"million",
			0,
			jobsADay * days / 1e6,
			1,
			"https://aws.amazon.com/eventbridge/pricing/",
		},
		{
			"EventBridge Scheduler: invocations",
			"million",
			schedulesAMonth / 1e6,
			0,
			1,
			"https://aws.amazon.com/eventbridge/pricing/",
		},
		{
			"SNS: publications",
			"million",
			100 * days / 1e6,
			badJobsADay * days / 1e6,
			0.50,
			"https://aws.amazon.com/sns/pricing/",
		},
		{"CloudWatch: alarms", "alarm", float64(n.alarms), 0, 0.10, "https://aws.amazon.com/cloudwatch/pricing/"},
		{"CloudWatch: metrics", "metric", float64(n.metrics), 0, 0.30, "https://aws.amazon.com/cloudwatch/pricing/"},
		{"CloudWatch: logs taken in", "GB", schedulesAMonth * lineKB / 1e6, (1 + jobsADay) * days * lineKB / 1e6, 0.50,
			"https://aws.amazon.com/cloudwatch/pricing/"},
		{
			"Secrets Manager: secrets",
			"secret",
			float64(n.secrets),
			0,
			0.40,
			"https://aws.amazon.com/secrets-manager/pricing/",
		},
	}
}

// use is how many units a month has.
func (r row) use(accounts int) float64 { return r.once + r.each*float64(accounts) }

// dollars is what they cost.
func (r row) dollars(accounts int) float64 { return r.use(accounts) * r.cost }
