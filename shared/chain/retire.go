package chain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Withdrawal is one call by which a person ends farvault's work in an account. None of them deletes what holds data.
// Exactly one of Selection, Rule and Preference says what it is about.
type Withdrawal struct {
	Account    string          `json:"account"`
	Region     string          `json:"region"`
	Plan       string          `json:"plan,omitempty"` // the plan's name
	PlanID     string          `json:"planId,omitempty"`
	Selection  string          `json:"selection,omitempty"`  // id of the selection to delete, so that backups stop
	Rule       string          `json:"rule,omitempty"`       // name of the forwarding rule to disable
	Preference map[string]bool `json:"preference,omitempty"` // all types of the Region, as they are to be
	Management bool            `json:"management,omitempty"` // of ResourceTypeManagementPreference, not of the opt-in
}

// Command is the call as the AWS command line has it.
func (w Withdrawal) Command() string {
	switch {
	case w.Selection != "":
		return fmt.Sprintf("aws backup delete-backup-selection --backup-plan-id %s --selection-id %s --region %s",
			w.PlanID, w.Selection, w.Region)
	case w.Rule != "":
		return fmt.Sprintf("aws events disable-rule --name %s --region %s", w.Rule, w.Region)
	}
	var types []string
	for _, name := range slices.Sorted(maps.Keys(w.Preference)) {
		types = append(types, fmt.Sprintf("'%s=%t'", name, w.Preference[name]))
	}
	option := "--resource-type-opt-in-preference"
	if w.Management {
		option = "--resource-type-management-preference"
	}
	return fmt.Sprintf("aws backup update-region-settings %s %s --region %s", option, strings.Join(types, ","), w.Region)
}

// StillNeeded is a thing of farvault's that stays in an account that is retired, and until when its backups need it.
type StillNeeded struct {
	Kind    Kind      `json:"kind"`
	Name    string    `json:"name"`
	Account string    `json:"account"`
	Region  string    `json:"region,omitempty"`  // empty for IAM
	Points  int       `json:"points"`            // recovery points that need it
	Until   time.Time `json:"until,omitzero"`    // when the last of them is deleted
	Forever bool      `json:"forever,omitempty"` // one of them is never deleted
}

// Retiring is what is to be done to end farvault's work in an account, and what stays.
type Retiring struct {
	Calls []Withdrawal
	Stays []StillNeeded
}
