// Package wire speaks AWS's protocols (REST-JSON, JSON 1.0 and 1.1, Query-XML) over HTTP,
// so that any SDK talks to the simulator unchanged. It knows how calls are
// written, not what they mean.
package wire

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"farvault/simulator/kernel"
)

// Server answers API calls for a set of operations.
type Server struct {
	kernel *kernel.Kernel
	byName map[string]kernel.Operation // "kms.CreateKey"
	routes map[string][]route          // by service and method: "backup PUT"
}

// NewServer serves the operations; two of one name are a defect and panic.
func NewServer(k *kernel.Kernel, operations []kernel.Operation) *Server {
	s := &Server{kernel: k, byName: map[string]kernel.Operation{}, routes: map[string][]route{}}
	for _, o := range operations {
		key := o.Service + "." + o.Name
		if _, twice := s.byName[key]; twice {
			panic("simulator: operation " + key + " is registered twice")
		}
		s.byName[key] = o
		if o.Route != "" {
			r := newRoute(o)
			s.routes[r.service+" "+r.method] = append(s.routes[r.service+" "+r.method], r)
		}
	}
	return s
}

// maxBody bounds what is read of a request: no AWS call that is served here takes more than a batch of 1 MiB, which its
// JSON may make several times as long.
const maxBody = 8 << 20

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		http.Error(w, "body not readable", http.StatusBadRequest)
		return
	}
	sign, codec := signature(r), codecFor(r)
	name, decode, op, found := s.find(r, sign, codec, body)
	if !found {
		codec.fail(
			w,
			name,
			kernel.Fail("UnknownOperationException", "the simulator has no operation %q of %q", name, sign.service),
		)
		return
	}
	caller, known := s.identify(&sign)
	w.Header().Set("X-Simulated-Time", s.now().UTC().Format(time.RFC3339))
	if !known {
		codec.fail(
			w,
			name,
			kernel.Fail("UnrecognizedClientException", "The security token included in the request is invalid.").
				HTTP(403),
		)
		return
	}
	if keep := record(); keep != nil {
		heard := &overheard{ResponseWriter: w}
		w = heard
		defer func() { keep.keep(exchange(r, sign, name, body, heard)) }()
	}
	call := &kernel.Call{Service: op.Service, Operation: op.Name, Region: sign.region, Caller: caller}
	out, err := s.kernel.Do(op, call, decode)
	s.answer(w, codec, name, out, err)
}

// identify finds who signed. What is made remembers its Region, and not the header that the Region stood in.
func (s *Server) identify(sign *signed) (kernel.Caller, bool) {
	s.kernel.Lock()
	defer s.kernel.Unlock()
	sign.region = s.kernel.Alike.Text(sign.region)
	return s.kernel.Caller(sign.accessKeyID)
}

// now is the world's time, for clients that care: the Date of HTTP stays the machine's.
func (s *Server) now() time.Time {
	s.kernel.Lock()
	defer s.kernel.Unlock()
	return s.kernel.Clock.Now()
}

func (s *Server) answer(w http.ResponseWriter, codec codec, name string, out any, err error) {
	var known *kernel.Error
	switch {
	case err == nil && codec.rest && s.kernel.Assume.EmptyListsLeftOut:
		codec.ok(w, name, withoutEmptyLists(out))
	case err == nil:
		codec.ok(w, name, out)
	case errors.Is(err, kernel.ErrHangUp):
		panic(http.ErrAbortHandler)
	case errors.Is(err, kernel.ErrGarbled):
		_, _ = w.Write([]byte("<html>\x00{]")) // as of a proxy between; the client may be gone
	case errors.Is(err, kernel.ErrTruncated):
		cut(w, func(whole http.ResponseWriter) { codec.ok(whole, name, out) })
	case errors.As(err, &known):
		codec.fail(w, name, known)
	default:
		codec.fail(w, name, kernel.Fail("InternalFailure", "%v", err).HTTP(500))
	}
}

// find names the operation and how to read its input.
func (s *Server) find(
	r *http.Request,
	sign signed,
	c codec,
	body []byte,
) (string, func(any) error, kernel.Operation, bool) {
	if c.rest {
		path := segments(r.URL.EscapedPath())
		for _, route := range s.routes[sign.service+" "+r.Method] {
			if decode, ok := route.match(r, path, body); ok {
				return route.name, decode, s.byName[route.service+"."+route.name], true
			}
		}
		return r.Method + " " + r.URL.Path, nil, kernel.Operation{}, false
	}
	name, decode := c.read(r, body)
	op, ok := s.byName[sign.service+"."+name]
	return name, decode, op, ok
}

type signed struct{ accessKeyID, region, service string }

// signature reads who signed, for which Region and service; it verifies nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
func signature(r *http.Request) signed {
	_, scope, found := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope, _, _ = strings.Cut(scope, ",")
	parts := strings.Split(scope, "/")
	if !found || len(parts) != 5 || !strings.HasPrefix(parts[4], "aws4_request") {
		return signed{}
	}
	return signed{accessKeyID: parts[0], region: parts[2], service: parts[3]}
}

// codecFor tells the protocol from the request: a target header is JSON, a form is Query, the rest is REST.
func codecFor(r *http.Request) codec {
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		return jsonCodec(r.Header.Get("Content-Type"))
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		return queryCodec()
	}
	return restCodec()
}
