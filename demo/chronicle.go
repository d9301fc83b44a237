package demo

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// chronicle keeps the log lines of the functions, one for each record that they did.
type chronicle struct {
	now func() time.Time

	mu    sync.Mutex
	lines []line
}

// line is one log line: who wrote it when, and its attributes.
type line struct {
	at       time.Time
	function string
	level    slog.Level
	message  string
	attrs    map[string]slog.Value
}

func newChronicle(now func() time.Time) *chronicle { return &chronicle{now: now} }

// since are the lines after the first n.
func (c *chronicle) since(n int) []line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]line(nil), c.lines[n:]...)
}

func (c *chronicle) logger(function string) *slog.Logger {
	return slog.New(chronicler{chronicle: c, function: function})
}

// chronicler is the slog.Handler of one function.
type chronicler struct {
	*chronicle
	function string
	with     []slog.Attr
}

func (c chronicler) Enabled(context.Context, slog.Level) bool { return true }

func (c chronicler) Handle(_ context.Context, r slog.Record) error {
	l := line{at: c.now(), function: c.function, level: r.Level, message: r.Message, attrs: map[string]slog.Value{}}
	for _, a := range c.with {
		l.attrs[a.Key] = a.Value
	}
	r.Attrs(func(a slog.Attr) bool {
		l.attrs[a.Key] = a.Value
		return true
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, l)
	return nil
}

func (c chronicler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c.with = append(append([]slog.Attr(nil), c.with...), attrs...)
	return c
}

// WithGroup is not used by the handlers: their keys are flat.
func (c chronicler) WithGroup(string) slog.Handler { return c }

func (l line) text(key string) string {
	if v, ok := l.attrs[key]; ok {
		return v.String()
	}
	return ""
}

// changes is how many changes the line tells of.
func (l line) changes() int {
	if v, ok := l.attrs["changes"]; ok && v.Kind() == slog.KindInt64 {
		return int(v.Int64())
	}
	return 0
}
