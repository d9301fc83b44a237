package resource

import (
	"fmt"
	"strings"

	"farvault/shared/org"
)

// form is how recovery points of a type are named: service, whether the ARN has an
// account, and the resource part with {id}, {uuid} or the resource's {name} in it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html#resource-arns-table
type form struct {
	service string
	account bool
	part    string
}

var (
	own              = form{"backup", true, "recovery-point:{uuid}"}
	snapshot         = form{"ec2", false, "snapshot/snap-{id}"}
	image            = form{"ec2", false, "image/ami-{id}"}
	dbSnapshot       = form{"rds", true, "snapshot:awsbackup:job-{uuid}"}
	clusterSnapshot  = form{"rds", true, "cluster-snapshot:awsbackup:job-{uuid}"}
	fsxBackup        = form{"fsx", true, "backup/backup-{id}"}
	redshiftSnapshot = form{"redshift", true, "snapshot:{name}/awsbackup:job-{uuid}"}
	tableBackup      = form{"dynamodb", true, "table/{name}/backup/{id}"}
)

// PointARN names a recovery point of the type in an account and Region. EBS
// snapshots and images carry no account.
func (t Type) PointARN(account, region, resourceARN, uuid string) string {
	part := strings.NewReplacer(
		"{id}", strings.ReplaceAll(uuid, "-", "")[:17],
		"{uuid}", uuid,
		"{name}", resourceARN[strings.LastIndexAny(resourceARN, ":/")+1:],
	).Replace(t.Point.part)
	a := org.ARN{Partition: org.Partition(region), Service: t.Point.service, Region: region, Resource: part}
	if t.Point.account {
		a.Account = account
	}
	return a.String()
}

// resourceARN names a resource of the type; those of S3 have neither Region nor account.
func (t Type) resourceARN(account, region, id string) string {
	a := org.ARN{
		Partition: org.Partition(region),
		Service:   t.Service,
		Region:    region,
		Account:   account,
		Resource:  fmt.Sprintf(t.Form, id),
	}
	if t.Service == "s3" {
		a.Region, a.Account = "", ""
	}
	return a.String()
}
