package page_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"farvault/shared/coverage"
	"farvault/shared/page"
)

// named is a view in which every word that people choose is the text.
func named(text string) coverage.View {
	now := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	v := coverage.View{Now: now, MaxAge: 36 * time.Hour}
	v.Add(coverage.Account{ID: "222233334444", Name: text, Why: text, Records: []coverage.Record{{
		Account: "222233334444", Region: "eu-west-1", At: now.Add(-time.Hour),
		Resources: []coverage.Resource{{
			ARN: "arn:aws:s3:::" + text, Type: "S3", State: coverage.Untagged, Why: text, Plan: text, Has: text, Needs: text,
			Central: &coverage.Copy{Point: text, Created: now.Add(-40 * time.Hour), Key: text},
		}},
		Foreign: []coverage.Foreign{{Plan: text, Name: text, Resources: 3, Newest: now.Add(-72 * time.Hour)}},
	}}})
	return v
}

var hostileTexts = []string{
	hostile, "=cmd|' /C calc'!A0", "\t=1", "  =1", "＝1", "a\r\nb", "\"", "\xff\xfe", "\x00", "</script><!--", "{{.}}", "${x}",
	"\u202e", "javascript:alert(1)", "'", "`", "%0A=1",
}

// FuzzHTML: whatever the names are, the page has the tags that it has for harmless ones.
func FuzzHTML(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	tags := func(t *testing.T, text string) int {
		t.Helper()
		html, err := page.HTML(named(text))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(html, []byte("<"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if harmless, got := tags(t, "x"), tags(t, text); text != "" && got != harmless {
			t.Errorf("%q makes %d tags, want %d", text, got, harmless)
		}
	})
}

// FuzzCSV: whatever the names are, the lines have their columns, and no cell is a formula.
func FuzzCSV(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written, err := page.CSV(named(text))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(written)).ReadAll()
		if err != nil || len(lines) != 2 || len(lines[1]) != len(lines[0]) {
			t.Fatalf("%q: %d lines, %v", text, len(lines), err)
		}
		for _, cell := range lines[1] {
			first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0\ufeff"))
			if cell != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", first) && first != utf8.RuneError {
				t.Errorf("%q makes the cell %q", text, cell)
			}
		}
	})
}
