package provision_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"farvault/shared/account"
	"farvault/shared/alert"
	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/handler/batch"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
)

const (
	alice  = "arn:aws:sts::222233334444:assumed-role/Admin/alice"
	theKey = "arn:aws:kms:eu-west-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"

	ofNoMember = "666677778888"
)

var (
	ruleOff   = change(chain.Update, chain.EventRule{Account: handlertest.Member, Region: "eu-west-1", Name: chain.ForwardingRule}, event.Attribute{Name: "State", Now: "DISABLED", ShouldBe: "ENABLED"})
	keyOff    = disabledKeys(chain.Key{Account: handlertest.Member, Region: "eu-west-1", Alias: chain.KeyAlias, State: chain.KeyEnabled})
	vaultLost = change(chain.Create, chain.BackupVault{Account: handlertest.Member, Region: "eu-west-1", Name: "farvault-local"})
	optIn     = chain.OptIn{Account: handlertest.Member, Region: "eu-west-1"}
	typeOff   = change(chain.Update, optIn, event.Attribute{Name: "EBS", Now: "false", ShouldBe: "true"})
	manageOff = change(chain.Update, optIn, event.Attribute{Name: chain.ManagementPreference, Part: "DynamoDB", Now: "false", ShouldBe: "true"})
)

func change(op chain.Op, link chain.Link, attributes ...event.Attribute) event.Change {
	return chain.Change{Op: op, Ref: link.Ref(), Attributes: attributes}.Value()
}

// disabledKeys is what the chain says of a key that somebody disabled.
func disabledKeys(key chain.Key) event.Change {
	seen := chain.Observed{Found: map[chain.Ref]chain.Found{key.Ref(): {Link: disabled(key), Owned: true}}}
	return chain.Diff(chain.Chain{Links: []chain.Link{key}}, seen).Changes[0].Value()
}

var brokenKey = &event.Broken{Account: handlertest.Member, Region: "eu-west-1", KeyARN: theKey, State: "Disabled"}

// call is a call of alice's on the member's chain, three handlertest.Minutes before noon, as CloudTrail's event has it.
func call(change func(*event.ManagementEvent)) event.ManagementEvent {
	e := event.ManagementEvent{
		Origin: event.Origin{ID: "e1", Account: handlertest.Member, Region: "eu-west-1", Time: handlertest.Noon().Add(-3 * time.Minute)},
		CallID: "c1", Source: "events.amazonaws.com", Name: "PutRule", Target: "farvault-forward", By: alice, Issuer: "arn:aws:iam::222233334444:role/Admin",
	}
	if change != nil {
		change(&e)
	}
	return e
}

func on(source, name, target string) func(*event.ManagementEvent) {
	return func(e *event.ManagementEvent) { e.Source, e.Name, e.Target = source, name, target }
}

// settle brings the member to its chain, an hour before the call, and then changes a link of it.
func (s *stage) settle(t *testing.T, change func(chain.Link) chain.Link) {
	t.Helper()
	p := s.provision()
	p.Now = func() time.Time { return handlertest.Noon().Add(-time.Hour) }
	if _, err := p.Record(t.Context(), queued(t, event.ReconcileAccount{AccountID: handlertest.Member})); err != nil {
		t.Fatal(err)
	}
	for ref, found := range s.standing[handlertest.Member] {
		if change != nil {
			found.Link = change(found.Link)
		}
		s.standing[handlertest.Member][ref] = found
	}
	s.records[0].Named = []account.Named{{Kind: chain.KindKey, Region: "eu-west-1", ID: theKey}}
	s.observed, s.sent = nil, nil
}

func switchedOff(l chain.Link) chain.Link {
	if rule, ok := l.(chain.EventRule); ok {
		rule.State = "DISABLED"
		return rule
	}
	return l
}

func disabled(l chain.Link) chain.Link {
	if key, ok := l.(chain.Key); ok {
		key.State = "Disabled"
		return key
	}
	return l
}

