package event_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/event"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samples are the events that the whole project shares.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../../events/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples in events/: %v", err)
	}
	all := map[string][]byte{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(path), ".json")] = raw
	}
	return all
}

// typed shows which value an event became.
func typed(e event.Event) any {
	switch e := e.(type) {
	case event.AccountChange:
		return struct{ AccountChange event.AccountChange }{e}
	case event.JobStateChange:
		return struct{ JobStateChange event.JobStateChange }{e}
	case event.RecoveryPointStateChange:
		return struct {
			RecoveryPointStateChange event.RecoveryPointStateChange
		}{e}
	case event.SelectionRefused:
		return struct{ SelectionRefused event.SelectionRefused }{e}
	case event.OptInChange:
		return struct{ OptInChange event.OptInChange }{e}
	case event.ManagementEvent:
		return struct{ ManagementEvent event.ManagementEvent }{e}
	case event.Ignored:
		return struct{ Ignored event.Ignored }{e}
	}
	return nil
}

func TestEverySampleDecodesToItsGoldenValue(t *testing.T) {
	t.Parallel()
	for name, raw := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			decoded, err := event.Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(typed(decoded), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			golden := filepath.Join("testdata", name+".golden.json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// job is a copy job's event with one detail replaced.
func job(detailType, detail string) string {
	return `{"id":"1","source":"aws.backup","detail-type":"` + detailType + `","account":"1112233445566","region":"us-west-2",` +
		`"time":"2026-03-02T06:07:34Z","resources":["arn:aws:ec2:us-west-2::snapshot/snap-1"],"detail":` + detail + `}`
}

var origin = event.Origin{ID: "1", Account: "1112233445566", Region: "us-west-2", Time: at("2026-03-02T06:07:34Z")}

func TestDecodeJob(t *testing.T) {
	t.Parallel()
	base := event.JobStateChange{Origin: origin, Job: event.Copy, RecoveryPointARN: "arn:aws:ec2:us-west-2::snapshot/snap-1"}
	tests := map[string]struct {
		detailType, detail string
		want               func(*event.JobStateChange)
	}{
		"a size may be a string": {detail: `{"state":"RUNNING","backupSizeInBytes":"42"}`, want: func(j *event.JobStateChange) { j.State, j.Size = "RUNNING", 42 }},
		"a size may be a number": {detail: `{"state":"RUNNING","backupSizeInBytes":42}`, want: func(j *event.JobStateChange) { j.State, j.Size = "RUNNING", 42 }},
		"a size that is no number is none": {detail: `{"state":"RUNNING","backupSizeInBytes":"big"}`,
			want: func(j *event.JobStateChange) { j.State = "RUNNING" }},
		"an empty object stands for nothing": {detail: `{"state":"FAILED","destinationRecoveryPointArn":{ }}`,
			want: func(j *event.JobStateChange) { j.State = "FAILED" }},
		"null stands for nothing": {detail: `{"state":"FAILED","statusMessage":null,"createdBy":null}`,
			want: func(j *event.JobStateChange) { j.State = "FAILED" }},
		"quotes inside a message are taken away": {detail: `{"state":"FAILED","statusMessage":" \"Token expired.\" "}`,
			want: func(j *event.JobStateChange) { j.State, j.Message = "FAILED", "Token expired." }},
		"a message of one quote stays": {detail: `{"state":"FAILED","statusMessage":"\""}`,
			want: func(j *event.JobStateChange) { j.State, j.Message = "FAILED", `"` }},
		"a state that nobody published is kept": {detail: `{"state":"MELTED"}`, want: func(j *event.JobStateChange) { j.State = "MELTED" }},
		"a restore's status is its state": {detailType: "Restore Job State Change", detail: `{"status":"FAILED","restoreJobId":"r"}`,
			want: func(j *event.JobStateChange) { j.Job, j.JobID, j.State = event.Restore, "r", "FAILED" }},
		"a date in AWS's other form is read": {detail: `{"state":"RUNNING","creationDate":"Jul 15, 2020 9:39:07 PM"}`,
			want: func(j *event.JobStateChange) { j.State, j.CreatedAt = "RUNNING", at("2020-07-15T21:39:07Z") }},
		"a date that is none loses nothing": {detail: `{"state":"FAILED","creationDate":"soon"}`,
			want: func(j *event.JobStateChange) { j.State = "FAILED" }},
		"a rule's id has two names": {detail: `{"state":"RUNNING","createdBy":{"backupPlanId":"p","backupRuleId":"r"}}`,
			want: func(j *event.JobStateChange) { j.State, j.PlanID, j.RuleID = "RUNNING", "p", "r" }},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if tt.detailType == "" {
				tt.detailType = "Copy Job State Change"
			}
			want := base
			tt.want(&want)
			got, err := event.Decode([]byte(job(tt.detailType, tt.detail)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(event.Event(want), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		raw  string
		want []string // each must be named
	}{
		"bytes that are no JSON":            {raw: "\x00\xff", want: []string{"not a JSON object"}},
		"an array":                          {raw: `[1,2]`, want: []string{"not a JSON object"}},
		"null":                              {raw: `null`, want: []string{"source is missing", "region is missing"}},
		"an envelope of wrong types":        {raw: `{"source":5,"detail-type":["x"],"account":"1","region":"r"}`, want: []string{`source is "5", not a string`, `detail-type is`}},
		"an envelope without account":       {raw: `{"source":"aws.backup","detail-type":"x","region":"r"}`, want: []string{"account is missing"}},
		"resources that are no list":        {raw: `{"source":"s","detail-type":"x","account":"1","region":"r","resources":"arn"}`, want: []string{"resources"}},
		"a state of the wrong type":         {raw: job("Copy Job State Change", `{"state":7}`), want: []string{`detail.state is "7", not a string`}},
		"no state at all":                   {raw: job("Copy Job State Change", `{"copyJobId":"x"}`), want: []string{"detail.state is missing"}},
		"a detail that is no object":        {raw: job("Copy Job State Change", `"x"`), want: []string{`detail is`, "not an object"}},
		"every wrong field at once":         {raw: job("Copy Job State Change", `{"state":"FAILED","copyJobId":1,"createdBy":{"backupPlanId":true}}`), want: []string{"detail.copyJobId", "detail.createdBy.backupPlanId"}},
		"a recovery point of no status":     {raw: job("Recovery Point State Change", `{}`), want: []string{"detail.status is missing"}},
		"an opt-in that is no switch":       {raw: job("Region Setting State Change", `{"ResourceTypeOptInPreference":{"EBS":3}}`), want: []string{"ResourceTypeOptInPreference.EBS"}},
		"a CloudTrail event of no name":     {raw: job("AWS Service Event via CloudTrail", `{}`), want: []string{"detail.eventName is missing"}},
		"a call of no name":                 {raw: job("AWS API Call via CloudTrail", `{}`), want: []string{"detail.eventName is missing"}},
		"a call by nobody that has a name":  {raw: job("AWS API Call via CloudTrail", `{"eventName":"x","userIdentity":{"arn":7}}`), want: []string{"detail.userIdentity.arn"}},
		"more bytes than EventBridge sends": {raw: `{"source":"` + strings.Repeat("x", event.MaxBytes) + `"}`, want: []string{"bytes"}},
		"nesting without end":               {raw: strings.Repeat(`{"a":`, 100_000/5), want: []string{"levels deep"}},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Decode([]byte(tt.raw))
			if err == nil {
				t.Fatalf("decoded to %#v", got)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if len(err.Error()) > 2000 {
				t.Errorf("the error repeats the event: %d bytes", len(err.Error()))
			}
		})
	}
}

func TestDecodeIgnoresWithAReason(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ raw, why string }{
		"a detail-type that nobody published": {raw: job("Moon Phase State Change", `{}`), why: "Moon Phase"},
		"a source that is not ours":           {raw: strings.Replace(job("x", `3`), "aws.backup", "aws.ec2", 1), why: "aws.ec2"},
		"a selection that succeeded":          {raw: job("AWS Service Event via CloudTrail", `{"eventName":"ProcessBackupPlanSelection"}`), why: "selected"},
		"what else AWS Backup does by itself": {raw: job("AWS Service Event via CloudTrail", `{"eventName":"BackupDeleted"}`), why: "BackupDeleted"},
		"a call that failed":                  {raw: job("AWS API Call via CloudTrail", `{"eventName":"DeleteBackupPlan","errorCode":"AccessDenied"}`), why: "DeleteBackupPlan failed"},
		"a Region setting without opt-ins":    {raw: job("Region Setting State Change", `{"state":"MODIFIED"}`), why: "opt-in"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got, err := event.Decode([]byte(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			ignored, ok := got.(event.Ignored)
			if !ok || !strings.Contains(ignored.Why, tt.why) {
				t.Errorf("got %#v, want Ignored because of %q", got, tt.why)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	for _, raw := range samples(f) {
		f.Add(raw)
		f.Add(bytes.ReplaceAll(raw, []byte(`"`), []byte(`'`)))
		f.Add(bytes.ReplaceAll(raw, []byte(`: "`), []byte(`: {"`)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := event.Decode(raw)
		if (got == nil) == (err == nil) {
			t.Fatalf("neither or both of a value and an error: %#v, %v", got, err)
		}
		if err != nil && err.Error() == "" {
			t.Fatal("an error without words")
		}
		if ignored, ok := got.(event.Ignored); ok && ignored.Why == "" {
			t.Fatal("ignored without a reason")
		}
	})
}
