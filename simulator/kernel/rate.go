package kernel

import (
	"cmp"
	"maps"
	"strings"
	"time"
)

// Rate is how many calls a second AWS takes of one account in one Region. A bucket holds the calls of one second, where
// no Burst says how many.
type Rate struct {
	Service   string
	Operation string // a prefix ends with "*"; "*" is all of the service together
	PerSecond float64
	Source    string

	Burst float64
	Code  string // of the error; empty: ThrottlingException
	Text  string // of the error
}

// full is how many calls a bucket holds.
func (r Rate) full() float64 { return cmp.Or(r.Burst, r.PerSecond) }

// refusal is the error of a call that finds its bucket empty.
func (r Rate) refusal() error {
	return Fail(cmp.Or(r.Code, "ThrottlingException"), "%s", cmp.Or(r.Text, "Rate exceeded"))
}

// PublishedRates are those that AWS publishes of the calls that are simulated; the first row of an operation counts,
// beside the sum.
var PublishedRates = []Rate{
	{Service: "backup", Operation: "CreateBackup*", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "UpdateBackupPlan", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "DeleteBackup*", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "DescribeBackupVault", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "StartBackupJob", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "TagResource", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "UntagResource", PerSecond: 5, Source: backupRates},
	{Service: "backup", Operation: "GetBackup*", PerSecond: 15, Source: backupRates},
	{Service: "backup", Operation: "DescribeBackupJob", PerSecond: 15, Source: backupRates},
	{Service: "backup", Operation: "DescribeRecoveryPoint", PerSecond: 15, Source: backupRates},
	{Service: "backup", Operation: "List*", PerSecond: 20, Source: backupRates},
	{Service: "backup", Operation: "*", PerSecond: 50, Source: backupRates},
	{Service: "kms", Operation: "CreateKey", PerSecond: 5, Source: keyRates},
	{Service: "kms", Operation: "ReplicateKey", PerSecond: 5, Source: keyRates},
	{Service: "kms", Operation: "CreateAlias", PerSecond: 5, Source: keyRates},
	{Service: "kms", Operation: "EnableKeyRotation", PerSecond: 15, Source: keyRates},
	{Service: "kms", Operation: "PutKeyPolicy", PerSecond: 15, Source: keyRates},
	{Service: "kms", Operation: "TagResource", PerSecond: 10, Source: keyRates},
	{Service: "kms", Operation: "DescribeKey", PerSecond: 2000, Source: keyRates},
	{Service: "kms", Operation: "GetKey*", PerSecond: 1000, Source: keyRates},
	{Service: "kms", Operation: "ListAliases", PerSecond: 500, Source: keyRates},
}

// AssumedRates are those of services of which AWS publishes none, as tight as users met them. Organizations takes one
// call at a time: three to five accounts set up at once in an organization of 500 fail after four attempts, by an error
// with this text. A call takes 80 ms, so that they are twelve a second and no two at once. Of IAM and STS it is known
// that each account has its own measure, which nobody can have raised, and that those who call for hundreds of accounts
// a minute meet it.
// https://github.com/awslabs/aws-deployment-framework/issues/752
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
var AssumedRates = []Rate{
	{
		Service: "organizations", Operation: "*", PerSecond: 12.5, Burst: 1, Source: organizationRates,
		Code: "TooManyRequestsException",
		Text: "AWS Organizations can't complete your request because another request is already in progress. " +
			"Try again later.",
	},
	{Service: "iam", Operation: "*", PerSecond: 10, Source: identityRates, Code: "Throttling"},
	{Service: "sts", Operation: "*", PerSecond: 100, Source: identityRates, Code: "Throttling"},
}

const (
	organizationRates = "https://github.com/awslabs/aws-deployment-framework/issues/752"
	identityRates     = "https://repost.aws/knowledge-center/iam-sts-throttling-error"

	backupRates = "https://docs.aws.amazon.com/general/latest/gr/bk.html"
	keyRates    = "https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html"
)

// EnforceRates throttles what goes over the rates, from now on, by the simulated clock.
func (k *Kernel) EnforceRates(rates []Rate) {
	k.rates, k.buckets = rates, map[bucketKey]*bucket{}
}

type bucketKey struct {
	account, region string
	row             int
}

// bucket is a token bucket: tokens as they were at a time.
type bucket struct {
	tokens float64
	at     time.Time
}

// overRate refuses a call that finds a bucket empty. A refused call takes nothing from the other buckets.
func (k *Kernel) overRate(c *Call) error {
	var taken []*bucket
	single := false
	for i, rate := range k.rates {
		sum := rate.Operation == "*"
		if rate.Service != c.Service || !sum && (single || !rate.matches(c.Operation)) {
			continue
		}
		single = single || !sum
		b := k.bucket(bucketKey{c.Caller.Account, c.Region, i}, rate, c.Now)
		if b.tokens < 1 {
			return rate.refusal()
		}
		taken = append(taken, b)
	}
	for _, b := range taken {
		b.tokens--
	}
	return nil
}

func (r Rate) matches(operation string) bool {
	prefix, wild := strings.CutSuffix(r.Operation, "*")
	return operation == r.Operation || wild && strings.HasPrefix(operation, prefix)
}

// mostBuckets is how many there are before those that are full again are taken away.
const mostBuckets = 10_000

// forgetFull takes away the buckets that are full: they are as good as none.
func (k *Kernel) forgetFull(now time.Time) {
	if len(k.buckets) < mostBuckets || now.Sub(k.forgot) < time.Second {
		return
	}
	k.forgot = now
	maps.DeleteFunc(k.buckets, func(key bucketKey, b *bucket) bool {
		rate := k.rates[key.row]
		return b.tokens+now.Sub(b.at).Seconds()*rate.PerSecond >= rate.full()
	})
}

// bucket is the bucket as it is now: filled again by the time that has passed, to at most what it holds.
func (k *Kernel) bucket(key bucketKey, rate Rate, now time.Time) *bucket {
	b, known := k.buckets[key]
	if !known {
		k.forgetFull(now)
		b = &bucket{tokens: rate.full(), at: now}
		k.buckets[key] = b
	}
	b.tokens = min(rate.full(), b.tokens+now.Sub(b.at).Seconds()*rate.PerSecond)
	b.at = now
	return b
}
