package guard_test

import (
	"errors"
	"regexp"
	"testing"

	"farvault/shared/guard"
)

func TestAPanicIsTheErrorOfItsOwnWork(t *testing.T) {
	t.Parallel()
	var group guard.Group
	refused := errors.New("refused")
	group.Go(func() error { var none *struct{ id string }; _ = none.id; return nil })
	group.Go(func() error { return refused })
	group.Go(func() error { return nil })
	errs := group.Wait()
	panicked, failed, done := errs[0], errs[1], errs[2]
	if at := regexp.MustCompile(`^panic at guard_test\.go:\d+: runtime error: invalid memory`); panicked == nil ||
		!at.MatchString(panicked.Error()) {
		t.Errorf("the panic is told as %v, want %s", panicked, at)
	}
	if !errors.Is(failed, refused) || done != nil {
		t.Errorf("the others ended with %v and %v, want %v and nil", failed, done, refused)
	}
}
