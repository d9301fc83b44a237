package chain

import (
	"fmt"

	"farvault/shared/settings"
)

// KeyMonthlyUSD is what a customer managed key costs a month, and again for its first and its
// second rotation, which are yearly: after two years it is three times as much. Each of several related multi-Region
// keys is one; AWS managed keys are free.
const KeyMonthlyUSD = 1.00

// KeyPricePage is AWS's page of that price.
const KeyPricePage = "https://aws.amazon.com/kms/pricing/"

// KeyCost is what the keys of an account's chains cost a month, and what each other setting would cost; none for the
// central account.
type KeyCost struct {
	Keys int `json:"keys"`
	SettingCost
	Otherwise []SettingCost `json:"otherwise,omitempty"`
}

// SettingCost is what a setting costs a month in US dollars: LocalVault.EncryptionKey of a member, or CentralVault.
type SettingCost struct {
	Setting   string  `json:"setting"`
	Monthly   float64 `json:"monthlyUSD"`                    // in the account
	InCentral float64 `json:"inCentralMonthlyUSD,omitempty"` // in the central account, once for all members
}

// String is "0.00 USD a month (AWSManaged)".
func (c SettingCost) String() string {
	text := fmt.Sprintf("%.2f USD a month (%s", c.Monthly, c.Setting)
	if c.InCentral > 0 {
		text += fmt.Sprintf(", and %.2f in the central account for all members together", c.InCentral)
	}
	return text + ")"
}

// String is the cost, and what it would be by the other settings.
func (c KeyCost) String() string {
	text := fmt.Sprintf("keys: %d, %s", c.Keys, c.SettingCost)
	for i, other := range c.Otherwise {
		text += []string{"; otherwise ", " or "}[min(i, 1)] + other.String()
	}
	return text
}

// Cost prices the keys in an account's own chain.
func Cost(s settings.Settings, place Deployment, own Chain) KeyCost {
	c := KeyCost{SettingCost: SettingCost{Setting: "CentralVault"}}
	for _, link := range own.Links {
		if link.Ref().Kind == KindKey {
			c.Keys++
		}
	}
	c.Monthly = float64(c.Keys) * KeyMonthlyUSD
	if own.Account == place.CentralAccountID {
		return c
	}
	c.Setting = or(s.LocalVault.EncryptionKey, settings.CustomerManaged)
	for _, cost := range settingCosts(s, place) {
		if cost.Setting == c.Setting {
			c.InCentral = cost.InCentral
			continue
		}
		c.Otherwise = append(c.Otherwise, cost)
	}
	return c
}

// settingCosts prices every setting of LocalVault.EncryptionKey for one member.
func settingCosts(s settings.Settings, place Deployment) []SettingCost {
	s.LocalVault.EncryptionKey = settings.CentralMultiRegion
	return []SettingCost{
		{Setting: settings.CustomerManaged, Monthly: float64(len(place.Regions(s))) * KeyMonthlyUSD},
		{Setting: settings.AWSManaged},
		{Setting: settings.CentralMultiRegion, InCentral: float64(len(desirer{s, place}.multiRegionKeys())) * KeyMonthlyUSD},
	}
}
