// Package describe simulates the three calls by which EC2 and RDS list resources with their keys. It knows the
// resources that AWS Backup can protect, and nothing else of the two services.
package describe

import (
	"bytes"
	"encoding/xml"
	"strings"

	"farvault/simulator/kernel"
)

// Resource is one that a service lists.
type Resource struct{ ARN, Type, KeyARN string }

// Resources are those of an account and Region.
type Resources interface {
	Described(account, region string) []Resource
}

// Service is the part of EC2 and RDS of every account and Region.
type Service struct {
	k         *kernel.Kernel
	resources Resources
}

// New makes the calls over the resources.
func New(k *kernel.Kernel, resources Resources) *Service { return &Service{k: k, resources: resources} }

// Operations are the API operations.
func (s *Service) Operations() []kernel.Operation {
	return []kernel.Operation{
		kernel.Op("ec2", "DescribeVolumes", s.describeVolumes),
		kernel.Op("rds", "DescribeDBInstances", s.describeDBInstances),
		kernel.Op("rds", "DescribeDBClusters", s.describeDBClusters),
	}
}

type input struct{ NextToken, Marker string }

// Answer is an answer in a form of its own: EC2's has no result element and lower-case members.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
type Answer struct{ text []byte }

// XML is the whole answer.
func (a Answer) XML() []byte { return a.text }

func (s *Service) describeVolumes(c *kernel.Call, _ input) (Answer, error) {
	return s.answer(c, "ec2:DescribeVolumes", "<DescribeVolumesResponse><volumeSet>",
		"</volumeSet></DescribeVolumesResponse>",
		func(r Resource) string {
			id := r.ARN[strings.LastIndex(r.ARN, "/")+1:]
			switch r.Type {
			case "EBS":
				return "<item>" + element("volumeId", id) + element("kmsKeyId", r.KeyARN) + "</item>"
			case "EC2": // an instance has one volume
				return "<item>" + element("volumeId", "vol-"+strings.TrimPrefix(id, "i-")) + element("kmsKeyId", r.KeyARN) +
					"<attachmentSet><item>" + element("instanceId", id) + "</item></attachmentSet></item>"
			}
			return ""
		})
}

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html
func (s *Service) describeDBInstances(c *kernel.Call, _ input) (Answer, error) {
	return s.answer(c, "rds:DescribeDBInstances",
		"<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances>",
		"</DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>",
		func(r Resource) string {
			if r.Type != "RDS" {
				return ""
			}
			return "<DBInstance>" + element("DBInstanceArn", r.ARN) + element("KmsKeyId", r.KeyARN) +
				element("Engine", "postgres") + "</DBInstance>"
		})
}

var engines = map[string]string{"Aurora": "aurora-postgresql", "DocumentDB": "docdb", "Neptune": "neptune"}

// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html
func (s *Service) describeDBClusters(c *kernel.Call, _ input) (Answer, error) {
	return s.answer(c, "rds:DescribeDBClusters",
		"<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters>",
		"</DBClusters></DescribeDBClustersResult></DescribeDBClustersResponse>",
		func(r Resource) string {
			if engines[r.Type] == "" {
				return ""
			}
			return "<DBCluster>" + element("DBClusterArn", r.ARN) + element("KmsKeyId", r.KeyARN) +
				element("Engine", engines[r.Type]) + "</DBCluster>"
		})
}

func (s *Service) answer(
	c *kernel.Call, action, head, tail string, item func(Resource) string,
) (Answer, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: action}); err != nil {
		return Answer{}, err
	}
	var b bytes.Buffer
	b.WriteString(head)
	for _, r := range s.resources.Described(c.Account(), c.Region) {
		b.WriteString(item(r))
	}
	b.WriteString(tail)
	return Answer{b.Bytes()}, nil
}

func element(name, value string) string {
	if value == "" {
		return ""
	}
	var b bytes.Buffer
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(&b, []byte(value)) // a buffer takes all
	b.WriteString("</" + name + ">")
	return b.String()
}
