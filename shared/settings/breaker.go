package settings

// Breaker says how much of the organization one run may change before it stops and asks. Accounts that are
// protected for the first time do not count.
type Breaker struct {
	MaxAccountsPercentage int `yaml:"MaxAccountsPercentage"` // of the accounts in scope; 100: never stop
	MinAccounts           int `yaml:"MinAccounts"`           // so many may always be changed
}

// Limit is how many of so many accounts one run may change.
func (b Breaker) Limit(accounts int) int {
	return max(b.MinAccounts, accounts*b.MaxAccountsPercentage/100)
}

// Off reports whether nothing is ever stopped.
func (b Breaker) Off() bool { return b.MaxAccountsPercentage >= 100 }

// maxMinAccounts is the most accounts that AWS lets an organization have.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
const maxMinAccounts = 10000

func (f *file) checkBreaker(b Breaker) {
	if n := b.MaxAccountsPercentage; n < 1 || n > 100 {
		f.mistake("Breaker.MaxAccountsPercentage", "is %d: must be 1 to 100 (never stop)", n)
	}
	if n := b.MinAccounts; n < 1 || n > maxMinAccounts {
		f.mistake("Breaker.MinAccounts", "is %d: must be 1 to %d", n, maxMinAccounts)
	}
}
