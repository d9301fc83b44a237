package sweep_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/handler/handlertest"
	"farvault/shared/handler/sweep"
	"farvault/shared/ledger"
	"farvault/shared/org"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

// held are the central vault's recovery points and lock.
type held struct {
	points map[string]unreported.KeptPoint
	guard  unreported.Guard
	lists  int
	shut   string // an account that may not be read
}

func (v *held) Vaults(_ context.Context, account, _ string, _ []string) (map[string]unreported.Guard, error) {
	if account == v.shut {
		return nil, shut{}
	}
	if account != handlertest.Central {
		return nil, nil
	}
	return map[string]unreported.Guard{handlertest.VaultARN: v.guard}, nil
}

func (v *held) Points(context.Context, string) (all []unreported.KeptPoint, err error) {
	v.lists++
	for _, p := range v.points {
		all = append(all, p)
	}
	return all, nil
}

// What is gone before its day is found by the next count, once, though no event told of it: in any account, and the
// account's last backup too. A vault is listed once however many accounts copy into it.
func TestTheCountFindsWhatIsGone(t *testing.T) {
	t.Parallel()
	b := &world{Ledger: ledger.NewMemory(), accounts: []org.Account{{ID: handlertest.Central, State: org.Active}, {ID: handlertest.Member, State: org.Active}}}
	var clock handlertest.Clock
	vaults := &held{points: map[string]unreported.KeptPoint{}, guard: unreported.Guard{Locked: true, MinDays: 7}}
	s := sweep.Handler{Tree: b, Vaults: vaults, Ledger: b, JobsOut: b, Deployment: handlertest.Deployment, Now: clock.At, Log: slog.New(slog.DiscardHandler),
		Settings: settings.Settings{CentralVault: settings.Vault{BackupVaultName: "farvault"}}}
	for i := range 40 {
		arn, account := fmt.Sprint("point-", i), handlertest.Member
		if i == 0 {
			account = "333344445555"
		}
		vaults.points[arn] = unreported.KeptPoint{ARN: arn, Account: account, Completed: handlertest.Noon().AddDate(0, 0, -1), DeleteAt: handlertest.Noon().AddDate(0, 0, i)}
	}
	count := func(after time.Duration) (found []event.UnreportedFailure) {
		t.Helper()
		clock.Pass(after)
		before := len(b.sent)
		if err := s.Run(t.Context(), sweep.Work{Work: "custody"}); err != nil {
			t.Fatal(err)
		}
		for _, m := range b.sent[before:] {
			found = append(found, m.Body.(event.Unreported).Problems...)
		}
		return found
	}
	if found := count(0); found != nil {
		t.Fatalf("the first look knows of nothing before it: %v", found)
	}
	if found := count(12 * time.Hour); found != nil {
		t.Fatalf("nothing happened: %v", found)
	}
	delete(vaults.points, "point-0") // due by now
	delete(vaults.points, "point-20")
	delete(vaults.points, "point-30")
	vaults.guard = unreported.Guard{}
	found := count(12 * time.Hour)
	if len(found) != 2 || found[0].Cause != "vault-lock-weakened" || found[1].Count != 2 || found[1].Destination != handlertest.Member {
		t.Errorf("found %+v", found)
	}
	if again := count(12 * time.Hour); again != nil {
		t.Errorf("found twice: %+v", again)
	}
	vaults.shut = handlertest.Member // the hourly look reports it, and the count is not made anew every ten minutes for it
	count(12 * time.Hour)
	if vaults.lists != 5 {
		t.Errorf("%d listings in 5 looks", vaults.lists)
	}
	vaults.shut = handlertest.Central
	if err := s.Run(t.Context(), sweep.Work{Work: "custody"}); err == nil {
		t.Error("the copies cannot be counted, and that is no error")
	}
}
