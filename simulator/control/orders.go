package control

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"farvault/shared/org"
	"farvault/simulator/backup"
	"farvault/simulator/backup/resource"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
)

// furthest is the most that one order moves the clock.
const furthest = 366 * 24 * time.Hour

// clock takes {"advance":"24h"} and answers {"now":"..."}.
func (c *Control) clock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	err := read(r, &in)
	if err != nil {
		answer(w, nil, err)
		return
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 || d > furthest {
		answer(
			w,
			nil,
			fmt.Errorf(`advance is %q: must be a duration from "0s" to "8784h", as in "24h" or "90m"`, in.Advance),
		)
		return
	}
	c.Advance(d)
	answer(w, map[string]time.Time{"now": c.now()}, nil)
}

// mode takes {"mode":"Protect"}, deploys with that and answers with it.
func (c *Control) mode(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Mode string `json:"mode"`
	}
	err := read(r, &in)
	switch {
	case err != nil:
	case c.Switch == nil:
		err = fmt.Errorf("nothing is deployed here that has a mode")
	case in.Mode != "Observe" && in.Mode != "Protect":
		err = fmt.Errorf(`mode is %q: must be "Observe" or "Protect"`, in.Mode)
	default:
		c.settling.Lock()
		err = c.Switch(in.Mode)
		c.settling.Unlock()
	}
	answer(w, in, err)
}

func (c *Control) now() time.Time {
	c.World.Lock()
	defer c.World.Unlock()
	return c.World.Clock.Now()
}

// fault takes a kernel.Fault and answers with it. What it names must exist: a fault that can never happen is a mistake.
func (c *Control) fault(w http.ResponseWriter, r *http.Request) {
	fault := kernel.Fault{Times: 1}
	err := read(r, &fault)
	if err == nil {
		err = c.inject(fault)
	}
	answer(w, fault, err)
}

func (c *Control) inject(f kernel.Fault) error {
	known := slices.ContainsFunc(c.World.Operations(), func(o kernel.Operation) bool {
		return (f.Service == "" || f.Service == o.Service) && (f.Operation == "" || f.Operation == o.Name)
	})
	switch {
	case !known:
		return fmt.Errorf("service %q operation %q: the simulator has no such operation", f.Service, f.Operation)
	case f.Account != "" && !org.IsAccountID(f.Account):
		return fmt.Errorf("account is %q: must be an account id of 12 digits", f.Account)
	case f.Times < 1:
		return fmt.Errorf("times is %d: must be at least 1", f.Times)
	case f.Skip < 0:
		return fmt.Errorf("skip is %d: must not be negative", f.Skip)
	}
	c.World.Lock()
	defer c.World.Unlock()
	return c.World.Faults.Inject(f)
}

// thing is something to back up, as the order names it.
type thing struct {
	Account   string            `json:"account"`
	Region    string            `json:"region"`
	Type      string            `json:"type"`
	Tags      map[string]string `json:"tags"`
	KMSKeyARN string            `json:"kmsKeyArn"`
}

// resources makes something to back up and answers {"arn":"..."}.
func (c *Control) resources(w http.ResponseWriter, r *http.Request) {
	var in thing
	err := read(r, &in)
	if err != nil {
		answer(w, nil, err)
		return
	}
	c.World.Lock()
	defer c.World.Unlock()
	if err := c.check(in); err != nil {
		answer(w, nil, err)
		return
	}
	arn := c.World.Backup.AddResource(
		in.Account,
		in.Region,
		backup.Resource{Type: in.Type, Tags: in.Tags, KMSKeyARN: in.KMSKeyARN},
	)
	answer(w, map[string]string{"arn": arn}, nil)
}

var region = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)

func (c *Control) check(in thing) error {
	member := func(a organizations.Account) bool { return a.Id == in.Account }
	if !slices.ContainsFunc(c.World.Organizations.Accounts(), member) {
		return fmt.Errorf("account is %q: must be an account of the organization", in.Account)
	}
	if !region.MatchString(in.Region) {
		return fmt.Errorf("region is %q: must be a Region such as eu-west-1", in.Region)
	}
	if _, known := resource.TypeOf(in.Type, false); !known {
		return fmt.Errorf("type is %q: must be one of %s", in.Type, strings.Join(resource.Names(), ", "))
	}
	if _, exists := c.World.KMS.Key(in.KMSKeyARN); in.KMSKeyARN != "" && !exists {
		return fmt.Errorf("kmsKeyArn is %q: there is no such key", in.KMSKeyARN)
	}
	return nil
}
