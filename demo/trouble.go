package demo

import (
	"fmt"
	"log/slog"
	"strings"
)

// trouble is what may explain why the story went another way: what the functions
// could not do, what was refused, what was not delivered.
func (s *stage) trouble() string {
	var b strings.Builder
	refused := map[string]bool{} // each refusal once, at its first time
	for _, l := range s.log.since(0) {
		if l.level >= slog.LevelError {
			fmt.Fprintf(&b, "\n  %s %s: %s", l.at.Format("15:04:05"), l.function, l.text("error"))
		}
	}
	for _, run := range s.world.Lambda.Invocations() {
		if run.Err != nil {
			fmt.Fprintf(&b, "\n  %s %s: %v", run.StartedAt.Format("15:04:05"), run.Function, run.Err)
		}
	}
	s.world.Lock()
	defer s.world.Unlock()
	for _, call := range s.world.Journal.Calls() {
		if !call.Refused {
			continue
		}
		last := call.Grants[len(call.Grants)-1]
		what := fmt.Sprintf(
			"%s was refused %s on %s: %s by %s %s",
			call.Caller,
			last.Action,
			last.Resource,
			last.Verdict.Decision,
			last.Verdict.By.Kind,
			last.Verdict.By,
		)
		if !refused[what] {
			fmt.Fprintf(&b, "\n  %s %s", call.At.Format("15:04:05"), what)
		}
		refused[what] = true
	}
	for _, u := range s.world.EventBridge.Undelivered() {
		fmt.Fprintf(&b, "\n  EventBridge: %+v", u)
	}
	for _, u := range s.world.SNS.Undelivered() {
		fmt.Fprintf(&b, "\n  SNS: %+v", u)
	}
	return b.String()
}

// undelivered counts events and messages that reached nobody.
func (s *stage) undelivered() int {
	s.world.Lock()
	defer s.world.Unlock()
	return len(s.world.EventBridge.Undelivered()) + len(s.world.SNS.Undelivered())
}

// failed counts what the functions could not do: records that went wrong, and
// invocations. What waits because it is not ready yet has not failed.
func (s *stage) failed() (n int) {
	for _, l := range s.log.since(0) {
		if l.level >= slog.LevelError {
			n++
		}
	}
	for _, run := range s.world.Lambda.Invocations() {
		if run.Err != nil {
			n++
		}
	}
	return n
}
