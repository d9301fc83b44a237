package stage

import (
	"fmt"

	"farvault/simulator/deploy"
)

// Redeploy brings what is deployed to other files and other code, as an upgrade does and the way back: the stacks are
// updated, and what runs behind the functions is another from the next event on. Of the options it takes Files,
// Binaries, Foreign, Processes and Clocked.
func (s *Stage) Redeploy(o Options) error {
	next := s.options
	next.Files, next.Binaries, next.Foreign = o.Files, o.Binaries, o.Foreign
	next.Processes, next.Clocked = o.Processes, o.Clocked
	wishes, err := next.wishes()
	if err != nil {
		return err
	}
	s.options, s.Settings = next, wishes
	for _, box := range s.sandboxes {
		box.Close()
	}
	s.sandboxes = nil
	if err := s.bind(); err != nil {
		return err
	}
	s.World.Lock()
	defer s.World.Unlock()
	return s.update()
}

// update brings the stacks to the files and parameters as they are now. The caller holds the world's lock.
func (s *Stage) update() error {
	stack, err := s.stack(CentralID, HomeRegion, "template.yaml", s.ofCentral())
	if err == nil {
		s.central, err = deploy.Update(s.target(), stack, s.central)
	}
	if err != nil {
		return fmt.Errorf("update template.yaml: %w", err)
	}
	parameters := s.shared()
	parameters["EntryRoleName"] = s.Settings.Entry.RoleName
	for _, region := range s.managementRegions() {
		stack, err := s.stack(ManagementID, region, "infra/management.yaml", parameters)
		if err == nil {
			s.management[region], err = deploy.Update(s.target(), stack, s.management[region])
		}
		if err != nil {
			return fmt.Errorf("update infra/management.yaml in %s: %w", region, err)
		}
	}
	return s.StackSet.Update(s.ofMembers())
}
