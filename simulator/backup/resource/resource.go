package resource

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// Resource is something in an account that AWS Backup can protect.
type Resource struct {
	ARN         string // made by the type when empty
	Type        string // EBS, EFS, RDS, ...
	Tags        map[string]string
	KMSKeyARN   string // empty: not encrypted
	SizeInBytes int64  // 3 GiB when zero
}

const defaultSize = 3 << 30

// Resources are all that are in the world.
type Resources struct {
	k       *kernel.Kernel
	byPlace map[place.Place]map[string]Resource
}

// New makes an empty world of resources.
func New(k *kernel.Kernel) *Resources {
	return &Resources{k: k, byPlace: map[place.Place]map[string]Resource{}}
}

// Add puts a resource into the world, in the place of one with the same ARN, and
// answers with its ARN. A type that AWS Backup does not know is a defect of the caller and panics.
func (s *Resources) Add(p place.Place, r Resource) string {
	t, known := TypeOf(r.Type, false)
	if !known {
		panic(fmt.Sprintf("simulator: resource type %q is none of %s", r.Type, strings.Join(Names(), ", ")))
	}
	if r.ARN == "" {
		r.ARN = t.resourceARN(p.Account, p.Region, s.k.ID(r.Type)[:17])
	}
	if r.SizeInBytes == 0 {
		r.SizeInBytes = defaultSize
	}
	r.Tags = maps.Clone(r.Tags)
	if s.byPlace[p] == nil {
		s.byPlace[p] = map[string]Resource{}
	}
	s.byPlace[p][r.ARN] = r
	return r.ARN
}

// Remove takes a resource out of the world. Its recovery points stay.
func (s *Resources) Remove(p place.Place, arn string) { delete(s.byPlace[p], arn) }

// SetTags replaces the tags of a resource; false when there is none.
func (s *Resources) SetTags(p place.Place, arn string, tags map[string]string) bool {
	r, found := s.byPlace[p][arn]
	if found {
		r.Tags = tags
		s.byPlace[p][arn] = r
	}
	return found
}

// Find looks a resource up.
func (s *Resources) Find(p place.Place, arn string) (Resource, bool) {
	r, ok := s.byPlace[p][arn]
	return r, ok
}

// In are the resources of a place, by ARN.
func (s *Resources) In(p place.Place) []Resource {
	var all []Resource
	for _, r := range s.byPlace[p] {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Resource) int { return strings.Compare(a.ARN, b.ARN) })
	return all
}
