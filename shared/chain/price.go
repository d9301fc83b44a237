package chain

import "farvault/shared/settings"

// KeyMonthlyUSD is what a customer managed key costs a month, and again for its first and its
// second rotation, which are yearly: after two years it is three times as much. AWS managed keys are free.
// https://aws.amazon.com/kms/pricing/
const KeyMonthlyUSD = 1.00

// KeyCost is what the keys of an account's chains cost a month in US dollars.
type KeyCost struct {
	Setting string  `json:"setting"` // LocalVault.EncryptionKey, or CentralVault for the central account
	Keys    int     `json:"keys"`
	Monthly float64 `json:"monthlyUSD"`
	// Otherwise is what the other setting would cost; equal where there is none.
	Otherwise float64 `json:"otherwiseMonthlyUSD"`
}

// Cost prices the keys in an account's own chain.
func Cost(s settings.Settings, place Place, own Chain) KeyCost {
	c := KeyCost{Setting: "CentralVault"}
	for _, link := range own.Links {
		if link.Ref().Kind == KindKey {
			c.Keys++
		}
	}
	c.Monthly = float64(c.Keys) * KeyMonthlyUSD
	c.Otherwise = c.Monthly
	if own.Account == place.CentralAccountID {
		return c
	}
	c.Setting, c.Otherwise = or(s.LocalVault.EncryptionKey, settings.CustomerManaged), 0
	if c.Setting == settings.AWSManaged {
		c.Otherwise = float64(len(place.Regions(s))) * KeyMonthlyUSD
	}
	return c
}
