package alert

import (
	"os"
	"path/filepath"
	"testing"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/org"
)

// FuzzNamed: of what the event of a member names, all that is believed is the member's own or nobody's, but for what
// copies and restores need: the vault that a copy goes to and what a restore reads from are the central account's at
// most, and what is restored may have been backed up anywhere.
func FuzzNamed(f *testing.F) {
	names, err := filepath.Glob("../../../events/*-job-*.json")
	if err != nil || len(names) < 10 {
		f.Fatalf("%d sample events, %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	h := &Handler{CentralAccountID: handlertest.Central}
	f.Fuzz(func(t *testing.T, raw []byte) {
		decoded, err := event.Decode(raw)
		j, is := decoded.(event.JobStateChange)
		if err != nil || !is || j.Account == h.CentralAccountID || h.spoofed(j.Account, j.Job, namedBy(j)...) != "" {
			return
		}
		never := map[string]string{
			"resource": j.ResourceARN, "recovery point": j.RecoveryPointARN, "source": j.SourceVaultARN,
			"destination": j.DestinationVaultARN, "role": j.RoleARN,
		}
		central := map[string]string{}
		switch j.Job {
		case event.Copy:
			central["destination"] = j.DestinationVaultARN
		case event.Restore:
			central["source"], central["recovery point"] = j.SourceVaultARN, j.RecoveryPointARN
			delete(never, "resource")
		}
		for what, named := range never {
			arn, err := org.ParseARN(named)
			if err != nil || arn.Account == "" || arn.Account == j.Account {
				continue
			}
			if _, may := central[what]; !may || arn.Account != h.CentralAccountID {
				t.Errorf("a %s job of %s is believed that names the %s %s", j.Job, j.Account, what, named)
			}
		}
	})
}
