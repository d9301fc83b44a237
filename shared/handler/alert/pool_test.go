package alert

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"farvault/shared/alert"
	"farvault/shared/catalog"
	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/message"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// sameCategory are texts of failed copies that tell of different causes of one category.
func sameCategory(t *testing.T, category catalog.Category, n int) (texts []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range catalog.Causes() {
		for _, text := range c.Samples {
			d := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: text})
			if d.Category == category && !seen[d.Cause] && len(texts) < n {
				seen[d.Cause], texts = true, append(texts, text)
			}
		}
	}
	if len(texts) < n {
		t.Fatalf("%d causes of %s, want %d", len(texts), category, n)
	}
	return texts
}

// failsAs is the copy of the i-th volume that fails with that text, so many minutes after noon.
func failsAs(i int, text string, after int) event.JobStateChange {
	j := copyJob(fmt.Sprintf("%08d-0000-0000-0000-%012d", i, after), after)
	j.ResourceARN = fmt.Sprintf("arn:aws:ec2:eu-west-1:%s:volume/vol-%d", handlertest.Member, i)
	j.RecoveryPointARN = fmt.Sprintf("arn:aws:ec2:eu-west-1::snapshot/snap-%d", i)
	j.Message = text
	return j
}

// asBackup is the job as one that makes the backup.
func asBackup(j event.JobStateChange) event.JobStateChange {
	j.Job, j.RecoveryPointARN, j.DestinationVaultARN = event.Backup, "", ""
	return j
}

// come are records that come one after the other, and then again those whose message waited.
func (t *world) come(tb testing.TB, bodies ...event.Body) {
	tb.Helper()
	var again []event.Body
	for _, body := range bodies {
		t.keep(body)
		if _, err := t.Record(tb.Context(), handlertest.Record(tb, body)); unheld(err) != nil {
			tb.Fatal(err)
		} else if err != nil {
			again = append(again, body)
		}
	}
	for _, body := range again {
		t.Pass(time.Minute)
		t.arrives(tb, body)
	}
}

// What strikes five resources of an account for one reason that nobody could prove is one message, which has all that
// AWS said of them; each of them ends by its own copy.
func TestASuspectedCauseOfAnAccountIsOneMessage(t *testing.T) {
	t.Parallel()
	same := strings.Repeat("Access Denied trying to call AWS Backup service\n", 5)
	var unknown, backups []string
	for i := range 5 {
		unknown = append(unknown, fmt.Sprintf("Strange weather of kind %c", 'A'+i))
		backups = append(backups, "The backup role does not exist anymore, said the weather.")
	}
	for law, tc := range map[string]struct {
		texts []string
		job   event.JobKind
	}{
		"one text":                     {strings.Split(strings.TrimSpace(same), "\n"), event.Copy},
		"five texts of one category":   {sameCategory(t, catalog.KMS, 5), event.Copy},
		"five of another category":     {sameCategory(t, catalog.IAMRole, 5), event.Copy},
		"five texts that nobody knows": {unknown, event.Copy},
		"backups":                      {backups, event.Backup},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			var all, good []event.Body
			for i, text := range tc.texts {
				bad, well := failsAs(i, text, 0), failsAs(i, "", 120)
				if well.State = "COMPLETED"; tc.job == event.Backup {
					bad, well = asBackup(bad), asBackup(well)
				}
				all, good = append(all, bad), append(good, well)
			}
			w.come(t, all...)
			w.hears(t, alert.FirstNotification)
			said := message.Text(w.people.Heard[0])
			for i, text := range tc.texts {
				if !strings.Contains(unwrapped(said), unwrapped(text)) || !strings.Contains(said, fmt.Sprintf("vol-%d", i)) {
					t.Errorf("it does not say %q of volume %d:\n%s", text, i, said)
				}
			}
			w.Set(handlertest.Noon().Add(2 * time.Hour))
			w.come(t, good[:4]...)
			w.hears(t, alert.FirstNotification)
			w.come(t, good[4])
			w.hears(t, alert.FirstNotification, alert.AllResolved)
		})
	}
}

// What a look finds missing of five resources of an account is one message.
func TestFiveOverdueCopiesAreOneMessage(t *testing.T) {
	t.Parallel()
	w := newWorld()
	look := event.Unreported{Account: handlertest.Member, Region: "eu-west-1", At: w.At()}
	for i := range 5 {
		look.Problems = append(look.Problems, event.UnreportedFailure{Kind: event.Copy, ResourceType: "EBS", Cause: "copy-overdue",
			Resource: failsAs(i, "", 0).ResourceARN, Destination: handlertest.VaultARN, Why: "It is overdue."})
	}
	w.arrives(t, look)
	w.hears(t, alert.FirstNotification)
	if m := w.people.Heard[0]; m.Resources != 5 {
		t.Errorf("%d resources: %s", m.Resources, m.Title)
	}
}

