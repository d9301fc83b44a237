package iam

import (
	"strings"

	"farvault/simulator/kernel"
)

// deletion is what became of a request to delete a service-linked role.
type deletion struct {
	account, status, reason string
}

// InUse lets a service say whether an account still needs its service-linked role.
func (s *Service) InUse(service string, asked func(account string) bool) { s.inUse[service] = asked }

type deletionTask struct{ DeletionTaskId string }

// deleteServiceLinkedRole only submits: the service is asked whether its resources still need the role, and the status
// says what came of it. Here that is known at once.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
func (s *Service) deleteServiceLinkedRole(c *kernel.Call, in roleNameInput) (deletionTask, error) {
	role, err := s.reach(c, "DeleteServiceLinkedRole", in.RoleName, nil)
	if err != nil {
		return deletionTask{}, err
	}
	service, linked := strings.CutPrefix(strings.TrimSuffix(role.Path, "/"), serviceLinkedPath)
	if !linked {
		return deletionTask{}, kernel.Fail("InvalidInput", "Role %s is not a service-linked role", role.Name)
	}
	task := "task" + serviceLinkedPath + service + "/" + role.Name + "/" + s.k.UUID("deletion task")
	if needed := s.inUse[service]; needed != nil && needed(c.Account()) {
		s.deletions[task] = deletion{c.Account(), "FAILED", "The role is in use by resources of " + service}
		return deletionTask{task}, nil
	}
	delete(s.account(c.Account()).roles, strings.ToLower(role.Name))
	s.deletions[task] = deletion{c.Account(), "SUCCEEDED", ""}
	return deletionTask{task}, nil
}

type deletionReason struct{ Reason string }

type deletionStatus struct {
	Status string
	Reason *deletionReason
}

// getServiceLinkedRoleDeletionStatus:
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html
func (s *Service) getServiceLinkedRoleDeletionStatus(c *kernel.Call, in deletionTask) (deletionStatus, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "iam:GetServiceLinkedRoleDeletionStatus"}); err != nil {
		return deletionStatus{}, err
	}
	d, known := s.deletions[in.DeletionTaskId]
	if !known || d.account != c.Account() {
		return deletionStatus{}, kernel.Fail("NoSuchEntity", "Deletion task %s cannot be found.", in.DeletionTaskId).HTTP(404)
	}
	out := deletionStatus{Status: d.status}
	if d.reason != "" {
		out.Reason = &deletionReason{d.reason}
	}
	return out, nil
}
