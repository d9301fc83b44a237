package deploy

import (
	"maps"
	"slices"
	"time"

	"farvault/shared/org"
)

// StackSet is a service-managed StackSet with automatic deployment: an account that comes to the organization gets its
// stack, and nobody can say how fast.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
type StackSet struct {
	World         Target
	Name          string
	Administrator string // the account that tells of it, and its Region
	HomeRegion    string
	Region        string   // where each account's stack is
	Also          []string // its other Regions
	Template      func() ([]byte, error)
	Parameters    map[string]string

	Wait   time.Duration // from an account's coming to the start of its stack
	Takes  time.Duration // how long a stack takes
	Serial bool          // one account at a time, in the order in which they came

	queue  []string
	busy   bool
	failed error                 // the first
	stacks map[[2]string]*Result // by account and Region
}

// Add gives an account its stack, after the wait. It assumes that the lock is held.
func (s *StackSet) Add(account string) {
	s.tell("", "OUTDATED", "PENDING", "")
	s.World.Kernel.Clock.After(s.Wait, func() {
		s.queue = append(s.queue, account)
		s.next()
	})
}

// Err is why the first stack that failed did so.
func (s *StackSet) Err() error { return s.failed }

// next begins the stacks that may begin.
func (s *StackSet) next() {
	for len(s.queue) > 0 && !(s.Serial && s.busy) {
		account := s.queue[0]
		s.queue, s.busy = s.queue[1:], true
		s.begin(account)
	}
}

// begin makes the stack of an account. The resources are there when it has taken its time.
func (s *StackSet) begin(account string) {
	stack := org.ARN{
		Partition: org.Partition(s.Region), Service: "cloudformation", Region: s.Region, Account: account,
		Resource: "stack/StackSet-" + s.Name + "-" + account + "/" + s.World.Kernel.UUID("stack"),
	}.String()
	s.tell(stack, "OUTDATED", "RUNNING", "")
	if s.Takes == 0 {
		s.finish(account, stack)
		return
	}
	s.World.Kernel.Clock.After(s.Takes, func() { s.finish(account, stack) })
}

func (s *StackSet) finish(account, stack string) {
	err := s.deploy(account)
	if err != nil {
		if s.failed == nil {
			s.failed = err
		}
		s.tell(stack, "OUTDATED", "FAILED", err.Error())
	} else {
		s.tell(stack, "CURRENT", "SUCCEEDED", "")
	}
	s.busy = false
	s.next()
}

// deploy makes the account's stack in each Region, or brings it to what the StackSet is now.
func (s *StackSet) deploy(account string) error {
	text, err := s.Template()
	if err != nil {
		return err
	}
	if s.stacks == nil {
		s.stacks = map[[2]string]*Result{}
	}
	for _, region := range append([]string{s.Region}, s.Also...) {
		stack := Stack{Account: account, Region: region, Name: s.Name, Template: text, Parameters: s.Parameters}
		key := [2]string{account, region}
		if before := s.stacks[key]; before != nil {
			s.stacks[key], err = Update(s.World, stack, before)
		} else {
			s.stacks[key], err = Deploy(s.World, stack)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Deploy makes the stacks of accounts at once, as `create-stack-instances` does, without a word.
func (s *StackSet) Deploy(accounts ...string) error {
	for _, account := range accounts {
		if err := s.deploy(account); err != nil {
			return err
		}
	}
	return nil
}

// Update gives the StackSet other parameters, and brings the stack of each account to them.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackSet.html
func (s *StackSet) Update(parameters map[string]string) error {
	s.Parameters = parameters
	seen := map[string]bool{}
	for key := range s.stacks {
		seen[key[0]] = true
	}
	for _, account := range slices.Sorted(maps.Keys(seen)) {
		if err := s.deploy(account); err != nil {
			return err
		}
		stack := org.ARN{
			Partition: org.Partition(s.Region), Service: "cloudformation", Region: s.Region, Account: account,
			Resource: "stack/StackSet-" + s.Name + "-" + account + "/" + s.World.Kernel.UUID("stack"),
		}.String()
		s.tell(stack, "CURRENT", "SUCCEEDED", "")
	}
	return nil
}

// tell puts the state of an account's instance on the administrator's bus, in the StackSet's Region. The ARN of the
// stack, which names the account, is empty until there is one. That PENDING is told is assumed.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stackset-stack-instance-status-change.html
func (s *StackSet) tell(stack, status, detailed, reason string) {
	details := map[string]string{"status": status, "detailed-status": detailed, "status-reason": reason}
	arn := org.ARN{
		Partition: org.Partition(s.HomeRegion), Service: "cloudformation", Region: s.HomeRegion, Account: s.Administrator,
		Resource: "stackset/" + s.Name + ":00000000-0000-4000-8000-000000000000",
	}.String()
	s.World.EventBridge.Emit(
		s.Administrator, s.HomeRegion, "aws.cloudformation", "CloudFormation StackSet StackInstance Status Change",
		[]string{arn}, map[string]any{
			"stack-set-arn": arn, "stack-id": stack, "action": "CREATE", "status-details": details,
		},
	)
}
