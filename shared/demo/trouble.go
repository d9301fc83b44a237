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
		if call.Refused {
			last := call.Grants[len(call.Grants)-1]
			fmt.Fprintf(&b, "\n  %s %s refused %s on %s: %s %+v", call.At.Format("15:04:05"), call.Caller, last.Action, last.Resource, last.Verdict.Decision, last.Verdict.By)
		}
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
