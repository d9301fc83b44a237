package batch

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"
)

// Metric is one measurement of a record, told to CloudWatch in the log line of its invocation.
type Metric struct {
	Name     string
	Unit     string // CloudWatch's word
	Category string // of the failure; empty: the metric has no dimension
	Value    float64
}

// The metrics, as the dashboard in template.yaml names them.
const (
	namespace  = "farvault"
	Failures   = "Failures"
	AlertsSent = "AlertsSent"
	ClaimsLost = "ClaimsLost" // somebody else was telling the group
	CopyAge    = "CopyAge"    // of the newest good copy of what failed
	dimension  = "Category"

	Protected  = "Protected" // resources
	Failing    = "Failing"
	Unknown    = "Unknown"
	Untagged   = "Untagged"
	OldestCopy = "OldestCopy" // age of the oldest of the newest copies, in seconds
)

func Counted(name, category string, n int) Metric {
	return Metric{Name: name, Unit: "Count", Category: category, Value: float64(n)}
}

// embedded is what CloudWatch reads metrics from, in a line of JSON.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
type embedded struct {
	Timestamp         int64               `json:"Timestamp"` // milliseconds
	CloudWatchMetrics []embeddedDirective `json:"CloudWatchMetrics"`
}

type embeddedDirective struct {
	Namespace  string           `json:"Namespace"`
	Dimensions [][]string       `json:"Dimensions"`
	Metrics    []embeddedMetric `json:"Metrics"`
}

type embeddedMetric struct {
	Name string `json:"Name"`
	Unit string `json:"Unit"`
}

// mostValues is how many values of one metric a line may have; a batch has ten records.
const mostValues = 100

// embed is the attributes that make a log line carry the metrics of one category. There are none without metrics.
func embed(metrics []Metric, category string, now time.Time) []slog.Attr {
	values, units := map[string][]float64{}, map[string]string{}
	for _, m := range metrics {
		if m.Category == category && len(values[m.Name]) < mostValues {
			values[m.Name], units[m.Name] = append(values[m.Name], m.Value), m.Unit
		}
	}
	if len(values) == 0 {
		return nil
	}
	directive := embeddedDirective{Namespace: namespace, Dimensions: [][]string{{}}}
	var attrs []slog.Attr
	if category != "" {
		directive.Dimensions = [][]string{{dimension}}
		attrs = append(attrs, slog.String(dimension, category))
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		directive.Metrics = append(directive.Metrics, embeddedMetric{name, units[name]})
		attrs = append(attrs, slog.Any(name, values[name]))
	}
	return append(
		attrs,
		slog.Any("_aws", embedded{Timestamp: now.UnixMilli(), CloudWatchMetrics: []embeddedDirective{directive}}),
	)
}

// Embed is the attributes that make a log line carry metrics without a dimension.
func Embed(metrics []Metric, now time.Time) []slog.Attr { return embed(metrics, "", now) }

// ended is how many records of an invocation ended in each way, and what was measured of them.
type ended struct {
	words   map[string]int
	metrics []Metric
}

func (e *ended) add(o Outcome) {
	if e.words == nil {
		e.words = map[string]int{}
	}
	e.words[o.Word]++
	e.metrics = append(e.metrics, o.Metrics...)
}

// log writes the one line of the invocation, and one for each category of failures in it.
func (e *ended) log(ctx context.Context, b Batch, records int, start time.Time) {
	now := b.Now()
	line := []slog.Attr{slog.Int(keyRecords, records), slog.Duration(KeyDuration, now.Sub(start))}
	for _, word := range slices.Sorted(maps.Keys(e.words)) {
		line = append(line, slog.Int(word, e.words[word]))
	}
	b.Log.LogAttrs(ctx, slog.LevelInfo, "invocation", append(line, embed(e.metrics, "", now)...)...)
	categories := map[string]bool{}
	for _, m := range e.metrics {
		categories[m.Category] = true
	}
	delete(categories, "")
	for _, category := range slices.Sorted(maps.Keys(categories)) {
		b.Log.LogAttrs(ctx, slog.LevelInfo, "failures", embed(e.metrics, category, now)...)
	}
}
