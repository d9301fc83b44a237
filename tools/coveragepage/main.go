// Command coveragepage writes the page of coverage of an organization that it makes up, for the browser's gate: three
// accounts with as many resources as it is told, of every state, and one with a hostile name.
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"farvault/shared/coverage"
	"farvault/shared/page"
)

// hostile is a name that would run as a script where it is not text.
const hostile = `arn:aws:rds:eu-west-1:222233334444:db:<img src=x onerror="window.hacked=1"></script>` +
	`<script>window.hacked=1</script>`

var kinds = []struct{ kind, arn string }{
	{"EBS", "arn:aws:ec2:eu-west-1:%s:volume/vol-0%016x"},
	{"RDS", "arn:aws:rds:eu-west-1:%s:db:orders-%04d"},
	{"EFS", "arn:aws:elasticfilesystem:eu-west-1:%s:file-system/fs-%017x"},
	{"DynamoDB", "arn:aws:dynamodb:eu-west-1:%s:table/sessions-%04d"},
	{"S3", "arn:aws:s3:::archive-%s-%04d"},
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: coveragepage COUNT")
	}
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	text, err := page.HTML(view(count))
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(text); err != nil {
		log.Fatal(err)
	}
}

func view(count int) coverage.View {
	now := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	v := coverage.View{Now: now, MaxAge: 36 * time.Hour}
	accounts := []coverage.Account{
		{ID: "222233334444", Name: "payments-prod"},
		{ID: "333344445555", Name: "web-prod"},
		{ID: "444455556666", Name: "data-lab"},
	}
	for i, a := range accounts {
		r := coverage.Record{Account: a.ID, Region: "eu-west-1", At: now.Add(-time.Duration(12+7*i) * time.Minute)}
		for n := i; n < count; n += len(accounts) {
			r.Resources = append(r.Resources, resource(n, a.ID, now))
		}
		a.Records = []coverage.Record{r}
		v.Add(a)
	}
	return v
}

func resource(n int, account string, now time.Time) coverage.Resource {
	kind := kinds[n%len(kinds)]
	r := coverage.Resource{
		ARN: fmt.Sprintf(kind.arn, account, n), Type: kind.kind, State: coverage.Protected, Plan: "daily",
	}
	if n == 0 {
		r.ARN, r.Type = hostile, "RDS"
	}
	made := now.Add(-time.Duration(2+n*7%31) * time.Hour)
	r.Central = &coverage.Copy{Point: fmt.Sprintf("arn:aws:backup:eu-west-1:111122223333:recovery-point:%08x", n),
		Vault: "arn:aws:backup:eu-west-1:111122223333:backup-vault:farvault", Created: made,
		Completed: made.Add(20 * time.Minute), Kept: made.AddDate(0, 0, 120)}
	if n%11 == 0 {
		r.State = coverage.States[n/11%len(coverage.States)]
		r.Why = "Made up for the browser's gate: " + r.State.Words() + "."
	}
	return r
}
