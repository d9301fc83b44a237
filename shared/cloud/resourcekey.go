package cloud

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"

	"farvault/shared/chain"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// resourceKey is what a resource is encrypted with, read of itself; no ARN is no key.
type resourceKey struct {
	keyARN, resourceType string
	several              bool // it has parts with other keys beside
}

// and is the key of a resource that has one more part with that key.
func (k resourceKey) and(keyARN string) resourceKey {
	k.several = k.several || k.keyARN != "" && keyARN != "" && k.keyARN != keyARN
	k.keyARN = cmp.Or(k.keyARN, keyARN)
	return k
}

// resourceLists are the calls that list resources with their keys, a row for the kind of ARN. A service's own Describe
// is one permission; Cloud Control's GetResource runs the type's whole read handler, which asks for several.
// https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-read.html
// What AWS Backup fully manages keeps no key of its own in a copy, so it needs no row. FSx and Storage Gateway have
// none: their calls are of two more services, and the first backup names the key.
var resourceLists = []struct {
	service, head, call string
	list                func(context.Context, aws.Config, string) (map[string]resourceKey, error)
}{
	{"ec2", "volume/", "DescribeVolumes", listVolumes},
	{"ec2", "instance/", "DescribeVolumes", listVolumes}, // an image has the keys of its instance's volumes
	{"rds", "db:", "DescribeDBInstances", listDatabases},
	{"rds", "cluster:", "DescribeDBClusters", listClusters},
}

// resourceKey finds the key of a resource that has no recovery point yet. All of its kind in the Region are listed
// once a round.
func (f *Forecast) resourceKey(ctx context.Context, c proof.CopyAttempt) (resourceKey, error) {
	arn, err := org.ParseARN(c.ResourceARN)
	if err != nil {
		return resourceKey{}, fmt.Errorf("key not read: %w", err)
	}
	for _, row := range resourceLists {
		if arn.Service != row.service || len(arn.Resource) < len(row.head) || arn.Resource[:len(row.head)] != row.head {
			continue
		}
		all, err := f.resources.of(c.SourceAccount+" "+c.Region+" "+row.call, func() (map[string]resourceKey, error) {
			s, err := f.reader.cloud.enter(ctx, c.SourceAccount, chain.ReaderRole)
			if err != nil {
				return nil, err
			}
			config := s.config.Copy()
			config.Region = c.Region
			return row.list(ctx, config, arn.Partition+" "+c.SourceAccount)
		})
		if err != nil {
			return resourceKey{}, fmt.Errorf("key not read: %w", err)
		}
		found, there := all[c.ResourceARN]
		switch {
		case !there:
			return resourceKey{}, fmt.Errorf("key not read: %s is not listed", c.ResourceARN)
		case found.several:
			return resourceKey{}, fmt.Errorf("key not read: the volumes of %s have several keys", c.ResourceARN)
		}
		return found, nil
	}
	return resourceKey{}, fmt.Errorf("key not read: farvault reads no key of %s resources, only of their backups",
		cmp.Or(c.ResourceType, "such"))
}

// listVolumes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
func listVolumes(ctx context.Context, config aws.Config, owner string) (map[string]resourceKey, error) {
	all := map[string]resourceKey{}
	var partition, account string
	_, _ = fmt.Sscan(owner, &partition, &account)
	for token, more := "", true; more; {
		var page struct {
			Volumes []struct {
				ID  string `xml:"volumeId"`
				Key string `xml:"kmsKeyId"`
				// a volume can be attached to several instances
				Instances []string `xml:"attachmentSet>item>instanceId"`
			} `xml:"volumeSet>item"`
			Next string `xml:"nextToken"`
		}
		form := url.Values{"MaxResults": {"500"}}
		if token != "" {
			form.Set("NextToken", token)
		}
		if err := query(ctx, config, "ec2", "DescribeVolumes", form, &page); err != nil {
			return nil, err
		}
		arn := org.ARN{Partition: partition, Service: "ec2", Region: config.Region, Account: account}
		for _, v := range page.Volumes {
			arn.Resource = "volume/" + v.ID
			all[arn.String()] = resourceKey{keyARN: v.Key, resourceType: "EBS"}
			for _, id := range v.Instances {
				arn.Resource = "instance/" + id
				instance := all[arn.String()].and(v.Key)
				instance.resourceType = "EC2"
				all[arn.String()] = instance
			}
		}
		token, more = page.Next, page.Next != ""
	}
	return all, nil
}

// database is a DB instance or cluster.
type database struct {
	Instance string `xml:"DBInstanceArn"`
	Cluster  string `xml:"DBClusterArn"`
	Key      string `xml:"KmsKeyId"`
	Engine   string `xml:"Engine"`
}

// clusterTypes are AWS Backup's types of DB clusters, by the head of their engine; others are Multi-AZ clusters of RDS.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html
var clusterTypes = []struct{ engine, kind string }{
	{"aurora", "Aurora"}, {"docdb", "DocumentDB"}, {"neptune", "Neptune"}, {"", "RDS"},
}

func listDatabases(ctx context.Context, config aws.Config, _ string) (map[string]resourceKey, error) {
	return listRDS(ctx, config, "DescribeDBInstances")
}

func listClusters(ctx context.Context, config aws.Config, _ string) (map[string]resourceKey, error) {
	return listRDS(ctx, config, "DescribeDBClusters")
}

func listRDS(ctx context.Context, config aws.Config, action string) (map[string]resourceKey, error) {
	all := map[string]resourceKey{}
	for marker, more := "", true; more; {
		var page struct {
			Instances      []database `xml:"DescribeDBInstancesResult>DBInstances>DBInstance"`
			Clusters       []database `xml:"DescribeDBClustersResult>DBClusters>DBCluster"`
			InstanceMarker string     `xml:"DescribeDBInstancesResult>Marker"`
			ClusterMarker  string     `xml:"DescribeDBClustersResult>Marker"`
		}
		form := url.Values{"MaxRecords": {"100"}}
		if marker != "" {
			form.Set("Marker", marker)
		}
		if err := query(ctx, config, "rds", action, form, &page); err != nil {
			return nil, err
		}
		for _, d := range append(page.Instances, page.Clusters...) {
			all[d.Instance+d.Cluster] = resourceKey{keyARN: d.Key, resourceType: d.kind()}
		}
		marker = page.InstanceMarker + page.ClusterMarker
		more = marker != ""
	}
	return all, nil
}

func (d database) kind() string {
	if d.Cluster == "" {
		return "RDS"
	}
	for _, row := range clusterTypes {
		if len(d.Engine) >= len(row.engine) && d.Engine[:len(row.engine)] == row.engine {
			return row.kind
		}
	}
	return ""
}
