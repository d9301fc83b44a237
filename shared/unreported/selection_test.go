package unreported_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"farvault/shared/event"
	"farvault/shared/settings"
	"farvault/shared/unreported"
)

func TestSelections(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		look *look
		says string // empty: nothing fails
		idle bool
	}{
		"a plan that selects something":                 {look: watched(on(4, 11, 0))},
		"nothing any more":                              {look: watched(on(4, 11, 0)).made("daily", on(3, 12, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), says: "any longer. The plan recently backed up vol-1, fs-1"},
		"nothing for long":                              {look: watched(on(14, 11, 0)).made("daily", on(3, 12, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), idle: true},
		"an account without anything that is backed up": {look: watched(on(4, 11, 0)).with(func(l *look) { l.Plans[0].Selected = nil }), idle: true},
		"types that are switched off are selected":      {look: watched(on(4, 11, 0)).with(func(l *look) { l.OptIn = nil })},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			p := whyOf(tt.look, "selection-matches-nothing")
			if (p.Cause == "") != (tt.says == "") || !strings.Contains(p.Why, tt.says) {
				t.Errorf("%+v", p)
			}
			if got := tt.look.holding(event.Selection); (len(got) == len(tt.look.Plans)) != (tt.says == "") {
				t.Errorf("%v hold", got)
			}
			if got := tt.look.Idle(tt.look.now); got != tt.idle {
				t.Errorf("idle %t", got)
			}
		})
	}
}

func TestNearTags(t *testing.T) {
	t.Parallel()
	p := unreported.ExpectedPlan{TagKey: "backup", TagValue: "daily"}
	for key, want := range map[string]bool{"Backup": true, "backup": true, "backups": true, "bakcup": true, "Name": false, "team": false} {
		if p.IsNear(key, "daily") != want {
			t.Errorf("key %q is near: %t", key, !want)
		}
	}
	for value, want := range map[string]bool{"Daily": true, "daily": true, "dayly": true, "weekly": false, "none": false, "": false} {
		if p.IsNear("backup", value) != want {
			t.Errorf("%q is near: %t", value, !want)
		}
	}
}

// TestEveryTypeIsListed: of each type that AWS Backup protects the tagging API is asked, and nothing else of the service
// is taken for one.
func TestEveryTypeIsListed(t *testing.T) {
	t.Parallel()
	const in = "eu-west-1:222233334444:"
	of := map[string][]string{
		"arn:aws:ec2:" + in + "volume/vol-1": {"EBS"}, "arn:aws:ec2:" + in + "instance/i-1": {"EC2"}, "arn:aws:rds:" + in + "db:orders": {"RDS"},
		"arn:aws:rds:" + in + "cluster:orders": {"Aurora", "DocumentDB", "Neptune"}, "arn:aws:elasticfilesystem:" + in + "file-system/fs-1": {"EFS"},
		"arn:aws:dynamodb:" + in + "table/orders": {"DynamoDB"}, "arn:aws:s3:::invoices": {"S3"}, "arn:aws:fsx:" + in + "file-system/fs-1": {"FSx"},
		"arn:aws:storagegateway:" + in + "gateway/sgw-1/volume/vol-1": {"Storage Gateway"}, "arn:aws:redshift:" + in + "cluster:dw": {"Redshift"},
		"arn:aws:redshift-serverless:" + in + "namespace/n": {"Redshift Serverless"}, "arn:aws:timestream:" + in + "database/d/table/t": {"Timestream"},
		"arn:aws:cloudformation:" + in + "stack/s/1": {"CloudFormation"}, "arn:aws:backup-gateway:" + in + "vm/vm-1": {"VirtualMachine"},
		"arn:aws:ssm-sap:" + in + "HANA/app/DB/HDB": {"SAP HANA on Amazon EC2"}, "arn:aws:eks:" + in + "cluster/c": {"EKS"}, "arn:aws:dsql:" + in + "cluster/c": {"DSQL"},
	}
	var found []string
	for arn, types := range of {
		for _, kind := range types {
			if !slices.Contains(unreported.TypesOf(arn), kind) {
				t.Errorf("%s is of %v, not %s", arn, unreported.TypesOf(arn), kind)
			}
		}
		found = append(found, types...)
	}
	for _, kind := range settings.ResourceTypes {
		if !slices.Contains(found, kind) {
			t.Errorf("no resource of type %s", kind)
		}
	}
	for _, arn := range []string{
		"arn:aws:fsx:" + in + "backup/backup-1", "arn:aws:backup:" + in + "recovery-point:1", "arn:aws:ec2:eu-west-1::snapshot/snap-1", "arn:aws:s3:" + in + "accesspoint/a",
		"arn:aws:storagegateway:" + in + "gateway/sgw-1", "arn:aws:timestream:" + in + "database/d", "arn:aws:redshift-serverless:" + in + "workgroup/w", "no ARN",
	} {
		if got := unreported.TypesOf(arn); got != nil {
			t.Errorf("%s is taken for %v", arn, got)
		}
	}
}

// TestAllowedAge: one age is told of only where it is that of every plan.
func TestAllowedAge(t *testing.T) {
	t.Parallel()
	plan := func(schedule string) settings.BackupPlan {
		return settings.BackupPlan{Rules: []settings.BackupRule{{RuleName: "a", ScheduleExpression: schedule}}}
	}
	for law, tt := range map[string]struct {
		plans []settings.BackupPlan
		want  time.Duration
	}{
		"no plan":                      {nil, 36 * time.Hour},
		"daily":                        {[]settings.BackupPlan{plan(noon)}, 36 * time.Hour},
		"daily and weekly":             {[]settings.BackupPlan{plan(noon), plan(mondays)}, 0},
		"a schedule that is never due": {[]settings.BackupPlan{plan("cron(0 12 * * ? 2020)")}, 36 * time.Hour},
	} {
		if got := unreported.AllowedAge(tt.plans, 36*time.Hour, on(4, 13, 0)); got != tt.want {
			t.Errorf("%s: %s, want %s", law, got, tt.want)
		}
	}
}

// TestHowFarBackAccountsAreRead: as little as the schedules need.
func TestHowFarBackAccountsAreRead(t *testing.T) {
	t.Parallel()
	now, maxAge := on(5, 1, 0), 36*time.Hour
	plan := unreported.ExpectedPlan{Rules: []unreported.WatchedRule{rule("daily", noon, 35)}}
	for what, got := range map[string][2]time.Time{
		"copies, to the last run that has had its time": {plan.CopiesSince(maxAge, now), on(4, 11, 55)},
		"points, to the run before":                     {plan.PointsSince(maxAge, now), on(3, 11, 55)},
		"jobs, to the last run whose window is over":    {plan.JobsSince(now), on(4, 11, 55)},
	} {
		if !got[0].Equal(got[1]) {
			t.Errorf("%s: %s, want %s", what, got[0], got[1])
		}
	}
	if never := (unreported.ExpectedPlan{}).CopiesSince(maxAge, now); !never.IsZero() {
		t.Errorf("a plan without rules reaches back to %s", never)
	}
}
