package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"farvault"
)

// The arithmetic holds: a line is its units times the price, an account more adds the same at any size, and the sum at
// the foot of the table is that of the lines above it.
func TestTheArithmeticHolds(t *testing.T) {
	t.Parallel()
	n, err := counted()
	if err != nil {
		t.Fatal(err)
	}
	all := rows(n)
	total := map[int]float64{}
	for _, r := range all {
		more := r.dollars(1001) - r.dollars(1000)
		if math.Abs(more-(r.dollars(1)-r.dollars(0))) > 1e-9 || math.Abs(r.dollars(1000)-(r.once+1000*r.each)*r.cost) > 1e-9 {
			t.Errorf("%s is not linear: one account more costs %g and %g", r.item, more, r.dollars(1)-r.dollars(0))
		}
		if r.once < 0 || r.each < 0 || r.cost < 0 || r.unit == "" || r.read.when == "" || !strings.HasPrefix(r.read.where, "https://") || !strings.HasPrefix(r.page, "https://aws.amazon.com/") {
			t.Errorf("row is not whole: %+v", r)
		}
		for _, accounts := range sizes {
			total[accounts] += r.dollars(accounts)
		}
	}
	var b bytes.Buffer
	table(&b, all)
	for _, accounts := range sizes {
		if want := fmt.Sprintf("**%.2f**", total[accounts]); !strings.Contains(b.String(), want) {
			t.Errorf("the table has no sum %s for %d accounts:\n%s", want, accounts, b.String())
		}
	}
	t.Log("\n" + b.String())
}

// The counts are the template's own, and the calls are those that tests allow.
func TestTheCountsAreTheirOwners(t *testing.T) {
	t.Parallel()
	n, err := counted()
	if err != nil {
		t.Fatal(err)
	}
	text, err := farvault.Files.ReadFile("template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	alarms := strings.Count(string(text), "AWS::CloudWatch::Alarm\n")
	if n.alarms != alarms || n.alarms == 0 || n.metrics <= categories || n.secrets == 0 || n.dashboards != 1 || n.queues != 4 {
		t.Errorf("counted %+v, and the template has %d alarms", n, alarms)
	}
	for _, of := range []struct {
		file, pattern, want string
	}{
		{"../../shared/cloud/calls_test.go", `mostToVerify = (\d+)`, fmt.Sprint(verifyCalls)},
		{"../../demo/proofcalls_test.go", `callsAnAccount = (\d+)`, fmt.Sprint(hourlyCalls)},
		{"../../shared/handler/sweep/unreported.go", `readsAtOnce = (\d+)`, fmt.Sprint(readAtOnce)},
	} {
		source, err := os.ReadFile(of.file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(of.pattern).FindSubmatch(source)
		if found == nil || string(found[1]) != of.want {
			t.Errorf("%s says %s, the bill %s", of.file, found, of.want)
		}
	}
	source, err := os.ReadFile("../../shared/catalog/category.go")
	if err != nil {
		t.Fatal(err)
	}
	if found := len(regexp.MustCompile(`(?m)^\t\w+ +Category = `).FindAll(source, -1)); found != categories {
		t.Errorf("there are %d categories, the bill has %d", found, categories)
	}
}
