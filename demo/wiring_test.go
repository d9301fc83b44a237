package demo

import (
	"context"
	"io"
	"testing"
	"testing/fstest"

	"farvault/simulator/deploy/deploytest"
)

// offstage are the parts of the templates that the story does not pass through, and
// why they are there all the same. Everything else is taken out in turn.
var offstage = map[string]string{
	"template.yaml: key MessagesKey statement LogsAreEncrypted":                           "the simulator has no CloudWatch Logs",
	"template.yaml: AccountDeadLetterQueuePolicy":                                         "nothing fails for good in the story",
	"template.yaml: JobDeadLetterQueuePolicy":                                             "nothing fails for good in the story",
	"template.yaml: TopicDeadLetterQueuePolicy":                                           "nothing fails for good in the story",
	"template.yaml: SlackDeadLetterQueuePolicy":                                           "nothing fails for good in the story",
	"template.yaml: OperationsTopicPolicy":                                                "no alarm goes off in the story",
	"template.yaml: role ProvisionRole statement KeepKey":                                 "for a key whose policy somebody replaced",
	"infra/member.yaml: role ProvisionerRole statement KeepKey":                           "for a key whose policy somebody replaced",
	"template.yaml: role ProvisionRole statement NameMultiRegionKey":                      "for settings with LocalVault.EncryptionKey: CentralMultiRegion",
	"template.yaml: role ProvisionRole statement MakeMultiRegionKeyRole":                  "for settings with LocalVault.EncryptionKey: CentralMultiRegion",
	"template.yaml: role ProvisionRole statement MakeAirGappedVault":                      "for settings with CentralVault.LogicallyAirGappedBackupVault",
	"infra/member.yaml: role ProvisionerRole statement ListTagged":                        "it saves calls; without it each service is asked for its tags",
	"infra/member.yaml: role ProvisionerRole statement MakeVaultWithCentralKey":           "for settings with LocalVault.EncryptionKey: CentralMultiRegion",
	"template.yaml: schedule SweepJobs":                                                   "no event is lost in the story; with JobRule gone it is the sweep that finds the failures",
	"template.yaml: schedule SweepDigest":                                                 "the digest is a message for people that no step waits for",
	"template.yaml: role SlackRole statement KeepWhatWaits":                               "Slack takes every message at once in the story, and one that it takes is sent even without the table",
	"template.yaml: role AlertRole statement KeepWhatTheBusDidNotTake":                    "EventBridge takes every event at once in the story",
	"template.yaml: role SlackRole statement TellOperators":                               "Slack refuses no message in the story",
	"template.yaml: schedule SweepTick":                                                   "nothing in the story waits for the time alone",
	"infra/management.yaml: rule ControlTowerRule":                                        "the organization has no Control Tower",
	"infra/management.yaml: rule ControlTowerRule target central-bus":                     "the organization has no Control Tower",
	"infra/management.yaml: rule SwitchesRule":                                            switchesStay,
	"infra/management.yaml: rule SwitchesRule target central-bus":                         switchesStay,
	"infra/management.yaml: role EntryRole statement EnterMembers":                        entryIsOff,
	"infra/management.yaml: trust of role EntryRole statement ProvisionEnters":            entryIsOff,
	"infra/member.yaml: role ProvisionerRole statement KeepLocalVaultAccessPolicy":        "for settings with LocalVault.DenyDeletion",
	"infra/member.yaml: role ProvisionerRole statement ReadLocalVaultAccessPolicy":        "for settings with LocalVault.DenyDeletion",
	"infra/member.yaml: role ProvisionerRole statement TrustForwarder":                    "a role whose trust somebody changed",
	"infra/management.yaml: role ReaderRole statement ListTagsOfAccounts":                 "for settings with tags of accounts, which TestTagsOfAccountsSayWhichAreProtected plays",
	"infra/management.yaml: role ReaderRole statement ReadBackupPolicies":                 "for commands that people run; TestPlansOfABackupPolicy plays one",
	"infra/management.yaml: role ReaderRole statement ReadTrails":                         "for farvault doctor, which people run",
	"template.yaml: role ForwarderRole statement PutEventsOnCentralBus":                   "nothing fails in the central account itself in the story",
	"template.yaml: schedule SweepSilence":                                                "nothing fails in silence in the story",
	"template.yaml: schedule SweepCustody":                                                "no event of a deletion is lost in the story",
	"template.yaml: function SweepFunction event SweepQueue":                              "for more accounts than one invocation has time for",
	"template.yaml: role SweepRole statement WorkOffSweepQueue":                           "for more accounts than one invocation has time for",
	"template.yaml: schedule SweepAccounts":                                               "SweepJobs begins with the accounts; the daily look is for drift, of which the story has none that no event tells",
	"infra/member.yaml: rule ObservingRule":                                               observes,
	"infra/member.yaml: rule ObservingRule target central-bus":                            observes,
	"infra/member.yaml: role ObserveForwarderRole statement PutEventsOnCentralBus":        observes,
	"infra/member.yaml: trust of role ObserveForwarderRole statement EventBridgeForwards": observes,
	"infra/member.yaml: policy Boundary statement ScanAndRestoreByRole":                   "nothing is scanned or restored in the story; the gate of managed policies holds it",
}

const (
	observes     = "for Mode Observe, which TestObserveWritesNothingAndReportsAll plays"
	entryIsOff   = "off by default: for settings with Entry.RoleName, which TestEnteringThroughTheManagementAccount plays"
	switchesStay = "nobody turns a switch of the organization off in the story; foretold_test.go does"
)

// TestEveryPartOfTheTemplatesIsNeeded takes each rule, target, event source, policy and Allow statement
// out in turn, and expects a step of the story to fail. So the story cannot be a stage set, and no permission is to spare.
func TestEveryPartOfTheTemplatesIsNeeded(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	removals := 0
	played := sample(t, 8)
	for _, name := range []string{"template.yaml", "infra/management.yaml", "infra/member.yaml"} {
		for _, removal := range deploytest.Removable(deployed(t)[name].Data) {
			id := name + ": " + removal.Name
			seen[id] = true
			removals++
			if !played() {
				continue
			}
			t.Run(id, func(t *testing.T) {
				t.Parallel()
				files := deployed(t)
				files[name] = &fstest.MapFile{Data: removal.Apply(files[name].Data)}
				_, err := Run(context.Background(), Options{Files: files, Out: io.Discard})
				switch why, off := offstage[id]; {
				case err == nil && !off:
					t.Error("the story is the same without it: it is superfluous, or the simulator does not ask for it")
				case err != nil && off:
					t.Errorf("it is said not to be needed (%s), but: %v", why, err)
				}
			})
		}
	}
	if removals < 80 {
		t.Errorf("only %d parts were found in the templates", removals)
	}
	for id := range offstage {
		if !seen[id] {
			t.Errorf("%s is no part of the templates", id)
		}
	}
}
