package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// api serves the Runtime API to the one process.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func (s *Sandbox) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", s.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", s.response)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", s.failure)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", s.failure)
	return mux
}

// next holds the process until there is an event for it.
func (s *Sandbox) next(w http.ResponseWriter, r *http.Request) {
	select {
	case e := <-s.events:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", e.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(e.deadline.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", s.program.FunctionARN)
		_, _ = w.Write(e.payload) // a process that is gone is noticed by its exit
	case <-r.Context().Done():
	}
}

func (s *Sandbox) response(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "body not readable", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	s.answers <- answer{id: r.PathValue("id"), body: body}
}

// failure takes an error of the function, or of its start.
func (s *Sandbox) failure(w http.ResponseWriter, r *http.Request) {
	var said struct {
		ErrorMessage string `json:"errorMessage"`
		ErrorType    string `json:"errorType"`
	}
	if err := json.NewDecoder(r.Body).Decode(&said); err != nil {
		http.Error(w, "body is not an error object", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	s.answers <- answer{id: r.PathValue("id"), err: fmt.Errorf("%s: %s", said.ErrorType, said.ErrorMessage)}
}
