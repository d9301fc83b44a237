package catalog_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"farvault/shared/catalog"
	"farvault/shared/event"
)

// Words that are in no row, written by us in AWS's manner: the catalogue is about causes, not about sentences.
func TestOtherWordsFindTheirCategory(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/paraphrases.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) < 180 {
		t.Errorf("only %d lines", len(lines))
	}
	for _, line := range lines {
		job, rest, _ := strings.Cut(line, "|")
		category, message, _ := strings.Cut(rest, "|")
		got := catalog.Diagnose(catalog.Signal{Job: event.JobKind(job), State: "FAILED", Message: message})
		if string(got.Category) != category {
			t.Errorf("%s job %q: got %s (%s), want %s", job, message, got.Category, got.Cause, category)
		}
	}
}

func TestDiagnoseReadsWordsWhateverTheirForm(t *testing.T) {
	t.Parallel()
	for law, message := range map[string]string{
		"as AWS writes them":                  "Given key ID is not accessible",
		"in any case":                         "GIVEN KEY ID IS NOT ACCESSIBLE",
		"with quotes and line breaks":         "\"Given\n key  ID 'is' not\taccessible.\"",
		"inside more words":                   "AMI snapshot copy failed with error: Given key ID is not accessible. You must have DescribeKey permissions",
		"beside names that people chose":      "Given key ID is not accessible: arn:aws:ec2:eu-west-1:222233334444:volume/marketplace-running-job-for-the-same-organization",
		"beside a name that looks like words": "Given key ID is not accessible (resource same-organization-vault)",
	} {
		got := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: message})
		if got.Cause != "source-key-not-shared" {
			t.Errorf("%s: %s", law, got.Cause)
		}
	}
}

func TestNamesSayNothingOfTheCause(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"arn:aws:dynamodb:eu-west-1:222233334444:table/kms-key-pending-deletion",
		"arn:aws:s3:::vault-lock-retention-bucket", "my-kms-key", "access-denied-table", "arn:aws:rds:eu-west-1:222233334444:db:too-many-tags",
	} {
		got := catalog.Diagnose(catalog.Signal{Job: event.Backup, State: "FAILED", Message: "The flux of " + name + " is not compensated"})
		if got.Category != catalog.Unknown {
			t.Errorf("%s is taken for %s (%s)", name, got.Category, got.Cause)
		}
	}
}

func TestDiagnoseWithoutWords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		signal catalog.Signal
		cause  string
	}{
		"an expired job ran out of its window":        {catalog.Signal{Job: event.Backup, State: "EXPIRED"}, "job-window-passed"},
		"an expired recovery point was not deleted":   {catalog.Signal{Job: event.RecoveryPoint, State: "EXPIRED"}, "recovery-point-not-deleted"},
		"an aborted job was stopped":                  {catalog.Signal{Job: event.Copy, State: "ABORTED"}, "stopped-by-user"},
		"half a job lacks a nested one":               {catalog.Signal{Job: event.Copy, State: "PARTIAL"}, "nested-job-failed"},
		"a stopped recovery point was continuous":     {catalog.Signal{Job: event.RecoveryPoint, State: "STOPPED"}, "continuous-backup-stopped"},
		"AWS's category speaks before the state":      {catalog.Signal{Job: event.Backup, State: "EXPIRED", MessageCategory: "KMS_KEY_ERROR"}, "key-error"},
		"AWS's category speaks for unknown words":     {catalog.Signal{Job: event.Backup, State: "FAILED", Message: "flux", MessageCategory: "LIMIT_EXCEEDED"}, "quota-reached"},
		"words speak before AWS's category":           {catalog.Signal{Job: event.Copy, Message: "Given key ID does not exist", MessageCategory: "RESOURCE_NOT_FOUND"}, "key-missing"},
		"the category that says nothing says nothing": {catalog.Signal{Job: event.Backup, State: "FAILED", MessageCategory: "MISCELLANEOUS"}, catalog.Unidentified},
		"words speak before the state":                {catalog.Signal{Job: event.Backup, State: "EXPIRED", Message: "Backup job failed because there was a running job for the same resource."}, "running-job-for-resource"},
		"a failed job without words is unknown":       {catalog.Signal{Job: event.Copy, State: "FAILED"}, catalog.Unidentified},
		"words that nobody knows are unknown":         {catalog.Signal{Job: event.Copy, State: "FAILED", Message: "The flux is not compensated"}, catalog.Unidentified},
		"a state that nobody knows is unknown":        {catalog.Signal{Job: event.Copy, State: "MELTED"}, catalog.Unidentified},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			got := catalog.Diagnose(tt.signal)
			if got.Cause != tt.cause || got.Proof != catalog.Suspected || got.Title == "" || got.Remedy == "" {
				t.Errorf("got %+v, want %s", got, tt.cause)
			}
			if (got.Category == catalog.Unknown) != (tt.cause == catalog.Unidentified) {
				t.Errorf("category %s of cause %s", got.Category, got.Cause)
			}
		})
	}
}

