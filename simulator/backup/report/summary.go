package report

import (
	"cmp"
	"slices"
	"time"

	"farvault/simulator/backup/job"
	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// What a summary can be asked for in place of a value: each by itself, or the sum of all.
const (
	anyValue     = "ANY"
	aggregateAll = "AGGREGATE_ALL"
)

type summaryInput struct {
	AccountId, State, ResourceType, MessageCategory, AggregationPeriod string
	MaxResults                                                         int
	NextToken                                                          string
}

// summary counts the jobs that are alike and were created in a period.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJobSummary.html
type summary struct {
	Region, AccountId, State, ResourceType, MessageCategory string
	Count                                                   int
	StartTime, EndTime                                      kernel.Time
}

const day = 24 * time.Hour

// periods are how far back a summary looks; a day's counts are given for each of 14 days.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListCopyJobSummaries.html
var periods = map[string]struct{ back, bucket time.Duration }{
	"ONE_DAY": {14 * day, day}, "SEVEN_DAYS": {7 * day, 7 * day}, "FOURTEEN_DAYS": {14 * day, 14 * day},
}

// summarize counts the jobs of the call's Region. Members see their own; the
// management account and delegated administrators may ask for ANY.
func (r *Report) summarize(c *kernel.Call, in summaryInput, jobs []*job.Job) ([]summary, error) {
	period, known := periods[cmp.Or(in.AggregationPeriod, "ONE_DAY")]
	if !known {
		return nil, invalid("AggregationPeriod %s is not valid", in.AggregationPeriod)
	}
	if in.AccountId == "" || !r.administrator(c.Account()) {
		in.AccountId = c.Account()
	}
	end := r.Lag.end(c.Now)
	counts := map[summary]int{}
	for _, j := range jobs {
		j, known := r.Lag.known(*j, c.Now)
		age := end.Sub(j.Created)
		if !known || j.Place.Region != c.Region || age > period.back {
			continue
		}
		bucket := end.Add(-(age + period.bucket - 1).Truncate(period.bucket))
		line, counted := in.line(&j)
		if counted {
			line.Region, line.StartTime, line.EndTime = c.Region, kernel.At(
				bucket,
			), kernel.At(
				bucket.Add(period.bucket),
			)
			counts[line]++
		}
	}
	return sorted(counts), nil
}

// line is the summary that a job counts in, without its period; false when it was not asked for.
func (in summaryInput) line(j *job.Job) (summary, bool) {
	var line summary
	for _, column := range []struct {
		asked, value string
		into         *string
	}{
		{in.AccountId, j.Place.Account, &line.AccountId},
		{in.State, j.State, &line.State},
		{in.ResourceType, j.Type.Name, &line.ResourceType},
		{in.MessageCategory, j.Category(), &line.MessageCategory},
	} {
		switch column.asked {
		case aggregateAll:
			*column.into = aggregateAll
		case "", anyValue, column.value:
			*column.into = column.value
		default:
			return summary{}, false
		}
	}
	return line, true
}

func sorted(counts map[summary]int) []summary {
	lines := make([]summary, 0, len(counts))
	for line, n := range counts {
		line.Count = n
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b summary) int {
		return cmp.Or(
			a.StartTime.Compare(b.StartTime.Time), cmp.Compare(a.AccountId, b.AccountId), cmp.Compare(a.State, b.State),
			cmp.Compare(a.ResourceType, b.ResourceType), cmp.Compare(a.MessageCategory, b.MessageCategory),
		)
	})
	return lines
}

type backupSummaries struct {
	BackupJobSummaries []summary
	AggregationPeriod  string
	NextToken          string `json:",omitempty"`
}

func (r *Report) summarizeBackups(c *kernel.Call, in summaryInput) (backupSummaries, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:ListBackupJobSummaries"}); err != nil {
		return backupSummaries{}, err
	}
	jobs := make([]*job.Job, 0, len(r.jobs.Backups()))
	for _, b := range r.jobs.Backups() {
		jobs = append(jobs, &b.Job)
	}
	all, err := r.summarize(c, in, jobs)
	if err != nil {
		return backupSummaries{}, err
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return backupSummaries{items, cmp.Or(in.AggregationPeriod, "ONE_DAY"), next}, err
}

type copySummaries struct {
	CopyJobSummaries  []summary
	AggregationPeriod string
	NextToken         string `json:",omitempty"`
}

func (r *Report) summarizeCopies(c *kernel.Call, in summaryInput) (copySummaries, error) {
	if err := r.k.Authorize(c, kernel.Access{Action: "backup:ListCopyJobSummaries"}); err != nil {
		return copySummaries{}, err
	}
	jobs := make([]*job.Job, 0, len(r.jobs.Copies()))
	for _, found := range r.jobs.Copies() {
		jobs = append(jobs, &found.Job)
	}
	all, err := r.summarize(c, in, jobs)
	if err != nil {
		return copySummaries{}, err
	}
	items, next, err := place.Page(all, in.NextToken, in.MaxResults)
	return copySummaries{items, cmp.Or(in.AggregationPeriod, "ONE_DAY"), next}, err
}
