package catalog

import (
	"cmp"
	"encoding/json"
)

// Records and readers of the release before know AccountAtFault as account_at_fault. It is read, and for one release
// written beside the new name: after a rollback the older build finds what it knows.

// bare is a Diagnosis without methods of its own.
type bare Diagnosis

type bothNames struct {
	bare
	AtFault At `json:"account_at_fault"`
}

// MarshalJSON writes the account at fault under its older name too.
func (d Diagnosis) MarshalJSON() ([]byte, error) {
	return json.Marshal(bothNames{bare: bare(d), AtFault: d.AccountAtFault})
}

// UnmarshalJSON reads it from either.
func (d *Diagnosis) UnmarshalJSON(text []byte) error {
	var both bothNames
	if err := json.Unmarshal(text, &both); err != nil {
		return err
	}
	*d = Diagnosis(both.bare)
	d.AccountAtFault = cmp.Or(d.AccountAtFault, both.AtFault)
	return nil
}