func TestEveryCategoryOfAWSIsKnown(t *testing.T) {
	t.Parallel()
	// The message code categories of AWS Backup: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupJob.html
	for _, category := range strings.Fields(`VSS_ERROR LIMIT_EXCEEDED ACCESS_DENIED CONCURRENT_JOB FEATURE_NOT_ENABLED JOB_EXPIRED INVALID_LIFECYCLE INVALID_STATE
		KMS_KEY_ERROR ACCESS_KEY_ERROR HYPERVISOR_OFFLINE RESOURCE_NOT_FOUND RESOURCE_NOT_SUPPORTED TAG_COPY_ERROR TOKEN_EXPIRED UNSUPPORTED_OPERATION FATAL_ERROR`) {
		got := catalog.Diagnose(catalog.Signal{Job: event.Backup, State: "FAILED", MessageCategory: category})
		if got.Category == catalog.Unknown {
			t.Errorf("%s is unknown", category)
		}
	}
}

func TestNothingIsBenignInAJobThatFailed(t *testing.T) {
	t.Parallel()
	for _, c := range catalog.Causes() {
		if !c.Benign {
			continue
		}
		message, job := append(c.Samples, c.Variants...)[0], kinds(c)[0]
		if got := catalog.Diagnose(catalog.Signal{Job: job, State: "FAILED", Message: message}); got.Benign {
			t.Errorf("%s: a failed job is called benign", c.ID)
		}
		if got := catalog.Diagnose(catalog.Signal{Job: job, State: "COMPLETED", Message: message}); !got.Benign {
			t.Errorf("%s: a completed job is not called benign", c.ID)
		}
	}
}

func TestDiagnoseIsTheSameForTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range catalog.Causes() {
		s := catalog.Signal{Job: kinds(c)[0], Message: append(c.Samples, c.Variants...)[0]}
		if diff := cmp.Diff(catalog.Diagnose(s), catalog.Diagnose(s)); diff != "" {
			t.Errorf("%s: %s", c.ID, diff)
		}
	}
}

func FuzzDiagnose(f *testing.F) {
	for _, c := range catalog.Causes() {
		for _, message := range append(c.Samples, c.Variants...) {
			f.Add(string(kinds(c)[0]), "FAILED", message, "")
		}
	}
	f.Add("copy", "EXPIRED", "arn:aws:\xff:::", "KMS_KEY_ERROR")
	f.Fuzz(func(t *testing.T, job, state, message, category string) {
		got := catalog.Diagnose(catalog.Signal{Job: event.JobKind(job), State: state, Message: message, MessageCategory: category})
		if got.Category == catalog.Unknown {
			if got.Cause != catalog.Unidentified {
				t.Fatalf("unknown, and yet %s", got.Cause)
			}
			return
		}
		row, known := catalog.Lookup(got.Cause)
		if !known || row.Category != got.Category || got.Proof != catalog.Suspected {
			t.Fatalf("%+v is of no row", got)
		}
		if text := catalog.Normalise(message); text != strings.Join(strings.Fields(text), " ") {
			t.Fatalf("normalised to %q", text)
		}
	})
}

func BenchmarkDecodeAndDiagnose(b *testing.B) {
	raw, err := os.ReadFile("../../events/copy-job-failed.json")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		decoded, err := event.Decode(raw)
		if err != nil {
			b.Fatal(err)
		}
		j := decoded.(event.JobStateChange)
		if catalog.Diagnose(catalog.Signal{Job: j.Job, State: j.State, Message: j.Message}).Category != catalog.VaultPolicy {
			b.Fatal("not diagnosed")
		}
	}
}

// BenchmarkDiagnose takes every message of the catalogue, and one that no row knows, in turn.
func BenchmarkDiagnose(b *testing.B) {
	messages := []string{"The flux is not compensated, and so the backup of the resource could not be continued today"}
	for _, c := range catalog.Causes() {
		messages = append(messages, c.Samples...)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: messages[i%len(messages)]})
	}
}
