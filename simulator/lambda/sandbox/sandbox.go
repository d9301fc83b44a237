// Package sandbox runs a function's real bootstrap as a process, as Lambda's execution environment does: it serves the
// Runtime API on a loopback port, hands one event at a time to the process, and takes its answer.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package sandbox

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Program is what runs in a sandbox.
type Program struct {
	Folder      string   // with bootstrap in it; the process starts there
	Environment []string // all of it, NAME=value, but for the Runtime API's address
	Timeout     time.Duration
	FunctionARN string
}

// Sandbox is one process and the Runtime API that it talks to. It runs one event at a time.
type Sandbox struct {
	program Program
	process *exec.Cmd
	exited  chan error // closed when the process is no more, with why before that
	server  *http.Server
	events  chan event
	answers chan answer

	output *os.File // what the process has written to its standard streams
	read   *bufio.Reader
}

// event is on its way to the process.
type event struct {
	id       string
	payload  []byte
	deadline time.Time
}

// answer is what the process made of it.
type answer struct {
	id   string // empty: the process could not start
	body []byte
	err  error
}

// Start starts the program. The process may still fail to start up; the first event then says so.
func Start(p Program) (*Sandbox, error) {
	s := &Sandbox{program: p, exited: make(chan error, 1), events: make(chan event), answers: make(chan answer, 1)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the Runtime API: %w", err)
	}
	s.server = &http.Server{Handler: s.api(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(listener) }() // ends with Close, and then has nothing to say
	if err := s.launch(listener.Addr().String()); err != nil {
		_ = s.server.Close() // the error that counts is the other
		return nil, err
	}
	return s, nil
}

// launch starts the process. Its standard streams go to a file: what it wrote before it answered is there when the
// answer is.
func (s *Sandbox) launch(api string) error {
	output, err := os.CreateTemp("", "sandbox-*.log")
	if err != nil {
		return err
	}
	defer os.Remove(output.Name()) // the open file goes on to exist
	reading, err := os.Open(output.Name())
	if err != nil {
		return errors.Join(err, output.Close())
	}
	s.output, s.read = reading, bufio.NewReader(reading)
	bootstrap, err := filepath.Abs(filepath.Join(s.program.Folder, "bootstrap"))
	if err != nil {
		return errors.Join(err, output.Close())
	}
	s.process = &exec.Cmd{
		Path: bootstrap,
		Args: []string{bootstrap},
		Dir:  s.program.Folder,
		Env: append(
			[]string{"AWS_LAMBDA_RUNTIME_API=" + api},
			s.program.Environment...),
		Stdout: output,
		Stderr: output,
	}
	if err := s.process.Start(); err != nil {
		return errors.Join(fmt.Errorf("start %s: %w", bootstrap, err), output.Close(), reading.Close())
	}
	go func() {
		s.exited <- s.process.Wait()
		_ = output.Close() // nobody writes to it any more
		close(s.exited)
	}()
	return nil
}

// Invoke gives the process an event and waits for its answer. The error is the
// function's own, or says that the process exited or ran out of time; Alive then tells whether it can take another.
func (s *Sandbox) Invoke(id string, payload []byte) ([]byte, error) {
	timeout := time.NewTimer(s.program.Timeout)
	defer timeout.Stop()
	waiting := s.events
	for {
		select {
		case waiting <- event{id: id, payload: payload, deadline: time.Now().Add(s.program.Timeout)}:
			waiting = nil
		case a := <-s.answers:
			return a.body, a.err
		case err := <-s.exited:
			return nil, fmt.Errorf("RequestId: %s Error: Runtime exited with error: %v", id, err)
		case <-timeout.C:
			s.Close()
			return nil, fmt.Errorf(
				"RequestId: %s Error: Task timed out after %.2f seconds",
				id,
				s.program.Timeout.Seconds(),
			)
		}
	}
}

// Lines are those that the process has written since they were last asked for.
func (s *Sandbox) Lines() [][]byte {
	var lines [][]byte
	for {
		line, err := s.read.ReadBytes('\n')
		if len(line) > 0 {
			lines = append(lines, line)
		}
		if err != nil {
			return lines // the end of what there is so far
		}
	}
}

// Close kills the process, as Lambda does with an environment that it needs no more.
func (s *Sandbox) Close() {
	_ = s.process.Process.Kill() // it may have exited by itself
	for range s.exited {
	}
	_ = s.server.Close() // its one client is gone
	_ = s.output.Close() // only read from
}
