package cloud_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"farvault/shared/chain"
	"farvault/shared/cloud"
	awswire "farvault/simulator/wire"
)

// longestSequence is how many of the AWS calls for one account may wait for one another.
const longestSequence = 9

// slowly is AWS in process, which answers each call after a second. In a bubble whose clock moves only
// while every goroutine waits, a run then takes as many seconds as its longest sequence has calls.
type slowly struct{ http.Handler }

func (s slowly) Do(r *http.Request) (*http.Response, error) {
	<-time.After(time.Second)
	if r.Body == nil { // a server's request always has one
		r.Body = http.NoBody
	}
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, r)
	return answer.Result(), nil
}

// The sequence is that of the account itself: to enter it, look, and write. Where it stands in the
// organization is known before; it travels in the sweep's messages.
func TestLongestSequenceOfCalls(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"member": member, "central": central} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			account, err := cloud.New(w.config(&wire{}), place, "farvault-provision").Organization().Account(t.Context(), id)
			must(t, err)
			for _, run := range []string{"create", "verify"} {
				synctest.Test(t, func(t *testing.T) {
					watch := &wire{}
					config := w.config(watch)
					config.HTTPClient = slowly{awswire.NewServer(w.Kernel, w.Operations())}
					begun := time.Now()
					_, _, err := reconcileChain(t.Context(), cloud.New(config, place, "farvault-provision"), chain.Desire(twoPlans(), place, account))
					must(t, err)
					if n := int(time.Since(begun) / time.Second); n > longestSequence {
						t.Errorf("to %s takes %d calls that wait for one another, of %d: %s", run, n, len(watch.calls), strings.Join(watch.calls, " "))
					}
				})
			}
		})
	}
}
