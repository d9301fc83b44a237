package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"sync"
)

// RecordTo is the environment variable that names a file for what is asked and answered: an exchange a line, each form
// once. Judges of the wire read it; it is no log, and whoever runs the simulator needs none.
const RecordTo = "FARVAULT_SIMULATOR_RECORD"

// Exchange is one call as it went over the wire.
type Exchange struct {
	Service, Operation, Region, AccessKeyID string

	Method, Target string
	Request        http.Header
	RequestBody    []byte
	Status         int
	Response       http.Header
	ResponseBody   []byte
}

// recorder appends exchanges to a file. A write that fails is a line that a judge misses and counts.
type recorder struct {
	mu   sync.Mutex
	file *os.File
	seen map[string]bool
}

// record is shared by all servers of the process; nil: nothing is recorded.
var record = sync.OnceValue(func() *recorder {
	name := os.Getenv(RecordTo)
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic("simulator: " + RecordTo + ": " + err.Error())
	}
	return &recorder{file: file, seen: map[string]bool{}}
})

// varying is what differs from call to call without being another form: numbers, times, ids, tokens.
var varying = regexp.MustCompile(`[A-Za-z0-9+/=_-]{40,}|[0-9a-f]{8,}|[0-9]+`)

func (r *recorder) keep(e Exchange) {
	if e.Status == 0 {
		return // the connection was cut before the answer
	}
	kind := bytes.Join([][]byte{
		[]byte(e.Service), []byte(e.Operation), {byte(e.Status / 100)}, []byte(e.Target), e.RequestBody, e.ResponseBody,
	}, []byte{0})
	key := string(varying.ReplaceAll(kind, []byte("0")))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	line, err := json.Marshal(e)
	if err == nil {
		_, _ = r.file.Write(append(line, '\n')) // a line that is not there is counted by the judge
	}
}

// overheard passes an answer on and keeps it.
type overheard struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader passes the status on.
func (o *overheard) WriteHeader(status int) {
	o.status = status
	o.ResponseWriter.WriteHeader(status)
}

// Write passes a part of the body on.
func (o *overheard) Write(p []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	o.body.Write(p)
	return o.ResponseWriter.Write(p)
}

// exchange is a request with the answer that was overheard.
func exchange(r *http.Request, sign signed, operation string, body []byte, o *overheard) Exchange {
	return Exchange{
		Service: sign.service, Operation: operation, Region: sign.region, AccessKeyID: sign.accessKeyID,
		Method: r.Method, Target: r.URL.RequestURI(), Request: r.Header, RequestBody: body,
		Status: o.status, Response: o.Header(), ResponseBody: o.body.Bytes(),
	}
}
