// Package wire speaks AWS's protocols (REST-JSON, JSON 1.0 and 1.1, Query-XML) over HTTP,
// so that any SDK talks to the simulator unchanged. It knows how calls are
// written, not what they mean.
package wire

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"

	"farvault/simulator/kernel"
)

// Server answers API calls for a set of operations.
type Server struct {
	kernel *kernel.Kernel
	byName map[string]kernel.Operation // "kms.CreateKey"
	routes []route
}

// NewServer serves the operations; two of one name are a defect and panic.
func NewServer(k *kernel.Kernel, operations []kernel.Operation) *Server {
	s := &Server{kernel: k, byName: map[string]kernel.Operation{}}
	for _, o := range operations {
		key := o.Service + "." + o.Name
		if _, twice := s.byName[key]; twice {
			panic("simulator: operation " + key + " is registered twice")
		}
		s.byName[key] = o
		if o.Route != "" {
			s.routes = append(s.routes, newRoute(o))
		}
	}
	return s
}

// maxBody bounds what is read of a request: no AWS call that is served here takes more than 1 MiB.
const maxBody = 1 << 20

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
	caller, known := s.identify(sign.accessKeyID)
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

func (s *Server) identify(accessKeyID string) (kernel.Caller, bool) {
	s.kernel.Lock()
	defer s.kernel.Unlock()
	return s.kernel.Caller(accessKeyID)
}

func (s *Server) answer(w http.ResponseWriter, codec codec, name string, out any, err error) {
	var known *kernel.Error
	switch {
	case err == nil:
		codec.ok(w, name, out)
	case errors.Is(err, kernel.ErrHangUp):
		panic(http.ErrAbortHandler)
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
		for _, route := range s.routes {
			if route.service == sign.service {
				if decode, ok := route.match(r, body); ok {
					return route.name, decode, s.byName[route.service+"."+route.name], true
				}
			}
		}
		return r.Method + " " + r.URL.Path, nil, kernel.Operation{}, false
	}
	name, decode := c.read(r, body)
	op, ok := s.byName[sign.service+"."+name]
	return name, decode, op, ok
}

type signed struct{ accessKeyID, region, service string }

var credential = regexp.MustCompile(`Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request`)

// signature reads who signed, for which Region and service; it verifies nothing.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
func signature(r *http.Request) signed {
	m := credential.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		return signed{}
	}
	return signed{accessKeyID: m[1], region: m[2], service: m[3]}
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
