package guard_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"farvault/shared/guard"
)

// Those who ask while the first is at work wait for its answer, in a way that a test's bubble sees.
func TestOnceIsDoneOnceForAllWhoAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, refused := 0, errors.New("refused")
		answers, gate := make(chan int, 3), make(chan struct{})
		ask := guard.Once(func() (int, error) {
			begun++
			<-gate
			return 7, refused
		})
		for range 3 {
			go func() {
				n, err := ask()
				if !errors.Is(err, refused) {
					t.Errorf("answered with %v", err)
				}
				answers <- n
			}()
		}
		synctest.Wait()
		close(gate)
		if sum := <-answers + <-answers + <-answers; sum != 21 || begun != 1 {
			t.Errorf("begun %d times, the answers make %d", begun, sum)
		}
	})
}

func TestAPanicIsTheErrorOfAllWhoAsk(t *testing.T) {
	t.Parallel()
	ask := guard.Once(func() (int, error) { panic("boom") })
	for range 2 {
		if _, err := ask(); err == nil {
			t.Error("a panic is no error")
		}
	}
}
