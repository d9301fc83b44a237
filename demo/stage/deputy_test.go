package stage_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"farvault"
	"farvault/demo/stage"
	"farvault/shared/policy"
	simiam "farvault/simulator/iam"
	"farvault/simulator/kernel"
)

const (
	victim   = "333344445555"
	attacker = "444455556666"
	outsider = "123412341234" // in no organization
)

func deployedStage(t *testing.T) (*stage.Stage, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	s, err := stage.New(context.Background(), stage.Options{
		Files: farvault.Files, Begins: begins,
		Log: func(function string) *slog.Logger {
			return slog.New(slog.NewTextHandler(&log, nil)).With("function", function)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, &log
}

// role is the ARN of a role by its name.
func role(t *testing.T, s *stage.Stage, account, name string) string {
	t.Helper()
	out, err := iam.NewFromConfig(s.World.Administrator(account, stage.GlobalRegion)).GetRole(context.Background(), &iam.GetRoleInput{RoleName: &name})
	if err != nil {
		t.Fatal(err)
	}
	return *out.Role.Arn
}

// as is the configuration of a session of a role.
func as(s *stage.Stage, roleARN string) aws.Config {
	s.World.Lock()
	defer s.World.Unlock()
	return s.World.Config(s.World.Mint(kernel.RoleSession(roleARN, "somebody")), stage.HomeRegion)
}

// code is AWS's error code; empty when it went well.
func code(err error) string {
	var known smithy.APIError
	if errors.As(err, &known) {
		return known.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// The member's roles open to the fixed-name roles of the central account's functions, each to its own, and to nobody else.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func TestWhoMayEnterAMember(t *testing.T) {
	t.Parallel()
	s, _ := deployedStage(t)
	everything := map[string]policy.Document{"all": policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)}
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	s.World.Lock()
	for account, name := range map[string]string{stage.CentralID: "administrator", attacker: "farvault-provision", outsider: "farvault-provision"} {
		s.World.IAM.PutRole(account, simiam.Role{Name: name, Trust: trust, Inline: everything})
	}
	s.World.Unlock()
	function := func(name string) string { return role(t, s, stage.CentralID, name) }
	tests := map[string]struct{ who, into, want string }{
		"provision enters to provision":                   {function("farvault-provision"), "farvault-provisioner", ""},
		"alert enters to read":                            {function("farvault-alert"), "farvault-reader", ""},
		"sweep enters to read":                            {function("farvault-sweep"), "farvault-reader", ""},
		"alert does not enter to provision":               {function("farvault-alert"), "farvault-provisioner", "AccessDenied"},
		"sweep does not enter to provision":               {function("farvault-sweep"), "farvault-provisioner", "AccessDenied"},
		"slack enters nowhere":                            {function("farvault-slack"), "farvault-reader", "AccessDenied"},
		"an administrator of the central account":         {"arn:aws:iam::" + stage.CentralID + ":role/administrator", "farvault-provisioner", "AccessDenied"},
		"a role of the same name in another member":       {"arn:aws:iam::" + attacker + ":role/farvault-provision", "farvault-provisioner", "AccessDenied"},
		"a role of the same name outside of organization": {"arn:aws:iam::" + outsider + ":role/farvault-provision", "farvault-provisioner", "AccessDenied"},
	}
	for law, test := range tests {
		t.Run(law, func(t *testing.T) {
			_, err := sts.NewFromConfig(as(s, test.who)).AssumeRole(context.Background(), &sts.AssumeRoleInput{
				RoleArn: aws.String(role(t, s, victim, test.into)), RoleSessionName: aws.String("test")})
			if got := code(err); got != test.want {
				t.Errorf("%s into %s: got %q, want %q", test.who, test.into, got, test.want)
			}
		})
	}
}

// Nobody but AWS says aws.backup, and nobody says anything else on the central bus, in the queues or on the topic.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
func TestWhoMaySpeakToTheCentralAccount(t *testing.T) {
	t.Parallel()
	s, _ := deployedStage(t)
	ctx := context.Background()
	bus := "arn:aws:events:" + stage.HomeRegion + ":" + stage.CentralID + ":event-bus/farvault"
	put := func(account, source string) string {
		out, err := eventbridge.NewFromConfig(s.World.Administrator(account, stage.HomeRegion)).PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
			EventBusName: &bus, Source: &source, DetailType: aws.String("Copy Job State Change"), Detail: aws.String(`{"state":"FAILED"}`)}}})
		if err != nil {
			return code(err)
		}
		return aws.ToString(out.Entries[0].ErrorCode)
	}
	for law, test := range map[string]struct{ account, source string }{
		"a member in AWS's name":            {attacker, "aws.backup"},
		"a member in its own name":          {attacker, "backup.lookalike"},
		"an outsider in AWS's name":         {outsider, "aws.backup"},
		"an outsider in its own name":       {outsider, "backup.lookalike"},
		"a member as Organizations":         {attacker, "aws.organizations"},
		"the central account in AWS's name": {stage.CentralID, "aws.backup"},
	} {
		if got := put(test.account, test.source); got == "" {
			t.Errorf("%s: the event was taken", law)
		}
	}
	body, url := "{}", s.World.URL()+"/"+stage.CentralID+"/farvault-jobs"
	if _, err := sqs.NewFromConfig(s.World.Administrator(attacker, stage.HomeRegion)).SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}); code(err) == "" {
		t.Error("a member wrote into the job queue")
	}
	for _, topic := range s.World.SNS.Topics() {
		if _, err := sns.NewFromConfig(s.World.Administrator(attacker, stage.HomeRegion)).Publish(ctx, &sns.PublishInput{TopicArn: &topic, Message: &body}); code(err) == "" {
			t.Errorf("a member published on %s", topic)
		}
	}
}

// What an event's detail claims of another account is not believed: the envelope's account is AWS's word, the detail is not.
func TestAnEventThatNamesAnothersAccount(t *testing.T) {
	t.Parallel()
	s, log := deployedStage(t)
	s.World.Advance(10 * time.Minute) // the members forward their events now
	vault := "arn:aws:backup:" + stage.HomeRegion + ":" + victim + ":backup-vault:farvault-local"
	detail := map[string]any{
		"copyJobId": "11111111-2222-3333-4444-555555555555", "state": "FAILED", "resourceType": "EBS",
		"resourceArn": "arn:aws:ec2:" + stage.HomeRegion + ":" + victim + ":volume/vol-1", "sourceBackupVaultArn": vault,
		"destinationBackupVaultArn": "arn:aws:backup:" + stage.HomeRegion + ":" + stage.CentralID + ":backup-vault:farvault",
		"iamRoleArn":                "arn:aws:iam::" + victim + ":role/farvault/farvault-backup", "statusMessage": "Access Denied trying to call AWS Backup service",
		"creationDate": "2026-03-02T08:00:00Z", "completionDate": "2026-03-02T08:05:00Z",
	}
	s.World.Lock()
	s.World.EventBridge.Emit(attacker, stage.HomeRegion, "aws.backup", "Copy Job State Change", nil, detail)
	s.World.Unlock()
	s.World.Advance(time.Minute)
	want := "refused: the event is of account " + attacker
	if !strings.Contains(log.String(), want) {
		t.Errorf("no line says %q:\n%s", want, log.String())
	}
	if n := len(s.World.SNS.Published()); n != 0 {
		t.Errorf("%d alerts were published of it", n)
	}
}
