package stage_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"farvault"
	"farvault/demo/bootstrap"
	"farvault/demo/stage"
	"farvault/shared/wiring"
)

// binaries builds the functions, with the settings beside them.
func binaries(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := bootstrap.Build(t.Context(), "../..", folder); err != nil {
		t.Fatal(err)
	}
	return folder
}

// begins is when the worlds begin. The processes know no time but the machine's, which is later.
var begins = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

// maxSize is what a bootstrap may weigh.
const maxSize = 20_000_000

func TestTheBinariesProtectTheOrganization(t *testing.T) {
	t.Parallel()
	if os.Getenv("FARVAULT_VERIFY") == "" || testing.Short() {
		t.Skip("builds the binaries, without the race detector: make verify")
	}
	folder := binaries(t)
	var log bytes.Buffer
	s, err := stage.New(context.Background(), stage.Options{
		Files: farvault.Files, Begins: begins, Binaries: folder,
		Log: func(function string) *slog.Logger {
			return slog.New(slog.NewTextHandler(&log, nil)).With("function", function)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.World.Advance(10 * time.Minute)
	for _, account := range []string{stage.Members[0].ID, stage.CentralID} {
		vaults, err := backup.NewFromConfig(s.World.Administrator(account, stage.HomeRegion)).ListBackupVaults(context.Background(), nil)
		if err != nil || len(vaults.BackupVaultList) != 1 {
			t.Errorf("account %s has %+v, %v: want one vault\n%s", account, vaults, err, log.String())
		}
	}
	ran := map[string]int{}
	for _, run := range s.World.Lambda.Invocations() {
		ran[run.Function]++
		if run.Err != nil {
			t.Errorf("%s: %v", run.Function, run.Err)
		}
	}
	for _, function := range []string{wiring.ProvisionFunction, wiring.AlertFunction, wiring.SweepFunction} {
		if ran[function] == 0 {
			t.Errorf("%s never ran", function)
		}
		if !strings.Contains(log.String(), "function="+function) {
			t.Errorf("%s logged nothing", function)
		}
	}
	for _, name := range []string{"provision", "alert", "sweep"} {
		info, err := os.Stat(filepath.Join(folder, name, "bootstrap"))
		if err != nil || info.Size() > maxSize {
			t.Errorf("the bootstrap of %s: %v, %v: at most %d bytes", name, info.Size(), err, maxSize)
		}
	}
	t.Run("what a process cannot read stays in the queue", func(t *testing.T) { poison(t, s) })
}

// poison sends something that is no event: the real runtime answers with the message's id among the failures.
func poison(t *testing.T, s *stage.Stage) {
	client := sqs.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion))
	url := s.World.URL() + "/" + stage.CentralID + "/farvault-jobs"
	body := "this is not JSON"
	if _, err := client.SendMessage(context.Background(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
	s.World.Settle()
	queue, _ := s.World.SQS.Queue("arn:aws:sqs:" + stage.HomeRegion + ":" + stage.CentralID + ":farvault-jobs")
	if len(queue.Messages) != 1 {
		t.Errorf("%d messages in the queue, want the one that cannot be read", len(queue.Messages))
	}
}

func TestMissingBinariesAreSaid(t *testing.T) {
	t.Parallel()
	_, err := stage.New(context.Background(), stage.Options{Files: farvault.Files, Begins: begins, Binaries: t.TempDir(),
		Log: func(string) *slog.Logger { return slog.New(slog.DiscardHandler) }})
	if err == nil || !strings.Contains(err.Error(), "run `make build`") {
		t.Errorf("got %v", err)
	}
}

// Handlers of this version would pass for another one.
func TestAnotherVersionTakesBinaries(t *testing.T) {
	t.Parallel()
	_, err := stage.New(context.Background(), stage.Options{Files: farvault.Files, Begins: begins, Foreign: true,
		Log: func(string) *slog.Logger { return slog.New(slog.DiscardHandler) }})
	if err == nil || !strings.Contains(err.Error(), "runs as binaries alone") {
		t.Errorf("got %v", err)
	}
}
