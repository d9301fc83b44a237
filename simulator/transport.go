package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// transport carries the requests of this process to the world's handler without a connection: the bytes are those
// that the server would have read. Two thirds of what a call cost were the sockets between two goroutines.
type transport struct{ handler http.Handler }

// RoundTrip lets the handler answer. Where it hangs up, the error is that of a connection closed before the answer.
func (t *transport) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	received, err := asReceived(r)
	if err != nil {
		return nil, err
	}
	w := &writer{header: http.Header{}}
	defer func() {
		cause, ok := recover().(error)
		switch {
		case errors.Is(cause, http.ErrAbortHandler) && w.status != 0:
			answer = w.response(r)
			answer.Body = io.NopCloser(io.MultiReader(&w.body, brokenOff{}))
		case errors.Is(cause, http.ErrAbortHandler):
			answer, err = nil, io.EOF
		case ok:
			panic(cause)
		}
	}()
	t.handler.ServeHTTP(w, received)
	return w.response(r), nil
}

// brokenOff is the end of an answer whose connection was closed in the middle.
type brokenOff struct{}

// Read fails as the body of such an answer does.
func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// asReceived is the request as a server reads it: the target alone as its URL, and a body always.
func asReceived(r *http.Request) (*http.Request, error) {
	target, err := url.ParseRequestURI(r.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	received := *r
	received.URL = target
	received.RequestURI = r.URL.RequestURI()
	if received.Host == "" {
		received.Host = r.URL.Host
	}
	if received.Body == nil {
		received.Body = http.NoBody
	}
	return &received, nil
}

// writer keeps an answer.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is what is sent before the body.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader sets the status, once.
func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write adds to the body.
func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *writer) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}
}
