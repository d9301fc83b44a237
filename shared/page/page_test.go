package page_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/page"
)

const hostile = `<script>alert(1)</script>" onmouseover="x`

func view() coverage.View {
	now := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	v := coverage.View{Now: now, MaxAge: 36 * time.Hour}
	v.Add(coverage.Account{ID: "222233334444", Name: hostile, Records: []coverage.Record{{
		Account: "222233334444", Region: "eu-west-1", At: now.Add(-time.Hour),
		Resources: []coverage.Resource{
			{ARN: "arn:aws:rds:eu-west-1:222233334444:db:" + hostile, Type: "RDS", State: coverage.Untagged, Why: "=cmd|' /C calc'!A0"},
			{ARN: "arn:aws:ec2:eu-west-1:222233334444:volume/vol-1", Type: "EBS", State: coverage.Protected, Plan: "daily",
				Central: &coverage.Copy{Point: "copy", Created: now.Add(-40 * time.Hour), Kept: now.AddDate(0, 0, 90)}},
		},
		Foreign: []coverage.Foreign{{Plan: "theirs", Name: hostile, Resources: 3, Newest: now.Add(-72 * time.Hour), Every: 86400, Stopped: true}},
	}}})
	v.Add(coverage.Account{ID: "333344445555", Name: "web-prod", Records: []coverage.Record{{Region: "eu-west-1"}}})
	v.Add(coverage.Account{ID: "999988887777", Name: "management", Excluded: "no StackSet reaches it"})
	return v
}

// TestNamesStayText, wherever they stand, and the page asks nobody for anything.
func TestNamesStayText(t *testing.T) {
	t.Parallel()
	text, err := page.HTML(view())
	if err != nil {
		t.Fatal(err)
	}
	html := string(text)
	for _, never := range []string{"<script>alert", `" onmouseover="x`, " src=", "url(", "@import", "<link"} {
		if strings.Contains(html, never) {
			t.Errorf("the page has %s", never)
		}
	}
	for _, always := range []string{
		"default-src &#39;none&#39;", "1 of 2 resources are protected", coverage.Restored, "excluded: no StackSet reaches it", "not read yet",
		"Allowed age: 36 h", "It has stopped.", `class="late"`,
	} {
		if !strings.Contains(html, always) {
			t.Errorf("the page lacks %s", always)
		}
	}
	if n := strings.Count(html, "<script>"); n != 1 {
		t.Errorf("%d scripts", n)
	}
}

// TestNoCellIsAFormula.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	v := view()
	for _, begins := range []string{"=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "|x", "%0A=1", "harmless"} {
		v.Account[0].Records[0].Resources = append(v.Account[0].Records[0].Resources, coverage.Resource{ARN: begins, State: coverage.Untagged, Has: begins, Why: begins})
	}
	text, err := page.CSV(v)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(lines) != 13 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, line := range lines {
		for _, cell := range line {
			if first := strings.TrimLeft(cell, " "); first != "" && strings.ContainsRune("=+-@\t|%＝", []rune(first)[0]) {
				t.Errorf("cell %q", cell)
			}
		}
	}
	if !strings.Contains(string(text), ",harmless,") {
		t.Error("what is no formula is changed")
	}
}
