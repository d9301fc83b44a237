package stage

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"
)

// relay gives a line that a binary has logged, a JSON object, to a logger of this process: level,
// message and attributes. What is not such a line, as the trace of a panic, is an error.
func relay(log *slog.Logger, line []byte) {
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		text := string(bytes.TrimSpace(line))
		if strings.HasPrefix(text, "SDK ") && strings.Contains(text, " WARN ") {
			log.Warn("output", "warning", text) // the SDK has a logger of its own
			return
		}
		log.Error("output", "error", text)
		return
	}
	var level slog.Level
	if text, ok := object["level"].(string); !ok || level.UnmarshalText([]byte(text)) != nil {
		level = slog.LevelError
	}
	message, _ := object["message"].(string)
	var attrs []slog.Attr
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch key {
		case "level", "message", "timestamp", "requestId":
		default:
			attrs = append(attrs, slog.Attr{Key: key, Value: value(key, object[key])})
		}
	}
	log.LogAttrs(context.Background(), level, message, attrs...)
}

// durations are the keys whose numbers are nanoseconds, as slog's JSON writes a time.Duration.
var durations = []string{"delay", "duration"}

func value(key string, v any) slog.Value {
	number, ok := v.(json.Number)
	if !ok {
		return slog.AnyValue(v)
	}
	whole, err := number.Int64()
	switch {
	case err != nil:
		return slog.StringValue(number.String())
	case slices.Contains(durations, key):
		return slog.DurationValue(time.Duration(whole))
	}
	return slog.Int64Value(whole)
}
