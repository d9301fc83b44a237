package eventbridge_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"farvault/shared/policy"
	"farvault/simulator/eventbridge"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/sqs"
	"farvault/simulator/wire/wiretest"
)

const (
	management   = "999988887777"
	central      = "111122223333"
	member       = "222233334444"
	organization = "o-a1b2c3d4e5"
	region       = "eu-west-1"
	away         = "us-east-1"

	centralBus = "arn:aws:events:eu-west-1:111122223333:event-bus/farvault"
	queueARN   = "arn:aws:sqs:eu-west-1:111122223333:jobs"
	deadARN    = "arn:aws:sqs:eu-west-1:111122223333:dead"
	jobRule    = "arn:aws:events:eu-west-1:111122223333:rule/farvault/jobs"
	forwarder  = "arn:aws:iam::222233334444:role/forwarder"
)

type world struct {
	wiretest.Server
	*kernel.Kernel
	iam    *iam.Service
	sqs    *sqs.Service
	events *eventbridge.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k)}
	o := organizations.New(k, management, organization)
	k.IAM, k.Organization = w.iam, o
	o.AddAccount(central, "backup", "")
	o.AddAccount(member, "payments-prod", "")
	w.sqs = sqs.New(k, kms.New(k))
	w.events = eventbridge.New(k, w.sqs, w.iam)
	w.Server = wiretest.Serve(t, k, w.events)
	return w
}

func (w world) administrator(account string) *sdk.Client {
	return sdk.NewFromConfig(w.Administrator(account, region))
}

// as is the client of a member's role with one inline policy.
func (w world) as(document string) *sdk.Client {
	w.Lock()
	w.iam.PutRole(member, iam.Role{Name: "worker", Inline: map[string]policy.Document{"inline": policy.MustParse(document)}})
	w.Unlock()
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+member+":role/worker", region))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// path is what an event of a member needs to reach the central queue. A field that is emptied is a thing left out.
type path struct {
	pattern, trust, identity, busPolicy, queuePolicy string
	ruleState                                        string
}

func wholePath() path {
	return path{
		pattern:  `{"source":["aws.backup"],"detail-type":[{"anything-but":"Scan Job State Change"}]}`,
		trust:    `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"` + member + `"}}}}`,
		identity: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"events:PutEvents","Resource":"` + centralBus + `"}}`,
		busPolicy: `{"Sid":"Members","Effect":"Allow","Principal":"*","Action":"events:PutEvents","Resource":"` + centralBus + `",
			"Condition":{"StringEquals":{"aws:PrincipalOrgID":"` + organization + `","events:source":"aws.backup"},"StringLike":{"events:detail-type":"* Change"}}}`,
		queuePolicy: `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage",
			"Resource":"` + queueARN + `","Condition":{"ArnEquals":{"aws:SourceArn":"` + jobRule + `"}}}}`,
		ruleState: "ENABLED",
	}
}

// lay makes the path: the member's rule on its default bus in a Region, the central bus, rule and queues.
func (w world) lay(t *testing.T, p path, memberRegion string) {
	t.Helper()
	w.Lock()
	defer w.Unlock()
	for _, name := range []string{"jobs", "dead"} {
		_, err := w.sqs.Create(central, region, name, map[string]string{})
		must(t, err)
	}
	must(t, w.sqs.SetAttributes(queueARN, map[string]string{"Policy": p.queuePolicy}))
	_, err := w.events.CreateBus(central, region, "farvault", nil)
	must(t, err)
	if p.busPolicy != "" {
		var statement policy.Statement
		must(t, statement.UnmarshalJSON([]byte(p.busPolicy)))
		must(t, w.events.SetBusStatements(centralBus, statement))
	}
	_, err = w.events.PutRule(centralBus, eventbridge.Rule{Name: "jobs", EventPattern: p.pattern, State: p.ruleState})
	must(t, err)
	must(t, w.events.PutTargets(centralBus, "jobs", eventbridge.Target{Id: "queue", Arn: queueARN, DeadLetterConfig: &eventbridge.DeadLetterConfig{Arn: deadARN}}))
	if p.trust != "" {
		role := iam.Role{Name: "forwarder", Trust: policy.MustParse(p.trust), Inline: map[string]policy.Document{}}
		if p.identity != "" {
			role.Inline["put-events"] = policy.MustParse(p.identity)
		}
		w.iam.PutRole(member, role)
	}
	memberBus := eventbridge.BusARN(member, memberRegion, "default")
	_, err = w.events.PutRule(memberBus, eventbridge.Rule{Name: "forward", EventPattern: `{"source":["aws.backup"]}`})
	must(t, err)
	must(t, w.events.PutTargets(memberBus, "forward", eventbridge.Target{Id: "central", Arn: centralBus, RoleArn: forwarder}))
}

// emit puts a job event of the member's into the world.
func (w world) emit(memberRegion, detailType string) {
	w.Lock()
	defer w.Unlock()
	w.events.Emit(member, memberRegion, "aws.backup", detailType, []string{"arn:aws:ec2:" + memberRegion + "::snapshot/snap-1"}, map[string]any{"state": "FAILED", "note": "a<b"})
}

// queued are the bodies in a queue.
func (w world) queued(arn string) []string {
	w.Lock()
	defer w.Unlock()
	q, _ := w.sqs.Queue(arn)
	out := []string{}
	for _, m := range q.Messages {
		out = append(out, m.Body)
	}
	return out
}
