package wire

import (
	"bytes"
	"net/http"
	"strconv"
)

// cut sends half of an answer whose header promises the whole.
func cut(w http.ResponseWriter, answer func(http.ResponseWriter)) {
	whole := &kept{header: w.Header()}
	answer(whole)
	w.Header().Set("Content-Length", strconv.Itoa(max(whole.Len(), 2)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(whole.Bytes()[:whole.Len()/2]) // the client may be gone
	_ = http.NewResponseController(w).Flush()     // what is in this process needs none
	panic(http.ErrAbortHandler)
}

// kept is an answer that is not sent.
type kept struct {
	bytes.Buffer
	header http.Header
}

// Header is that of the answer that is sent.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader does nothing: what is cut off had gone well.
func (k *kept) WriteHeader(int) {}
