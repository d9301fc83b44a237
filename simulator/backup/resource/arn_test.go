package resource

import "testing"

// How recovery points are named, by type. https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#resource-arns-table
func TestPointARN(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		name     string
		advanced bool
		want     string
	}{
		"a snapshot has no account":              {"EBS", false, "arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0"},
		"an image has no account":                {"EC2", false, "arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0"},
		"a database snapshot is AWS Backup's":    {"RDS", false, "arn:aws:rds:eu-west-1:222233334444:snapshot:awsbackup:job-01234567-89ab-cdef-0123-456789abcdef"},
		"a cluster snapshot is AWS Backup's":     {"Aurora", false, "arn:aws:rds:eu-west-1:222233334444:cluster-snapshot:awsbackup:job-01234567-89ab-cdef-0123-456789abcdef"},
		"fully managed types have one form":      {"EFS", false, "arn:aws:backup:eu-west-1:222233334444:recovery-point:01234567-89ab-cdef-0123-456789abcdef"},
		"a table's backup is under the table":    {"DynamoDB", false, "arn:aws:dynamodb:eu-west-1:222233334444:table/orders/backup/0123456789abcdef0"},
		"a table's backup, with full management": {"DynamoDB", true, "arn:aws:backup:eu-west-1:222233334444:recovery-point:01234567-89ab-cdef-0123-456789abcdef"},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			kind, known := TypeOf(tt.name, tt.advanced)
			if !known {
				t.Fatalf("no type %s", tt.name)
			}
			resource := kind.resourceARN("222233334444", "eu-west-1", "orders")
			if got := kind.PointARN("222233334444", "eu-west-1", resource, "01234567-89ab-cdef-0123-456789abcdef"); got != tt.want {
				t.Errorf("recovery point of %s is %s, want %s", resource, got, tt.want)
			}
		})
	}
}

// What a type says of itself holds together: only a copy of what is not fully managed uses the source's key.
func TestTypesHoldTogether(t *testing.T) {
	t.Parallel()
	for _, kind := range append(types, advancedDynamoDB) {
		if kind.FullyManaged == (kind.KeyUnusable != "") && kind.CrossAccount {
			t.Errorf("%s: fully managed %t, and of an unusable source key it says %q", kind.Name, kind.FullyManaged, kind.KeyUnusable)
		}
		if kind.FullyManaged != (kind.Point == own) {
			t.Errorf("%s: fully managed %t, but its recovery points are %v", kind.Name, kind.FullyManaged, kind.Point)
		}
		if kind.BackupTakes <= 0 || kind.CopyTakes <= 0 || kind.Backup == "" {
			t.Errorf("%s lacks a duration or the permission to back it up", kind.Name)
		}
	}
}