func TestCalled(t *testing.T) {
	t.Parallel()
	looked := func(began time.Time, put ...account.Repaired) func(*stage) {
		return func(s *stage) {
			s.records[0].Began = began
			s.records[0].Repaired = put
		}
	}
	tests := map[string]struct {
		standing func(chain.Link) chain.Link
		before   func(*stage)
		call     func(*event.ManagementEvent)
		fails    map[string]error
		looks    bool
		want     *event.Report // changes and refusals alone; nil: nothing is told
		err      string
	}{
		"what somebody changed is put back, and who it was is told": {standing: switchedOff, looks: true, want: &event.Report{Changes: []event.Change{ruleOff}}},
		"what differs and is none of the call's doing is not told":  {standing: switchedOff, call: on("backup.amazonaws.com", "UpdateRegionSettings", ""), looks: true},
		"another rule than the call's is none of its doing":         {standing: switchedOff, call: on("events.amazonaws.com", "PutRule", "another"), looks: true},
		"what needs a decision is told, and left":                   {standing: disabled, call: on("kms.amazonaws.com", "DisableKey", theKey), looks: true, want: &event.Report{Refused: []event.Change{keyOff}, Broke: brokenKey}},
		"a key may be named by its id":                              {standing: disabled, call: on("kms.amazonaws.com", "DisableKey", "1234abcd-12ab-34cd-56ef-1234567890ab"), looks: true, want: &event.Report{Refused: []event.Change{keyOff}, Broke: brokenKey}},
		"a type that is switched off is told by its own cause": {before: looked(handlertest.Noon(), account.Repaired{Change: typeOff, At: handlertest.Noon().Add(-time.Minute)}), call: on("backup.amazonaws.com", "UpdateRegionSettings", ""),
			want: &event.Report{Changes: []event.Change{typeOff}, RepairedAt: handlertest.Noon().Add(-time.Minute), Broke: &event.Broken{Account: handlertest.Member, Region: "eu-west-1", ResourceType: "EBS", State: "off"}}},
		"another preference than a type's is a change of the chain": {before: looked(handlertest.Noon(), account.Repaired{Change: manageOff, At: handlertest.Noon().Add(-time.Minute)}), call: on("backup.amazonaws.com", "UpdateRegionSettings", ""),
			want: &event.Report{Changes: []event.Change{manageOff}, RepairedAt: handlertest.Noon().Add(-time.Minute)}},
		"what had been left to people before the call is not its doing": {standing: disabled, before: func(s *stage) { s.records[0].Held = []event.Change{keyOff} },
			call: on("kms.amazonaws.com", "PutKeyPolicy", theKey), looks: true},
		"a key that is not farvault's is not looked at": {standing: disabled, call: on("kms.amazonaws.com", "DisableKey", "99999999-12ab-34cd-56ef-1234567890ab")},
		"where no key was ever seen, any is looked at":  {standing: disabled, before: func(s *stage) { s.records[0].Named = nil }, call: on("kms.amazonaws.com", "DisableKey", theKey), looks: true, want: &event.Report{Refused: []event.Change{keyOff}}},
		"a plan that was never seen is looked at":       {call: on("backup.amazonaws.com", "UpdateBackupPlan", "plan-1"), looks: true},
		"farvault's own call is nothing": {standing: switchedOff, call: func(e *event.ManagementEvent) {
			e.Issuer = handlertest.Deployment.RoleARN(handlertest.Member, chain.ProvisionerRole)
		}},
		"the writer of another account is somebody else": {standing: switchedOff, call: func(e *event.ManagementEvent) {
			e.Issuer = handlertest.Deployment.RoleARN(handlertest.Central, chain.ProvisionRole)
		}, looks: true, want: &event.Report{Changes: []event.Change{ruleOff}}},
		"a role of the same name in another path is somebody else": {standing: switchedOff, call: func(e *event.ManagementEvent) { e.Issuer = "arn:aws:iam::222233334444:role/farvault-provisioner" }, looks: true, want: &event.Report{Changes: []event.Change{ruleOff}}},
		"a call that changes nothing of the kind is nothing":       {standing: switchedOff, call: on("events.amazonaws.com", "TestEventPattern", "")},
		"a look that began after the call has seen what it did":    {standing: switchedOff, before: looked(handlertest.Noon())},
		"a look that began with the call may not have":             {standing: switchedOff, before: looked(handlertest.Noon().Add(-3 * time.Minute)), looks: true, want: &event.Report{Changes: []event.Change{ruleOff}}},
		"what was put back before the event came is known by it":   {before: looked(handlertest.Noon(), account.Repaired{Change: ruleOff, At: handlertest.Noon().Add(-time.Minute)}), want: &event.Report{Changes: []event.Change{ruleOff}, RepairedAt: handlertest.Noon().Add(-time.Minute)}},
		"what was put back before the call is not its doing":       {before: looked(handlertest.Noon(), account.Repaired{Change: ruleOff, At: handlertest.Noon().Add(-time.Hour)})},
		"a vault that is gone is made again, and who deleted it told": {before: func(s *stage) {
			delete(s.standing[handlertest.Member], chain.BackupVault{Account: handlertest.Member, Region: "eu-west-1", Name: "farvault-local"}.Ref())
		},
			call: on("backup.amazonaws.com", "DeleteBackupVault", "farvault-local"), looks: true, want: &event.Report{Changes: []event.Change{vaultLost}}},
		"an account out of scope is not entered": {call: func(e *event.ManagementEvent) { e.Account = "333344445555" }},
		"what is remembered cannot be read":      {fails: map[string]error{"RecallAccount": errors.New("throttled")}, err: "recall account 222233334444: throttled"},
		"an account that another run works on":   {call: func(e *event.ManagementEvent) { e.Account = ofNoMember }, err: "account 666677778888 is being worked on by another run"},
		"what a policy forbids is told with who": {standing: switchedOff, fails: map[string]error{string(chain.KindEventRule): denied{}}, looks: true, want: &event.Report{Refused: []event.Change{ruleOff}}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			s := newStage()
			s.members[ofNoMember] = org.Account{ID: ofNoMember, State: org.Active}
			s.settle(t, tt.standing)
			if tt.before != nil {
				tt.before(s)
			}
			if tt.fails != nil {
				s.fails = tt.fails
			}
			_, err := calls(t, s, call(tt.call))
			if text := fmt.Sprint(err); (err != nil || tt.err != "") && text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
			if looks := slices.Contains(s.observed, handlertest.Member); looks != tt.looks {
				t.Errorf("looked %t, want %t", looks, tt.looks)
			}
			var want []event.Message
			if tt.want != nil {
				tt.want.At = handlertest.Noon()
				if group := alert.ChangedGroup(handlertest.Member); tt.want.Broke == nil {
					tt.want.GroupKey, tt.want.Cause = group.Key(), group.Cause
				}
				tt.want.By = []event.Changer{{Account: handlertest.Member, CallID: "c1", Name: call(tt.call).Name, ARN: alice, At: handlertest.Noon().Add(-3 * time.Minute)}}
				want = append(want, event.NewMessage(*tt.want))
			}
			if diff := cmp.Diff(want, s.sent, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("sent to alert (-want +got):\n%s", diff)
			}
		})
	}
}

// calls gives provision the event of a call as EventBridge delivers it.
func calls(t *testing.T, s *stage, e event.ManagementEvent) (batch.Outcome, error) {
	t.Helper()
	parameters := map[string]any{}
	if e.Target != "" {
		parameters["name"] = e.Target
	}
	text, err := json.Marshal(map[string]any{
		"id": e.ID, "source": "aws." + strings.TrimSuffix(e.Source, ".amazonaws.com"), "detail-type": "AWS API Call via CloudTrail",
		"account": e.Account, "region": e.Region, "time": e.Time,
		"detail": map[string]any{
			"eventID": e.CallID, "eventSource": e.Source, "eventName": e.Name, "requestParameters": parameters,
			"userIdentity": map[string]any{"arn": e.By, "sessionContext": map[string]any{"sessionIssuer": map[string]any{"arn": e.Issuer}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.provision().Record(t.Context(), events.SQSMessage{MessageId: "m", Body: string(text)})
}
