package cloud_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/shared/cloud"
	"farvault/shared/event"
	"farvault/shared/guard"
)

// hollow lets one answer through without anything in it: the one of that number, counted from 1.
type hollow struct {
	client  aws.HTTPClient
	at, had int
}

func (h *hollow) Do(request *http.Request) (*http.Response, error) {
	response, err := h.client.Do(request)
	if h.had++; err != nil || h.had != h.at {
		return response, err
	}
	_ = response.Body.Close()
	body := "{}"
	if strings.Contains(response.Header.Get("Content-Type"), "xml") {
		body = "<Response></Response>"
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
	return response, nil
}

// An answer of AWS's that has nothing in it is an error or nothing to tell, at every call of a run that makes an
// account's chain, and never a panic.
func TestAnEmptyAnswerIsNoPanic(t *testing.T) {
	t.Parallel()
	calls := func() int {
		w := newWorld(t)
		w.IAM.PropagationDelay = 0
		watch, _ := counted(t.Context(), t, w, member)
		return len(watch.calls)
	}()
	for at := 1; at <= calls; at++ {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.IAM.PropagationDelay = 0
			config := w.config(&wire{})
			config.HTTPClient = &inTurn{client: &hollow{client: config.HTTPClient, at: at}}
			_, _, err := reconcile(t.Context(), cloud.New(config, place, "farvault-provision"), member)
			if panicked := (guard.Panic{}); errors.As(err, &panicked) {
				t.Errorf("answer %d is empty: %v", at, err)
			}
		})
	}
}

// A job without an id makes AWS answer with the list of jobs, which holds no job. The facts that rest on it cannot be
// read, and say so.
func TestACopyJobWithoutAnIDIsAFactThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := cloud.New(w.config(&wire{}), place, "farvault-alert")
	facts := c.Reader().Facts(t.Context(), event.JobStateChange{
		Origin: event.Origin{Account: member, Region: region}, Job: event.Copy, State: "FAILED",
	})
	if why := facts.CopyRetention.Why; why == "" || strings.Contains(why, "panic") {
		t.Errorf("the copy's retention cannot be read because %q, want AWS's answer named", why)
	}
	if _, err := c.Reader().CopyJob(t.Context(), member, region, ""); err == nil {
		t.Error("a copy job without an id was read")
	}
}
