package guard

import "sync/atomic"

// Once makes work that is done by the first who asks; the others wait for its answer, error included. A panic is the
// error of all. They wait at a channel and not at a lock: testing/synctest knows then that they wait.
// https://pkg.go.dev/testing/synctest#hdr-Blocking
func Once[T any](work func() (T, error)) func() (T, error) {
	var begun atomic.Bool
	done := make(chan struct{})
	var answer T
	var err error
	return func() (T, error) {
		if begun.CompareAndSwap(false, true) {
			defer close(done)
			err = Do(func() (err error) {
				answer, err = work()
				return err
			})
			return answer, err
		}
		<-done
		return answer, err
	}
}
