// Package chaintest makes the deployments, accounts and chains of the tests.
package chaintest

import (
	"cmp"
	"strings"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/org"
	"farvault/shared/settings"
)

func CallOf(source, name, target string) event.ManagementEvent {
	return event.ManagementEvent{
		Origin: event.Origin{Account: Member, Region: Region},
		Source: source,
		Name:   name,
		Target: target,
	}
}

const (
	Central = "111122223333"
	Member  = "222233334444"
	Manager = "999988887777"
	Region  = "eu-west-1"
)

var Deployment = chain.Deployment{
	OrganizationID:      "o-a1b2c3d4e5",
	ManagementAccountID: Manager,
	CentralAccountID:    Central,
	HomeRegion:          Region,
	Partition:           "aws",
	CentralBusARN:       "arn:aws:events:eu-west-1:111122223333:event-bus/farvault",
}

// Settings are settings with one plan; a test changes its own copy.
func Settings() settings.Settings {
	return settings.Settings{
		CentralVault: settings.Vault{BackupVaultName: "farvault"},
		LocalVault:   settings.Vault{BackupVaultName: "farvault-local"},
		OptIn:        []string{"EBS", "EFS"},
		BackupPlans: []settings.BackupPlan{{
			BackupPlanName: "CrossAccountBackupPlan",
			Rules: []settings.BackupRule{{
				RuleName:           "DailyEBSBackup",
				ScheduleExpression: "cron(0 12 * * ? *)",
				Lifecycle:          settings.Lifecycle{MoveToColdStorageAfterDays: 30, DeleteAfterDays: 120},
			}},
			Selection: settings.Selection{SelectionName: "daily", TagKey: "backup", TagValue: "daily"},
		}},
	}
}

func Desired(account string) chain.Chain {
	return chain.Desire(Settings(), Deployment, org.Account{ID: account, State: org.Active})
}

// standing is an account in which every link of the chain is as desired.
func Standing(c chain.Chain) chain.Observed {
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{}, Unread: map[chain.Ref]string{}}
	for _, link := range c.Links {
		seen.Found[link.Ref()] = chain.Found{Link: Made(link), Owned: true}
	}
	return seen
}

// made is a link with the ids that AWS would give it.
func Made(link chain.Link) chain.Link {
	switch l := link.(type) {
	case chain.Key:
		l.ARN = KeyARN(l.Account)
		if l.PrimaryRegion != "" {
			l.PrimaryARN = KeyARN(l.Account)
		}
		return l
	case chain.SharedKey:
		l.ARN = KeyARN(l.Account)
		return l
	case chain.BackupVault:
		l.KeyARN = KeyARN(l.Key().Account)
		return l
	case chain.BackupPlan:
		l.ID = "plan-1"
		return l
	case chain.Selection:
		l.PlanID, l.ID = "plan-1", "selection-1"
		return l
	case chain.OptIn:
		l.ResourceTypes = map[string]bool{"EBS": true, "EFS": true, "RDS": false}
		return l
	}
	return link
}

func KeyARN(account string) string { return "arn:aws:kms:eu-west-1:" + account + ":key/1234abcd" }

// Text is a set of changes, one a line; a standing account has none.
func Text(s chain.ChangeSet) string {
	text := ""
	for _, line := range Lines(s.Changes) {
		text += line + "\n"
	}
	return text
}

// Lines are changes as tests write them down. They are nobody's text but the tests': what people read is message's.
func Lines(changes []chain.Change) []string {
	var lines []string
	for _, c := range changes {
		line := string(c.Op) + " " + c.Ref.String()
		if c.Why != "" {
			line += ": " + c.Why
		}
		var differing []string
		for _, a := range c.Attributes {
			name := strings.TrimSpace(a.Name + " " + a.Part)
			differing = append(differing, name+": want "+cmp.Or(a.ShouldBe, "(none)")+", got "+cmp.Or(a.Now, "(none)"))
		}
		if len(differing) > 0 {
			line += ": " + strings.Join(differing, "; ")
		}
		lines = append(lines, line)
	}
	return lines
}
