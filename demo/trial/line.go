package trial

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Line is a line that a function logged: how a record or a piece of work ended.
type Line struct {
	At       time.Time
	Function string
	Level    slog.Level
	Outcome  string // done, ignored, waits, failed; empty where it is no record's line
	Error    string
}

// logger keeps what a function logs, for the trace and as lines.
func (w *World) logger(function string) *slog.Logger { return slog.New(keeper{w, function}) }

// keeper is the slog.Handler of one function.
type keeper struct {
	world    *World
	function string
}

// Enabled keeps everything.
func (k keeper) Enabled(context.Context, slog.Level) bool { return true }

// Handle keeps one line.
func (k keeper) Handle(_ context.Context, r slog.Record) error {
	l := Line{At: k.world.Now(), Function: k.function, Level: r.Level}
	text := []string{r.Level.String(), r.Message}
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "outcome":
			l.Outcome = a.Value.String()
		case "error":
			l.Error = a.Value.String()
		}
		text = append(text, fmt.Sprintf("%s=%q", a.Key, a.Value.String()))
		return true
	})
	k.world.note(k.function, strings.Join(text, " "))
	k.world.mu.Lock()
	defer k.world.mu.Unlock()
	k.world.logs = append(k.world.logs, l)
	return nil
}

// WithAttrs and WithGroup change nothing that is looked at here.
func (k keeper) WithAttrs([]slog.Attr) slog.Handler { return k }

// WithGroup is like WithAttrs.
func (k keeper) WithGroup(string) slog.Handler { return k }

// Lines are what the functions have logged.
func (w *World) Lines() []Line {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Line(nil), w.logs...)
}
