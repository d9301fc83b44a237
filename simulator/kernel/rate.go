package kernel

import (
	"strings"
	"time"
)

// Rate is how many calls a second AWS takes of one account in one Region. A bucket holds the calls of one second.
type Rate struct {
	Service   string
	Operation string // a prefix ends with "*"; "*" is all of the service together
	PerSecond float64
	Source    string
}

// PublishedRates are those that AWS publishes of the calls that are simulated; the first row of an operation counts,
// beside the sum.
var PublishedRates = []Rate{
	{
		"backup",
		"CreateBackup*",
		5,
		backupRates,
	},
	{"backup", "UpdateBackupPlan", 5, backupRates},
	{"backup", "DeleteBackup*", 5, backupRates},
	{
		"backup",
		"DescribeBackupVault",
		5,
		backupRates,
	},
	{"backup", "StartBackupJob", 5, backupRates},
	{"backup", "TagResource", 5, backupRates},
	{"backup", "UntagResource", 5, backupRates},
	{
		"backup",
		"GetBackup*",
		15,
		backupRates,
	},
	{"backup", "DescribeBackupJob", 15, backupRates},
	{"backup", "DescribeRecoveryPoint", 15, backupRates},
	{"backup", "List*", 20, backupRates},
	{"backup", "*", 50, backupRates},
	{
		"kms",
		"CreateKey",
		5,
		keyRates,
	},
	{"kms", "ReplicateKey", 5, keyRates},
	{"kms", "CreateAlias", 5, keyRates},
	{"kms", "EnableKeyRotation", 15, keyRates},
	{"kms", "PutKeyPolicy", 15, keyRates},
	{
		"kms",
		"TagResource",
		10,
		keyRates,
	},
	{"kms", "DescribeKey", 2000, keyRates},
	{"kms", "GetKey*", 1000, keyRates},
	{"kms", "ListAliases", 500, keyRates},
}

const (
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
			return Fail("ThrottlingException", "Rate exceeded")
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

// bucket is the bucket as it is now: filled again by the time that has passed, to at most one second's calls.
func (k *Kernel) bucket(key bucketKey, rate Rate, now time.Time) *bucket {
	b, known := k.buckets[key]
	if !known {
		b = &bucket{tokens: rate.PerSecond, at: now}
		k.buckets[key] = b
	}
	b.tokens = min(rate.PerSecond, b.tokens+now.Sub(b.at).Seconds()*rate.PerSecond)
	b.at = now
	return b
}
