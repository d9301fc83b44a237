package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/rogpeppe/go-internal/testscript"

	"farvault/demo/stage"
	"farvault/shared/ledger"
	"farvault/simulator/backup"
)

// onStageKey is under what a script's stage stands among its values.
type onStageKey struct{}

// morning is half an hour before the digest, of a day that is far from the machine's: the command reads the stage's clock, as
// the functions on it do.
var morning = time.Date(2026, time.March, 2, 7, 0, 0, 0, time.UTC)

// onStage are the commands by which a script moves what is around farvault.
var onStage = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	// fails ACCOUNT VOLUME MESSAGE: a backup of the volume fails with that message, and AWS Backup's event of it arrives.
	"fails": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 3 {
			ts.Fatalf("usage: fails ACCOUNT VOLUME MESSAGE")
		}
		ts.Check(failBackup(scriptStage(ts), args[0], args[1], args[2]))
	},
	// claimed ACCOUNT: a function is working on the account.
	"claimed": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 1 {
			ts.Fatalf("usage: claimed ACCOUNT")
		}
		s := scriptStage(ts)
		records := ledger.New(dynamodb.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion)), "farvault")
		had, err := records.Claim(context.Background(), args[0], "a function", s.Now().Add(time.Minute), s.Now())
		ts.Check(err)
		if !had {
			ts.Fatalf("account %s is claimed already: a command did not give its claim back", args[0])
		}
	},
	// has ACCOUNT: the account has a volume that is to be backed up daily.
	"has": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 1 {
			ts.Fatalf("usage: has ACCOUNT")
		}
		w := scriptStage(ts).World
		w.Lock()
		defer w.Unlock()
		w.Backup.AddResource(args[0], stage.HomeRegion, backup.Resource{Type: "EBS", Tags: map[string]string{"backup": "daily"}})
	},
	// subscribes ADDRESS: the address is subscribed to the topic of alerts, and nobody confirms it.
	"subscribes": func(ts *testscript.TestScript, _ bool, args []string) {
		w := scriptStage(ts).World
		w.Lock()
		defer w.Unlock()
		_, err := w.SNS.Subscribe("arn:aws:sns:eu-west-1:"+stage.CentralID+":farvault-alerts", "email", args[0], nil)
		ts.Check(err)
	},
	// inverts ROW: the world answers that assumption otherwise.
	"inverts": func(ts *testscript.TestScript, _ bool, args []string) {
		w := scriptStage(ts).World
		w.Lock()
		defer w.Unlock()
		for field, value := range reflect.ValueOf(&w.Assume).Elem().Fields() {
			if len(args) == 1 && field.Tag.Get("row") == args[0] {
				value.SetBool(true)
				return
			}
		}
		ts.Fatalf("usage: inverts ROW, of a row with a knob in kernel.Assumptions")
	},
	// passes DURATION: time goes by on the stage.
	"passes": func(ts *testscript.TestScript, _ bool, args []string) {
		d, err := time.ParseDuration(strings.Join(args, " "))
		ts.Check(err)
		scriptStage(ts).World.Advance(d)
	},
	// heard: prints what people have been told since the last time, by mail to stdout and in Slack to stderr.
	"heard": func(ts *testscript.TestScript, _ bool, _ []string) { hear(ts, scriptStage(ts)) },
	// until NAME DURATION: sets the variable to that time after now, on the stage.
	"until": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 2 {
			ts.Fatalf("usage: until NAME DURATION")
		}
		d, err := time.ParseDuration(args[1])
		ts.Check(err)
		ts.Setenv(args[0], scriptStage(ts).Now().Add(d).Format(time.RFC3339))
	},
}

func scriptStage(ts *testscript.TestScript) *stage.Stage {
	s, ok := ts.Value(onStageKey{}).(*stage.Stage)
	if !ok {
		ts.Fatalf("the script has no stage: its name must say so")
	}
	return s
}

// failBackup puts AWS Backup's event into the job queue, as the rule on the central bus does.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func failBackup(s *stage.Stage, account, volume, message string) error {
	now := s.Now().UTC().Format(time.RFC3339)
	body, err := json.Marshal(map[string]any{
		"version": "0", "id": account + volume + now, "detail-type": "Backup Job State Change", "source": "aws.backup",
		"account": account, "time": now, "region": stage.HomeRegion, "resources": []string{},
		"detail": map[string]any{
			"backupJobId": fmt.Sprintf("%x-1F0C-4C55-9A7E-%s", volume, account), "creationDate": now, "completionDate": now,
			"resourceArn":  fmt.Sprintf("arn:aws:ec2:%s:%s:volume/%s", stage.HomeRegion, account, volume),
			"resourceType": "EBS", "state": "FAILED", "statusMessage": message,
		},
	})
	if err != nil {
		return err
	}
	queue := sqs.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion))
	url, err := queue.GetQueueUrl(context.Background(), &sqs.GetQueueUrlInput{QueueName: aws.String("farvault-jobs")})
	if err != nil {
		return err
	}
	if _, err := queue.SendMessage(context.Background(), &sqs.SendMessageInput{QueueUrl: url.QueueUrl, MessageBody: aws.String(string(body))}); err != nil {
		return err
	}
	s.World.Advance(time.Minute)
	return nil
}

// heardSo is how many mails and posts a script has printed. It stands among the script's values under its own type.
type heardSo struct{ mails, posts int }

func hear(ts *testscript.TestScript, s *stage.Stage) {
	so, _ := ts.Value(heardSo{}).(*heardSo)
	mailed, posted := ts.Stdout(), ts.Stderr() // asked for also where nothing is to print: the last command's words would stand there
	s.World.Lock()
	mails := s.World.SNS.Mails()
	s.World.Unlock()
	for _, m := range mails[so.mails:] {
		if m.ConfirmationOfARN == "" {
			fmt.Fprintf(mailed, "%s\n%s\n", m.Subject, m.Body)
		}
	}
	posts := s.Slack.Posts()
	for _, p := range posts[so.posts:] {
		fmt.Fprintln(posted, p.Text())
	}
	*so = heardSo{len(mails), len(posts)}
}