// unwrapped is a text without what a mail's width does to it.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

// Another cause that comes later, another category, another Region and another account are told by themselves.
func TestAnotherCauseIsItsOwnMessage(t *testing.T) {
	t.Parallel()
	kms, vault := sameCategory(t, catalog.KMS, 2), sameCategory(t, catalog.VaultPolicy, 1)
	for law, other := range map[string]func(*event.JobStateChange){
		"later":            func(j *event.JobStateChange) { j.CompletedAt = j.CompletedAt.Add(3 * time.Hour) },
		"another category": func(j *event.JobStateChange) { j.Message = vault[0] },
		"another Region":   func(j *event.JobStateChange) { j.Region = "eu-central-1" },
		"a backup":         func(j *event.JobStateChange) { *j = asBackup(*j) },
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.arrives(t, failsAs(1, kms[0], 0))
			j := failsAs(2, kms[1], 1)
			other(&j)
			w.Set(j.CompletedAt)
			w.arrives(t, j)
			w.hears(t, alert.FirstNotification, alert.FirstNotification)
		})
	}
}

// Where all that still fails has another cause than the one that is shown, messages show that one: whichever of them
// ends first, and back again.
func TestAGroupShowsACauseThatStillFails(t *testing.T) {
	t.Parallel()
	kms := sameCategory(t, catalog.KMS, 2)
	for _, still := range []int{0, 1} {
		t.Run(fmt.Sprint(still), func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.come(t, failsAs(0, kms[0], 0), failsAs(1, kms[1], 0))
			w.hears(t, alert.FirstNotification)
			good := func(i, after int) event.JobStateChange {
				j := failsAs(i, "", after)
				j.State = "COMPLETED"
				return j
			}
			w.Set(handlertest.Noon().Add(time.Hour))
			w.come(t, good(0, 60))
			if still == 0 { // the first is back, and the other ends
				w.come(t, failsAs(0, kms[0], 61), good(1, 62))
			}
			w.Set(handlertest.Noon().Add(5 * time.Hour))
			w.arrives(t, event.Tick{At: w.At()})
			if n := len(w.people.Heard); n < 2 {
				t.Fatalf("%d messages", n)
			}
			want := catalog.Diagnose(catalog.Signal{Job: event.Copy, State: "FAILED", Message: kms[still]})
			m := w.people.Heard[len(w.people.Heard)-1]
			said := unwrapped(message.Text(m))
			if m.Headline != want.Title || !strings.Contains(said, unwrapped(kms[still])) || strings.Contains(said, unwrapped(kms[1-still])) {
				t.Errorf("want %q:\n%s", want.Title, message.Text(m))
			}
		})
	}
}

// A cause that is gone for the failure that is shown is not gone for one that fails by another, whose condition nobody
// could read.
func TestACauseIsNotGoneForThoseThatFailByAnother(t *testing.T) {
	t.Parallel()
	text := func(cause string) string {
		c, known := catalog.Lookup(cause)
		if !known || len(c.Samples) == 0 {
			t.Fatalf("no sample of %q", cause)
		}
		return c.Samples[0]
	}
	w := newWorld()
	w.come(t, failsAs(0, text("cross-account-copy-disabled"), 0), failsAs(1, text("not-same-organization"), 0))
	w.hears(t, alert.FirstNotification)
	w.facts = []func(*proof.Facts){func(f *proof.Facts) { f.CrossAccountBackup = proof.Known(false) }}
	w.Set(handlertest.Noon().Add(10 * time.Minute))
	w.come(t, failsAs(2, text("cross-account-copy-disabled"), 10))
	w.facts = []func(*proof.Facts){func(f *proof.Facts) { f.SourceAccount = proof.Unread[org.Account]("throttled") }}
	w.Set(handlertest.Noon().Add(5 * time.Hour))
	w.arrives(t, event.Tick{At: w.At()})
	for _, m := range w.people.Heard {
		if m.Reason == alert.Fixed {
			t.Errorf("told that it is gone:\n%s", message.Text(m))
		}
	}
	if n := len(w.people.Heard); n < 2 {
		t.Errorf("%d messages", n)
	}
}
