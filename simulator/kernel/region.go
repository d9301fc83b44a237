package kernel

import "cmp"

// DisableRegion makes a Region one that the account has not enabled, as every opt-in Region is at first.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
func (k *Kernel) DisableRegion(account, region string) {
	if k.off == nil {
		k.off = map[[2]string]bool{}
	}
	k.off[[2]string{account, region}] = true
}

// disabled refuses a call to a Region that the caller's account has not enabled: the Region does not know the account's
// credentials.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
func (k *Kernel) disabled(c *Call) error {
	if !k.off[[2]string{c.Caller.Account, c.Region}] {
		return nil
	}
	code := cmp.Or(k.Assume.RegionOffCode, "UnrecognizedClientException")
	return Fail(code, "The security token included in the request is invalid.").HTTP(403)
}
