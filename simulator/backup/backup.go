// Package backup simulates AWS Backup. It puts together what its parts know: resource the types that can be protected,
// vault the vaults and recovery points, plan the plans and selections, setting the opt-ins and global settings, job the
// backup and copy jobs, report what the API tells of them; and itself adds the tags and the clockwork that runs the
// plans. It obeys AWS's pages, which stand beside the rules, and knows nothing of what farvault wants.
package backup

import (
	"slices"

	"farvault/simulator/backup/job"
	"farvault/simulator/backup/place"
	"farvault/simulator/backup/plan"
	"farvault/simulator/backup/report"
	"farvault/simulator/backup/resource"
	"farvault/simulator/backup/setting"
	"farvault/simulator/backup/vault"
	"farvault/simulator/describe"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
)

// Service is AWS Backup in all accounts and Regions of the world.
type Service struct {
	// Emit puts an event on the default bus of an account in a Region; nil drops it.
	Emit func(account, region, source, detailType string, resources []string, detail any)

	k         *kernel.Kernel
	iam       *iam.Service
	resources *resource.Resources
	settings  *setting.Settings
	vaults    *vault.Vaults
	plans     *plan.Plans
	jobs      *job.Jobs
	report    *report.Report
}

// Resource is something in an account that AWS Backup can protect: a volume, a file system, a database, ...
type Resource = resource.Resource

// Omission is something that AWS Backup can be made to leave undone without a word.
type Omission = job.Omission

// What can be left undone: see package job.
const (
	OmitRun       = job.OmitRun
	OmitCopy      = job.OmitCopy
	OmitCopyStart = job.OmitCopyStart
)

// New makes AWS Backup in a world in which nothing is backed up.
func New(k *kernel.Kernel, o *organizations.Service, i *iam.Service, m *kms.Service) *Service {
	s := &Service{k: k, iam: i, resources: resource.New(k)}
	emit := func(p place.Place, detailType string, resources []string, detail any) {
		if s.Emit != nil {
			s.Emit(p.Account, p.Region, "aws.backup", detailType, resources, detail)
		}
	}
	s.settings = setting.New(k, o, emit, func(account string) { i.ServiceLinkedRole(account, principal) })
	s.vaults = vault.New(k, i, m, emit)
	s.plans = plan.New(k, i, emit, s.schedule)
	s.jobs = job.New(k, job.World{
		Organizations: o, IAM: i, KMS: m, Resources: s.resources, Settings: s.settings, Vaults: s.vaults,
	}, emit)
	s.report = report.New(k, o, s.jobs)
	i.InUse(principal, s.vaults.Used)
	return s
}

// AddResource puts a resource into an account and Region, or another with the
// same ARN in its place, and answers with its ARN, which its type makes when it has none.
func (s *Service) AddResource(account, region string, r Resource) string {
	return s.resources.Add(place.Place{Account: account, Region: region}, r)
}

// RemoveResource takes a resource away; its recovery points stay.
func (s *Service) RemoveResource(account, region, arn string) {
	s.resources.Remove(place.Place{Account: account, Region: region}, arn)
}

// OptIn opts an account in to resource types in a Region.
func (s *Service) OptIn(account, region string, types ...string) {
	s.settings.OptIn(place.Place{Account: account, Region: region}, types...)
}

// OptInVirgins opts every account that has set nothing of a type in to these types; without it they are opted in to
// none.
func (s *Service) OptInVirgins(types ...string) { s.settings.SetVirgin(types...) }

// SetType makes a Region have a resource type or lack it, in place of what is known of that Region.
func (s *Service) SetType(region, resourceType string, has bool) {
	s.settings.SetType(region, resourceType, has)
}

// SetGlobal sets a global setting of the organization, such as isCrossAccountBackupEnabled to "true".
func (s *Service) SetGlobal(name, value string) { s.settings.SetGlobal(name, value) }

// TroubleCopies makes copies fail by what goes wrong on AWS's own side: trouble answers AWS's words for a copy of the
// resource, or nothing.
func (s *Service) TroubleCopies(trouble func(resourceARN string) string) { s.jobs.Trouble = trouble }

// FollowPolicy makes the plans that an account has by its effective backup policy; empty: it has none.
func (s *Service) FollowPolicy(account, effective string) { s.plans.Follow(account, effective) }

// Lag is how late ListBackupJobSummaries and ListCopyJobSummaries are.
type Lag = report.Lag

// How late they can be: see package report.
const (
	NoLag    = report.NoLag
	HourLag  = report.HourLag
	WholeDay = report.WholeDay
)

// LagSummaries makes the summaries late.
func (s *Service) LagSummaries(l Lag) { s.report.Lag = l }

// Restore is a restore job as the API shows it.
type Restore = report.Restore

// AddRestore puts a restore job that has ended into an account and Region: what is restored is not simulated.
func (s *Service) AddRestore(account, region string, r Restore) {
	s.report.AddRestore(place.Place{Account: account, Region: region}, r)
}

// AgeVault gives a vault recovery points from before the world began, as the world's own hand; they are counted and
// cannot be asked for.
func (s *Service) AgeVault(account, region, name string, points int64) {
	if v, found := s.vaults.Find(place.Place{Account: account, Region: region}, name); found {
		v.Elder = points
	}
}

// Delegate makes an account a delegated administrator of AWS Backup.
func (s *Service) Delegate(account string) { s.report.Delegate(account) }

// Tagged are the tags of the resources of an account and Region, by ARN; those without tags are not in it.
func (s *Service) Tagged(account, region string) map[string]map[string]string {
	tagged := map[string]map[string]string{}
	for _, r := range s.resources.In(place.Place{Account: account, Region: region}) {
		if len(r.Tags) > 0 {
			tagged[r.ARN] = r.Tags
		}
	}
	return tagged
}

// Described are the resources of an account and Region as their own services list them.
func (s *Service) Described(account, region string) (all []describe.Resource) {
	for _, r := range s.resources.In(place.Place{Account: account, Region: region}) {
		all = append(all, describe.Resource{ARN: r.ARN, Type: r.Type, KeyARN: r.KMSKeyARN})
	}
	return all
}

// Omit makes AWS Backup leave something undone in an account and Region the next so many times, and say nothing of it;
// with none, do it again.
func (s *Service) Omit(account, region string, what Omission, times int) {
	s.jobs.Omissions.Add(place.Place{Account: account, Region: region}, what, times)
}

// Resume lets copy jobs begin that were held by an omission.
func (s *Service) Resume(account, region string) {
	s.jobs.Resume(place.Place{Account: account, Region: region})
}

// SetTags replaces the tags of a resource that AWS Backup can protect; false when there is no such resource.
func (s *Service) SetTags(account, region, arn string, tags map[string]string) bool {
	return s.resources.SetTags(place.Place{Account: account, Region: region}, arn, tags)
}

// Operations are the API.
func (s *Service) Operations() []kernel.Operation {
	return slices.Concat(
		s.vaults.Operations(),
		s.plans.Operations(),
		s.settings.Operations(),
		s.jobs.Operations(),
		s.report.Operations(),
		s.tagOperations(),
	)
}
