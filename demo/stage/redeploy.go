package stage

import (
	"fmt"
	"io/fs"

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

// RedeployCentral brings the central stack alone to the template of other files, and to where its code is.
func (s *Stage) RedeployCentral(files fs.FS, code map[string]string) error {
	s.World.Lock()
	defer s.World.Unlock()
	s.options.Files, s.options.Code = files, code
	return s.updateCentral()
}

// update brings the stacks to the files and parameters as they are now. The caller holds the world's lock.
func (s *Stage) update() error {
	if err := s.updateCentral(); err != nil {
		return err
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
