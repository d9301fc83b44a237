package vault

import "testing"

func TestLockAdmits(t *testing.T) {
	t.Parallel()
	keep := func(days int64) *Lifecycle { return &Lifecycle{DeleteAfterDays: &days} }
	between := func(min, max int64) *Lock { return &Lock{MinRetentionDays: &min, MaxRetentionDays: &max} }
	least := int64(30)
	tests := map[string]struct {
		lock      *Lock
		lifecycle *Lifecycle
		want      bool
	}{
		"no lock admits all":                       {nil, nil, true},
		"the minimum itself":                       {between(30, 365), keep(30), true},
		"a day under the minimum":                  {between(30, 365), keep(29), false},
		"the maximum itself":                       {between(30, 365), keep(365), true},
		"a day over the maximum":                   {between(30, 365), keep(366), false},
		"for ever is beyond any maximum":           {between(30, 365), nil, false},
		"so is a lifecycle that was taken away":    {between(30, 365), keep(-1), false},
		"for ever is no less than a minimum alone": {&Lock{MinRetentionDays: &least}, nil, true},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := tt.lock.Admits(tt.lifecycle); got != tt.want {
				t.Errorf("admits: %t, want %t", got, tt.want)
			}
		})
	}
}
