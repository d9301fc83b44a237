// Package stage sets up a simulated organization with farvault deployed in it: the accounts, the three templates as
// their files say, and behind the deployed functions the real handlers or the real binaries. The demo plays its story
// on it, `farvault simulator` serves it. What is told of it is not its business.
package stage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"farvault/shared/settings"
	"farvault/simulator"
	"farvault/simulator/deploy"
	"farvault/simulator/lambda/sandbox"
)

// Stage is the simulated world with farvault in it.
type Stage struct {
	World    *simulator.World
	Settings settings.Settings
	Slack    *Webhook         // stands for Slack
	StackSet *deploy.StackSet // rolls the roles out to accounts that join

	options     Options
	central     *deploy.Result
	management  map[string]*deploy.Result // by Region
	sandboxes   []*sandbox.Sandbox
	webhookARN  string
	deployError error // of a stack that a timer deployed
}

// Options say what is deployed, and when.
type Options struct {
	Files  fs.FS     // template.yaml and infra/*.yaml, as they are deployed
	Begins time.Time // simulated

	// Order is the order of the templates: CentralStack, ManagementStack, MemberStacks; nil: the README's. Between is
	// the time between two of them; zero: all are there when the stage is.
	Order   []string
	Between time.Duration

	// Log makes the logger of a function; the lines of a binary go to its handler too.
	Log func(function string) *slog.Logger

	// Listen is the TCP address of the simulator; "127.0.0.1:0" when empty.
	Listen string
	// Front, if there is one, takes every request to that address; it is given the world's own handler.
	Front func(*Stage, http.Handler) http.Handler

	// Mode is the templates' parameter; empty: their default. With Observe the StackSet has two Regions, for IAM is where
	// it always was, and the rule is where the backups are.
	Mode string
	// Accounts are the members whose stacks are made at first; nil: all.
	Accounts []string

	// Code is where the packaged template finds the functions' zips, by its parameters; nil: the template is SAM's.
	Code map[string]string

	// Operators are the principals, beside the functions, that may enter the other accounts: an ARN, or nobody.
	Operators string

	// Seed makes the world's identifiers others than those of another seed.
	Seed string

	// Members are the accounts that are there before farvault comes; nil: those of the cast.
	Members []Member
	// Skew is how far the clock of a function is off; nil: not at all.
	Skew func(function string) time.Duration

	// Binaries is the folder with provision/bootstrap, alert/bootstrap and
	// sweep/bootstrap. They run as processes in place of the handlers; empty: the handlers run in this process.
	Binaries string
	// Foreign says that files and binaries are of another version than this process. Nothing of this version then
	// stands in for a binary: the settings are not read here, Slack is not connected, and the look at what is silent,
	// which no process can do in simulated time, does nothing.
	Foreign bool
	// Processes are the functions that run as binaries; nil: all that can. The others are this process's handlers.
	Processes []string
	// Clocked says that the binaries read the simulated clock, so that they can do all their work.
	Clocked bool
}

// New makes the organization and deploys the three templates, as the README says to.
func New(ctx context.Context, o Options) (*Stage, error) {
	wishes, err := o.wishes()
	if err != nil {
		return nil, err
	}
	s := &Stage{World: simulator.New(o.Begins, ManagementID, OrganizationID), Settings: wishes, options: o}
	s.World.Seed = o.Seed
	if s.Slack, err = newWebhook(s.Now); err != nil {
		return nil, err
	}
	if err := s.listen(); err != nil {
		s.Slack.close()
		return nil, err
	}
	s.populate()
	if err := s.deployAll(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// members are the accounts that are there before farvault comes.
func (o Options) members() []Member {
	if o.Members == nil {
		return Members
	}
	return o.Members
}

// wishes are the settings that are deployed.
func (o Options) wishes() (settings.Settings, error) {
	switch {
	case o.Foreign && o.Binaries == "":
		return settings.Settings{}, errors.New("another version runs as binaries alone, and there are none")
	case o.Foreign:
		return settings.Settings{}, nil
	}
	text, err := fs.ReadFile(o.Files, "infra/settings.yaml")
	if err != nil {
		return settings.Settings{}, err
	}
	return settings.Parse("infra/settings.yaml", text)
}

func (s *Stage) listen() error {
	address := s.options.Listen
	if address == "" {
		address = "127.0.0.1:0"
	}
	front := func(world http.Handler) http.Handler { return world }
	if s.options.Front != nil {
		front = func(world http.Handler) http.Handler { return s.options.Front(s, world) }
	}
	return s.World.Serve(address, front)
}

// Close ends the processes and stops listening.
func (s *Stage) Close() {
	for _, box := range s.sandboxes {
		box.Close()
	}
	s.Slack.close()
	_ = s.World.Close() // it is over
}

// Now is the simulated time.
func (s *Stage) Now() time.Time { return s.World.Clock.Now() }

// Err is what went wrong by itself: a template that a timer deployed, a StackSet that could not roll the member's roles
// out.
func (s *Stage) Err() error {
	s.World.Lock()
	defer s.World.Unlock()
	if s.deployError != nil {
		return s.deployError
	}
	if err := s.StackSet.Err(); err != nil {
		return fmt.Errorf("roll the roles out: %w", err)
	}
	return nil
}

// accountUsableAfter is how long a new account cannot be entered: AWS speaks of
// "a few minutes", and StackSets then roll the member's roles out.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
const accountUsableAfter = 4 * time.Minute

// populate makes the accounts, and what AWS does to every new one.
func (s *Stage) populate() {
	w := s.World
	w.Lock()
	defer w.Unlock()
	w.Organizations.AddAccount(CentralID, "backup-central", rootID)
	for _, m := range s.options.members() {
		w.Organizations.AddAccount(m.ID, m.Name, rootID)
	}
	w.Organizations.NextAccountIDs = []string{NewcomerID}
	s.StackSet = s.memberStackSet()
	w.Organizations.OnCreated = s.StackSet.Add
}
